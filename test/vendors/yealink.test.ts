import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileIn, modelIn, readUserAgent, vendorNamed } from '../../src/catalogue/index.js'
import { KEY_KINDS, type Key } from '../../src/domain/keys.js'
import { yealink } from '../../vendors/yealink/index.js'
import { readCfg } from '../support/cfg.js'
import { type PlanOptions, renderFile } from '../support/plan.js'

const NAME = '001565aabbcc.cfg'
const T46U: PlanOptions = { vendor: 'yealink', model: 'T46U', mac: '001565aabbcc' }
const values = (options: Partial<PlanOptions> = {}) => readCfg(renderFile({ ...T46U, ...options }, NAME).body).values

interface Fact {
  readonly what: string
  readonly given: Partial<PlanOptions>
  readonly expected: Readonly<Record<string, string>>
}

const line1 = { name: 'Test User', label: 'Test User', user: '1234', auth: '1234', password: 'testpass123' }
const tls = { registrar: { host: 'voice.example.com' }, transport: 'tls', srtp: 'required' }

/** The golden facts of yealink.md ch. 9, by number. */
const GOLDEN: readonly Fact[] = [
  {
    what: '1: a TLS account with SRTP [P tan fixture]',
    given: { lines: [line1], settings: tls },
    expected: {
      'account.1.enable': '1',
      'account.1.label': 'Test User',
      'account.1.display_name': 'Test User',
      'account.1.auth_name': '1234',
      'account.1.user_name': '1234',
      'account.1.password': 'testpass123',
      'account.1.sip_server.1.address': 'voice.example.com',
      'account.1.sip_server.1.port': '5061',
      'account.1.sip_server.1.transport_type': '2',
      'account.1.sip_server.1.expires': '3600',
      'account.1.srtp_encryption': '2',
    },
  },
  {
    what: '2: an outbound proxy takes the port of the transport [P fixture]',
    given: { lines: [line1], settings: { ...tls, outbound_proxy: { host: 'proxy.examplesis.it' } } },
    expected: {
      'account.1.outbound_proxy_enable': '1',
      'account.1.outbound_proxy.1.address': 'proxy.examplesis.it',
      'account.1.outbound_proxy.1.port': '5061',
    },
  },
  {
    what: '3: DTMF by RFC 4733 [P]',
    given: {},
    expected: { 'account.1.dtmf.type': '1', 'account.1.dtmf.dtmf_payload': '101' },
  },
  { what: '3: DTMF by SIP INFO [P]', given: { settings: { dtmf: 'info' } }, expected: { 'account.1.dtmf.type': '2' } },
  {
    what: '4: voicemail number and MWI [P fixture]',
    given: { settings: { voicemail_number: '*97', mwi: true } },
    expected: { 'voice_mail.number.1': '*97', 'account.1.subscribe_mwi': '1' },
  },
  {
    what: '5: line, DND and BLF keys, the rest empty [P fixture]',
    given: {
      keys: [
        { position: 1, kind: 'line' },
        { position: 2, kind: 'line' },
        { position: 3, kind: 'dnd' },
        { position: 4, kind: 'blf', value: '202', label: 'Foo 2' },
      ],
    },
    expected: {
      'linekey.1.type': '15',
      'linekey.2.type': '15',
      'linekey.3.type': '5',
      'linekey.4.type': '16',
      'linekey.4.line': '1',
      'linekey.4.value': '202',
      'linekey.4.label': 'Foo 2',
      'linekey.5.type': '0',
    },
  },
  {
    what: '6: soft keys [P fixture]',
    given: {
      softkeys: [
        { position: 1, kind: 'history', value: undefined, label: undefined },
        { position: 2, kind: 'ldap', value: undefined, label: undefined },
        { position: 3, kind: 'group_pickup', value: '*8', label: undefined },
        { position: 4, kind: 'menu', value: undefined, label: undefined },
      ],
    },
    expected: {
      'programablekey.1.type': '28',
      'programablekey.2.type': '38',
      'programablekey.3.type': '23',
      'programablekey.3.pickup_value': '*8',
      'programablekey.4.type': '30',
    },
  },
  {
    what: '7: time zone, formats and NTP [P fixture]',
    given: {
      settings: { timezone: 'Europe/Rome', time_format: '24', date_format: 'DD MM YY', ntp_servers: ['pool.ntp.org'] },
    },
    expected: {
      'local_time.time_zone': '+1',
      'local_time.time_zone_name': 'Italy(Rome)',
      'local_time.time_format': '1',
      'local_time.date_format': '3',
      'local_time.ntp_server1': 'pool.ntp.org',
    },
  },
  {
    what: '7: the rule is written out, not left to the name [D]',
    given: { settings: { timezone: 'Europe/Rome' } },
    expected: {
      'local_time.summer_time': '1',
      'local_time.dst_time_type': '1',
      'local_time.start_time': '3/5/7/2',
      'local_time.end_time': '10/5/7/3',
      'local_time.offset_time': '60',
    },
  },
  {
    what: '7: true UTC has summer time off [3.6]',
    given: { settings: { timezone: 'Etc/UTC' } },
    expected: { 'local_time.summer_time': '0' },
  },
  {
    what: '8: language and tones [P fixture]',
    given: { settings: { language: 'it', tone_country: 'it' } },
    expected: { 'lang.gui': 'Italian', 'lang.wui': 'Italian', 'voice.tone.country': 'Italy' },
  },
  {
    what: '9: attended transfer by key [P fixture]',
    given: { settings: { transfer: 'attended' } },
    expected: { 'transfer.dsskey_deal_type': '1' },
  },
  {
    what: '9: blind transfer by key',
    given: { settings: { transfer: 'blind' } },
    expected: { 'transfer.dsskey_deal_type': '2' },
  },
  {
    what: '9: new call by key',
    given: { settings: { transfer: 'new_call' } },
    expected: { 'transfer.dsskey_deal_type': '0' },
  },
  {
    what: '10: VLANs switched off [P]',
    given: { settings: { vlan: { phone: 'off', pc: 'off' } } },
    expected: { 'static.network.vlan.internet_port_enable': '0', 'static.network.vlan.pc_port_enable': '0' },
  },
  {
    what: '11: speed dial and BLF with pickup code, V83 and later [P wz]',
    given: {
      keys: [
        { position: 1, kind: 'speed_dial', value: 'test_speed_dial' },
        { position: 2, kind: 'blf', value: 'test_blf', pickup: '1234' },
      ],
    },
    expected: {
      'linekey.1.type': '13',
      'linekey.1.value': 'test_speed_dial',
      'linekey.2.type': '16',
      'linekey.2.value': 'test_blf',
      'linekey.2.extension': '1234',
    },
  },
  {
    what: '12: an unused account is off and empty [P wz]',
    given: { model: 'T46U' },
    expected: {
      'account.2.enable': '0',
      'account.2.user_name': '%NULL%',
      'account.2.password': '%NULL%',
      'account.16.enable': '0',
    },
  },
]

