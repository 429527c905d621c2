import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../../src/catalogue/index.js'
import { type Gap, gapsOf } from '../../../src/render/coverage.js'
import { maps } from '../../../vendors/snom/maps.js'
import { subjectOf } from '../../support/plan.js'
import { config, inside, type Options, render, rootOf } from './read.js'

const settingsOf = (settings: Record<string, unknown>, more: Options = {}) => config({ ...more, settings }).settings

describe('where to come back', () => {
  it('auto_reboot_on_setting_change stands at the top, else it does not act (snom.md 2.2 W)', () => {
    expect(inside(rootOf(render()), 'phone-settings')[0]).toMatchObject({
      name: 'auto_reboot_on_setting_change',
      text: 'on',
    })
  })
  it("setting_server is the phone's own folder", () => {
    expect(config().settings.setting_server).toBe('https://prov.example.com/p/tokentoken/')
  })
  it('no URL is written while no safe address is known', () => {
    expect(config({ url: null }).settings).not.toHaveProperty('setting_server')
  })
  it.each([
    [
      'daily',
      { poll: 'daily' },
      {
        prov_polling_enabled: 'on',
        prov_polling_mode: 'random',
        prov_polling_period: '86400',
        prov_polling_time: '01:00',
        prov_polling_time_rand_end: '05:00',
      },
    ],
    [
      'interval',
      { poll: 'interval', poll_minutes: 60 },
      { prov_polling_enabled: 'on', prov_polling_mode: 'rel', prov_polling_period: '3600' },
    ],
    ['never', { poll: 'never' }, { prov_polling_enabled: 'off', settings_refresh_timer: '0' }],
  ])('polling %s (snom.md 3.5)', (_, provisioning, expected) =>
    expect(settingsOf({ provisioning })).toMatchObject(expected),
  )

  it('an enrolled phone listens to no other discovery', () => {
    expect(config().settings).toMatchObject({ pnp_config: 'off', provisioning_order: 'redirection:stop' })
  })
  it('PnP stays on where somebody wants it', () => {
    expect(settingsOf({ provisioning: { pnp: true } }).pnp_config).toBe('on')
  })
  it.each<[string, Options]>([
    ['while enrolling', { flavour: 'enrolment' }],
    ['where pinning is off', { settings: { provisioning: { pin: false } } }],
    ['without a safe address', { url: null }],
  ])('discovery is not touched %s', (_, options) => {
    expect(config(options).settings).not.toHaveProperty('pnp_config')
    expect(config(options).settings).not.toHaveProperty('provisioning_order')
  })
  it('provisioning_order came with 8.7.3 (snom.md 1.1)', () => {
    expect(config({ model: '320', firmware: '8.4.35' }).settings).not.toHaveProperty('provisioning_order')
  })
})

describe('firmware (snom.md 3.5, 2.1)', () => {
  const url = 'https://fw.example.com/snomD785-10.1.169.16-SIP-r.bin?a=1&b=2'
  it('is named in a file of its own, which firmware_status points to', () => {
    expect(settingsOf({ firmware: { url } })).toMatchObject({
      firmware_status: 'https://prov.example.com/p/tokentoken/snomD785-000413AABBCC-firmware.xml',
      update_policy: 'auto_update',
    })
  })
  it('never stands in the settings file', () =>
    expect(render({ settings: { firmware: { url } } })).not.toContain('fw.example.com'))
  it('stands in its file', () => {
    const root = rootOf(render({ settings: { firmware: { url } } }, 'snomD785-000413AABBCC-firmware.xml'))
    expect([root.name, root.children]).toEqual([
      'firmware-settings',
      [{ name: 'firmware', attributes: { perm: '' }, children: [], text: url }],
    ])
  })
  it('that nobody chose is not updated', () => {
    expect(config().settings).toMatchObject({ firmware_status: '', update_policy: 'settings_only' })
  })
  it('never stops the phone from fetching settings (snom.md 1.5)', () => {
    expect(config().settings.update_policy).not.toBe('never_update')
  })
})

