import { describe, expect, it } from 'vitest'
import { KEY_KINDS, type Key, type KeyKind } from '../../../src/domain/keys.js'
import { polycom } from '../../../vendors/polycom/index.js'
import { config, directory, type Item, type Options } from './read.js'

const only = (parameters: Record<string, string>, pattern: RegExp) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => pattern.test(name)))

/** Placed, but with nothing behind it but the directory. */
const favourite = (ct: string): Item => ({ fn: 'L', ct, sd: '1' })

const VALUE: Readonly<Partial<Record<KeyKind, string>>> = {
  speed_dial: '123',
  retrieve: '123',
  pickup: '123',
  group_pickup: '123',
  intercom: '^123$Tintercom$',
  dtmf: '^123$Tdtmf$',
  voicemail: '123',
  dnd: '^$FDoNotDisturb$',
  transfer: '^123$Trefer$',
  hold: '^$FHold$',
  conference: '^$FConference$',
  redial: '^$FRedial$',
  history: '^$FCallList$',
  directory: '^$FDirectories$',
  ldap: '^$FDirectories$',
  url: '^123',
  xml: '^123',
  record: '^123$Tdtmf$',
  prefix: '^123$P1N20$$Tinvite$',
  menu: '^$FMenu$',
}

describe('key kinds (polycom.md 3.2; actions by the vendor’s guides)', () => {
  it.each(Object.entries(VALUE))('%s is the favourite %s', (kind, contact) => {
    const keys = [{ position: 2, kind: kind as KeyKind, value: '123', label: 'L' }]
    expect(config({ keys })).toMatchObject({ 'lineKey.2.category': 'SpeedDial', 'lineKey.2.index': '1' })
    expect(directory({ keys })).toEqual([expect.objectContaining(favourite(contact))])
  })

  it.each([
    ['blf', 'normal'],
    ['park', 'automata'],
  ] as const)('%s is a resource of type %s', (kind, type) => {
    const parameters = config({ keys: [{ position: 2, kind, value: '701', label: 'L' }] })
    expect(only(parameters, /^lineKey\.2\./)).toEqual({ 'lineKey.2.category': 'BLF', 'lineKey.2.index': '0' })
    expect(only(parameters, /^attendant\.resourceList/)).toEqual({
      'attendant.resourceList.1.address': '701',
      'attendant.resourceList.1.label': 'L',
      'attendant.resourceList.1.type': type,
    })
  })

  it('line points to its account', () => {
    const keys: Key[] = [{ position: 5, kind: 'line', line: 2 }]
    const parameters = config({ keys, lines: [{}, {}] })
    expect(only(parameters, /^lineKey\.5\./)).toEqual({ 'lineKey.5.category': 'Line', 'lineKey.5.index': '2' })
  })

  it.each([
    ['voicemail', '^$FMessages$'],
    ['transfer', '^$FTransfer$'],
  ] as const)('%s without a number is the phone’s own function %s', (kind, contact) => {
    expect(directory({ keys: [{ position: 2, kind, label: 'L' }] })).toEqual([
      expect.objectContaining(favourite(contact)),
    ])
  })

  it.each([
    ['dnd', 'DND'],
    ['transfer', 'Transfer'],
    ['history', 'Calls'],
    ['voicemail', 'Voicemail'],
  ] as const)('%s without a label is shown as %s, not as its action', (kind, fn) => {
    expect(directory({ keys: [{ position: 2, kind }] })).toMatchObject([{ fn }])
  })

  it.each(['blf', 'park', 'speed_dial', 'pickup', 'dtmf', 'record', 'prefix', 'url'] as const)(
    '%s without a number stays unassigned and takes no place in a list',
    (kind) => {
      const keys: Key[] = [
        { position: 2, kind },
        { position: 3, kind, value: '', label: 'empty' },
        { position: 4, kind, value: '44', label: 'full' },
      ]
      const parameters = config({ keys })
      const items = directory({ keys })
      expect(parameters).toMatchObject({ 'lineKey.2.category': 'Unassigned', 'lineKey.3.category': 'Unassigned' })
      expect(Object.keys(only(parameters, /resourceList\.\d+\.address$/)).length + items.length).toBe(1)
    },
  )

  it.each(['forward', 'paging'] as const)('%s is nothing the phone can do', (kind) => {
    expect(polycom.keyKinds[kind]).toBeNull()
  })

  it('every kind is decided', () => {
    const tested = [...Object.keys(VALUE), 'none', 'line', 'blf', 'park', 'forward', 'paging']
    expect(tested.sort()).toEqual([...KEY_KINDS].sort())
  })
})