describe('golden facts', () => {
  const cases = GOLDEN.flatMap(({ what, given, expected }) =>
    Object.entries(expected).map(([name, value]) => ({ what, given, name, value })),
  )
  it.each(cases)('$what: $name = $value', ({ given, name, value }) => {
    expect(values(given).get(name)).toBe(value)
  })
})

describe('network settings have three states', () => {
  const names = [...values().keys()].filter((name) => /network\.|lldp|cdp|syslog/.test(name))
  it('absent: nothing is written', () => expect(names).toEqual([]))
  it('set: the value', () => {
    const set = values({ settings: { vlan: { phone: { id: 20, priority: 5 }, pc: { id: 30 } }, lldp: true } })
    expect(set.get('static.network.vlan.internet_port_enable')).toBe('1')
    expect(set.get('static.network.vlan.internet_port_vid')).toBe('20')
    expect(set.get('static.network.vlan.internet_port_priority')).toBe('5')
    expect(set.get('static.network.vlan.pc_port_vid')).toBe('30')
    expect(set.get('static.network.lldp.enable')).toBe('1')
  })
  it('off: off', () =>
    expect(values({ settings: { lldp: false, cdp: false } }).get('static.network.lldp.enable')).toBe('0'))
})

describe('the file', () => {
  it('begins with the version header, without a byte order mark', () =>
    expect(renderFile(T46U, NAME).body.startsWith('#!version:1.0.0.1\n')).toBe(true))
  it('is the same bytes twice', () => expect(renderFile(T46U, NAME).body).toBe(renderFile(T46U, NAME).body))
  it('repeats no parameter but the users of the phone', () => {
    const { all } = readCfg(renderFile(T46U, NAME).body)
    const names = all.map(([name]) => name).filter((name) => name !== 'static.security.user_password')
    expect(names.length).toBe(new Set(names).size)
  })
  it.each([
    ['108.80.0.10', false],
    ['108.81.0.10', true],
    ['108.86.0.20', true],
  ])('firmware %s: `static.` is written = %s', (firmware, expected) => {
    expect([...values({ firmware }).keys()].some((name) => name.startsWith('static.'))).toBe(expected)
  })
  it('old firmware takes the account’s transport by its old name', () => {
    const old = values({ firmware: '28.73.0.1', settings: { transport: 'tcp' } })
    expect(old.get('account.1.transport')).toBe('1')
    expect(old.has('account.1.sip_server.1.transport_type')).toBe(false)
  })
  it('a reboot needs to be asked for, polling stays at night', () => {
    expect(values().get('sip.notify_reboot_enable')).toBe('0')
    expect(values().get('static.auto_provision.weekly.begin_time')).toBe('01:00')
  })
  it('after enrolment the phone comes back within a minute', () => {
    const enrolment = values({ flavour: 'enrolment' })
    expect(enrolment.get('static.auto_provision.repeat.enable')).toBe('1')
    expect(enrolment.get('static.auto_provision.repeat.minutes')).toBe('1')
  })
  it('without a safe address no provisioning URL is written', () => {
    expect(values({ url: null }).has('static.auto_provision.server.url')).toBe(false)
  })
  it('teaches our CA where one is needed', () => {
    const taught = values({ ca: { url: 'http://prov.example.com/api/ca.pem', pem: 'x' } })
    expect(taught.get('static.trusted_certificates.url')).toBe('http://prov.example.com/api/ca.pem')
    expect(taught.get('static.security.ca_cert')).toBe('2')
  })
})

