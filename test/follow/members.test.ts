import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { FOLLOWED_SYSTEM_IDS, type FollowedSystem } from '../../src/domain/follower.js'
import type { User } from '../../src/domain/model.js'
import { Directory, type Json, KEYS, rowOf } from './fake.js'
import { type Following, sourceOf, startFollowing } from './rig.js'

const RUNS = process.env.OFFHOOK_TEST_LONG ? 400 : 40

const open: Following[] = []
afterEach(async () => {
  for (const following of open.splice(0)) await following.close()
})

async function following(system: FollowedSystem, rows: readonly Json[]) {
  const directory = new Directory(system, rows)
  const source = sourceOf({ system, url: 'http://pbx.example.net', account: system === 'opentact' ? 'c1' : null })
  const here = await startFollowing(source, { outgoing: directory.outgoing })
  open.push(here)
  return { directory, here }
}

const only = async (here: Following): Promise<User> => {
  const [user, ...others] = await here.users()
  expect(others).toEqual([])
  return user as User
}

const uuid = 'a3950459-2aff-413b-9da0-86f45f815410'

describe('what cannot be taken is listed, and what holds here stays', () => {
  it.each<[FollowedSystem, good: Json, bad: Json, fields: readonly string[], kept: Partial<User>]>([
    [
      'yay',
      { extension: 101, timezone: 'Europe/Berlin', ring_duration: 20, call_encryption: true, type: 9, caller_id: uuid },
      { extension: 'x', timezone: 'Mars/Base', ring_duration: -1, call_encryption: 'yes', type: 7, caller_id: 'x' },
      ['caller_id', 'type', 'call_encryption', 'extension', 'ring_duration', 'timezone'],
      {
        extension: '101',
        settings: { srtp: 'required', timezone: 'Europe/Berlin', forward: { no_answer: { seconds: 20 } } },
        foreign: { yay: { caller_id: uuid, type: 9 } },
      },
    ],
    [
      'jambonz',
      { is_active: 0, allow_direct_app_calling: 0 },
      { is_active: 7, allow_direct_app_calling: 'no' },
      ['is_active', 'allow_direct_app_calling'],
      { enabled: false, foreign: { jambonz: { allow_direct_app_calling: 0 } } },
    ],
    [
      'netsapiens',
      { 'email-address': 'a@example.com', 'time-zone': 'US/Pacific', 'voicemail-login-pin': '1234', 'area-code': 858 },
      { 'email-address': 'nobody', 'time-zone': 'Mars', 'voicemail-login-pin': 'x', 'area-code': 7 },
      ['email-address', 'time-zone', 'voicemail-login-pin', 'area-code'],
      { email: 'a@example.com', settings: { timezone: 'US/Pacific' } },
    ],
    [
      'opentact',
      { first_name: 'Ann', email: 'a@example.com', gender: 'Agender' },
      { first_name: 'A'.repeat(25), email: 'nobody', gender: 7 },
      ['first_name', 'email', 'gender'],
      { display_name: 'Ann 1', email: 'a@example.com' },
    ],
    [
      'portsip',
      { name: 'ann', email: 'a@example.com', voicemail_pin: '739254', interface: 'SBC_DOMAIN', sms: 'ALLOW' },
      { name: '.ann', email: 'nobody', voicemail_pin: '1234', interface: 'X', sms: 'X' },
      ['name', 'email', 'voicemail_pin', 'sms', 'interface'],
      { login: 'ann', email: 'a@example.com', interface: 'SBC_DOMAIN', foreign: { portsip: { sms: 'ALLOW' } } },
    ],
  ])('%s', async (system, good, bad, fields, kept) => {
    const { directory, here } = await following(system, [{ ...rowOf[system](1), ...good }])
    expect(await here.run()).toEqual({ fates: ['created'], conflicts: [] })
    const before = await only(here)
    expect(before).toMatchObject(kept)
    directory.rows = [{ ...rowOf[system](1), ...good, ...bad }]
    const { fates, conflicts } = await here.run()
    expect(fates).toEqual(['same'])
    expect(conflicts.map(({ key, taken, reason }) => [key, taken, reason.split(':')[0]])).toEqual(
      fields.map((field) => [directory.rows[0]?.[KEYS[system]], true, field]),
    )
    expect(await only(here)).toEqual(before)
  })

  it.each<[FollowedSystem, Json, string]>([
    ['yay', { user_name: null }, 'sip_user'],
    ['yay', { user_name: 'a b' }, 'sip_user'],
    ['jambonz', { username: '' }, 'sip_user'],
    ['opentact', { login: 'a' }, 'sip_user'],
    ['portsip', { extension_number: null }, 'sip_user'],
    ['netsapiens', { user: 'a b' }, 'sip_user'],
  ])('%s: without a name that can be had here nobody comes: %j', async (system, members, field) => {
    const { here } = await following(system, [{ ...rowOf[system](1), ...members }, rowOf[system](2)])
    const { fates, conflicts } = await here.run()
    expect(fates).toEqual(['conflict', 'created'])
    expect(conflicts).toMatchObject([{ taken: false, reason: expect.stringContaining(field) }])
  })
})

