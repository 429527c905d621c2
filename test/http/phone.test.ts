import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone, User } from '../../src/domain/model.js'
import { readCfg } from '../support/cfg.js'
import { startTestServer, type TestServer } from '../support/server.js'

const UA = 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:01'
let server: TestServer
let alice: User
let bob: User
let a: Phone
let b: Phone

const get = (path: string, init: RequestInit = {}) =>
  fetch(server.base + path, { ...init, headers: { 'User-Agent': UA, ...init.headers } })
const ownFile = (phone: Phone) => server.path(phone, `${phone.mac}.cfg`)
/** What a refusal looks like to the client, but for the date. */
const look = async (response: Response) => {
  const headers = [...response.headers].filter(([name]) => name !== 'date').sort()
  return JSON.stringify([response.status, headers, await response.text()])
}

beforeAll(async () => {
  server = await startTestServer()
  alice = await server.user('101')
  bob = await server.user('102')
  a = await server.phone('001565aabb01', 'yealink', 'T46U', {
    lines: [{ user_id: alice.id }],
    keys: [{ position: 2, kind: 'blf', value: '102' }],
  })
  b = await server.phone('001565aabb02', 'yealink', 'T46U', { lines: [{ user_id: bob.id }] })
})
afterAll(() => server.remove())

describe('a phone’s own file', () => {
  it('is served by its lasting token, with headers phones and proxies understand', async () => {
    const response = await get(ownFile(a))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('private, no-cache')
    expect(response.headers.get('content-encoding')).toBeNull()
    const body = await response.text()
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)))
    expect(readCfg(body).values.get('account.1.password')).toBe('sip-password-of-101')
    expect(readCfg(body).values.get('static.auto_provision.server.url')).toBe(
      `http://prov.example.net/p/${a.token.secret.reveal()}/`,
    )
  })

  it('is the same bytes every time, also the first and the warm answer', async () => {
    const bodies = await Promise.all([1, 2, 3].map(async () => (await get(ownFile(a))).text()))
    expect(new Set([...bodies, await (await get(ownFile(a))).text()]).size).toBe(1)
  })

  it('answers If-None-Match with 304 and HEAD without a body', async () => {
    const etag = (await get(ownFile(a))).headers.get('etag') ?? ''
    expect((await get(ownFile(a), { headers: { 'If-None-Match': etag } })).status).toBe(304)
    const head = await get(ownFile(a), { method: 'HEAD' })
    expect(head.headers.get('etag')).toBe(etag)
    expect(await head.text()).toBe('')
  })

  it.each(['001565AABB01.cfg', '00-15-65-aa-bb-01.cfg', '00:15:65:AA:BB:01.cfg'])('also as %s', async (name) => {
    expect((await get(server.path(a, name))).status).toBe(200)
  })

  it('follows a changed BLF label in exactly the lines that show it', async () => {
    const before = readCfg(await (await get(ownFile(a))).text()).lines
    await server.services.users.update(server.actor, bob.id, { display_name: 'Robert' }, new Problems())
    const after = readCfg(await (await get(ownFile(a))).text()).lines
    const changed = after.filter((line, index) => line !== before[index])
    expect(changed).toEqual(['linekey.2.label = Robert'])
    expect(after.length).toBe(before.length)
  })
})

describe('nobody else', () => {
  it('the token of one phone never opens the file of another', async () => {
    expect((await get(server.path(a, `${b.mac}.cfg`))).status).toBe(404)
    expect((await get(server.path(b, `${a.mac}.cfg`))).status).toBe(404)
  })

  it('unknown, known and disabled phones without proof give byte-identical answers', async () => {
    const carol = await server.user('103')
    const disabled = await server.phone('001565aabb03', 'yealink', 'T46U', { lines: [{ user_id: carol.id }] })
    await server.services.users.update(server.actor, carol.id, { enabled: false }, new Problems())
    const paths = [
      `/${a.mac}.cfg`,
      `/${disabled.mac}.cfg`,
      '/001565ffffff.cfg',
      `/p/${a.mac}.cfg`,
      '/p/001565ffffff.cfg',
      `/p/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/${a.mac}.cfg`,
      '/p/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/001565ffffff.cfg',
      server.path(b, `${a.mac}.cfg`),
      server.path(a, 'unknown.bin'),
      server.path(a, `${a.mac}.boot`),
      '/p/../../etc/passwd',
      '/wp-login.php',
    ]
    const answers = await Promise.all(paths.map(async (path) => look(await get(path))))
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('404')
  })

  it.each(['%2e%2e%2fetc', '..', 'a%00.cfg', 'a%5cb.cfg', '.cfg', 'a b.cfg'])(
    'an odd name is refused alike: %s',
    async (name) => {
      expect(await look(await get(server.path(a, name)))).toBe(await look(await get('/p/nothing')))
    },
  )

  it('a refusal’s reason goes to the log, a token never', () => {
    const text = server.log.join('')
    expect(text).toContain('the token belongs to another phone')
    expect(text).not.toContain(a.token.secret.reveal())
    expect(text).not.toContain(b.token.secret.reveal())
  })
})