describe('who may change the phone (snom.md 3.5)', () => {
  it.each(['admin_mode_password', 'admin_mode_password_confirm', 'http_pass'])('%s', (name) => {
    expect(config().settings[name]).toBe('Adm1nPassword000')
  })
  it('a D8xx has other names for its web users', () => {
    const { settings } = config({ model: 'D865' })
    expect(settings).toMatchObject({
      webserver_admin_name: 'admin',
      webserver_admin_password: 'Adm1nPassword000',
      webserver_user_name: 'user',
      webserver_user_password: '1234509876',
    })
    expect(settings).not.toHaveProperty('http_pass')
  })
})

describe('perm is always written (snom.md 2.2)', () => {
  const everything: Options = {
    lines: [{}, {}],
    overrides: { some_setting: '1', 'other[3]': '2' },
    softkeys: [{ position: 1, kind: 'dnd', value: undefined, label: undefined }],
    settings: {
      backup_registrar: { host: 'b.example.com' },
      dnd: true,
      ringtone: '2',
      vlan: { phone: 'off', pc: { id: 5 } },
      brightness: 3,
      ldap: { host: 'l' },
    },
  }
  const { perms, keys } = config(everything)
  it.each(Object.entries(perms))('%s has one: %s', (_, perm) => expect(['R', 'RW', '!']).toContain(perm))
  it.each(Object.entries(keys))('key %s has one', (_, key) => expect(key.perm).toBe('RW'))
  it.each(['user_name[1]', 'user_pass[1]', 'admin_mode_password', 'http_pass', 'ldap_password'])(
    '%s is read-only',
    (name) => {
      expect(perms[name]).toBe('R')
    },
  )
  it.each(['setting_server', 'admin_mode'])('%s may be changed, or nobody could', (name) =>
    expect(perms[name]).toBe('RW'),
  )
  it.each([
    [true, '!'],
    [false, 'RW'],
  ])('comfort follows protect_user_changes %s', (protect_user_changes, perm) => {
    const chosen = config({ settings: { provisioning: { protect_user_changes } } })
    expect([chosen.perms.language, chosen.keys['3']?.perm]).toEqual([perm, perm])
  })
})

describe('network is written only when somebody chose it (design ch. 4)', () => {
  it.each([
    'vlan_id',
    'vlan_qos',
    'vlan_port_tagging',
    'vlan_pc_id',
    'vlan_pc_priority',
    'lldp_enable',
    'syslog_server',
    'log_level',
    'dhcp',
    'ntp_server',
  ])('%s is absent by default', (name) =>
    expect(config({ url: 'http://prov.example.com/p/t/' }).settings).not.toHaveProperty(name),
  )
  it.each([
    [{ vlan: { phone: { id: 20 } } }, { vlan_id: '20', vlan_qos: '0' }],
    [{ vlan: { phone: { id: 20, priority: 5 } } }, { vlan_id: '20', vlan_qos: '5' }],
    [{ vlan: { pc: { id: 30, priority: 1 } } }, { vlan_port_tagging: 'on', vlan_pc_id: '30', vlan_pc_priority: '1' }],
    [{ lldp: false }, { lldp_enable: 'off' }],
    [{ lldp: true }, { lldp_enable: 'on' }],
    [{ syslog: { server: 'log.example.com', level: 6 } }, { syslog_server: 'log.example.com', log_level: '6' }],
    [{ ntp_servers: ['ntp.example.com'] }, { ntp_server: 'ntp.example.com', ntp_refresh_timer: '3600' }],
  ])('%j', (settings, expected) => expect(settingsOf(settings)).toMatchObject(expected))
  it('a phone VLAN says nothing about the PC port', () => {
    expect(settingsOf({ vlan: { phone: { id: 20 } } })).not.toHaveProperty('vlan_port_tagging')
  })
  it('the time is fetched where certificates must be judged', () => {
    expect(config().settings.ntp_server).toBe('pool.ntp.org')
  })
})

describe('language (snom.md 3.6)', () => {
  it.each([
    ['de', 'Deutsch'],
    ['es', 'Español'],
    ['cs', 'Čeština'],
    ['ru', 'Русский'],
    ['fr-CA', 'Français'],
    ['xx', 'English'],
  ])('%s', (language, expected) =>
    expect(settingsOf({ language })).toMatchObject({ language: expected, web_language: expected }),
  )
})

