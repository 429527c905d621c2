import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../../support/api.js'

type Json = Record<string, unknown>

let api: Api
let token = ''
beforeAll(async () => {
  api = await startApi()
  token = String((await api.post('/operator_tokens', { name: 'jambonz', role: 'Admin' })).body.access_token)
  await api.post('/users', {
    name: 'alice',
    password: 'web password 1',
    email: 'alice@example.net',
    display_name: 'Alice',
    role: 'StandardUser',
    extension_number: '901',
    extension_password: 's3cret-sip-901',
    voicemail_pin: '739254',
  })
})
afterAll(() => api.server.remove())

/** A claim as RFC 2617 has clients make it, written from the RFC and not from our code. */
function claim(password: string, members: Json = {}, hash = 'md5'): Json {
  const h = (text: string) => createHash(hash).update(text).digest('hex')
  const body = {
    method: 'REGISTER',
    realm: 'pbx.example.net',
    username: '901',
    expires: 3600,
    nonce: 'InFriVGWVoKeCckYrTx7wg==',
    uri: 'sip:pbx.example.net',
    ...members,
  } as Json & { username: string; realm: string }
  const ha1 = h(`${body.username}:${body.realm}:${password}`)
  const ha2 = h(`${body.method}:${body.uri}`)
  const middle = body.qop ? `${body.nonce}:${body.nc}:${body.cnonce}:${body.qop}` : body.nonce
  return { ...body, response: h(`${ha1}:${middle}:${ha2}`) }
}

const basic = (password: string) => ({
  Authorization: `Basic ${Buffer.from(`jambonz:${password}`).toString('base64')}`,
})
const hook = async (body: Json, headers: Record<string, string> = basic(token)) => {
  const response = await fetch(`${api.server.base}/v1/webhooks/auth`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Json }
}

const OK = { status: 'ok', message: 'authentication granted' }
const FAIL = { status: 'fail', message: 'invalid user name, realm or password' }
const RIGHT = 's3cret-sip-901'
const QOP = { qop: 'auth', nc: '00000001', cnonce: '6b8b4567' }

describe('the answer to the client authentication webhook', () => {
  it.each([
    ['the right password', claim(RIGHT), OK],
    ['the right password with qop', claim(RIGHT, { ...QOP, scheme: 'digest', algorithm: 'MD5' }), OK],
    ['the right password by SHA-256', claim(RIGHT, { ...QOP, algorithm: 'SHA-256' }, 'sha256'), OK],
    ['the right password for a call', claim(RIGHT, { method: 'INVITE', uri: 'sip:902@pbx.example.net' }), OK],
    ['members jambonz may add', { ...claim(RIGHT), callid: 'x', headers: {} }, OK],
    ['a wrong password', claim('wrong'), FAIL],
    ['an unknown user', claim(RIGHT, { username: 'nobody' }), FAIL],
    ['no password of an unknown user', claim('', { username: 'nobody' }), FAIL],
    ['an unknown realm', claim(RIGHT, { realm: 'elsewhere.example.net' }), FAIL],
    ['a response for another method', { ...claim(RIGHT), method: 'INVITE' }, FAIL],
    ['a response for another nonce', { ...claim(RIGHT), nonce: 'other' }, FAIL],
    ['a response of another length', { ...claim(RIGHT), response: 'ff' }, FAIL],
    ['a session algorithm', claim(RIGHT, { algorithm: 'MD5-sess' }), FAIL],
    ['auth-int', claim(RIGHT, { ...QOP, qop: 'auth-int' }), FAIL],
    ['an algorithm that is none', claim(RIGHT, { algorithm: 'constructor' }), FAIL],
  ])('%s', async (_what, body, expected) => {
    expect(await hook(body)).toEqual({ status: 200, body: expected })
  })

  it('is kept from those who could guess with it', async () => {
    expect((await hook(claim(RIGHT), {})).status).toBe(401)
    expect((await hook(claim(RIGHT), basic('guess'))).status).toBe(401)
    await api.newUser('902')
    const plain = await api.login('user902', 'web password 1')
    expect((await hook(claim(RIGHT), { Authorization: `Bearer ${plain}` })).status).toBe(403)
    expect((await hook(claim(RIGHT), { Authorization: `Bearer ${token}` })).status).toBe(200)
  })

  it('names what a body lacks', async () => {
    const { status, body } = await hook({ method: 'REGISTER', expires: -1 })
    expect([status, body.msg]).toEqual([400, expect.stringMatching(/realm: .*username: .*expires: /)])
  })

  it('makes a registration known until it expires or is given up', async () => {
    const registered = async () =>
      (
        (await api.call('POST', `/v1/Accounts/${api.server.actor.tenant_id}/RegisteredSipUsers`, { body: ['901'] }))
          .body as unknown as Json[]
      )[0]
    const before = Date.now()
    await hook(claim(RIGHT, { expires: 600, source_address: '198.51.100.7' }))
    const found = await registered()
    expect(found).toMatchObject({ name: '901', registered_status: 'active', proxy: 'sip:198.51.100.7:5060' })
    expect(Math.abs(Number(found?.expiryTime) - before - 600_000)).toBeLessThan(60_000)
    await hook(claim(RIGHT, { method: 'INVITE', expires: 0 }))
    expect((await registered())?.registered_status).toBe('active')
    await hook(claim(RIGHT, { expires: 0 }))
    expect((await registered())?.registered_status).toBe('inactive')
    await hook(claim('wrong', { expires: 600 }))
    expect((await registered())?.registered_status).toBe('inactive')
  })

  it('refuses a disabled and a deleted user', async () => {
    const id = await api.newUser('903', { extension_password: RIGHT })
    const body = claim(RIGHT, { username: '903' })
    expect((await hook(body)).body).toEqual(OK)
    await api.post(`/users/${id}`, { enabled: false })
    expect((await hook(body)).body).toEqual(FAIL)
    await api.post(`/users/${id}`, { enabled: true })
    await api.call('DELETE', `/voip/user/${id}`)
    expect((await hook(body)).body).toEqual(FAIL)
  })

  it('is no faster for guessing: from one address it ends, elsewhere and for others it goes on', async () => {
    await api.newUser('904', { extension_password: RIGHT })
    const from = (source_address: string, password: string, username = '904') =>
      hook(claim(password, { username, source_address }))
    for (let n = 0; n < 11; n++) expect((await from('203.0.113.9', `guess ${n}`)).body).toEqual(FAIL)
    expect((await from('203.0.113.9', RIGHT)).body).toEqual(FAIL)
    expect((await from('203.0.113.10', RIGHT)).body).toEqual(OK)
    expect((await from('203.0.113.9', RIGHT, '901')).body).toEqual(OK)
  })
})
