import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { ADMIN_PASSWORD } from '../support/server.js'

let api: Api
let next = 0

const make = async (members: Record<string, unknown> = {}) =>
  api.post('/operator_tokens', { name: `program ${next++}`, role: 'Admin', ...members })
const tokenOf = async (members: Record<string, unknown> = {}) => String((await make(members)).body.access_token)

beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.server.remove())

describe('operator tokens', () => {
  it('act with their role and nothing more', async () => {
    const token = await tokenOf()
    expect((await api.get('/users', token)).status).toBe(200)
    expect((await api.get('/server', token)).status).toBe(403)
    expect((await api.get('/user', token)).status).toBe(403)
    const reader = await tokenOf({ role: 'Replicator' })
    expect((await api.get('/phones', reader)).status).toBe(200)
    expect((await api.post('/phones', {}, reader)).status).toBe(403)
  })

  it('are listed by six characters; the text is in no answer but the first', async () => {
    const made = await make({ name: 'billing' })
    expect([made.status, Object.keys(made.body)]).toEqual([201, ['id', 'access_token', 'token_type']])
    const list = await api.get('/operator_tokens')
    expect(list.text).not.toContain(String(made.body.access_token))
    const { items } = list.body as { items: Record<string, unknown>[] }
    expect(items.find(({ id }) => id === made.body.id)).toEqual({
      id: made.body.id,
      name: 'billing',
      role: 'Admin',
      token: expect.stringMatching(/^[0-9a-f]{6}$/),
      expires_at: null,
      created_at: expect.any(String),
    })
    expect(api.server.log.join('')).not.toContain(String(made.body.access_token))
  })

  it('end at once when they are revoked', async () => {
    const { id, access_token } = (await make()).body
    expect((await api.post(`/operator_tokens/${id}/destroy`)).status).toBe(204)
    expect((await api.get('/users', String(access_token))).status).toBe(401)
    expect((await api.post(`/operator_tokens/${id}/destroy`)).status).toBe(404)
  })

  it('end by themselves when they were given an end', async () => {
    const expires_at = new Date(Date.now() + 1500).toISOString()
    const token = await tokenOf({ expires_at })
    expect((await api.get('/login', token)).body).toMatchObject({ role: 'Admin', expires_in: expect.any(Number) })
    await new Promise((resolve) => setTimeout(resolve, 1600))
    expect((await api.get('/users', token)).status).toBe(401)
  })

  it('say what they are', async () => {
    const token = await tokenOf({ role: 'Replicator' })
    expect((await api.get('/login', token)).body).toEqual({
      access_token: token,
      expires_at: null,
      expires_in: null,
      role: 'Replicator',
    })
  })

  it('follow a role that is renamed, and keep one in use', async () => {
    await api.post('/roles', { name: 'Clerk', permissions: { user_management: { users: true } } })
    const token = await tokenOf({ role: 'Clerk' })
    expect((await api.post('/roles/Clerk', { name: 'Desk' })).status).toBe(204)
    expect((await api.get('/users', token)).status).toBe(200)
    expect((await api.post('/roles/Desk/destroy')).code).toBe('IN_USE')
  })

  it.each([
    ['no name', { name: undefined }, 'name', 400],
    ['no role', { role: undefined }, 'role', 400],
    ['an unknown role', { role: 'Nobody' }, 'role', 400],
    ['an end in the past', { expires_at: '2020-01-01T00:00:00Z' }, 'expires_at', 400],
    ['an end that is no time', { expires_at: 'tomorrow' }, 'expires_at', 400],
    ['a name in use', { name: 'TAKEN' }, 'name', 409],
  ])('are refused with %s', async (_what, members, field, status) => {
    await make({ name: 'taken' })
    const answer = await make(members)
    expect([answer.status, answer.fields]).toEqual([status, [field]])
  })

  it('cannot be made with powers one lacks, nor by those who may not', async () => {
    await api.newUser('150', { role: 'Admin' })
    const admin = await api.login('user150', USER_PASSWORD)
    const refused = await api.post('/operator_tokens', { name: 'more', role: 'SystemAdmin' }, admin)
    expect([refused.status, refused.fields]).toEqual([400, ['role']])
    const { id } = (await make({ role: 'SystemAdmin' })).body
    expect((await api.post(`/operator_tokens/${id}/destroy`, undefined, admin)).status).toBe(400)
    await api.newUser('151')
    const user = await api.login('user151', USER_PASSWORD)
    expect((await api.get('/operator_tokens', user)).status).toBe(403)
  })
})

describe('guessing passwords over the API', () => {
  const login = async (username: string, password: string) => {
    const response = await fetch(`${api.server.base}/api/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })
    return { status: response.status, retry: response.headers.get('retry-after'), text: await response.text() }
  }

  it('is refused with a time to come back, for known and unknown names alike, and others are not bothered', async () => {
    await api.newUser('160')
    const guess = async (name: string) => {
      const answers: Awaited<ReturnType<typeof login>>[] = []
      for (let i = 0; i < 12; i++) answers.push(await login(name, 'wrong'))
      return answers.map(({ status, retry }) => [status, retry])
    }
    const known = await guess('user160')
    expect(known).toEqual([...Array(11).fill([400, null]), [429, '1']])
    expect(await guess('nobody160')).toEqual(known)
    expect((await login('admin', ADMIN_PASSWORD)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await login('user160', USER_PASSWORD)).status).toBe(200)
  })
})
