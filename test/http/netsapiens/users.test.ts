import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Problems } from '../../../src/domain/errors.js'
import { type Api, startApi, USER_PASSWORD } from '../../support/api.js'

type Json = Record<string, unknown>

let api: Api
const USERS = '/ns-api/v2/domains/~/users'
const body = (user: string, members: Json = {}): Json => ({
  user,
  'name-first-name': 'Ann',
  'name-last-name': `Lee ${user}`,
  'email-address': `${user}@example.com`,
  'user-scope': 'Basic User',
  synchronous: 'yes',
  ...members,
})
const create = (user: string, members?: Json, token?: string) =>
  api.call('POST', USERS, { body: body(user, members), ...(token ? { token } : {}) })
const read = async (user: string) => (await api.get(`${USERS}/${user}`)).body

beforeAll(async () => {
  api = await startApi()
  await api.server.services.tenants.create({ sip_domain: 'other.example.net' }, new Problems())
})
afterAll(() => api.server.remove())

describe('creating', () => {
  it('is promised without synchronous, and then done', async () => {
    const answer = await create('1000', { synchronous: undefined, 'login-username': 'Ann' })
    expect([answer.status, answer.body]).toEqual([202, { code: 202, message: 'Accepted' }])
    await vi.waitFor(async () => expect(await read('1000')).toMatchObject({ user: '1000', 'login-username': 'Ann' }))
  })

  it.each([
    ['the number', '1000', {}, '~'],
    ['the login, in whatever letters', '1001', { 'login-username': 'ANN' }, '~'],
    ['the login, in another domain', '1000', { 'login-username': 'ann' }, 'other.example.net'],
  ])('is 409 when %s is taken, at once', async (_what, user, members, domain) => {
    for (const synchronous of ['yes', 'no']) {
      const answer = await api.call('POST', `/ns-api/v2/domains/${domain}/users`, {
        body: body(user, { ...members, synchronous }),
      })
      expect([answer.status, answer.body]).toEqual([409, { code: 409, message: 'UID already exists.' }])
    }
  })

  it('names every fault in the one message, and changes nothing', async () => {
    const answer = await create('a b', { 'area-code': 7, privacy: 'perhaps', 'login-username': 'admin' })
    expect([answer.status, answer.body.code]).toEqual([400, 400])
    for (const field of ['user', 'area-code', 'privacy', 'login-username'])
      expect(answer.body.message).toContain(`${field}: `)
    expect((await api.get(`${USERS}/a%20b`)).status).toBe(404)
  })

  it('takes a domain by name, and knows no other', async () => {
    expect((await api.call('POST', '/ns-api/v2/domains/pbx.example.net/users', { body: body('1002') })).status).toBe(
      200,
    )
    for (const domain of ['nowhere.example.net', '*', 'a'.repeat(65)])
      expect((await api.call('POST', `/ns-api/v2/domains/${domain}/users`, { body: body('1003') })).status).toBe(404)
  })

  it('makes a user whose phone gets an account with a random password', async () => {
    await create('1004', { 'time-zone': 'Europe/Berlin', 'language-token': 'de_DE' })
    const { services, actor } = api.server
    const user = await services.users.named(actor, '1004')
    const phone = await api.server.phone('001565a00004', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
    const file = await (await fetch(`${api.server.base}${api.server.path(phone, '001565a00004.cfg')}`)).text()
    expect(file).toContain('account.1.user_name = 1004\n')
    expect(file).toContain('account.1.display_name = Ann Lee 1004\n')
    expect(file).toMatch(/^account\.1\.password = [A-Za-z0-9]{24}$/m)
    expect(file).toContain('lang.gui = German\n')
    expect(file).toMatch(/^local_time\.time_zone_name = .*(?:Berlin|Germany)/m)
  })
})

describe('scopes', () => {
  it('of the system are handed out by the system administrator alone', async () => {
    await api.newUser('300', { role: 'Admin' })
    const admin = await api.login('user300', USER_PASSWORD)
    const refused = await create('1010', { 'user-scope': 'Super User' }, admin)
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringMatching(/^user-scope: /)])
    expect((await create('1010', { 'user-scope': 'Super User' })).status).toBe(200)
    const { services, actor } = api.server
    expect(await services.users.named(actor, '1010')).toMatchObject({ role: 'SystemAdmin' })
  })

  it('without a portal let nobody in, until there is one', async () => {
    await create('1011', { 'user-scope': 'No Portal', 'login-username': 'nobody' })
    const { id } = await api.server.services.users.named(api.server.actor, '1011')
    await api.post(`/users/${id}/password`, { password: USER_PASSWORD })
    const login = () =>
      api.call('POST', '/login', { token: null, body: { username: 'nobody', password: USER_PASSWORD } })
    expect((await login()).status).toBe(400)
    expect(await read('1011')).toMatchObject({ 'user-scope': 'No Portal', 'account-status': 'standard' })
    await api.call('PUT', `${USERS}/1011`, { body: { 'user-scope': 'Advanced User' } })
    expect((await login()).status).toBe(200)
    expect(await read('1011')).toMatchObject({ 'user-scope': 'Advanced User' })
  })
})

