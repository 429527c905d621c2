import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { ADMIN_PASSWORD } from '../support/server.js'

let api: Api
const FORM = 'application/x-www-form-urlencoded'
const TOKEN = '/login/oauth/token'

const form = (members: Record<string, string>) =>
  api.call('POST', TOKEN, { token: null, raw: new URLSearchParams(members).toString(), type: FORM })

beforeAll(async () => {
  api = await startApi()
  await api.newUser('101')
})
afterAll(() => api.server.remove())

const TOKENS = {
  access_token: expect.stringMatching(/^.{20,}$/),
  expires_in: 1800,
  refresh_token: expect.stringMatching(/^.{20,}$/),
  token_type: 'Bearer',
}

describe('getting a token', () => {
  it('by a form, as the vendor’s clients do', async () => {
    const answer = await form({
      grant_type: 'password',
      username: 'admin',
      password: ADMIN_PASSWORD,
      scope: 'all',
      client_id: 'app',
    })
    expect([answer.status, answer.body]).toEqual([200, TOKENS])
    expect((await api.get('/users', String(answer.body.access_token))).status).toBe(200)
  })

  it('by JSON, for a user with and without the domain', async () => {
    for (const domain of [{}, { domain: 'pbx.example.net' }, { domain: 'PBX.example.net' }, { domain: null }]) {
      const body = { grant_type: 'password', username: 'user101', password: USER_PASSWORD, ...domain }
      const answer = await api.post(TOKEN, body, null)
      expect([answer.status, answer.body]).toEqual([200, TOKENS])
      expect((await api.get('/user', String(answer.body.access_token))).body.name).toBe('user101')
    }
  })

  it('by the shorter login', async () => {
    const answer = await api.post('/login', { username: 'user101', password: USER_PASSWORD }, null)
    expect([answer.status, answer.body]).toEqual([200, TOKENS])
  })

  it('by a refresh token, once; the old pair ends', async () => {
    const first = (await form({ grant_type: 'password', username: 'user101', password: USER_PASSWORD })).body
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token), client_id: 'app' }
    const second = await form(refresh)
    expect([second.status, second.body]).toEqual([200, TOKENS])
    expect((await api.get('/user', String(first.access_token))).status).toBe(401)
    expect((await api.get('/user', String(second.body.access_token))).status).toBe(200)
    expect((await form(refresh)).code).toBe('UNAUTHORIZED')
  })

  it.each([
    ['a wrong password', { grant_type: 'password', username: 'user101', password: 'wrong password' }],
    ['an unknown user', { grant_type: 'password', username: 'nobody', password: USER_PASSWORD }],
    [
      'an unknown domain',
      { grant_type: 'password', username: 'user101', password: USER_PASSWORD, domain: 'other.example.net' },
    ],
    [
      'the administrator in a domain',
      { grant_type: 'password', username: 'admin', password: ADMIN_PASSWORD, domain: 'pbx.example.net' },
    ],
    ['an unknown refresh token', { grant_type: 'refresh_token', refresh_token: 'nothing' }],
  ])('is refused with 400 to %s', async (_what, body) => {
    const answer = await api.post(TOKEN, body, null)
    expect([answer.status, answer.body]).toEqual([
      400,
      { errors: [{ code: 'UNAUTHORIZED', message: 'Login failed, authentication error' }] },
    ])
  })

  it('is refused with 400 by the shorter login too', async () => {
    const answer = await api.post('/login', { username: 'user101', password: 'wrong password' }, null)
    expect([answer.status, answer.code]).toEqual([400, 'UNAUTHORIZED'])
  })

  it('is refused to a disabled user', async () => {
    const id = await api.newUser('102')
    const token = await api.login('user102', USER_PASSWORD)
    await api.post(`/users/${id}`, { enabled: false })
    expect((await api.post('/login', { username: 'user102', password: USER_PASSWORD }, null)).code).toBe('UNAUTHORIZED')
    expect((await api.get('/user', token)).status).toBe(401)
  })

  it.each([
    ['nothing', {}, ['grant_type', 'username', 'password']],
    ['an unknown grant', { grant_type: 'implicit', username: 'a', password: 'b' }, ['grant_type']],
    ['no password', { grant_type: 'password', username: 'user101' }, ['password']],
    ['no refresh token', { grant_type: 'refresh_token' }, ['refresh_token']],
  ])('names what is missing of %s', async (_what, body, fields) => {
    const answer = await api.post(TOKEN, body, null)
    expect([answer.status, answer.code, answer.fields]).toEqual([400, 'VALIDATE_FAILED', fields])
  })
})

describe('a token in use', () => {
  it('tells when it ends and whose role it carries', async () => {
    const token = await api.login('user101', USER_PASSWORD)
    const { status, body } = await api.get('/login', token)
    expect([status, body]).toEqual([
      200,
      { access_token: token, expires_at: expect.any(String), expires_in: expect.any(Number), role: 'StandardUser' },
    ])
    const left = Date.parse(String(body.expires_at)) - Date.now()
    expect(left).toBeGreaterThan(1_790_000)
    expect(left).toBeLessThanOrEqual(1_800_000)
    expect(body.expires_in).toBeGreaterThan(1790)
    expect((await api.get('/login')).body.role).toBe('SystemAdmin')
  })

  it.each([
    ['/login/oauth/revoke', 200],
    ['/logout', 204],
  ])('ends with its refresh token by %s', async (path, status) => {
    const { access_token, refresh_token } = (
      await form({ grant_type: 'password', username: 'user101', password: USER_PASSWORD })
    ).body
    const answer = await api.post(path, undefined, String(access_token))
    expect([answer.status, answer.text]).toEqual([status, ''])
    expect((await api.get('/login', String(access_token))).status).toBe(401)
    expect((await form({ grant_type: 'refresh_token', refresh_token: String(refresh_token) })).code).toBe(
      'UNAUTHORIZED',
    )
  })

  it.each([
    ['GET', '/login'],
    ['POST', '/login/oauth/revoke'],
    ['POST', '/logout'],
  ])('is wanted by %s %s', async (method, path) => {
    const answer = await api.call(method, path, { token: null })
    expect([answer.status, answer.code]).toEqual([401, 'UNAUTHORIZED'])
  })
})