describe('enrolment', () => {
  it('opens the file until the phone itself has come by its lasting token', async () => {
    const dave = await server.user('104')
    const phone = await server.phone('001565aabb04', 'yealink', 'T46U', { lines: [{ user_id: dave.id }] })
    const enrolment = server.path(phone, `${phone.mac}.cfg`, phone.enrolment_token.secret.reveal())
    const first = readCfg(await (await get(enrolment)).text()).values
    expect(first.get('static.auto_provision.server.url')).toBe(
      `http://prov.example.net/p/${phone.token.secret.reveal()}/`,
    )
    expect(first.get('static.auto_provision.repeat.minutes')).toBe('1')
    expect((await get(ownFile(phone), { headers: { 'User-Agent': 'curl/8.0' } })).status).toBe(200)
    expect((await get(enrolment)).status).toBe(200)
    expect((await get(ownFile(phone))).status).toBe(200)
    expect((await get(enrolment)).status).toBe(404)
    await server.services.phones.openWindow(server.actor, phone.id)
    expect((await get(enrolment)).status).toBe(200)
  })

  it('by the tenant’s token needs an open window too', async () => {
    const tenant = await server.services.tenants.get(server.actor, server.actor.tenant_id)
    const token = tenant.enrolment_token.secret.reveal()
    const erin = await server.user('105')
    const phone = await server.phone('001565aabb05', 'yealink', 'T46U', { lines: [{ user_id: erin.id }] })
    expect((await get(`/p/${token}/${phone.mac}.cfg`)).status).toBe(200)
    expect((await get(`/p/${token}/${a.mac}.cfg`)).status).toBe(404)
    await server.services.phones.closeWindow(server.actor, phone.id)
    expect((await get(`/p/${token}/${phone.mac}.cfg`)).status).toBe(404)
  })

  it('is for the site’s networks alone where the tenant names some: the phone’s token and the tenant’s', async () => {
    const frank = await server.user('107')
    const phone = await server.phone('001565aabb07', 'yealink', 'T46U', { lines: [{ user_id: frank.id }] })
    const tenant = await server.services.tenants.get(server.actor, server.actor.tenant_id)
    const urls = [phone.enrolment_token, tenant.enrolment_token].map(({ secret }) =>
      server.path(phone, `${phone.mac}.cfg`, secret.reveal()),
    )
    const statuses = () => Promise.all(urls.map(async (url) => (await get(url)).status))
    const site = (...enrolment_networks: string[]) =>
      server.services.tenants.update(server.actor, tenant.id, { enrolment_networks }, new Problems())
    await site('192.0.2.0/24')
    expect(await statuses()).toEqual([404, 404])
    expect((await get(ownFile(phone), { headers: { 'User-Agent': 'curl/8.0' } })).status).toBe(200)
    await site('192.0.2.0/24', '127.0.0.0/8')
    expect(await statuses()).toEqual([200, 200])
    await site()
  })

  it('a phone without a user has no window and no open door', async () => {
    const phone = await server.phone('001565aabb06', 'yealink', 'T46U')
    const enrolment = server.path(phone, `${phone.mac}.cfg`, phone.enrolment_token.secret.reveal())
    expect((await get(enrolment)).status).toBe(404)
  })
})

