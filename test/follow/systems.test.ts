import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readClient } from '../../src/dialects/jambonz/client.js'
import { readUser as readNetsapiens } from '../../src/dialects/netsapiens/user.js'
import { readUser as readOpentact } from '../../src/dialects/opentact/user.js'
import { readUser as readPortsip } from '../../src/dialects/portsip/user.js'
import { uuidOf } from '../../src/dialects/uuid.js'
import { readUser as readYay } from '../../src/dialects/yay/user.js'
import type { FollowedSystem, FollowSource } from '../../src/domain/follower.js'
import type { Tenant, User } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import type { Settings } from '../../src/domain/settings.js'
import { type Api, startApi, userBody } from '../support/api.js'
import { ADMIN_PASSWORD } from '../support/server.js'
import { type Following, sourceOf, startFollowing } from './rig.js'

type Json = Record<string, unknown>

interface System {
  readonly system: FollowedSystem
  readonly account?: (api: Api) => string
  /** Shows another proof than a token. */
  readonly login?: string
  /** How users are made there: path and the least a body needs. */
  readonly create: (api: Api, number: string) => readonly [path: string, body: Json]
  /** As much as can be said of somebody. */
  readonly full: Json
  /** Where a user is read and changed there, by our id and their number. */
  readonly path: (id: string, number: string) => string
  readonly method: string
  /** The body of a change of whoever was made with everything. */
  readonly change: (shown: Json) => Json
  /** What that changes here. */
  readonly changed: Partial<User>
  /** A user here as that API would show them. */
  readonly view: (user: User, tenant: Tenant, site: string | undefined) => object
  /** Members that are not the other system's to say, or that tell one record from another. */
  readonly exempt: readonly string[]
}

const PASSWORD = 'sip password 7'
const CALLER = 'a3950459-2aff-413b-9da0-86f45f815410'
const DAY = { enabled: true, ranges: [{ from: '09:00', to: '12:30' }] }

