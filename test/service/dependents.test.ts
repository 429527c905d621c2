import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Asset } from '../../src/domain/asset.js'
import { favouriteId } from '../../src/domain/directory.js'
import { Secret } from '../../src/domain/secret.js'
import type { Settings } from '../../src/domain/settings.js'
import { phonesTouchedBy } from '../../src/service/dependents.js'
import { followedStore } from '../../src/service/follow.js'
import type { CollectionName, Store, Touched, Transaction } from '../../src/store/store.js'
import { openStore, tempDir } from '../store/workbench.js'
import { at, fingerprints, record } from '../support/fleet.js'

const ports = { now: () => new Date(at(0)), random: (bytes: number) => Buffer.alloc(bytes, 7) }
const LONG = process.env.OFFHOOK_TEST_LONG !== undefined

const MODELS = [
  ['yealink', 'T46U'],
  ['snom', 'D785'],
  ['polycom', 'VVX450'],
  ['yealink', 'T31P'],
  ['snom', 'D717'],
] as const

const asset = (name: string, members: Partial<Asset> = {}): Asset => ({
  id: 'a0',
  created_at: at(0),
  tenant_id: 't0',
  name,
  kind: 'ringtone',
  vendors: ['yealink', 'snom'],
  models: [],
  content_type: 'audio/wav',
  bytes: 1,
  sha256: '',
  width: null,
  height: null,
  ...members,
})

async function open(fill: (tx: Transaction) => void): Promise<{ store: Store; touched: Touched[] }> {
  const store = followedStore(await openStore(await tempDir()), ports)
  await store.transact(async (tx) => {
    tx.put('server', record.server())
    for (const id of ['t0', 't1']) tx.put('tenants', record.tenant(id))
    fill(tx)
  })
  const touched: Touched[] = []
  store.onCommit((keys) => void touched.push(keys))
  return { store, touched }
}

async function touchedBy(store: Store, touched: Touched[]): Promise<string[]> {
  const ids = new Set<string>()
  for (const keys of touched.splice(0)) for (const id of await phonesTouchedBy(store, keys)) ids.add(id)
  return [...ids].sort()
}

const number = fc.constantFrom('100', '101', '102', '103')
const name = fc.constantFrom('Ada', 'Bob', 'Cleo')
/** Records with the number 4 are the other tenant's; nothing ever changes its tenant or refers to another's. */
const tenantOf = (n: number): string => (n === 4 ? 't1' : 't0')
const theirs = (n: number, prefix: string): string[] =>
  (n === 4 ? [4] : [0, 1, 2, 3]).map((number) => `${prefix}${number}`)
const settings: fc.Arbitrary<Settings> = fc.constantFrom<Settings>(
  {},
  {},
  { ringtone: 'asset:Bell.wav' },
  { dnd: true },
  { language: 'de' },
  { transport: 'tcp' },
)
const keys = fc.uniqueArray(
  fc.record(
    {
      position: fc.integer({ min: 1, max: 6 }),
      kind: fc.constantFrom('blf', 'intercom', 'speed_dial', 'line'),
      value: number,
      label: name,
    },
    { requiredKeys: ['position', 'kind'] },
  ),
  { selector: ({ position }) => position, maxLength: 3 },
)
const blfs = fc.array(
  fc.record({
    key: fc.constantFrom('BLF', '', 'LINE', '7'),
    value: number,
    first_name: fc.constantFrom('', '', 'Zoe'),
    last_name: fc.constant(''),
  }),
  { maxLength: 3 },
)
const index = fc.nat({ max: 4 })
const overrides = fc.constantFrom<Record<string, string>>({}, { 'features.dnd.allow': '0' })