describe('tokens', () => {
  it('a rotation keeps the old one until the phone has come by the new one', async () => {
    const user = await server.user('110')
    const phone = await server.phone('001565aabb10', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
    await get(ownFile(phone))
    await server.services.phones.rotateToken(server.actor, phone.id)
    const rotated = await server.services.phones.get(server.actor, phone.id)
    const byOld = readCfg(await (await get(ownFile(phone))).text()).values
    expect(byOld.get('static.auto_provision.server.url')).toContain(rotated.token.secret.reveal())
    expect((await get(ownFile(rotated))).status).toBe(200)
    expect((await get(ownFile(phone))).status).toBe(404)
  })

  it('a revocation kills them at once and renews the passwords', async () => {
    const user = await server.user('111')
    const phone = await server.phone('001565aabb11', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
    const before = readCfg(await (await get(ownFile(phone))).text()).values
    await get(ownFile(phone))
    await server.services.phones.revokeToken(server.actor, phone.id)
    expect((await get(ownFile(phone))).status).toBe(404)
    expect((await get(server.path(phone, `${phone.mac}.cfg`, phone.enrolment_token.secret.reveal()))).status).toBe(404)
    const renewed = await server.services.phones.get(server.actor, phone.id)
    const after = readCfg(await (await get(ownFile(renewed))).text()).values
    expect(after.get('account.1.password')).not.toBe(before.get('account.1.password'))
    expect(after.get('static.security.user_password')).not.toBe(before.get('static.security.user_password'))
  })
})

describe('leaving', () => {
  it.each([
    [
      'disabled',
      async (user: User) => server.services.users.update(server.actor, user.id, { enabled: false }, new Problems()),
    ],
    ['deleted', async (user: User) => server.services.users.remove(server.actor, user.id, new Problems())],
    ['unassigned', async (_user: User, phone: Phone) => server.services.phones.unassign(server.actor, phone.id)],
    ['its phone deleted', async (_user: User, phone: Phone) => server.services.phones.remove(server.actor, phone.id)],
  ])('a user %s: the phone is told to clear itself', async (what, leave) => {
    const n = 120 + ['disabled', 'deleted', 'unassigned', 'its phone deleted'].indexOf(what)
    const user = await server.user(String(n))
    const phone = await server.phone(`001565aabb${n - 100}`, 'yealink', 'T46U', {
      lines: [{ user_id: user.id }],
      keys: [{ position: 2, kind: 'blf', value: '101' }],
    })
    await get(ownFile(phone))
    await get(ownFile(phone))
    await leave(user, phone)
    const cleared = readCfg(await (await get(ownFile(phone))).text()).values
    expect(cleared.get('account.1.enable')).toBe('0')
    expect(cleared.get('account.1.password')).toBe('%NULL%')
    expect(cleared.get('linekey.2.type')).toBe('0')
    expect(cleared.get('static.auto_provision.server.url')).toContain(phone.token.secret.reveal())
    expect(cleared.get('static.security.user_password')).toMatch(/^(?:admin|user|var):\w{10,16}$/)
  })
})

describe('uploads', () => {
  it('are taken from the phone, given back to it, and not to the next user', async () => {
    const one = await server.user('130')
    const two = await server.user('131')
    const phone = await server.phone('001565aabb30', 'yealink', 'T46U', {
      lines: [{ user_id: one.id }],
      settings: { provisioning: { protect_user_changes: true } },
    })
    const local = server.path(phone, `${phone.mac}-local.cfg`)
    expect((await get(local)).status).toBe(404)
    expect((await get(local, { method: 'PUT', body: '#!version:1.0.0.1\nsecret = of one\n' })).status).toBe(201)
    expect(await (await get(local)).text()).toContain('of one')
    await server.services.phones.update(server.actor, phone.id, { lines: [{ user_id: two.id }] }, new Problems())
    expect((await get(local)).status).toBe(404)
  })
  it.each([
    ['without proof', () => `/p/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/${a.mac}-local.cfg`],
    ['of another phone', () => server.path(a, `${b.mac}-local.cfg`)],
    ['of a file we make', () => ownFile(a)],
  ])('%s are refused', async (_what, path) => {
    expect((await get(path(), { method: 'PUT', body: 'x' })).status).toBe(404)
  })
  it('are bounded', async () => {
    const big = 'x'.repeat(600 * 1024)
    expect((await get(server.path(a, `${a.mac}-local.cfg`), { method: 'PUT', body: big })).status).toBe(413)
  })
})

describe('trusted networks', () => {
  it('prove any phone of theirs, and only from there', async () => {
    const trusting = await startTestServer({ OFFHOOK_TRUSTED_NETWORKS: '127.0.0.0/8' })
    try {
      const user = await trusting.user('101')
      const phone = await trusting.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
      expect((await fetch(`${trusting.base}/p/${phone.mac}.cfg`)).status).toBe(200)
      expect((await fetch(`${trusting.base}/${phone.mac}.cfg`)).status).toBe(200)
      expect((await fetch(`${trusting.base}/001565ffffff.cfg`)).status).toBe(404)
    } finally {
      await trusting.remove()
    }
    const elsewhere = await startTestServer({ OFFHOOK_TRUSTED_NETWORKS: '10.0.0.0/8' })
    try {
      const user = await elsewhere.user('101')
      const phone = await elsewhere.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
      const forged = { headers: { 'X-Forwarded-For': '10.0.0.1' } }
      expect((await fetch(`${elsewhere.base}/${phone.mac}.cfg`, forged)).status).toBe(404)
    } finally {
      await elsewhere.remove()
    }
  })
})

describe('addresses', () => {
  it('no provisioning URL is written before it is set or confirmed; confirming writes it at once', async () => {
    const fresh = await startTestServer({ OFFHOOK_PUBLIC_URL: '' })
    try {
      const user = await fresh.user('101')
      const phone = await fresh.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
      const url = fresh.base + fresh.path(phone, `${phone.mac}.cfg`)
      const read = async () =>
        readCfg(await (await fetch(url, { headers: { 'User-Agent': UA, Host: 'evil.example' } })).text()).values
      await read()
      expect((await read()).has('static.auto_provision.server.url')).toBe(false)
      await fresh.services.server.change({ public_urls: ['https://phones.example.org/base'] }, new Problems())
      expect((await read()).get('static.auto_provision.server.url')).toBe(
        `https://phones.example.org/base/p/${phone.token.secret.reveal()}/`,
      )
    } finally {
      await fresh.remove()
    }
  })
})