describe('what is cleared there is cleared here', () => {
  it.each<[FollowedSystem, full: Json, cleared: Json, user: Partial<User>]>([
    [
      'yay',
      { extension: 101, timezone: 'Europe/Berlin', ring_duration: 20 },
      { extension: null, timezone: null, ring_duration: null },
      { extension: null, settings: { forward: { no_answer: {} } } },
    ],
    [
      'netsapiens',
      {
        ...{ 'name-last-name': 'Lee', 'email-address': 'a@example.com', 'time-zone': 'US/Pacific', site: 'Berlin' },
        ...{ 'voicemail-login-pin': '1234', 'status-message': 'away', 'language-token': 'de', department: 'Sales' },
        ...{ 'login-username': 'ann' },
      },
      {
        ...{ 'name-last-name': '', 'email-address': '', 'time-zone': '', site: '', 'voicemail-login-pin': '' },
        ...{ 'status-message': '', 'language-token': '', department: '', 'login-username': '' },
      },
      {
        ...{ display_name: 'User', email: null, settings: {}, groups: [], pin: null, presence_note: null },
        login: '1001@pbx.example.net',
      },
    ],
    [
      'netsapiens',
      { 'name-first-name': 'Ann', 'name-last-name': 'Lee' },
      { 'name-first-name': '', 'name-last-name': null },
      { display_name: '1001' },
    ],
    [
      'opentact',
      { email: 'a@example.com', gender: 'Agender', phone_number: '4930' },
      { first_name: '', last_name: null, email: '', gender: null, phone_number: '' },
      { display_name: '1001', email: null, foreign: { opentact: {}, portsip: {} } },
    ],
    [
      'portsip',
      { email: 'a@example.com', voicemail_pin: '739254', name: 'ann', department: 'Sales', preferred_transport: 'TLS' },
      { email: null, voicemail_pin: null, name: null, department: null, preferred_transport: null },
      { email: null, pin: null, login: null, settings: {}, foreign: { portsip: {} } },
    ],
  ])('%s', async (system, full, cleared, user) => {
    const { directory, here } = await following(system, [{ ...rowOf[system](1), ...full }])
    expect((await here.run()).fates).toEqual(['created'])
    directory.rows = [{ ...rowOf[system](1), ...cleared }]
    expect(await here.run()).toEqual({ fates: ['updated'], conflicts: [] })
    const now = await only(here)
    expect(now).toMatchObject(user)
    if (user.settings) expect(now.settings).toEqual(user.settings)
    expect((await here.run()).fates).toEqual(['same'])
    // Whoever comes as they are now is no other.
    const fresh = await following(system, directory.rows)
    await fresh.here.run()
    const { extension, email, display_name, enabled, login, pin, groups, presence_note } = await only(fresh.here)
    expect(now).toMatchObject({ extension, email, display_name, enabled, login, pin, groups, presence_note })
  })

  it('a PIN that is not shown is not one that is gone', async () => {
    const { directory, here } = await following('netsapiens', [
      { ...rowOf.netsapiens(1), 'voicemail-login-pin': '1234' },
    ])
    await here.run()
    directory.rows = [{ ...rowOf.netsapiens(1), 'voicemail-login-pin': null }]
    expect((await here.run()).fates).toEqual(['same'])
  })
})

describe('what the system does not decide', () => {
  it.each<[FollowedSystem, Json, (user: User) => unknown]>([
    ['netsapiens', { 'ring-no-answer-timeout-seconds': 20, privacy: 'yes' }, ({ settings }) => settings],
    ['portsip', { anonymous_outbound_calls: true }, ({ settings }) => settings],
    ['portsip', { blfs: [{ key: 'BLF', value: '1', first_name: '', last_name: '' }] }, ({ blfs }) => blfs.length || {}],
    ['netsapiens', { 'user-scope': 'No Portal' }, ({ portal }) => portal ?? {}],
  ])('is not touched: %s %j', async (system, members, of) => {
    const { directory, here } = await following(system, [{ ...rowOf[system](1), ...members }])
    await here.run()
    expect(of(await only(here))).toEqual({})
    directory.rows = [rowOf[system](1)]
    await here.run()
    expect(of(await only(here))).toEqual({})
  })
})

