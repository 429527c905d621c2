import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { uuidOf } from '../../src/dialects/uuid.js'
import { Problems } from '../../src/domain/errors.js'
import { FOLLOWED_SYSTEM_IDS, type FollowedSystem } from '../../src/domain/follower.js'
import type { User } from '../../src/domain/model.js'
import { type Api, startApi } from '../support/api.js'
import { bytesOf } from '../support/bytes.js'
import { readCfg } from '../support/cfg.js'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from '../support/server.js'

/** How many users each system has; a list that is read user by user takes longer. */
const USERS: Readonly<Record<FollowedSystem, number>> = process.env.OFFHOOK_TEST_LONG
  ? { yay: 1000, jambonz: 1000, netsapiens: 1000, opentact: 1000, portsip: 1000 }
  : { yay: 1000, jambonz: 60, netsapiens: 60, opentact: 60, portsip: 60 }
const FIRST = 20_000
const LONGEST = 120_000

// biome-ignore lint/suspicious/noExplicitAny: replies are asserted on, not typed
type Json = any

let here: Api
let elsewhere: TestServer
let token = ''

async function open(): Promise<void> {
  here = await startApi({ OFFHOOK_OUTGOING_ALLOWED: '127.0.0.1' })
  elsewhere = await startTestServer()
  const { services, actor } = elsewhere
  const draft = { name: 'follower', role: 'SystemAdmin' }
  token = (await services.operators.create(actor, draft, new Problems())).token.reveal()
}
async function close(): Promise<void> {
  await here.server.remove()
  await elsewhere.remove()
}

/** A follower of the other server, by the API it shall read and in that API's own manner. */
function body(system: FollowedSystem): Record<string, unknown> {
  const login = { user: 'admin', secret: ADMIN_PASSWORD }
  const proof = system === 'yay' || system === 'portsip' ? login : { secret: token }
  const account = system === 'opentact' ? { account: uuidOf(elsewhere.actor.tenant_id) } : {}
  return { name: `by ${system}`, system, url: elsewhere.base, ...proof, ...account }
}

async function follow(system: FollowedSystem): Promise<string> {
  const made = await here.post('/followers', body(system))
  expect(made.text).toContain('"id"')
  return String(made.body.id)
}

/** Runs it, and how that ended. */
async function ran(id: string, members: object = {}): Promise<Json> {
  const before = ((await here.get(`/followers/${id}`)).body as Json).run?.started_at
  expect((await here.post(`/followers/${id}/run`, members)).status).toBe(202)
  return vi.waitFor(
    async () => {
      const { run } = (await here.get(`/followers/${id}`)).body as Json
      if (!run || run.started_at === before || run.outcome === 'running') throw new Error(JSON.stringify(run))
      return run
    },
    { timeout: LONGEST, interval: 50 },
  )
}

const named = async (number: number): Promise<User> => {
  const { services, actor } = here.server
  const user = await services.users.bySipUser(actor, String(number))
  if (!user) throw new Error(`nobody here is ${number}`)
  return user
}
const newcomers = (count: number, first = FIRST) =>
  Promise.all(Array.from({ length: count }, (_, n) => elsewhere.user(String(first + n))))
const fileOf = async (mac: string): Promise<ReadonlyMap<string, string>> => {
  const { url } = (await here.get(`/phones/${mac}`)).body as Json
  const answer = await fetch(`${here.server.base}${new URL(`${mac}.cfg`, url).pathname}`)
  return readCfg(await answer.text()).values
}

/** A change there that the API tells of, and how a phone of the user shows it. */
const CHANGES: Readonly<Record<FollowedSystem, readonly [change: Partial<User>, parameter: string, value: string]>> = {
  yay: [{ display_name: 'Ann Lee' }, 'account.1.display_name', 'Ann Lee'],
  jambonz: [{ sip_user: 'ann' }, 'account.1.user_name', 'ann'],
  netsapiens: [{ display_name: 'Ann Lee' }, 'account.1.display_name', 'Ann Lee'],
  opentact: [{ display_name: 'Ann Lee' }, 'account.1.display_name', 'Ann Lee'],
  portsip: [{ display_name: 'Ann Lee' }, 'account.1.display_name', 'Ann Lee'],
}
/** Passwords that an API gives are those there. */
const GIVES_PASSWORDS: readonly FollowedSystem[] = ['yay']