describe('codecs', () => {
  const codecs = values({ settings: { codecs: ['G722', 'PCMA'] } })
  it.each([
    ['g722', '1', '1'],
    ['pcma', '1', '2'],
    ['pcmu', '0', '0'],
    ['g729', '0', '0'],
    ['opus', '0', '0'],
  ])('%s: enable %s, priority %s', (name, enable, priority) => {
    expect(codecs.get(`account.1.codec.${name}.enable`)).toBe(enable)
    expect(codecs.get(`account.1.codec.${name}.priority`)).toBe(priority)
  })
  it('firmware 81 and older also has numbered slots', () => {
    const old = values({ model: 'T46S', firmware: '66.81.0.70', settings: { codecs: ['G722', 'PCMA'] } })
    expect(old.get('account.1.codec.6.enable')).toBe('1')
    expect(old.get('account.1.codec.6.payload_type')).toBe('G722')
    expect(old.get('account.1.codec.1.enable')).toBe('0')
  })
})

describe('User-Agents', () => {
  const samples = readFileSync(new URL('../../fixtures/yealink/user-agents.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((text) => text && !text.startsWith('#'))
    .map((text) => text.split('\t'))
  it.each(samples)('%s', (text, model, firmware, mac) => {
    const read = readUserAgent(text ?? '')
    expect(read?.vendor.id).toBe('yealink')
    expect([read?.model, read?.firmware, read?.mac ?? '-']).toEqual([model, firmware, mac])
  })
  it.each(['curl/8.0', 'Mozilla/5.0 (X11)', 'NotYealink SIP-T46U 1.2.3.4', ''])('%s is no Yealink', (text) => {
    expect(readUserAgent(text)).toBeUndefined()
  })
})

describe('models', () => {
  it.each(['T46U', 't46u', 'SIP-T46U', 'Yealink SIP-T46U', 'yealink_t46u'])('%s is the T46U', (text) => {
    expect(modelIn(yealink, text)).toMatchObject({ id: 'T46U', known: true })
  })
  it.each(yealink.models.map((m) => [m.id, m] as const))('%s: full and cleared, with every module', (id, model) => {
    const all = Array.from({ length: model.lines }, (_, i) => ({ user: `${200 + i}` }))
    const keys = Array.from(
      { length: model.modules?.count ?? 0 },
      (_, m): Key => ({ position: 1, module: m + 1, kind: 'blf', value: '202' }),
    )
    const full = values({ model: id, lines: all, keys })
    expect(full.get(`account.${model.lines}.enable`)).toBe('1')
    expect(full.has(`account.${model.lines + 1}.enable`)).toBe(false)
    const typed = [...full.keys()].filter((name) => /^(?:linekey|memorykey)\.\d+\.type$/.test(name))
    expect(typed.length).toBe(model.keys)
    expect(full.has(`expansion_module.${model.modules?.count}.key.${model.modules?.keys}.type`)).toBe(
      model.modules !== undefined,
    )
    const cleared = values({ model: id, cleared: true })
    expect([...cleared].filter(([name, value]) => /^account\.\d+\.enable$/.test(name) && value !== '0')).toEqual([])
    expect([...cleared].filter(([name]) => name.endsWith('auto_provision.server.url'))).toEqual([
      [expect.any(String), expect.stringContaining('https://')],
    ])
  })
  it.each(yealink.models.map((m) => [m.id, m] as const))('%s: every dialect makes a sound file', (id) => {
    for (const generation of [70, 73, 80, 81, 82, 83, 84, 85, 86, 87]) {
      const { all } = readCfg(renderFile({ ...T46U, model: id, firmware: `1.${generation}.0.1` }, NAME).body)
      const names = all.map(([name]) => name).filter((name) => !name.endsWith('security.user_password'))
      expect(names.length).toBe(new Set(names).size)
      expect(all.filter(([, value]) => value === '')).toEqual([])
    }
  })
  // The literal codes of the sheet's table; T41U and T44U have none that is known.
  it.each([
    ['T19P_E2', '053'],
    ['T20P', '007'],
    ['T22P', '005'],
    ['T26P', '004'],
    ['T28P', '000'],
    ['T21P_E2', '052'],
    ['T23G', '044'],
    ['T27P', '045'],
    ['T27G', '069'],
    ['T29G', '046'],
    ['T30', '127'],
    ['T31P', '123'],
    ['T31W', '172'],
    ['T32G', '032'],
    ['T33P', '124'],
    ['T34W', '171'],
    ['T38G', '038'],
    ['T40P', '054'],
    ['T40G', '076'],
    ['T41P', '036'],
    ['T41S', '068'],
    ['T41U', undefined],
    ['T42G', '029'],
    ['T42S', '067'],
    ['T42U', '116'],
    ['T43U', '107'],
    ['T44U', undefined],
    ['T44W', '174'],
    ['T46G', '028'],
    ['T46S', '066'],
    ['T46U', '108'],
    ['T48G', '035'],
    ['T48S', '065'],
    ['T48U', '109'],
    ['T49G', '051'],
    ['T52S', '074'],
    ['T53', '095'],
    ['T54S', '070'],
    ['T54W', '096'],
    ['T56A', '056'],
    ['T57W', '097'],
    ['T58V', '058'],
    ['T58W', '150'],
    ['VP59', '091'],
    ['T73U', '186'],
    ['T73W', '183'],
    ['T74U', '187'],
    ['T74W', '184'],
    ['T77U', '188'],
    ['T85W', '196'],
    ['T87W', '197'],
    ['T88W', '192'],
    ['AX83H', '180'],
    ['AX86R', '182'],
    ['CP860', '037'],
    ['CP920', '078'],
    ['CP925', '148'],
    ['CP960', '073'],
    ['CP965', '143'],
    ['VP530', '023'],
    ['W52P', '025'],
    ['W60B', '077'],
    ['W70B', '146'],
    ['W75DM', '175'],
    ['W80DM', '103'],
    ['W90DM', '130'],
  ])('%s: common file code %s', (id, code) => {
    expect(modelIn(yealink, id).row.traits?.common).toBe(code)
  })
  it.each(['SIP VP-T49G', 'VP-T49G'])('%s is the T49G', (text) => {
    expect(modelIn(yealink, text)).toMatchObject({ id: 'T49G', known: true })
  })
  it('an unknown vendor is none', () => expect(vendorNamed('Yealinq')).toBeUndefined())
})

describe('files', () => {
  it.each([
    ['001565aabbcc.cfg', 'phone'],
    ['001565AABBCC.CFG', 'phone'],
    ['00-15-65-aa-bb-cc.cfg', 'phone'],
    ['001565aabbcc.boot', 'boot'],
    ['y000000000000.boot', 'shared-boot'],
    ['y000000000108.cfg', 'common'],
    ['001565aabbcc-local.cfg', 'local'],
  ])('%s is %s', (name, id) => expect(fileIn(yealink, name)?.row.id).toBe(id))
  it.each(['001565aabbc.cfg', '../001565aabbcc.cfg', '001565aabbcc.cfg.bak', ''])('%s is none', (name) => {
    expect(fileIn(yealink, name)).toBeUndefined()
  })
})

describe('key kinds', () => {
  const offered = KEY_KINDS.filter((kind) => yealink.keyKinds[kind] !== null)
  it.each(offered)('%s has a type code', (kind) => {
    const read = values({ keys: [{ position: 2, kind, value: '555' }] })
    expect(read.get('linekey.2.type')).toMatch(/^\d+$/)
  })
})

describe('text from people stays in its line', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 60 })
  it('names, labels and values', () => {
    const bare = readCfg(
      renderFile({ ...T46U, keys: [{ position: 2, kind: 'blf', value: '1', label: 'x' }] }, NAME).body,
    )
    fc.assert(
      fc.property(anything, anything, anything, (name, label, value) => {
        const { body } = renderFile(
          {
            ...T46U,
            lines: [{ name: `n${name}`, label: `l${label}` }],
            keys: [{ position: 2, kind: 'blf', value: `v${value}`, label: `k${label}` }],
          },
          NAME,
        )
        const read = readCfg(body)
        expect(read.all.map(([key]) => key)).toEqual(bare.all.map(([key]) => key))
        expect(read.lines.length).toBe(bare.lines.length)
      }),
      { numRuns: 300 },
    )
  })
})