it('jambonz: of several accounts only the one asked for', async () => {
  const directory = new Directory('jambonz', [
    { ...rowOf.jambonz(1), account_sid: uuid },
    { ...rowOf.jambonz(2), account_sid: 'another' },
  ])
  const source = sourceOf({ system: 'jambonz', url: 'http://x', account: uuid.toUpperCase() })
  const here = await startFollowing(source, { outgoing: directory.outgoing })
  open.push(here)
  expect((await here.read()).map(({ key }) => key)).toEqual(['k1'])
})

it('NetSapiens: a site written otherwise here is the same, and groups keep their order', async () => {
  const row = { ...rowOf.netsapiens(1), site: 'Berlin', department: 'Sales' }
  const { directory, here } = await following('netsapiens', [row])
  await here.run()
  directory.rows = [{ ...row, site: 'BERLIN' }]
  expect((await here.run()).fates).toEqual(['same'])
})

/** Members by the names of each form, with what is near to right and far from it. */
const MEMBERS: Readonly<Record<FollowedSystem, readonly string[]>> = {
  yay: [
    'display_name',
    'extension',
    'user_password',
    'call_encryption',
    'timezone',
    'ring_duration',
    'can_pickup',
    'can_be_picked_up',
    'allowed_caller_ids',
    'country_code',
    'type',
    'restrict_caller_id',
  ],
  jambonz: ['password', 'is_active', 'allow_direct_app_calling', 'account_sid'],
  netsapiens: [
    'name-first-name',
    'name-last-name',
    'email-address',
    'login-username',
    'department',
    'site',
    'time-zone',
    'voicemail-login-pin',
    'privacy',
    'status-message',
    'language-token',
    'recording-configuration',
    'ring-no-answer-timeout-seconds',
    'area-code',
    'domain',
    'user-scope',
  ],
  opentact: ['first_name', 'last_name', 'email', 'phone_number', 'avatar', 'dob', 'gender', 'remote_ip', 'password'],
  portsip: [
    'name',
    'display_name',
    'email',
    'voicemail_pin',
    'enabled',
    'department',
    'work_phone',
    'enable_dnd',
    'interface',
    'preferred_transport',
    'office_hours',
    'outbound_caller_ids',
    'custom_forward_rules',
    'busy_no_answer_forward_rule',
    'blfs',
    'sms',
  ],
}

const value = fc.oneof(
  { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 },
  {
    arbitrary: fc.constantFrom<unknown>(
      ...[null, '', true, false, 0, 1, 30, 858, 'yes', 'no', 'Ann', 'ann@example.com', '739254', '1234', '+4930123'],
      ...['Europe/Berlin', 'US/Pacific', 'de', 'de_DE', 'klingon', 'UDP', 'TLS', 'ALLOW', 'SBC_DOMAIN', 'Agender'],
      ...[
        uuid,
        [uuid],
        [],
        {},
        { mode: 'CUSTOM', monday: { enabled: true } },
        { action: 'HANGUP' },
        'GB',
        9,
        '192.0.2.1',
      ],
      ...[
        '1990-01-02T00:00:00Z',
        'https://example.com/a',
        'Basic User',
        'No Portal',
        'x'.repeat(2000),
        'a\u0000b',
        '\ud800',
      ],
    ),
    weight: 4,
  },
)

describe('whatever a record says', () => {
  it.each(FOLLOWED_SYSTEM_IDS)(
    '%s: two looks at the same show no change, and a change ends at once',
    async (system) => {
      const members = fc.record(Object.fromEntries(MEMBERS[system].map((name) => [name, value])), { requiredKeys: [] })
      const { directory, here } = await following(system, [])
      let n = 0
      const seen = new Set<string>()
      await fc.assert(
        fc.asyncProperty(members, members, async (first, second) => {
          // Somebody new each time: nobody is in the way of anybody.
          const row = rowOf[system](++n)
          const named = (said: Json) => ({
            ...row,
            ...said,
            ...('login-username' in said || 'name' in said ? { 'login-username': `l${n}`, name: `l${n}` } : {}),
            ...('extension' in said && typeof said.extension === 'number' ? { extension: 1000 + n } : {}),
          })
          for (const said of [first, second, first]) {
            directory.rows = [named(said)]
            const { fates, conflicts } = await here.run()
            for (const fate of fates) seen.add(fate)
            for (const { key, reason } of conflicts)
              expect([key, reason]).toEqual([row[KEYS[system]], expect.any(String)])
            expect((await here.run()).fates).toEqual(fates.map((fate) => (fate === 'conflict' ? 'conflict' : 'same')))
          }
        }),
        { numRuns: RUNS },
      )
      expect([...seen]).toEqual(expect.arrayContaining(['created', 'updated']))
    },
  )
})
