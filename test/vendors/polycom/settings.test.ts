import { describe, expect, it } from 'vitest'
import { gapsOf } from '../../../src/render/coverage.js'
import { subjectOf } from '../../support/plan.js'
import { config, withPrefix } from './read.js'

describe('only what was chosen', () => {
  const chosen =
    /vlan|lldp|cdp|syslog|user_priority|ringType|divert|brightness|backlight|screenSaver|corp|emergency|alertInfo/i

  it('nothing of the network or of the user is written by itself', () => {
    expect(Object.keys(config()).filter((name) => chosen.test(name))).toEqual([])
  })

  it('a VLAN switched off is cleared (ch. 2)', () => {
    expect(config({ settings: { vlan: { phone: 'off' } } })).toMatchObject({
      'device.net.vlanId': '',
      'device.net.vlanId.set': '1',
    })
  })

  it.each([
    ['lldp', 'device.net.lldpEnabled'],
    ['cdp', 'device.net.cdpEnabled'],
  ])('%s off is written as off (3.4)', (setting, name) => {
    expect(config({ settings: { [setting]: false } })).toMatchObject({ [name]: '0', [`${name}.set`]: '1' })
  })

  it('VLAN priority marks voice and signalling (3.4)', () => {
    expect(config({ settings: { vlan: { phone: { id: 7, priority: 6 } } } })).toMatchObject({
      'qos.ethernet.rtp.user_priority': '6',
      'qos.ethernet.callControl.user_priority': '6',
    })
  })

  it.each([
    [0, '5'],
    [2, '5'],
    [3, '4'],
    [4, '3'],
    [6, '2'],
    [7, '1'],
  ])('severity %i is render level %s, low is verbose (3.4)', (level, expected) => {
    expect(config({ settings: { syslog: { server: 'log', level } } })['device.syslog.renderLevel']).toBe(expected)
  })

  it('forwarding (3.1)', () => {
    const forward = { always: { target: '100' }, busy: { target: '200' }, no_answer: { target: '300', seconds: 20 } }
    expect(withPrefix(config({ settings: { forward } }), 'divert.')).toEqual({
      'divert.1.contact': '100',
      'divert.fwd.1.enabled': '1',
      'divert.busy.1.enabled': '1',
      'divert.busy.1.contact': '200',
      'divert.noanswer.1.enabled': '1',
      'divert.noanswer.1.contact': '300',
      'divert.noanswer.1.timeout': '20',
    })
  })

  it('emergency numbers go to the registrar (3.1)', () => {
    expect(withPrefix(config({ settings: { emergency_numbers: ['112', '911'] } }), 'dialplan.routing.')).toEqual({
      'dialplan.routing.server.1.address': 'pbx.example.com',
      'dialplan.routing.server.1.port': '5060',
      'dialplan.routing.emergency.1.value': '112',
      'dialplan.routing.emergency.1.server.1': '1',
      'dialplan.routing.emergency.2.value': '911',
      'dialplan.routing.emergency.2.server.1': '1',
    })
  })

  it('display (3.6)', () => {
    expect(config({ settings: { brightness: 5, backlight_seconds: 300, screensaver_seconds: 600 } })).toMatchObject({
      'up.backlight.onIntensity': '2',
      'up.backlight.timeout': '60',
      'up.screenSaver.enabled': '1',
      'up.screenSaver.waitTime': '10',
    })
  })

  it.each([
    [['cn'], ['telephoneNumber'], ['cn', 'telephoneNumber']],
    [
      ['sn', 'givenName'],
      ['telephoneNumber', 'mobile'],
      ['sn', 'givenName', 'telephoneNumber', 'mobile'],
    ],
    [['cn'], ['telephoneNumber', 'mobile'], ['cn', 'telephoneNumber', 'mobile']],
  ])('LDAP attributes %j and %j are numbered without gaps (3.6)', (name_attributes, number_attributes, expected) => {
    const settings = { ldap: { host: 'ldap.example.com', name_attributes, number_attributes } }
    const attributes = withPrefix(config({ settings }), 'dir.corp.attribute.')
    const names = Object.entries(attributes).filter(([name]) => name.endsWith('.name'))
    expect(names).toEqual(expected.map((name, i) => [`dir.corp.attribute.${i + 1}.name`, name]))
    expect(Object.keys(attributes)).toHaveLength(expected.length * 3)
  })

  it('LDAP attributes say what they are (3.6)', () => {
    const name_attributes = ['sn', 'givenName']
    const settings = { ldap: { host: 'ldap', name_attributes, number_attributes: ['telephoneNumber', 'mobile'] } }
    const types = ['last_name', 'first_name', 'phone_number', 'phone_number']
    expect(config({ settings })).toMatchObject({
      'dir.corp.attribute.1.label': 'sn',
      'dir.corp.attribute.4.label': 'mobile',
      ...Object.fromEntries(types.map((type, i) => [`dir.corp.attribute.${i + 1}.type`, type])),
    })
  })

  it('LDAP with one name goes on with the numbers (3.6)', () => {
    const ldap = { host: 'ldap', name_attributes: ['cn'], number_attributes: ['telephoneNumber', 'mobile'] }
    expect(config({ settings: { ldap } })).toMatchObject({
      'dir.corp.attribute.1.type': 'last_name',
      'dir.corp.attribute.2.type': 'phone_number',
      'dir.corp.attribute.3.type': 'phone_number',
      'dir.corp.attribute.3.label': 'mobile',
    })
  })

  it('auto answer by Alert-Info (3.2)', () => {
    expect(config({ settings: { auto_answer_alert_info: 'info=alert-autoanswer' } })).toMatchObject({
      'voIpProt.SIP.alertInfo.1.value': 'info=alert-autoanswer',
      'voIpProt.SIP.alertInfo.1.class': 'autoAnswer',
    })
  })

  it('what the vendor has no parameter for is reported, not dropped in silence', () => {
    const settings = { dnd: true, tone_country: 'DE', power_led: 'on', vlan: { pc: { id: 3 } }, syslog: { port: 515 } }
    const expected = ['dnd', 'power_led', 'syslog.port', 'tone_country', 'vlan.pc.id']
    expect(gapsOf(subjectOf({ vendor: 'polycom', model: 'VVX450', settings }))).toEqual(
      expected.map((path) => ({ path, line: undefined, lacks: 'parameter' })),
    )
  })

  it.each<[Record<string, unknown>, string]>([
    [{ transfer: 'new_call' }, 'transfer'],
    [{ ntp_servers: ['a.example', 'b.example'] }, 'ntp_servers'],
    [{ language: 'el' }, 'language'],
    [{ language: 'uk' }, 'language'],
    [{ language: 'bg' }, 'language'],
    [{ queue_ringtone: 'Ring 1' }, 'queue_ringtone'],
    [{ external_ringtone: 'Default' }, 'external_ringtone'],
    [{ ldap: { host: 'l', name_attributes: ['a', 'b', 'c'] } }, 'ldap.name_attributes'],
    [{ ldap: { host: 'l', number_attributes: ['1', '2', '3'] } }, 'ldap.number_attributes'],
  ])('a value without a word is reported: %j', (settings, path) => {
    const gaps = gapsOf(subjectOf({ vendor: 'polycom', model: 'VVX450', settings }))
    expect(gaps).toEqual([{ path, line: undefined, lacks: expect.stringMatching(/^(?:value|length)$/) }])
  })

  it.each<[Record<string, unknown>]>([
    [{ transfer: 'blind' }],
    [{ transfer: 'attended' }],
    [{ ntp_servers: ['a.example'] }],
    [{ language: 'sv' }],
    [{ ringtone: 'Default', queue_ringtone: 'ringer3', external_ringtone: 'Silent' }],
    [{ ldap: { host: 'l', name_attributes: ['a', 'b'], number_attributes: ['1', '2'] } }],
    [{ forward: { no_answer: { target: '3', seconds: 600 } } }],
  ])('a value with a word is not: %j', (settings) => {
    expect(gapsOf(subjectOf({ vendor: 'polycom', model: 'VVX450', settings }))).toEqual([])
  })

  it('ring classes of SIP 3.2 have no names, so their ringtones are reported', () => {
    const settings = { queue_ringtone: 'ringer3', external_ringtone: 'ringer4' }
    expect(gapsOf(subjectOf({ vendor: 'polycom', model: 'SPIP501', settings }))).toEqual([
      { path: 'external_ringtone', line: undefined, lacks: 'parameter' },
      { path: 'queue_ringtone', line: undefined, lacks: 'parameter' },
    ])
  })
})