describe('places (polycom.md 3.2, trap 5)', () => {
  const keys: Key[] = [
    { position: 2, kind: 'blf', value: '1002', label: 'Bob' },
    { position: 3, kind: 'speed_dial', value: '55', label: 'Taxi' },
    { position: 5, kind: 'park', value: '701', label: 'Park' },
    { position: 6, kind: 'speed_dial', value: '66' },
    { position: 7, kind: 'blf', value: '1003', label: 'Eve' },
  ]

  it('resources are numbered in key order without gaps', () => {
    expect(only(config({ keys }), /resourceList\.\d+\.address/)).toEqual({
      'attendant.resourceList.1.address': '1002',
      'attendant.resourceList.2.address': '701',
      'attendant.resourceList.3.address': '1003',
    })
  })

  it('favourites are numbered in key order and the keys say the number', () => {
    expect(directory({ keys }).map(({ sd, ct, fn }) => [sd, ct, fn])).toEqual([
      ['1', '55', 'Taxi'],
      ['2', '66', '66'],
    ])
    expect(config({ keys })).toMatchObject({ 'lineKey.3.index': '1', 'lineKey.6.index': '2' })
  })

  it('every empty key is told that it is', () => {
    const categories = only(config({ keys }), /^lineKey\.\d+\.category/)
    expect(Object.keys(categories)).toHaveLength(12)
    expect(categories).toMatchObject({
      'lineKey.4.category': 'Unassigned',
      'lineKey.8.category': 'Unassigned',
      'lineKey.12.category': 'Unassigned',
    })
  })

  it('a module goes on where the phone ends, a second one after 84 more', () => {
    const onModules: Key[] = [
      { position: 1, module: 1, kind: 'blf', value: '2001', label: 'A' },
      { position: 84, module: 3, kind: 'blf', value: '2002', label: 'B' },
    ]
    const parameters = config({ model: 'VVX600', keys: onModules })
    expect(parameters).toMatchObject({ 'lineKey.17.category': 'BLF', 'lineKey.268.category': 'BLF' })
    expect(parameters).not.toHaveProperty(['lineKey.269.category'])
  })

  it('a resource without a label shows its number', () => {
    const parameters = config({ keys: [{ position: 2, kind: 'blf', value: '1002' }] })
    expect(parameters['attendant.resourceList.1.label']).toBe('1002')
  })

  it('phones before release 4 fill their keys themselves (1.9)', () => {
    const parameters = config({ model: 'SPIP501', keys: [{ position: 2, kind: 'blf', value: '1002', label: 'Bob' }] })
    expect(only(parameters, /^lineKey/)).toEqual({})
    expect(parameters['attendant.resourceList.1.address']).toBe('1002')
  })
})

describe('soft keys (polycom.md 3.2)', () => {
  const softkeys = (kind: KeyKind, value?: string): Options['softkeys'] => [{ position: 2, kind, value, label: 'L' }]

  it.each<[KeyKind, string | undefined, string, string, string]>([
    ['speed_dial', '55', '55$Tinvite$', '1', '0'],
    ['voicemail', undefined, '$FMessages$', '1', '0'],
    ['voicemail', '*98', '*98$Tinvite$', '1', '0'],
    ['record', '*1', '*1$Tdtmf$', '0', '1'],
    ['transfer', undefined, '$FTransfer$', '0', '1'],
    ['url', 'http://intra/?a=1&b', 'http://intra/?a=1&b', '1', '0'],
    ['history', undefined, '$FCallList$', '1', '0'],
  ])('%s %s', (kind, value, action, idle, active) => {
    expect(only(config({ softkeys: softkeys(kind, value) ?? [] }), /^softkey\.2\./)).toEqual({
      'softkey.2.enable': '1',
      'softkey.2.label': 'L',
      'softkey.2.action': action,
      'softkey.2.use.idle': idle,
      'softkey.2.use.active': active,
    })
  })

  it.each([
    ['hold', undefined, 'Hold'],
    ['speed_dial', '55', '55'],
  ] as const)('%s without a label is shown as something', (kind, value, label) => {
    expect(config({ softkeys: [{ position: 1, kind, value, label: undefined }] })['softkey.1.label']).toBe(label)
  })

  it('an empty one is off', () => {
    expect(config({ softkeys: softkeys('none') ?? [] })).toMatchObject({
      'softkey.2.enable': '0',
      'softkey.2.action': '',
      'softkey.2.use.idle': '0',
    })
  })
})

describe('lines', () => {
  it('a shared line has one call per key (3.1)', () => {
    expect(config({ lines: [{ shared: true }] })).toMatchObject({
      'reg.1.type': 'shared',
      'reg.1.callsPerLineKey': '1',
    })
  })

  it('a private line keeps the factory’s calls per key (3.1)', () => {
    const parameters = config()
    expect(parameters['reg.1.type']).toBe('private')
    expect(parameters).not.toHaveProperty(['reg.1.callsPerLineKey'])
  })

  it('a line on several keys says how many (3.2)', () => {
    expect(config({ lines: [{ line_keys: 3 }] })['reg.1.lineKeys']).toBe('3')
  })

  it('what a line chose for itself holds for that line only', () => {
    const lines = [{}, { settings: { transport: 'tls', voicemail_number: '*99', mwi: false } }]
    expect(config({ lines })).toMatchObject({
      'reg.1.server.1.transport': 'UDPOnly',
      'reg.2.server.1.transport': 'TLS',
      'msg.mwi.1.subscribe': '101',
      'msg.mwi.2.subscribe': '',
      'msg.mwi.2.callBack': '*99',
    })
  })

  it('backup registrar and outbound proxy, cleared where nobody chose one (3.1)', () => {
    const settings = {
      backup_registrar: { host: 'b.example.com' },
      outbound_proxy: { host: 'p.example.com', port: 5080 },
    }
    expect(config({ settings })).toMatchObject({
      'reg.1.server.2.address': 'b.example.com',
      'reg.1.server.2.port': '5060',
      'reg.1.server.2.transport': 'UDPOnly',
      'reg.1.server.2.expires': '3600',
      'reg.1.outboundProxy.transport': 'UDPOnly',
      'reg.1.outboundProxy.address': 'p.example.com',
      'reg.1.outboundProxy.port': '5080',
    })
    expect(config()).toMatchObject({ 'reg.1.server.2.address': '', 'reg.1.outboundProxy.address': '' })
  })
})