describe('tones (snom.md 3.6)', () => {
  const SCHEMES = [
    'AUS',
    'AUT',
    'CHN',
    'DNK',
    'ESP',
    'FRA',
    'GBR',
    'GER',
    'IND',
    'ITA',
    'JPN',
    'MEX',
    'NLD',
    'NOR',
    'NZL',
    'SWE',
    'SWI',
    'USA',
  ]
  it.each([
    ['ch', 'SWI'],
    ['DE', 'GER'],
    ['uk', 'GBR'],
    ['jp', 'JPN'],
    ['gr', 'USA'],
  ])('%s', (tone_country, expected) => expect(settingsOf({ tone_country }).tone_scheme).toBe(expected))
  it.each(Object.entries(maps.tone ?? {}))('%s has a scheme the phone knows: %s', (_, scheme) =>
    expect(SCHEMES).toContain(scheme),
  )
  it("locale is the D8xx's, and Sweden's is sv_SE, not se_SE as in a peer", () => {
    expect(settingsOf({ tone_country: 'SE' }, { model: 'D865' }).locale).toBe('sv_SE')
    expect(settingsOf({ tone_country: 'SE' }, { model: 'D785' })).not.toHaveProperty('locale')
  })
})

describe('dates (snom.md 3.6)', () => {
  it.each([
    ['WWW MMM DD', 'on'],
    ['DD MMM YY', 'off'],
    ['YYYY MM DD', 'off'],
    ['DD MM YYYY', 'off'],
    ['MM DD YY', 'on'],
    ['MM DD YYYY', 'on'],
    ['WWW DD MMM', 'off'],
  ])('%s', (date_format, expected) => expect(settingsOf({ date_format }).date_us_format).toBe(expected))
  it('12 hours', () => expect(settingsOf({ time_format: '12' }).time_24_format).toBe('off'))
})

describe('time zones (snom.md 3.6)', () => {
  const KNOWN = (
    'USA-10 USA-9 USA-8 USA-7 USA2-7 USA-6 USA-5 CAN-8 CAN-7 CAN-6 CAN-5 CAN-4 CAN-3.5 MEX-8 MEX-7 MEX-6 CHL-6 CHL-4 BHS-5 COL-5 CUB-5 VEN-4.5 PRY-4 BMU-4 FLK-4 TTB-4 ' +
    'GRL-3 ARG-3 BRA1-3 BRA2-3 BRA-2 PRT-1 FRO-0 IRL-0 PRT-0 ESP-0 GBR-0 ALB+1 AUT+1 BEL+1 CAI+1 CHA+1 HRV+1 CZE+1 DNK+1 FRA+1 GER+1 HUN+1 ITA+1 LUX+1 MAK+1 NLD+1 NAM+1 ' +
    'NOR+1 POL+1 SVK+1 ESP+1 SWE+1 CHE+1 GIB+1 YUG+1 WAT+1 BLR+2 BGR+2 CYP+2 CAT+2 EGY+2 EST+2 FIN+2 GAZ+2 GRC+2 ISR+2 JOR+2 LVA+2 LTU+2 LBN+2 MDA+2 RUS+2 ROU+2 SYR+2 TUR+2 ' +
    'UKR+2 EAT+3 IRQ+3 RUS+3 IRN+3.5 ARM+4 AZE+4 GEO+4 KAZ+4 RUS+4 UAE+4 KAZ+5 KGZ+5 PAK+5 RUS+5 IND+5.5 KAZ+6 RUS+6 RUS+7 THA+7 CHN+8 SGP+8 AUS+8 KOR+9 JPN+9 AUS+9.5 ' +
    'AUS2+9.5 AUS+10 AUS2+10 AUS3+10 RUS+10 AUS+10.5 NCL+11 NZL+12 RUS+12 NZL+12.75 TON+13'
  ).split(' ')
  const codes = Object.entries(maps.zone ?? {})

  it.each(codes)('the code of %s is one the phone knows: %s', (_, code) => expect(KNOWN).toContain(code))
  it.each(codes)('%s has the offset of its code %s', (zone, code) => {
    expect(zoneOf(zone)?.offset).toBe(Number(/[+-][\d.]+$/.exec(code)?.[0]) * 3600 + 0)
  })

  it.each([
    ['Europe/Riga', 'LVA+2'],
    ['Asia/Tokyo', 'JPN+9'],
    ['Asia/Seoul', 'KOR+9'],
    ['Asia/Shanghai', 'CHN+8'],
    ['Asia/Kolkata', 'IND+5.5'],
    ['Europe/London', 'GBR-0'],
    ['Europe/Zurich', 'CHE+1'],
    ['America/Phoenix', 'USA2-7'],
  ])('%s is %s, where peers are wrong', (timezone, code) => expect(settingsOf({ timezone }).timezone).toBe(code))

  it('UTC has no code, because Britain has a summer time', () => {
    expect(settingsOf({ timezone: 'Etc/UTC' })).toMatchObject({ timezone: '', utc_offset: '0', dst: '' })
  })
  it("a zone whose law left the phone's table behind is told by its offset", () => {
    expect(settingsOf({ timezone: 'Europe/Istanbul' })).toMatchObject({ timezone: '', utc_offset: '10800', dst: '' })
    expect(settingsOf({ timezone: 'Europe/Moscow' })).toMatchObject({ timezone: '', utc_offset: '10800', dst: '' })
  })
  it.each([
    ['Europe/Berlin', '3600', '3600 03.05.07 02:00:00 10.05.07 03:00:00'],
    ['America/New_York', '-18000', '3600 03.02.07 02:00:00 11.01.07 02:00:00'],
    ['Australia/Sydney', '36000', '3600 10.01.07 02:00:00 04.01.07 03:00:00'],
    ['Pacific/Chatham', '45900', '3600 09.05.07 02:45:00 04.01.07 03:45:00'],
    ['Asia/Kolkata', '19800', ''],
  ])('%s by offset and rule (vendor wiki: dst)', (timezone, utc_offset, dst) =>
    expect(settingsOf({ timezone })).toMatchObject({ utc_offset, dst }),
  )
  it.each([
    ['America/Nuuk', '3600 03.05.07 00:00:00 10.05.07 00:00:00'],
    ['America/Santiago', '3600 09.01.06 23:59:59 04.01.06 23:59:59'],
    ['Asia/Jerusalem', '3600 03.04.04 23:59:59 10.05.07 02:00:00'],
    ['Africa/Cairo', '3600 04.05.05 00:00:00 10.05.04 23:59:59'],
  ])('%s, whose law leaves the day it names, changes at the nearest second of it', (timezone, dst) => {
    expect(settingsOf({ timezone }).dst).toBe(dst)
  })
})