/** One write of any record; the same few ids come again and again, so that records refer to each other. */
const writes: Readonly<Record<string, fc.Arbitrary<(tx: Transaction) => void>>> = {
  user: fc
    .record({
      n: index,
      group: fc.boolean(),
      members: fc.record({
        sip_user: number,
        extension: fc.option(number),
        display_name: name,
        enabled: fc.constantFrom(true, true, false),
        deleted_at: fc.constantFrom(null, null, null, at(9)),
        blfs,
        settings,
      }),
    })
    .map(({ n, group, members }) => (tx) => {
      const groups = group ? theirs(n, 'g').slice(0, 2) : []
      tx.put('users', record.user(`u${n}`, n, { ...members, tenant_id: tenantOf(n), groups }))
    }),
  phone: fc
    .record({
      n: index,
      users: fc.array(index, { maxLength: 2 }),
      layout: fc.boolean(),
      members: fc.record({ keys: fc.option(keys), settings, overrides }),
    })
    .map(({ n, users, layout, members }) => (tx) => {
      const [vendor, model] = MODELS[n] ?? MODELS[0]
      const key_layout_id = layout ? (theirs(n, 'l')[0] ?? null) : null
      const lines = users.filter((user) => tenantOf(user) === tenantOf(n)).map((user) => ({ user_id: `u${user}` }))
      tx.put(
        'phones',
        record.phone(`p${n}`, n, vendor, model, { ...members, tenant_id: tenantOf(n), key_layout_id, lines }),
      )
    }),
  layout: fc.record({ n: fc.constantFrom(0, 4), keys }).map(
    ({ n, keys }) =>
      (tx) =>
        tx.put('layouts', record.layout(`l${n}`, n, { tenant_id: tenantOf(n), keys })),
  ),
  group: fc.record({ n: fc.constantFrom(0, 1, 4), settings, overrides }).map(
    ({ n, ...members }) =>
      (tx) =>
        tx.put('groups', record.group(`g${n}`, n, { ...members, tenant_id: tenantOf(n) })),
  ),
  tenant: fc
    .record({
      id: fc.constantFrom('t0', 't0', 't1'),
      settings,
      models: fc.constantFrom({}, { 'snom/D785': { settings: { dnd: true }, overrides: {} } }),
    })
    .map(
      ({ id, ...members }) =>
        (tx) =>
          tx.put('tenants', record.tenant(id, members)),
    ),
  contact: fc.record({ n: index, shared: fc.boolean(), members: fc.record({ name, favorite: fc.boolean() }) }).map(
    ({ n, shared, members }) =>
      (tx) =>
        tx.put(
          'contacts',
          record.contact(`c${shared ? '' : 'u'}${n}`, shared ? null : `u${n}`, { ...members, tenant_id: tenantOf(n) }),
        ),
  ),
  favourite: fc
    .record({ n: index, kind: fc.constantFrom('extension', 'business'), other: index })
    .filter(({ n, other }) => tenantOf(n) === tenantOf(other))
    .map(({ n, kind, other }) => (tx) => {
      const user_id = `u${n}`
      const target_id = `${kind === 'business' ? 'c' : 'u'}${other}`
      const id = favouriteId(user_id, target_id)
      tx.put('favourites', { id, created_at: at(0), tenant_id: tenantOf(n), user_id, kind, target_id })
    }),
  'speed dial': fc.record({ n: index, code: fc.constantFrom('2', '3'), phone_number: number }).map(
    ({ n, ...dial }) =>
      (tx) =>
        tx.put('speed_dials', {
          ...dial,
          id: `d${n} ${dial.code}`,
          created_at: at(0),
          tenant_id: tenantOf(n),
          user_id: `u${n}`,
          book: '8',
          description: null,
        }),
  ),
  asset: fc
    .record({
      n: fc.constantFrom(0, 4),
      name: fc.constantFrom('Bell.wav', 'bell.WAV', 'other.wav'),
      vendors: fc.subarray(['yealink', 'snom']),
    })
    .map(
      ({ n, name, vendors }) =>
        (tx) =>
          tx.put('assets', asset(name, { id: `a${n}`, vendors, tenant_id: tenantOf(n) })),
    ),
  server: fc
    .constantFrom<(string[] | null)[]>(['https://a.example.net'], ['https://b.example.net'], null)
    .map((public_urls) => (tx) => tx.put('server', record.server({ public_urls }))),
  removal: fc
    .tuple(fc.constantFrom<CollectionName[]>('users', 'phones', 'layouts', 'groups', 'contacts', 'assets'), index)
    .map(
      ([collection, n]) =>
        (tx) =>
          tx.remove(collection, `${collection[0]}${n}`),
    ),
}
const changedBetween = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id)).sort()

