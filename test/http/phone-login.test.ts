import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import { phonePassword } from '../../src/security/credentials.js'
import { startApi } from '../support/api.js'
import { ask, challengesOf, digestHeader, type RawReply } from '../support/request.js'
import { startTestServer, type TestServer } from '../support/server.js'

const UA = { 'User-Agent': 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:01' }
let server: TestServer
let phone: Phone
let other: Phone
const get = (path: string, headers: Record<string, string> = {}, localAddress = '127.0.0.1') =>
  ask(server.base, path, { localAddress, headers: { ...UA, ...headers } })
const tenant = (change: object) =>
  server.services.tenants.update(server.actor, server.actor.tenant_id, change, new Problems())
const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})
const password = (of: Phone) => phonePassword(of.token).reveal()
async function challenge(algorithm: string): Promise<string> {
  const found = challengesOf(await get(`/p/${phone.mac}.cfg`)).find((text) => text.includes(`algorithm=${algorithm},`))
  if (!found) throw new Error(`no challenge with ${algorithm}`)
  return found
}
const answered = (told: string, change: Partial<Parameters<typeof digestHeader>[0]> = {}) => ({
  Authorization: digestHeader({
    user: phone.mac,
    password: password(phone),
    uri: `/p/${phone.mac}.cfg`,
    challenge: told,
    ...change,
  }),
})

beforeAll(async () => {
  server = await startTestServer()
  const [one, two] = [await server.user('101', { pin: new Secret('739254') }), await server.user('102')]
  phone = await server.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: one.id }] })
  other = await server.phone('001565aabb02', 'yealink', 'T46U', { lines: [{ user_id: two.id }] })
})
afterAll(() => server.remove())

describe('while no tenant has phones log in', () => {
  it('a refusal is a 404 and credentials open nothing', async () => {
    const reply = await get(`/p/${phone.mac}.cfg`, basic(phone.mac, password(phone)))
    expect([reply.status, challengesOf(reply)]).toEqual([404, []])
  })
})