describe('display and ring tones (snom.md 3.7)', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('brightness %i is round(1.2 b + 3)', (brightness) => {
    expect(settingsOf({ brightness }).backlight).toBe(String(Math.round(1.2 * brightness + 3)))
  })
  it('a backlight of 0 seconds is always on', () =>
    expect(settingsOf({ backlight_seconds: 0 }).dim_timer).toBe('2147483647'))
  it('the screensaver', () => expect(settingsOf({ screensaver_seconds: 600 }).screen_saver_timeout).toBe('600'))
  it.each([
    ['0', 'Silent'],
    ['10', 'Ringer10'],
    ['11', 'Ringer1'],
    ['Ringer7', 'Ringer7'],
  ])('ring tone %s', (ringtone, expected) =>
    expect(settingsOf({ ringtone })).toMatchObject({ ring_sound: expected, 'user_ringer[1]': expected }),
  )
  it("a file of one's own is an account's ring tone, never the phone's", () =>
    expect(settingsOf({ ringtone: '-1' })).toMatchObject({ ring_sound: 'Ringer1', 'user_ringer[1]': 'Custom' }))
  it('queues and outside callers ring differently', () => {
    expect(settingsOf({ queue_ringtone: '3', external_ringtone: '4' })).toMatchObject({
      alert_group_ring_sound: 'Ringer3',
      alert_external_ring_sound: 'Ringer4',
    })
  })
})