const SYSTEMS: readonly System[] = [
  {
    system: 'yay',
    login: 'admin',
    create: (_api, number) => [
      '/voip/user',
      {
        ...{ display_name: `User ${number}`, extension: Number(number), user_name: `u${number}` },
        ...{ user_password: PASSWORD, related_product: CALLER, type: 9 },
      },
    ],
    full: {
      ...{ allow_direct_calls: false, allow_multi_device: true, allowed_caller_ids: [CALLER], caller_id: CALLER },
      ...{ restrict_caller_id: true, call_encryption: true, call_recording: true, can_pickup: true },
      ...{ can_be_picked_up: false, country_code: 'GB', ring_duration: 45, timezone: 'Europe/London' },
      ...{ transfer_backup_extension: 1001, type: 16, show_missed_calls: false, restrict_outbound: true },
      ...{ personal_mailbox: CALLER, hold_playlist: CALLER, emergency_caller_id: CALLER, chat_enabled: false },
    },
    path: (id) => `/voip/user/${uuidOf(id)}`,
    method: 'PUT',
    change: ({ uuid: _, created_on: _c, updated_on: _u, ...shown }) => ({
      ...shown,
      ...{ display_name: 'Ann Lee', user_password: 'another 8 word', call_encryption: false, timezone: null },
    }),
    changed: {
      display_name: 'Ann Lee',
      sip_password: new Secret('another 8 word'),
      settings: { srtp: 'off', forward: { no_answer: { seconds: 45 } } },
    },
    view: (user, tenant) => readYay(user, tenant),
    exempt: ['uuid', 'created_on', 'updated_on'],
  },
  {
    system: 'jambonz',
    create: (api, number) => [
      '/v1/Clients',
      { account_sid: uuidOf(api.server.actor.tenant_id), username: number, password: PASSWORD },
    ],
    full: { is_active: 0, allow_direct_app_calling: 0, allow_direct_queue_calling: 0 },
    path: (id) => `/v1/Clients/${uuidOf(id)}`,
    method: 'PUT',
    change: () => ({ username: 'ann', is_active: 1, allow_direct_user_calling: 0 }),
    changed: { sip_user: 'ann', extension: null, display_name: 'ann', enabled: true },
    view: (user, tenant) => readClient(user, tenant),
    exempt: ['client_sid', 'password'],
  },
  {
    system: 'netsapiens',
    create: (_api, number) => [
      '/ns-api/v2/domains/~/users',
      {
        ...{ synchronous: 'yes', user: number, 'name-first-name': 'User', 'name-last-name': number },
        ...{ 'email-address': `user${number}@example.com`, 'user-scope': 'Office Manager' },
      },
    ],
    full: {
      ...{ 'login-username': 'ann@example.com', department: 'Sales', site: 'Berlin', 'time-zone': 'Europe/Berlin' },
      ...{ 'voicemail-login-pin': '1234', 'status-message': 'back soon', 'language-token': 'de_DE' },
      ...{ 'recording-configuration': 'yes-with-transcription', 'dial-plan': 'Cloud', 'area-code': 858 },
      ...{ 'caller-id-number': '18585551234', 'caller-id-name': 'Ann', 'voicemail-enabled': 'no' },
      ...{ 'limits-max-active-calls-total': 3, 'email-address': 'ann@example.com;lee@example.com' },
      ...{ 'email-send-alert-new-voicemail-behavior': 'attnew', 'directory-name-number-dtmf-mapping': 266 },
    },
    path: (_id, number) => `/ns-api/v2/domains/~/users/${number}`,
    method: 'PUT',
    change: () => ({
      ...{ 'name-first-name': 'Ann Marie', 'name-last-name': 'Lee', 'voicemail-login-pin': '', site: '' },
      ...{ 'status-message': '', 'time-zone': 'Europe/Paris', 'login-username': 'am@example.com' },
    }),
    changed: {
      ...{ display_name: 'Ann Marie Lee', pin: null, presence_note: null, login: 'am@example.com' },
      settings: { timezone: 'Europe/Paris', language: 'de' },
    },
    view: (user, tenant, site) => readNetsapiens(user, { tenant, site, registered: false }),
    exempt: ['created-datetime', 'last-modified-datetime', 'user-scope'],
  },
  {
    system: 'opentact',
    account: (api) => uuidOf(api.server.actor.tenant_id),
    create: (api, number) => [
      `/rest/sip/connection/${uuidOf(api.server.actor.tenant_id)}/Users`,
      { login: number, password: PASSWORD },
    ],
    full: {
      ...{ first_name: 'Ann', last_name: 'van Lee', email: 'ann@example.com', phone_number: '+493012345' },
      ...{ avatar: 'https://example.com/a.png', dob: '1990-01-02T00:00:00.000Z', gender: 'Agender' },
      ...{ remote_ip: '192.0.2.7' },
    },
    path: (id) => `/rest/sip/connection/user/${uuidOf(id)}`,
    method: 'PATCH',
    change: () => ({ first_name: null, last_name: null, email: null, phone_number: null, gender: null, login: '777' }),
    changed: { sip_user: '777', extension: '777', display_name: '777', email: null },
    view: (user, tenant) => readOpentact(user, { tenant, hashes: { ha1: '', ha1b: '' }, known: () => undefined }),
    exempt: ['uuid', 'ha1', 'ha1b', 'created_on', 'modified_on', 'created_by', 'modified_by'],
  },
  {
    system: 'portsip',
    login: 'admin',
    create: (_api, number) => ['/users', userBody(number)],
    full: {
      ...{ enabled: false, display_name: 'Ann Lee', mobile_phone: '+49170', work_phone: '+4930', department: 'Sales' },
      ...{ address: 'Somewhere 1', enable_audio_recording: true, enable_dnd: true, enable_hot_desking: true },
      ...{ sms: 'ALLOW', interface: 'SBC_DOMAIN', preferred_transport: 'TLS', voicemail_prompt: 'de-DE' },
      blfs: [{ key: 'BLF', value: '1001', first_name: 'A', last_name: 'B' }],
      outbound_caller_ids: [{ provider_id: '1', caller_id: '4930', preferred: true }],
      office_hours: { mode: 'CUSTOM', monday: DAY },
      available_no_answer_forward_rule: { action: 'FORWARD_TO_VOICEMAIL', timeout: 20 },
      custom_forward_rules: [{ action: 'HANGUP', caller_id: '0900*', type: 'SPECIFIC_HOURS', hours: { monday: DAY } }],
      custom_options: '{"a":1}',
    },
    path: (id) => `/users/${id}`,
    method: 'POST',
    change: () => ({
      ...{ display_name: 'Ann van Lee', enabled: true, enable_dnd: false, preferred_transport: 'UDP', sms: null },
      ...{ department: null, office_hours: null, custom_forward_rules: [], voicemail_pin: '918273' },
    }),
    changed: {
      ...{ display_name: 'Ann van Lee', enabled: true, pin: new Secret('918273') },
      settings: { transport: 'udp', dnd: false },
    },
    view: (user, tenant) => readPortsip(user, tenant),
    exempt: ['id', 'created_at', 'role', 'blfs', 'profile'],
  },
]