describe('settings', () => {
  it.each<[Record<string, unknown>, string, string, string]>([
    [{ call_waiting: { enabled: false } }, 'call.callWaiting.enable', '0', '3.2'],
    [{ call_waiting: { tone: false } }, 'call.callWaiting.ring', 'silent', '3.2'],
    [{ dial_plan: '[2-9]xx|0T' }, 'dialplan.digitmap', '[2-9]xx|0T', '3.1'],
    [{ dial_plan: '[2-9]xx|0T' }, 'dialplan.1.digitmap', '[2-9]xx|0T', '3.1'],
    [{ dial_timeout: 6 }, 'dialplan.digitmap.timeOut', '6', '3.1'],
    [{ pickup_code: '*97' }, 'call.directedCallPickupString', '*97', '3.2'],
    [{ pickup_code: '*8' }, 'call.directedCallPickupMethod', 'legacy', '3.2'],
    [{ pickup_code: '*8' }, 'feature.directedCallPickup.enabled', '1', '3.2'],
    [{ group_pickup_code: '*8' }, 'feature.groupCallPickup.enabled', '1', '3.2'],
    [{ transfer: 'attended' }, 'call.defaultTransferType', 'Consultative', '3.2'],
    [{ mwi: false }, 'msg.mwi.1.subscribe', '', '3.2'],
    [{ ringtone: 'ringer5' }, 'reg.1.ringType', 'ringer5', '3.1'],
    [{ nat_keepalive_seconds: 0 }, 'nat.keepalive.interval', '0', '3.4'],
    [{ ntp_servers: ['a.example', 'b.example'] }, 'tcpIpApp.sntp.address', 'a.example', '3.4'],
    [{ ntp_servers: ['a.example'] }, 'device.sntp.serverName', 'a.example', '3.4'],
    [{ time_format: '12' }, 'lcl.datetime.time.24HourClock', '0', '3.5'],
    [{ date_format: 'WWW MMM DD' }, 'lcl.datetime.date.format', 'D,Md', '3.5'],
    [{ date_format: 'DD MM YYYY' }, 'lcl.datetime.date.format', 'D,dM', '3.5'],
    [{ language: 'pt-BR' }, 'lcl.ml.lang', 'Portuguese_Portugal', '3.5'],
    [{ language: 'en-GB' }, 'lcl.ml.lang', 'English_United_Kingdom', '3.5'],
    [{ screensaver_seconds: 0 }, 'up.screenSaver.enabled', '0', '3.6'],
    [{ backlight_seconds: 12 }, 'up.backlight.timeout', '15', '3.6'],
    [{ ldap: { host: 'l', tls: 'ldaps' } }, 'dir.corp.transport', 'TLS', '3.6'],
    [{ ldap: { host: 'l', tls: 'none' } }, 'dir.corp.transport', 'TCP', '3.6'],
    [{ ldap: { host: 'l', port: 636 } }, 'dir.corp.port', '636', '3.6'],
    [{ ldap: { host: 'l', base: 'dc=a,dc=b' } }, 'dir.corp.baseDN', 'dc=a,dc=b', '3.6'],
    [{ ldap: { host: 'l', user: 'cn=x' } }, 'dir.corp.user', 'cn=x', '3.6'],
    [{ ldap: { host: 'l', password: 'pw' } }, 'dir.corp.password', 'pw', '3.6'],
    [{ ldap: { host: 'l' } }, 'dir.corp.address', 'l', '3.6'],
    [{ ldap: { host: 'l' } }, 'dir.corp.scope', 'sub', '3.6'],
    [{ ldap: { host: 'l' } }, 'feature.corporateDirectory.enabled', '1', '3.6'],
  ])('%j: %s = %j (%s)', (settings, name, value) => {
    expect(config({ settings })[name]).toBe(value)
  })

  it('the passwords typed at the phone', () => {
    expect(config()).toMatchObject({
      'device.auth.localAdminPassword': 'Adm1nPassword000',
      'device.auth.localUserPassword': '1234509876',
    })
  })
})