describe('settings no row can write', () => {
  const everything = {
    cdp: true,
    lldp: true,
    power_led: 'on',
    auto_answer_alert_info: 'info=alert-autoanswer',
    syslog: { server: 'l.example.com', port: 1514, level: 5 },
    vlan: { phone: { id: 5, priority: 3 }, pc: 'off' },
    registrar: { host: 'r.example.com' },
    backup_registrar: { host: 'b.example.com' },
    outbound_proxy: { host: 'p.example.com' },
    phonebooks: [{ name: 'A', url: 'http://a.example/' }],
    ldap: {
      host: 'l',
      tls: 'ldaps',
      base: 'b',
      user: 'u',
      password: 'p',
      name_filter: '(cn=%)',
      number_filter: '(t=%)',
      display_name: '%cn',
      max_hits: 5,
      name_attributes: ['cn'],
      number_attributes: ['t'],
    },
    dial_plan: 'x',
    dial_timeout: 4,
    emergency_numbers: ['112'],
    forward: {
      always: { target: '1', on_code: '*1', off_code: '*2' },
      busy: { target: '1' },
      no_answer: { target: '1', seconds: 10 },
    },
    dnd: true,
    dnd_codes: { on: '*3', off: '*4' },
    ringtone: '1',
    queue_ringtone: '2',
    external_ringtone: '3',
    brightness: 5,
    backlight_seconds: 30,
    screensaver_seconds: 60,
    ntp_servers: ['n.example.com', 'm.example.com'],
    admin_password: 'a',
    user_password: 'b',
    firmware: { url: 'http://f.example/x.bin', version: '10.1' },
    tone_country: 'DE',
    timezone: 'Europe/Berlin',
    voicemail_number: '*97',
    pickup_code: '*8',
    group_pickup_code: '*9',
  }
  it.each<[string, string, Gap['lacks'], Record<string, unknown>]>([
    ['D785', 'user_password', 'parameter', { user_password: 'a' }],
    ['M700', 'user_password', 'parameter', { user_password: 'a' }],
    ['D785', 'phonebooks', 'length', { phonebooks: [everything.phonebooks[0], everything.phonebooks[0]] }],
    ['D785', 'ntp_servers', 'length', { ntp_servers: ['n.example.com', 'm.example.com'] }],
    ['D785', 'ldap.tls', 'value', { ldap: { host: 'l', tls: 'starttls' } }],
    ['M900', 'transport', 'value', { transport: 'dns-srv' }],
    ['M900', 'srtp', 'value', { srtp: 'required' }],
    ['M900', 'language', 'value', { language: 'pl' }],
    ['M900', 'forward.always.target', 'parameter', { forward: { always: { target: '1' } } }],
    ['M900', 'ldap.host', 'parameter', { ldap: { host: 'l' } }],
    ['D785', 'language', 'value', { language: 'el' }],
    ['D865', 'language', 'value', { language: 'uk' }],
    ['370', 'language', 'value', { language: 'bg' }],
    ['D785', 'tone_country', 'value', { tone_country: 'GR' }],
    ['M700', 'timezone', 'parameter', { timezone: 'Europe/Berlin' }],
  ])('a %s cannot have %s (%s), and says so', (model, path, lacks, settings) => {
    expect(gapsOf(subjectOf({ vendor: 'snom', model, settings }))).toContainEqual({ path, line: undefined, lacks })
  })
  it.each<[string, Record<string, unknown>]>([
    ['D865', { user_password: 'a' }],
    ['M900', { user_password: 'a' }],
    ['D785', { phonebooks: everything.phonebooks }],
    ['D785', { ntp_servers: ['n.example.com'] }],
    ['D785', { ldap: { host: 'l', tls: 'ldaps' } }],
    ['M900', { transport: 'tls', srtp: 'off', language: 'fr', phonebooks: everything.phonebooks }],
  ])('a %s has a word for all of %j', (model, settings) => {
    expect(gapsOf(subjectOf({ vendor: 'snom', model, settings }))).toEqual([])
  })
  it('are told to the administrator, and they are few', () => {
    const gaps = gapsOf(subjectOf({ vendor: 'snom', model: 'D785', settings: everything }))
    expect(gaps.filter(({ lacks }) => lacks === 'parameter').map(({ path }) => path)).toEqual([
      'auto_answer_alert_info',
      'cdp',
      'firmware.version',
      'power_led',
      'syslog.port',
      'user_password',
    ])
  })
})

