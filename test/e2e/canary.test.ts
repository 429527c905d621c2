import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { phonePassword } from '../../src/security/credentials.js'
import { type Api, everyOperation, startApi, USER_PASSWORD } from '../support/api.js'
import { ask } from '../support/request.js'

// Two hundred secrets go through every route, an error of each, every log level and the disk. None may be found there
// outside the files of their phones and the reads meant for those who may change them.

const USERS = 29
let api: Api
const phones: Phone[] = []
const users: string[] = []
/** What a secret is by its text. */
const canaries = new Map<string, string>()
/** Where a secret was found. */
const found = (text: string): string[] =>
  [...canaries].flatMap(([secret, what]) => (text.includes(secret) ? [what] : []))

/** Reads meant for those who may change what they show, and what of theirs may stand there. */
const MEANT: Readonly<Record<string, RegExp>> = {
  // RFC 7662-like: whoever asks about a session holds it.
  '/login': /^session of admin$/,
  '/phones/{mac}': /^(?:token|enrolment token|admin|login) of phone 0$/,
  '/users/{id}': /^(?:sip|pin) of user 0$/,
  '/users/{id}/phones': /^(?:token|admin|user) of phone 0$/,
  // The Yay contract shows passwords of users, in its list too.
  '/voip/user': /^sip of user \d+$/,
  '/voip/user/{uuid}': /^sip of user 0$/,
  '/tenants': /^enrolment token of the tenant$/,
  '/tenants/{id}': /^enrolment token of the tenant$/,
  '/tenants/{id}/dhcp': /^enrolment token of the tenant$/,
}

function filled(path: string, n: number): string {
  const values: Record<string, string> = { mac: phones[n]?.mac ?? '', name: `${phones[n]?.mac}.cfg` }
  const id = /^\/(?:users|voip)/.test(path)
    ? users[n]
    : /^\/(?:tenants|v1\/Accounts)/.test(path)
      ? api.server.actor.tenant_id
      : 'unknown'
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? id ?? 'unknown')
}

beforeAll(async () => {
  api = await startApi()
  const { server } = api
  const tenant = (await server.services.tenants.get(server.actor, server.actor.tenant_id)).enrolment_token
  canaries.set(tenant.secret.reveal(), 'enrolment token of the tenant')
  canaries.set(api.admin, 'session of admin')
  expect((await api.post(`/tenants/${server.actor.tenant_id}`, { phone_login: 'digest' })).status).toBe(204)
  for (let n = 0; n < USERS; n++) {
    const pin = `739${10 + n}84617`
    const sip = `Canary-Sip-${n}-x7Qz`
    users.push(await api.newUser(String(1000 + n), { extension_password: sip, voicemail_pin: pin }))
    const mac = `001565aa${String(n).padStart(4, '0')}`
    expect(
      (await api.post('/phones', { mac, vendor: 'Yealink', model: 'T46U', lines: [{ user_id: users[n] }] })).status,
    ).toBe(201)
    const phone = await server.services.phones.byMac(server.actor, mac)
    phones.push(phone)
    canaries.set(sip, `sip of user ${n}`)
    canaries.set(pin, `pin of user ${n}`)
    canaries.set(phone.token.secret.reveal(), `token of phone ${n}`)
    canaries.set(phone.enrolment_token.secret.reveal(), `enrolment token of phone ${n}`)
    canaries.set(phone.admin_password.reveal(), `admin of phone ${n}`)
    canaries.set(phone.user_password.reveal(), `user of phone ${n}`)
    canaries.set(phonePassword(phone.token).reveal(), `login of phone ${n}`)
  }
  canaries.set(USER_PASSWORD, 'web password of the users')
  const follower = { name: 'elsewhere', system: 'yay', url: 'http://127.0.0.1:9', user: 'ann' }
  for (const secret of ['Canary-Follower-1-x7Qz', 'Canary-Follower-2-x7Qz']) {
    canaries.set(secret, 'secret of a follower')
    const made = await api.post('/followers', { ...follower, name: secret.slice(7, 17), secret, interval_minutes: 1 })
    expect((await api.post(`/followers/${made.body.id}/run?dry_run=true`, {})).status).toBe(502)
  }
  for (const phone of phones) {
    for (let times = 0; times < 3; times++)
      expect((await ask(server.base, server.path(phone, `${phone.mac}.cfg`))).status).toBe(200)
    await ask(server.base, server.path(phone, `${phone.mac}.boot`))
    await ask(server.base, `/p/${phone.token.secret.reveal()}x/${phone.mac}.cfg`)
  }
  await server.services.noted.flush()
}, 120_000)
afterAll(() => api.server.remove())

const reads = [...new Set(everyOperation.filter(({ declared }) => declared.method === 'get').map(({ path }) => path))]
const writes = everyOperation.filter(({ declared, path }) => /^p/.test(declared.method) && path !== '/logout')

describe('two hundred secrets', () => {
  it('are two hundred, and a phone’s file shows its own', async () => {
    expect(canaries.size).toBeGreaterThanOrEqual(200)
    expect(phones).toHaveLength(USERS)
    const { body } = await ask(api.server.base, api.server.path(phones[3] as Phone, `${phones[3]?.mac}.cfg`))
    expect(found(body).filter((what) => !what.endsWith(' 3'))).toEqual([])
    expect(found(body)).toContain('sip of user 3')
  })

  it.each(reads)('GET %s shows the administrator only what is meant', async (path) => {
    const { text } = await api.get(filled(path, 0))
    expect(found(text).filter((what) => !MEANT[path]?.test(what))).toEqual([])
  })

  it.each(reads)('GET %s shows nobody and a plain user none of another', async (path) => {
    expect(found((await api.get(filled(path, 0), null)).text)).toEqual([])
    const user = await api.login(`user${1000 + USERS - 1}`, USER_PASSWORD)
    const { text } = await api.get(filled(path, 0), user)
    expect(found(text).filter((what) => !what.endsWith(` ${USERS - 1}`))).toEqual([])
  })

  it.each(writes)('an error of $name repeats none', async ({ declared, path }) => {
    const [sip = '', pin = ''] = canaries.keys()
    const body = {
      name: { sip },
      password: [sip],
      voicemail_pin: { pin },
      extension_password: [pin],
      mac: sip,
      settings: { admin_password: [sip] },
      action: sip,
    }
    const { status, text } = await api.call(
      declared.method.toUpperCase(),
      filled(path, 1)
        .replace(users[1] ?? '-', 'nobody')
        .replace(phones[1]?.mac ?? '-', 'ffffffffffff'),
      { body },
    )
    // Ending a session that is none is no error (RFC 7009 ch. 2.2).
    if (path !== '/login/oauth/revoke') expect(status).toBeGreaterThanOrEqual(400)
    expect(found(text)).toEqual([])
  })

  it('are in no log line of any level, and in no metric', async () => {
    expect(api.server.log.length).toBeGreaterThan(10)
    expect(found(api.server.log.join(''))).toEqual([])
    expect(found((await ask(api.server.base, '/metrics')).body)).toEqual([])
  })

  it('are nowhere on the disk in clear', () => {
    const files = readdirSync(api.server.dir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(api.server.dir, name))
      .filter((path) => statSync(path).isFile())
    expect(files.length).toBeGreaterThanOrEqual(2)
    expect(files.map((path) => [path, found(readFileSync(path, 'latin1'))]).filter(([, what]) => what?.length)).toEqual(
      [],
    )
  })
})