describe('phones that log in', () => {
  beforeAll(() => tenant({ phone_login: 'digest' }))

  it.each(['MD5', 'SHA-256'])('by Digest with %s', async (algorithm) => {
    const reply = await get(`/p/${phone.mac}.cfg`, answered(await challenge(algorithm)))
    expect(reply.status).toBe(200)
    expect(reply.body).toContain('sip-password-of-101')
  })

  it('may use a nonce again with a higher count; proven, they get 404 for what we do not make, never 401', async () => {
    const told = await challenge('MD5')
    const asked = [`/p/${phone.mac}.cfg`, `/${phone.mac}.cfg`, '/p/y000000000108.cfg']
    const replies: RawReply[] = []
    for (const [index, uri] of asked.entries()) replies.push(await get(uri, answered(told, { uri, nc: index + 1 })))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 404])
  })

  it.each<[string, (told: string) => Record<string, string>, string?]>([
    ['with a wrong password', (told) => answered(told, { password: 'wrong' })],
    ['with another phone’s password', (told) => answered(told, { password: password(other) })],
    ['of an unknown phone', (told) => answered(told, { user: '001565ffffff' })],
    ['made for another file', (told) => answered(told, { uri: `/${phone.mac}.cfg` })],
    ['made for another method', (told) => answered(told, { method: 'PUT' })],
    ['for another phone’s file', (told) => answered(told, { uri: `/p/${other.mac}.cfg` }), '/p/001565aabb02.cfg'],
    ['with a nonce of ours altered', (told) => answered(told.replace(/nonce="./, 'nonce="_'))],
    ['by Basic, which the tenant did not allow', () => basic(phone.mac, password(phone))],
  ])('are refused %s', async (_what, headers, path = `/p/${phone.mac}.cfg`) => {
    const reply = await get(path, headers(await challenge('MD5')))
    expect(reply.status).toBe(401)
    expect(reply.body).toBe('not found\n')
  })

  it('are refused the same answer twice, and one that was captured for another file', async () => {
    const told = await challenge('SHA-256')
    expect((await get(`/p/${phone.mac}.cfg`, answered(told))).status).toBe(200)
    expect((await get(`/p/${phone.mac}.cfg`, answered(told))).status).toBe(401)
    expect((await get(`/p/${phone.mac}-local.cfg`, answered(told, { nc: 2 }))).status).toBe(401)
  })

  it('are all told the same, but for the nonce: known, unknown, with and without credentials', async () => {
    const told = await challenge('MD5')
    const replies = await Promise.all([
      get(`/p/${phone.mac}.cfg`),
      get('/p/001565ffffff.cfg'),
      get('/wp-login.php'),
      get(`/p/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/${phone.mac}.cfg`),
      get(`/p/${phone.mac}.cfg`, answered(told, { password: 'wrong' })),
      get('/p/001565ffffff.cfg', answered(told, { user: '001565ffffff', uri: '/p/001565ffffff.cfg' })),
      get(`/p/${phone.mac}.cfg`, basic(phone.mac, 'wrong')),
    ])
    const look = ({ status, rawHeaders, body }: RawReply) =>
      JSON.stringify([status, rawHeaders, body])
        .replace(/nonce=\\"[^"]+"/g, 'nonce')
        .replace(/"Date","[^"]+"/, '')
    expect(new Set(replies.map(look)).size).toBe(1)
    expect(new Set(replies.flatMap(challengesOf)).size).toBe(2 * replies.length)
  })

  it('keep their old password through a rotation until they come by the new token; a revocation ends it', async () => {
    const user = await server.user('103')
    const made = await server.phone('001565aabb03', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
    const uri = `/p/${made.mac}.cfg`
    const by = async (of: Phone) =>
      (await get(uri, answered(await challenge('MD5'), { user: made.mac, password: password(of), uri }))).status
    await server.services.phones.rotateToken(server.actor, made.id)
    const rotated = await server.services.phones.get(server.actor, made.id)
    expect([await by(made), await by(rotated)]).toEqual([200, 200])
    await server.services.phones.revokeToken(server.actor, made.id)
    const renewed = await server.services.phones.get(server.actor, made.id)
    expect([await by(made), await by(rotated), await by(renewed)]).toEqual([401, 401, 200])
  })

  it('are told to ask again while their address is over the limit, so that they can show their proof', async () => {
    await tenant({ phone_login: 'basic' })
    const strict = await server.restart({ OFFHOOK_MISS_LIMIT: '5' })
    try {
      const ask1 = (headers: Record<string, string> = {}) =>
        ask(strict.base, `/p/${phone.mac}.cfg`, { headers: { ...UA, ...headers } })
      const guesses = await Promise.all(Array.from({ length: 20 }, (_, n) => ask1(basic(phone.mac, `guess ${n}`))))
      expect(guesses.filter(({ status }) => status === 429)).toHaveLength(15)
      expect((await ask1()).status).toBe(401)
      expect((await ask1(basic(phone.mac, password(phone)))).status).toBe(200)
    } finally {
      server = await strict.restart({ OFFHOOK_MISS_LIMIT: '10000' })
      await tenant({ phone_login: 'digest' })
    }
  })
})

describe('an enrolment token with a PIN', () => {
  const path = () => server.path(phone, `${phone.mac}.cfg`, phone.enrolment_token.secret.reveal())
  beforeAll(() => tenant({ enrolment_pin: true }))

  it('opens nothing without the PIN, whatever the user name; the lasting token needs none', async () => {
    expect((await get(path())).status).toBe(401)
    expect((await get(path(), basic('anybody', '000000'))).status).toBe(401)
    expect((await get(path(), basic('anybody', '739254'))).status).toBe(200)
    expect(
      (await get(path(), answered(await challenge('MD5'), { user: 'me', password: '739254', uri: path() }))).status,
    ).toBe(200)
    expect((await get(server.path(other, `${other.mac}.cfg`))).status).toBe(200)
  })

  it('of a user without a PIN opens nothing', async () => {
    const theirs = server.path(other, `${other.mac}.cfg`, other.enrolment_token.secret.reveal())
    await server.services.phones.openWindow(server.actor, other.id)
    expect((await get(theirs, basic('', ''))).status).toBe(401)
    expect((await get(theirs, basic('', 'nobody has this password'))).status).toBe(401)
  })

  it('waits after ten wrong PINs, from however many addresses, also for the right one', async () => {
    for (let n = 0; n < 12; n++) await get(path(), basic('x', String(100000 + n)), `127.0.1.${n + 1}`)
    expect((await get(path(), basic('x', '739254'))).status).toBe(401)
    expect(server.log.join('')).toContain('pin_guessing')
  })
})

describe('the API', () => {
  it('shows the login to those who may change the phone, where the tenant allows one', async () => {
    const api = await startApi()
    try {
      const made = await api.server.phone('001565aabb09', 'yealink', 'T46U')
      expect((await api.get('/phones/001565aabb09')).body.login).toBeNull()
      const [{ id }] = (await api.get('/tenants')).body.items as [{ id: string }]
      expect((await api.post(`/tenants/${id}`, { phone_login: 'sometimes' })).fields).toEqual(['phone_login'])
      expect((await api.post(`/tenants/${id}`, { phone_login: 'digest', enrolment_pin: true })).status).toBe(204)
      expect((await api.get(`/tenants/${id}`)).body).toMatchObject({
        phone_login: 'digest',
        enrolment_pin: true,
        lock_on_foreign_agent: false,
      })
      expect((await api.get('/phones/001565aabb09')).body.login).toEqual({ user: made.mac, password: password(made) })
      expect((await api.get('/phones')).text).not.toContain(password(made))
    } finally {
      await api.server.remove()
    }
  })
})