describe('calls', () => {
  it.each([
    ['blind', 'blind', 'blind'],
    ['attended', 'attended', 'attended'],
    ['new_call', 'new_call', 'attended'],
  ])('transfer %s (snom.md 3.4)', (transfer, quick, dialling) => {
    expect(settingsOf({ transfer })).toMatchObject({
      quick_transfer: quick,
      transfer_dialing_on_transfer: dialling,
      transfer_dialing_on_other: dialling,
    })
  })
  it('emergency numbers are a blank list (snom.md 3.7)', () => {
    expect(settingsOf({ emergency_numbers: ['112', '110'] }).keyboard_lock_emergency).toBe('112 110')
  })
  it.each([
    [4, '4'],
    [0, 'off'],
  ])('dialling after %i seconds', (dial_timeout, expected) =>
    expect(settingsOf({ dial_timeout }).auto_dial).toBe(expected),
  )
})

describe('directories (snom.md 3.7)', () => {
  it.each([
    ['ldaps', '636', 'on'],
    ['none', '389', 'off'],
  ])('LDAP %s has its own port', (tls, ldap_port, ldap_over_tls) => {
    expect(settingsOf({ ldap: { host: 'l.example.com', tls } })).toMatchObject({ ldap_port, ldap_over_tls })
  })
  it('LDAP without a word about TLS is plain', () => {
    expect(settingsOf({ ldap: { host: 'l.example.com' } })).toMatchObject({
      ldap_server: 'l.example.com',
      ldap_port: '389',
      ldap_over_tls: 'off',
    })
  })
  it('LDAP with STARTTLS, which the phone has not, is left off rather than in the clear', () => {
    const { settings } = config({
      settings: { ldap: { host: 'l.example.com', tls: 'starttls', user: 'u', password: 'p' } },
    })
    expect([settings.ldap_server, settings.ldap_username, settings.ldap_password]).toEqual(['', '', ''])
  })
  it('an LDAP directory taken away leaves no password', () => {
    expect(config().settings).toMatchObject({ ldap_server: '', ldap_username: '', ldap_password: '' })
  })
  it('the directory key opens the first phonebook', () => {
    const phonebooks = [{ name: 'All', url: 'https://b.example.com/?a=1&b=2' }]
    expect(settingsOf({ phonebooks }).dkey_directory).toBe('url https://b.example.com/?a=1&b=2')
  })
  it.each([
    [{}, 'keyevent F_ADR_BOOK'],
    [{ ldap: { host: 'l' } }, 'keyevent F_DIRECTORY_SEARCH'],
  ])('else, with %j, %s', (settings, expected) => expect(settingsOf(settings).dkey_directory).toBe(expected))
})

describe('a cleared phone (design ch. 5)', () => {
  const options: Options = {
    cleared: true,
    settings: {
      ldap: { host: 'l' },
      phonebooks: [{ name: 'A', url: 'http://a.example/' }],
      voicemail_number: '*97',
      provisioning: { protect_user_changes: true },
    },
  }
  const { settings, keys } = config(options)
  it('keeps its address and its admin password', () => {
    expect(settings).toMatchObject({
      setting_server: 'https://prov.example.com/p/tokentoken/',
      admin_mode_password: 'Adm1nPassword000',
    })
  })
  it.each(Array.from({ length: 12 }, (_, i) => i + 1))('account %i is off and blank', (n) => {
    expect([settings[`user_active[${n}]`], settings[`user_name[${n}]`], settings[`user_pass[${n}]`]]).toEqual([
      'off',
      '',
      '',
    ])
  })
  it("has empty keys, even where the user's changes are protected", () => {
    expect(
      new Set(Object.values(keys).map(({ text, context, label, perm }) => `${text}/${context}/${label}/${perm}`)),
    ).toEqual(new Set(['line/active//RW']))
  })
  it('has an empty directory, which only `complete` can do (snom.md 2.4)', () => {
    const book = rootOf(render(options)).children.find(({ name }) => name === 'tbook')
    expect(book).toEqual({ name: 'tbook', attributes: { e: '2', complete: 'true' }, children: [], text: '' })
    expect(settings).toMatchObject({
      ldap_server: '',
      dkey_directory: 'keyevent F_ADR_BOOK',
      dkey_retrieve: 'keyevent F_RETRIEVE',
    })
  })
  it('a used one keeps its contacts', () =>
    expect(rootOf(render()).children.some(({ name }) => name === 'tbook')).toBe(false))
})
