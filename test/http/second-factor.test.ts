import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { ADMIN_PASSWORD, startTestServer } from '../support/server.js'
import { codeOf } from '../support/totp.js'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.server.remove())

const login = (username: string, password: string, totp?: string) =>
  api.call('POST', '/login/oauth/token', {
    token: null,
    raw: new URLSearchParams({
      grant_type: 'password',
      username,
      password,
      ...(totp === undefined ? {} : { totp }),
    }).toString(),
    type: 'application/x-www-form-urlencoded',
  })

/** Waits where the half minute is about to end: a code shown now would be judged in the next one. */
async function steady(): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 5000) await setTimeout(left)
}

/** A code of another half minute, so that one test can show several; the server takes those next to now. */
const codeAt = (key: string, steps: number) => codeOf(key, new Date(Date.now() + steps * 30_000))

/** A number no authenticator shows now. */
const wrongCode = (key: string) => {
  const near = [-2, -1, 0, 1, 2].map((steps) => codeAt(key, steps))
  return ['111111', '222222', '333333', '444444', '555555', '666666'].find((code) => !near.includes(code)) ?? ''
}

interface Enrolled {
  readonly key: string
  readonly recovery: readonly string[]
}

async function enrol(token: string, password: string): Promise<Enrolled> {
  await steady()
  const made = await api.post('/totp', { password }, token)
  expect(made.status).toBe(201)
  const key = String(made.body.secret)
  const confirmed = await api.post('/totp/confirm', { totp: codeAt(key, -1) }, token)
  expect(confirmed.status).toBe(200)
  return { key, recovery: confirmed.body.recovery_codes as string[] }
}

let next = 200
async function administrator(): Promise<{ id: string; name: string; token: string }> {
  const number = String(++next)
  const id = await api.newUser(number, { role: 'Admin' })
  const name = `user${number}`
  return { id, name, token: await api.login(name, USER_PASSWORD) }
}

describe.each([
  ['the system administrator', async () => ({ name: 'admin', token: api.admin, password: ADMIN_PASSWORD })],
  ['an administrator of a tenant', async () => ({ ...(await administrator()), password: USER_PASSWORD })],
])('the second factor of %s', (_who, account) => {
  it('is asked for from its first code on, each code once, until it is ended by a code', async () => {
    const { name, token, password } = await account()
    await steady()
    const made = await api.post('/totp', { password }, token)
    const key = String(made.body.secret)
    expect(String(made.body.uri)).toContain(`secret=${key}`)
    expect((await login(name, password)).status).toBe(200)
    expect((await api.post('/totp/confirm', { totp: wrongCode(key) }, token)).fields).toEqual(['totp'])
    expect((await api.get('/totp', token)).body).toEqual({ enabled: false, recovery_codes_left: 0 })

    const first = codeAt(key, -1)
    const { body } = await api.post('/totp/confirm', { totp: first }, token)
    const recovery = body.recovery_codes as string[]
    expect(recovery).toHaveLength(10)
    expect((await api.get('/totp', token)).body).toEqual({ enabled: true, recovery_codes_left: 10 })
    expect((await api.post('/totp', { password }, token)).status).toBe(409)

    const without = await login(name, password)
    expect([without.status, without.code]).toEqual([400, 'TOTP_REQUIRED'])
    expect((await login(name, 'wrong', codeAt(key, 0))).code).toBe('UNAUTHORIZED')
    expect((await login(name, password, wrongCode(key))).code).toBe('UNAUTHORIZED')
    expect((await login(name, password, first)).code).toBe('UNAUTHORIZED')
    const code = codeAt(key, 0)
    expect((await login(name, password, code)).status).toBe(200)
    expect((await login(name, password, code)).code).toBe('UNAUTHORIZED')
    const at = await api.call('POST', '/login', {
      token: null,
      body: { username: name, password, totp: codeAt(key, 1) },
    })
    expect(at.status).toBe(200)

    const [one = '', two = ''] = recovery
    expect((await login(name, password, one.toUpperCase().replaceAll('-', ' '))).status).toBe(200)
    expect((await login(name, password, one)).code).toBe('UNAUTHORIZED')
    expect((await api.get('/totp', token)).body).toEqual({ enabled: true, recovery_codes_left: 9 })

    expect((await api.post('/totp/destroy', { totp: wrongCode(key) }, token)).fields).toEqual(['totp'])
    expect((await api.post('/totp/destroy', { totp: two }, token)).status).toBe(204)
    expect((await login(name, password)).status).toBe(200)
    expect((await api.post('/totp/destroy', { totp: two }, token)).status).toBe(404)
  })
})

describe('a second factor', () => {
  it('is begun by the account’s password alone', async () => {
    const { token } = await administrator()
    const answer = await api.post('/totp', { password: 'not the password' }, token)
    expect([answer.status, answer.fields]).toEqual([400, ['password']])
    expect((await api.post('/totp', {}, token)).fields).toEqual(['password'])
  })

  it('takes one code once, however many logins show it at the same time', async () => {
    const { name, token } = await administrator()
    const { key } = await enrol(token, USER_PASSWORD)
    const code = codeAt(key, 0)
    const answers = await Promise.all(Array.from({ length: 5 }, () => login(name, USER_PASSWORD, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('survives a restart, is kept sealed, and reaches no log', async () => {
    const { name, token } = await administrator()
    const { key, recovery } = await enrol(token, USER_PASSWORD)
    const { dir, log } = api.server
    await api.server.stop()
    const again = await startTestServer({}, dir)
    const shown = { username: name, password: new Secret(USER_PASSWORD), domain: undefined }
    const totp = new Secret(codeAt(key, 0))
    await expect(again.services.auth.login({ ...shown, totp: undefined }, '::1')).rejects.toThrow('is required in totp')
    expect((await again.services.auth.login({ ...shown, totp }, '::1')).role).toBe('Admin')
    await again.stop()
    const kept = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('')
    expect(kept).toContain('second_factors')
    for (const secret of [key, ...recovery]) {
      expect(kept).not.toContain(secret)
      expect([...log, ...again.log].join('')).not.toContain(secret)
    }
    api = await startApi()
  })

  it('is nothing a program’s token could have or end', async () => {
    const made = await api.post('/operator_tokens', { name: 'robot', role: 'Admin' })
    const token = String(made.body.access_token)
    for (const [method, path] of [
      ['GET', '/totp'],
      ['POST', '/totp'],
      ['POST', '/totp/destroy'],
    ] as const)
      expect(
        (
          await api.call(method, path, {
            token,
            body: method === 'POST' ? { password: 'x', totp: '123456' } : undefined,
          })
        ).status,
      ).toBe(401)
  })

  it('goes with its user', async () => {
    const { id, name, token } = await administrator()
    await enrol(token, USER_PASSWORD)
    const session = await api.server.services.auth.session(new Secret(token))
    expect((await api.post(`/users/${id}/destroy`)).status).toBeLessThan(300)
    expect((await login(name, USER_PASSWORD)).code).toBe('UNAUTHORIZED')
    expect((await api.server.services.secondFactors.state(session)).enabled).toBe(false)
  })

  it('cannot be guessed: whoever has the password is refused after ten wrong codes', async () => {
    const { name, token } = await administrator()
    const { key } = await enrol(token, USER_PASSWORD)
    const statuses: number[] = []
    for (let i = 0; i < 30; i++) {
      // A login without a code in between must not wash off the guesses.
      statuses.push((await login(name, USER_PASSWORD, i % 3 === 0 ? undefined : wrongCode(key))).status)
    }
    expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(12)
    expect(statuses).not.toContain(200)
  })
})