/** Every phone with a user, one of whom is a member of a group, on a layout, with a ringtone that may come and go. */
function populate(tx: Transaction): void {
  tx.put('groups', record.group('g0', 0))
  tx.put('layouts', record.layout('l0', 0, { keys: [{ position: 3, kind: 'blf', value: '101' }] }))
  for (const [n, [vendor, model]] of MODELS.entries()) {
    const members = { tenant_id: tenantOf(n), lines: [{ user_id: `u${n}` }] }
    const more = n === 3 ? { key_layout_id: 'l0', settings: { ringtone: 'asset:Bell.wav' } } : {}
    tx.put('users', record.user(`u${n}`, n, { tenant_id: tenantOf(n), groups: n === 4 ? [] : ['g0'] }))
    tx.put('phones', record.phone(`p${n}`, n, vendor, model, { ...members, ...more }))
  }
}

describe('phones a commit touches', () => {
  it.each(Object.entries(writes))(
    'are never fewer than those whose files it changed: %s',
    async (_what, last) => {
      let changes = 0
      const some = (of: fc.Arbitrary<(tx: Transaction) => void>) => fc.array(of, { minLength: 4, maxLength: 4 })
      const property = fc.asyncProperty(some(fc.oneof(...Object.values(writes))), some(last), async (first, then) => {
        const { store, touched } = await open((tx) => {
          populate(tx)
          for (const change of first) change(tx)
        })
        let before = await fingerprints(store)
        for (const change of then) {
          await store.transact(async (tx) => change(tx))
          const after = await fingerprints(store)
          const known = await touchedBy(store, touched)
          const changed = changedBetween(before, after)
          expect(changed.filter((id) => !known.includes(id))).toEqual([])
          changes += changed.length
          before = after
        }
        await store.close()
      })
      // The same writes each time, so that it is sure, and not only likely, that some of them change files.
      await fc.assert(property, LONG ? { numRuns: 100 } : { numRuns: 6, seed: 1 })
      expect(changes).toBeGreaterThan(0)
    },
    120_000,
  )
})