/** What a tenant has chosen must not change whether its users are as they are there. */
const TENANTS: readonly (readonly [name: string, settings: Settings])[] = [
  ['one that chose nothing', {}],
  [
    'one that chose otherwise',
    {
      ...{ srtp: 'required', timezone: 'Asia/Tokyo', transport: 'tls', dnd: true, language: 'fr' },
      ...{ tone_country: 'JP', forward: { no_answer: { seconds: 11 } } },
    },
  ],
]

const without = (members: object, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))

describe.each(SYSTEMS)('$system', (described) => {
  const { system, account, login, create, full, path, method, change, changed, view, exempt } = described
  let api: Api
  let here: Following

  const source = (members: Partial<FollowSource> = {}): FollowSource =>
    sourceOf({
      system,
      url: api.server.base,
      account: account?.(api) ?? null,
      ...(login === undefined
        ? { secret: new Secret(api.admin) }
        : { user: login, secret: new Secret(ADMIN_PASSWORD) }),
      ...members,
    })

  const made = async (number: string, members: Json = {}): Promise<void> => {
    const [target, body] = create(api, number)
    const { status, text } = await api.post(target, { ...body, ...members })
    expect([200, 201], text).toContain(status)
  }
  const there = async (number: string): Promise<User> => {
    const users = await api.server.services.users.list(api.server.actor)
    return users.find(({ sip_user }) => sip_user.endsWith(number)) as User
  }

  beforeAll(async () => {
    api = await startApi()
    for (const number of ['1001', '1002', '1003']) await made(number)
    await made('1009', full)
  })
  afterAll(() => api.server.remove())

  describe.each(TENANTS)('followed by %s', (_name, settings) => {
    beforeAll(async () => {
      here = await startFollowing(source(), { settings })
    })
    afterAll(() => here.close())

    it('everybody comes, and is the same when they are read again', async () => {
      const first = await here.run()
      expect(first).toEqual({ fates: Array(4).fill('created'), conflicts: [] })
      expect(await here.run()).toEqual({ fates: Array(4).fill('same'), conflicts: [] })
    })

    it('shows them as they are shown there', async () => {
      const tenant = await api.server.services.tenants.get(api.server.actor, api.server.actor.tenant_id)
      for (const number of ['1001', '1009']) {
        const theirs = await there(number)
        const ours = await here.userOf(theirs.sip_user)
        const shown = await api.get(path(theirs.id, number))
        const body = (
          system === 'yay' ? shown.body.result : system === 'opentact' ? shown.body.payload : shown.body
        ) as Json
        expect(without(view(ours, tenant, await here.siteOf(ours)), exempt)).toEqual(without(body, exempt))
      }
    })

    it('gives nobody a role, and no keys', async () => {
      for (const user of await here.users()) expect(user).toMatchObject({ role: 'StandardUser', blfs: [] })
    })
  })

  it('follows a change, and only that', async () => {
    here = await startFollowing(source())
    try {
      await here.run()
      const theirs = await there('1009')
      const { id } = await here.userOf(theirs.sip_user)
      const { body } = await api.get(path(theirs.id, '1009'))
      const sent = await api.call(method, path(theirs.id, '1009'), { body: change((body.result ?? body) as Json) })
      expect([200, 202, 204], sent.text).toContain(sent.status)
      const { fates, conflicts } = await here.run()
      expect([[...fates].sort(), conflicts]).toEqual([['same', 'same', 'same', 'updated'], []])
      const user = (await here.users()).find((candidate) => candidate.id === id) as User
      const { sip_password, pin, ...plain } = changed
      expect(user).toMatchObject(plain)
      if (plain.settings) expect(user.settings).toEqual(plain.settings)
      if (sip_password) expect(user.sip_password.equals(sip_password)).toBe(true)
      if (pin) expect(user.pin?.equals(pin)).toBe(true)
      if (pin === null) expect(user.pin).toBeNull()
      expect((await here.run()).fates).toEqual(Array(4).fill('same'))
    } finally {
      await here.close()
    }
  })

  it.each([
    ['a wrong secret', { secret: new Secret('wr0ng-s3cret') }],
    ['a secret no header carries', { secret: new Secret('wr0ng\n-s3cret') }],
  ])('with %s says why, and not what was shown', async (_name, members) => {
    const failing = await startFollowing(source(members))
    await expect(failing.read()).rejects.toMatchObject({
      name: 'FollowError',
      message: expect.not.stringContaining('s3cret'),
    })
    await failing.close()
  })
})