describe.each(FOLLOWED_SYSTEM_IDS)('users of another server, followed by its API for %s', (system) => {
  const count = USERS[system]
  const [change, parameter, value] = CHANGES[system]
  const MAC = '805ec0000001'
  let id = ''
  let there: readonly User[] = []

  beforeAll(async () => {
    await open()
    there = await newcomers(count)
  }, LONGEST)
  afterAll(close)

  it(
    'are told by a dry run that keeps nothing',
    async () => {
      const before = bytesOf(here.server.dir)
      const { status, body: told, text } = await here.post('/followers?dry_run=true', body(system))
      expect([status, text.slice(0, 11)]).toEqual([200, '{"phones":0'])
      expect(told.run).toMatchObject({ outcome: 'done', total: count, created: count, conflicts: 0, listed: [] })
      expect(bytesOf(here.server.dir)).toBe(before)
    },
    LONGEST,
  )

  it(
    `all ${count} arrive, and are the same when looked at again`,
    async () => {
      id = await follow(system)
      expect(await ran(id)).toMatchObject({ outcome: 'done', total: count, created: count, conflicts: 0 })
      const { services, actor } = here.server
      const users = await services.users.list(actor)
      expect(new Set(users.map(({ sip_user }) => sip_user))).toEqual(new Set(there.map(({ sip_user }) => sip_user)))
      const again = await ran(id)
      expect(again).toMatchObject({ outcome: 'done', same: count, created: 0, updated: 0, disabled: 0, conflicts: 0 })
    },
    LONGEST,
  )

  it('bring phones their password, or say that it was made here', async () => {
    const user = await named(FIRST)
    const made = await here.post('/phones', {
      mac: MAC,
      vendor: 'yealink',
      model: 'T46U',
      lines: [{ user_id: user.id }],
    })
    const warned = (made.body as Json).warnings.filter(({ code }: { code: string }) => code === 'password_made_here')
    const given = GIVES_PASSWORDS.includes(system)
    expect(warned.map(({ field }: { field: string }) => field)).toEqual(given ? [] : ['lines[0]'])
    const password = (await fileOf(MAC)).get('account.1.password')
    expect(password === `sip-password-of-${FIRST}`).toBe(given)
    expect(password).toBe(user.sip_password.reveal())
  })

  it(
    'change as they change there; a dry run says so first, with the phones it reaches',
    async () => {
      const { services, actor } = elsewhere
      await services.users.update(actor, there[0]?.id ?? '', change, new Problems())
      const { body: told } = await here.post(`/followers/${id}/run?dry_run=true`, {})
      expect(told).toMatchObject({ phones: 1, run: { updated: 1, same: count - 1 } })
      expect((told as Json).items[0].mac).toBe('80:5e:c0:00:00:01')
      expect((await fileOf(MAC)).get(parameter)).not.toBe(value)
      expect(await ran(id)).toMatchObject({ updated: 1, same: count - 1 })
      expect((await fileOf(MAC)).get(parameter)).toBe(value)
    },
    LONGEST,
  )

  it(
    'are disabled when they are deleted there, and their phone is told to clear itself',
    async () => {
      await elsewhere.services.users.remove(elsewhere.actor, there[0]?.id ?? '', new Problems())
      expect(await ran(id)).toMatchObject({ outcome: 'done', disabled: 1, same: count - 1 })
      const cleared = await fileOf(MAC)
      expect(cleared.get('account.1.enable')).toBe('0')
      expect(cleared.get('account.1.password')).toBe('%NULL%')
      // Nobody is told twice.
      expect(await ran(id)).toMatchObject({ disabled: 0, same: count - 1 })
    },
    LONGEST,
  )

  it(
    'are a conflict where their name is somebody else’s here, who stays as they are',
    async () => {
      const mine = await here.server.user('29999', { display_name: 'Mine' })
      await newcomers(1, 29_999)
      const run = await ran(id)
      expect(run).toMatchObject({ outcome: 'done', created: 0, conflicts: 1, same: count - 1 })
      expect(run.listed).toMatchObject([{ reason: expect.stringContaining('29999 is taken'), taken: false }])
      expect(run.listed[0].key).not.toBe('')
      expect(await named(29_999)).toEqual(mine)
    },
    LONGEST,
  )
})