describe('what is cheap to know is not guessed', () => {
  /** One phone of each make for Ada, who is user 0; everybody else has a phone of the same makes. */
  const fleet = (tx: Transaction) => {
    tx.put('layouts', record.layout('l0', 0, { keys: [{ position: 5, kind: 'blf', value: '100' }] }))
    tx.put('layouts', record.layout('named', 1, { keys: [{ position: 5, kind: 'blf', value: '100', label: 'Chef' }] }))
    tx.put('users', record.user('u0', 0, { sip_user: 'ada' }))
    tx.put('users', record.user('u1', 1, { groups: ['g0'] }))
    tx.put('users', record.user('u2', 2, { blfs: [{ key: 'BLF', value: '100', first_name: '', last_name: '' }] }))
    tx.put('users', record.user('u3', 3, { tenant_id: 't1' }))
    tx.put('groups', record.group('g0', 0))
    const phone = (id: string, n: number, user_id: string, [vendor, model]: readonly [string, string], members = {}) =>
      tx.put('phones', record.phone(id, n, vendor, model, { lines: [{ user_id }], ...members }))
    phone('her yealink', 1, 'u0', ['yealink', 'T46U'])
    phone('a yealink', 2, 'u1', ['yealink', 'T46U'])
    phone('a yealink that watches', 3, 'u1', ['yealink', 'T46U'], {
      keys: [{ position: 4, kind: 'blf', value: '100' }],
    })
    phone('a yealink that watches her user name', 11, 'u1', ['yealink', 'T46U'], {
      keys: [{ position: 4, kind: 'intercom', value: 'ada' }],
    })
    phone('a yealink that dials', 4, 'u1', ['yealink', 'T46U'], {
      keys: [{ position: 4, kind: 'speed_dial', value: '100' }],
    })
    phone('a yealink on the layout', 5, 'u1', ['yealink', 'T46U'], { key_layout_id: 'l0' })
    phone('a yealink on the named layout', 6, 'u1', ['yealink', 'T46U'], { key_layout_id: 'named' })
    phone("a yealink of a watcher's", 7, 'u2', ['yealink', 'T46U'])
    phone('a snom', 8, 'u1', ['snom', 'D785'])
    phone('a snom of nobody', 9, 'u1', ['snom', 'D785'], { lines: [] })
    phone('a snom elsewhere', 10, 'u3', ['snom', 'D785'], { tenant_id: 't1' })
  }
  const SHOW_HER = [
    'a yealink on the layout',
    // Its key has a label of its own, but whether her calls may be picked up shows there too.
    'a yealink on the named layout',
    "a yealink of a watcher's",
    'a yealink that watches',
    'a yealink that watches her user name',
    'her yealink',
  ]

  it('a list that has no change log yet counts by its records', async () => {
    const store = await openStore(await tempDir())
    await store.transact(async (tx) => {
      tx.put('tenants', record.tenant('t0'))
      fleet(tx)
    })
    expect([...(await phonesTouchedBy(store, new Set(['users.tenant/t0'])))]).toEqual(['a snom'])
    expect([...(await phonesTouchedBy(store, new Set(['contacts.tenant/t0'])))]).toEqual(['a snom'])
  })

  it.each<readonly [string, (tx: Transaction) => void, readonly string[]]>([
    [
      'a new PIN',
      (tx) => tx.put('users', record.user('u0', 0, { sip_user: 'ada', pin: new Secret('73925') })),
      SHOW_HER,
    ],
    [
      'a new name',
      (tx) => tx.put('users', record.user('u0', 0, { sip_user: 'ada', display_name: 'Ada' })),
      [...SHOW_HER, 'a snom'],
    ],
    [
      'a new extension',
      (tx) => tx.put('users', record.user('u0', 0, { sip_user: 'ada', extension: '199' })),
      [...SHOW_HER, 'a snom'],
    ],
    ['a phone', (tx) => tx.put('phones', record.phone('a snom', 8, 'snom', 'D785')), ['a snom']],
    [
      'a group',
      (tx) => tx.put('groups', record.group('g0', 0, { settings: { dnd: true } })),
      [
        'a snom',
        'a yealink',
        'a yealink on the layout',
        'a yealink on the named layout',
        'a yealink that dials',
        'a yealink that watches',
        'a yealink that watches her user name',
      ],
    ],
    ['a layout', (tx) => tx.put('layouts', record.layout('named', 1)), ['a yealink on the named layout']],
    [
      'the other tenant',
      (tx) => tx.put('tenants', record.tenant('t1', { settings: { dnd: true } })),
      ['a snom elsewhere'],
    ],
    ["a contact of a user's", (tx) => tx.put('contacts', record.contact('c0', 'u1')), ['a snom']],
    ['a contact of the tenant', (tx) => tx.put('contacts', record.contact('c0', null)), ['a snom']],
    ['an asset nobody names', (tx) => tx.put('assets', asset('quiet.wav')), []],
    ['what phones never show', (tx) => tx.remove('sessions', 's0'), []],
  ])('%s', async (_what, change, expected) => {
    const { store, touched } = await open(fleet)
    await store.transact(async (tx) => change(tx))
    expect(await touchedBy(store, touched)).toEqual([...expected].sort())
  })
})