describe('sites and departments', () => {
  it('are groups, whose settings reach the phones', async () => {
    const created = await create('1020', { site: 'Berlin', department: 'Sales' })
    expect(created.body).toMatchObject({ site: 'Berlin', department: 'Sales' })
    const { items } = (await api.get('/groups')).body as { items: { id: string; name: string }[] }
    expect(items.map(({ name }) => name).sort()).toEqual(['Berlin', 'Sales'])
    const { services, actor } = api.server
    const { groups, foreign } = await services.users.named(actor, '1020')
    expect([...groups].sort()).toEqual(items.map(({ id }) => id).sort())
    // Directories show the department whichever API wrote it.
    expect(foreign.portsip).toMatchObject({ department: 'Sales' })
    const listed = await api.get(`${USERS}?site=berlin`)
    expect(listed.body).toMatchObject([{ user: '1020', 'voicemail-login-pin': null }])
  })

  it('are made up to the limit of the domain', async () => {
    const { tenant_id } = api.server.actor
    await api.post(`/tenants/${tenant_id}`, { site_limit: 1 })
    expect((await api.get(`/tenants/${tenant_id}`)).body).toMatchObject({ site_limit: 1 })
    const answer = await create('1021', { site: 'Rome' })
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(/^site: /)])
    expect((await create('1021', { site: 'Berlin' })).status).toBe(200)
  })
})

describe('changing', () => {
  it('keeps what is left out, and gives a new number everywhere', async () => {
    await create('1030', { 'voicemail-login-pin': '4711', 'caller-id-number': 18585551234 })
    expect((await api.call('PUT', `${USERS}/1030`, { body: { user: '1031', 'area-code': '858' } })).status).toBe(202)
    expect(await read('1031')).toMatchObject({
      user: '1031',
      'area-code': 858,
      'voicemail-login-pin': '4711',
      'caller-id-number': '18585551234',
    })
    expect((await api.get(`${USERS}/1030`)).status).toBe(404)
    expect((await api.call('PUT', `${USERS}/1031`, { body: { user: '1000' } })).status).toBe(409)
  })

  it('says when it was', async () => {
    await create('1032')
    const before = await read('1032')
    expect(before['last-modified-datetime']).toBe(before['created-datetime'])
    await vi.waitFor(async () => {
      await api.call('PUT', `${USERS}/1032`, { body: { 'status-message': `at ${Date.now()}` } })
      expect((await read('1032'))['last-modified-datetime']).not.toBe(before['created-datetime'])
    })
  })
})

it('deleting leaves nothing', async () => {
  await create('1040')
  expect((await api.call('DELETE', `${USERS}/1040`)).status).toBe(202)
  for (const method of ['GET', 'DELETE']) expect((await api.call(method, `${USERS}/1040`)).status).toBe(404)
})

it('lists in pages', async () => {
  const all = (await api.get(USERS)).body as unknown as Json[]
  const page = (await api.get(`${USERS}?limit=2&start=1`)).body as unknown as Json[]
  expect(page.map(({ user }) => user)).toEqual(all.slice(1, 3).map(({ user }) => user))
})

it.each(['limit=few', 'limit=', 'limit=-1', 'limit=1e1', 'limit=0x2', 'start=1.5'])(
  'says that ?%s is no number instead of listing something else',
  async (query) => {
    const name = query.split('=')[0]
    const { status, body } = await api.get(`${USERS}?${query}`)
    expect([status, body]).toEqual([
      400,
      { code: 400, message: `${name}: must be a whole number from 0 to 1000000000` },
    ])
  },
)

it('keeps every promise through a stop and a start', async () => {
  const promised = Array.from({ length: 20 }, (_, n) => String(2000 + n))
  const answers = await Promise.all(promised.map((user) => create(user, { synchronous: 'no' })))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  const server = await api.server.restart()
  for (const user of promised)
    expect(await server.services.users.named(server.actor, user)).toMatchObject({ sip_user: user })
  await server.stop()
})