describe('here, a followed user', () => {
  let user: Json
  let uuid = ''
  let at = ''
  const CALLS: readonly (readonly [method: string, path: () => string, change: () => Promise<object> | object])[] = [
    ['POST', () => `/api/users/${user.id}`, () => ({ display_name: 'Mallory' })],
    [
      'PUT',
      () => `/voip/user/${uuid}`,
      async () => ({ ...((await here.get(`/voip/user/${uuid}`)).body as Json).result, display_name: 'Mallory' }),
    ],
    ['PUT', () => `/v1/Clients/${uuid}`, () => ({ username: 'mallory' })],
    ['PUT', () => `/ns-api/v2/domains/~/users/${FIRST}`, () => ({ 'name-first-name': 'Mallory' })],
    ['PATCH', () => `/rest/sip/connection/user/${uuid}`, () => ({ first_name: 'Mallory' })],
    ['POST', () => `/api/users/${user.id}/destroy`, () => ({})],
    ['DELETE', () => `/voip/user/${uuid}`, () => ({})],
    ['DELETE', () => `/v1/Clients/${uuid}`, () => ({})],
    ['DELETE', () => `/ns-api/v2/domains/~/users/${FIRST}`, () => ({})],
    ['DELETE', () => `/rest/sip/connection/user/${uuid}`, () => ({})],
  ]

  beforeAll(async () => {
    await open()
    await newcomers(1)
    await ran(await follow('yay'))
    user = await named(FIRST)
    uuid = uuidOf(user.id)
    at = new URL(elsewhere.base).host
  })
  afterAll(close)

  it.each(CALLS.map((call, n) => [call[0], n, call] as const))(
    'is refused to %s through API %i, in clear words',
    async (_method, _n, [method, path, change]) => {
      const members = await change()
      const refused = await fetch(`${here.server.base}${path()}`, {
        method,
        headers: { Authorization: `Bearer ${here.admin}`, 'Content-Type': 'application/json' },
        ...(method === 'DELETE' ? {} : { body: JSON.stringify(members) }),
      })
      // Yay says in a header what was wrong.
      const words = `${await refused.text()}${refused.headers.get('x-error-detail')}`
      expect([refused.status, words]).toEqual([403, expect.stringContaining(`by yay (Yay at ${at})`)])
      expect(words).toContain('is kept by the follower')
      expect(await named(FIRST)).toEqual(user)
    },
  )

  it('gets phones and keys, through the PortSIP API', async () => {
    const phone = { mac: '805ec0000009', vendor: 'Yealink', model: 'T46U' }
    expect((await here.post(`/users/${user.id}/phones`, phone)).status).toBe(201)
    const blfs = [{ key: 'BLF', value: '102', first_name: 'Bob', last_name: 'Brown' }]
    expect((await here.post(`/users/${user.id}`, { blfs })).status).toBe(204)
  })

  it('came by a follower whose making and changes stand in the audit log, without its secret', async () => {
    const [{ id }] = ((await here.get('/followers')).body as Json).items
    expect((await here.post(`/followers/${id}`, { secret: 'another s3cret', user: 'bea' })).status).toBe(204)
    const { text, body: log } = await here.get('/audit?top=100')
    const told = (log as Json).items.filter(({ kind }: { kind: string }) => kind === 'follower')
    expect(told.map((row: Json) => [row.change, row.record])).toEqual([
      ['changed', 'by yay'],
      ['created', 'by yay'],
    ])
    expect(told[0].after).toMatchObject({ user: 'bea' })
    expect(text).not.toContain('s3cret')
    expect(text).not.toContain(ADMIN_PASSWORD)
  })
})
