import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { Secret } from '../../src/domain/secret.js'
import type { RedirectAccountDraft } from '../../src/service/redirect-accounts.js'
import { createSimulatedPhone } from '../../src/simulator/index.js'
import { ACCOUNT, type Fake } from '../rps/fakes/fake.js'
import { snomXmlRpc } from '../rps/fakes/snom-xml-rpc.js'
import { yealinkXmlRpc } from '../rps/fakes/yealink-xml-rpc.js'
import { type FakeYmcs, yealinkYmcs } from '../rps/fakes/yealink-ymcs.js'
import { userBody } from '../support/api.js'
import { offhook } from '../support/cli.js'
import { apiOf, type TestApi } from '../support/client.js'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from '../support/server.js'

const MAC = '805ec0000001'
let server: TestServer
let api: TestApi
let fakes: Fake[]

beforeEach(async () => {
  fakes = []
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_OUTGOING_ALLOWED: '127.0.0.1' })
  api = await apiOf(server)
  await api.post('/server', { public_urls: [server.http] })
})
afterEach(async () => {
  await server.remove()
  await Promise.all(fakes.map((fake) => fake.stop()))
  expect(fakes.flatMap(({ violations }) => violations)).toEqual([])
})

async function fakeOf<F extends Fake>(start: () => Promise<F>): Promise<F> {
  const fake = await start()
  fakes.push(fake)
  return fake
}

const account = (service: string, fake: Fake, members: object = {}) => ({
  service,
  base_url: fake.url,
  ...ACCOUNT,
  ...members,
})
const addAccount = async (service: string, fake: Fake, members: object = {}): Promise<string> => {
  const made = await api.post('/redirect_accounts', account(service, fake, members))
  expect(made.status).toBe(201)
  return made.body.id
}
const newPhone = (members: object = {}) =>
  api.post('/phones', { mac: MAC, vendor: 'Yealink', model: 'T46U', rps: true, ...members })

const entry = async (mac = MAC) => (await api.get(`/phones/${mac}/redirect`)).body.registrations[0]
const until = (state: string, mac = MAC) =>
  vi.waitFor(
    async () => {
      const now = await entry(mac)
      if (now?.state !== state || (state === 'registered' && now.next_at !== null)) throw new Error(JSON.stringify(now))
      return now
    },
    { timeout: 10_000, interval: 20 },
  )

describe('a phone assigned with rps through the PortSIP call', () => {
  it('appears at the vendor, boots by that URL, and the enrolment token is dead afterwards', async () => {
    const fake = await fakeOf(yealinkYmcs)
    await addAccount('yealink-ymcs', fake)
    const user = (await api.post('/users', userBody('101'))).body.id
    const assigned = await api.post(`/users/${user}/phones`, { mac: MAC, vendor: 'Yealink', model: 'T46U', rps: true })
    expect(assigned.status).toBe(201)
    await until('registered')
    const url = fake.entries.get(MAC) ?? ''
    expect(url).toBe((await api.get(`/phones/${MAC}`)).body.enrolment_url)

    const stateDir = mkdtempSync(join(tmpdir(), 'offhook-phone-'))
    const device = createSimulatedPhone({
      vendor: 'yealink',
      model: 'T46U',
      mac: MAC,
      url,
      stateDir,
      publicUrlExpected: true,
    })
    const report = await device.boot()
    rmSync(stateDir, { recursive: true, force: true })
    expect(report.reasons).toEqual([])
    expect(report.up).toBe(true)
    await vi.waitFor(async () => expect((await api.get(`/phones/${MAC}`)).body.state).toBe('current'), {
      timeout: 5000,
      interval: 50,
    })
    expect((await fetch(`${url}${MAC}.cfg`)).status).toBe(404)

    // The entry stays true: re-opening the window makes the same URL live again.
    await api.post(`/phones/${MAC}/token`, { action: 'open_window' })
    expect((await fetch(`${url}${MAC}.cfg`)).status).toBe(200)
    expect(fake.entries.get(MAC)).toBe(url)
  })
})

describe('the life of an entry', () => {
  it('is wanted with a reason until there is an account, and registered once there is', async () => {
    const made = await newPhone()
    expect(made.body.warnings).toContainEqual(expect.objectContaining({ code: 'redirect_failed', field: 'rps' }))
    expect(await entry()).toMatchObject({ state: 'failed', service: null, next_at: null })
    expect((await entry()).advice).toContain('/api/redirect_accounts')
    const fake = await fakeOf(yealinkXmlRpc)
    await addAccount('yealink-xmlrpc', fake)
    await until('registered')
    expect((await api.get(`/phones/${MAC}`)).body.warnings.filter((w: { field: string }) => w.field === 'rps')).toEqual(
      [],
    )
  })

  it('waits for a public address that an administrator has set', async () => {
    await server.remove()
    server = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_OUTGOING_ALLOWED: '127.0.0.1' })
    api = await apiOf(server)
    const fake = await fakeOf(yealinkXmlRpc)
    await addAccount('yealink-xmlrpc', fake)
    await newPhone()
    expect(await entry()).toMatchObject({ state: 'failed', next_at: null })
    expect((await entry()).answer).toContain('public address')
    await api.post('/server', { public_urls: ['http://phones.example.net'] })
    await until('registered')
    expect(fake.entries.get(MAC)).toMatch(/^http:\/\/phones\.example\.net\/p\/[a-z2-7]{32}\/$/)
  })

  it('follows the public URL, in one job with progress', async () => {
    const fake = await fakeOf(yealinkXmlRpc)
    await addAccount('yealink-xmlrpc', fake)
    const macs = Array.from({ length: 25 }, (_, n) => `805ec00000${(n + 16).toString(16)}`)
    for (const mac of macs) await newPhone({ mac })
    for (const mac of macs) await until('registered', mac)
    await api.post('/server', { public_urls: ['http://moved.example.net'] })
    const job = (await api.get('/redirect_jobs')).body.items.at(-1)
    expect(job).toMatchObject({ reason: 'public address', total: 25, failed: 0 })
    await vi.waitFor(async () => expect((await api.get(`/redirect_jobs/${job.id}`)).body.done).toBe(25), {
      timeout: 10_000,
      interval: 20,
    })
    for (const mac of macs) expect(fake.entries.get(mac)).toMatch(/^http:\/\/moved\.example\.net\/p\//)
    const { body } = await api.get("/redirects?filter=state eq 'registered'&top=10")
    expect([body.count, body.items.length]).toEqual([25, 10])
  })

  it.each([
    ['a revoked token', { path: `/phones/${MAC}/token`, body: { action: 'revoke' } }],
    ['a new enrolment host', { path: '/server', body: { public_urls: ['http://other.example.net'] } }],
  ])('follows %s', async (_what, { path, body }) => {
    const fake = await fakeOf(yealinkXmlRpc)
    await addAccount('yealink-xmlrpc', fake)
    await newPhone()
    await until('registered')
    const before = fake.entries.get(MAC)
    expect((await api.post(path, body)).status).toBeLessThan(300)
    await until('registered')
    expect(fake.entries.get(MAC)).not.toBe(before)
    expect(fake.entries.get(MAC)).toBe((await api.get(`/phones/${MAC}`)).body.enrolment_url)
  })

  it.each([
    ['rps is cleared', () => api.post(`/phones/${MAC}`, { rps: false })],
    ['the phone is deleted', () => api.post(`/phones/${MAC}/destroy`)],
  ])('ends when %s', async (_what, leave) => {
    const fake = await fakeOf(yealinkXmlRpc)
    await addAccount('yealink-xmlrpc', fake)
    await newPhone()
    await until('registered')
    expect((await leave()).status).toBe(204)
    await vi.waitFor(() => expect(fake.entries.size).toBe(0), { timeout: 10_000 })
    await vi.waitFor(async () => expect((await api.get('/redirects')).body.items[0].state).toBe('removed'))
  })

  it('moves to the account made last, and out of the one before', async () => {
    const old = await fakeOf(yealinkXmlRpc)
    const first = await addAccount('yealink-xmlrpc', old)
    await newPhone()
    await until('registered')
    expect((await api.post(`/redirect_accounts/${first}/destroy`)).body.errors[0].code).toBe('IN_USE')
    const cloud = await fakeOf(yealinkYmcs)
    await addAccount('yealink-ymcs', cloud)
    await vi.waitFor(() => expect([old.entries.size, cloud.entries.size]).toEqual([0, 1]), { timeout: 10_000 })
    await vi.waitFor(async () => expect((await api.post(`/redirect_accounts/${first}/destroy`)).status).toBe(204))
    expect((await api.get(`/phones/${MAC}/redirect`)).body).toMatchObject({ pin: `9${MAC.slice(-5)}` })
  })

  it('survives a restart with its work', async () => {
    const fake = await fakeOf(yealinkXmlRpc)
    await addAccount('yealink-xmlrpc', fake)
    fake.misbehave('error', 1000)
    await newPhone()
    await vi.waitFor(async () => expect((await entry()).attempts).toBeGreaterThan(0), { timeout: 10_000 })
    server = await server.restart()
    api = await apiOf(server)
    fake.behave()
    await api.post(`/phones/${MAC}/redirect`, { action: 'sync' })
    await until('registered')
    expect(fake.entries.has(MAC)).toBe(true)
  })

  it('is read back on demand and repaired', async () => {
    const fake = await fakeOf(snomXmlRpc)
    await addAccount('snom-xmlrpc', fake)
    const mac = '000413000001'
    await newPhone({ mac, vendor: 'Snom', model: 'D785' })
    await until('registered', mac)
    fake.entries.set(mac, 'http://hijacked.example/')
    await api.post(`/phones/${mac}/redirect`, { action: 'check' })
    await vi.waitFor(() => expect(fake.entries.get(mac)).toContain('/p/'), { timeout: 10_000 })
    expect((await api.post('/redirects/check')).body.items).toMatchObject([
      { checked: expect.any(Number), fault: null },
    ])
  })
})

describe('what a service needs to know', () => {
  it('a serial number is asked for where the account needs one, with the reason', async () => {
    const fake: FakeYmcs = await fakeOf(yealinkYmcs)
    fake.byMac = false
    await addAccount('yealink-ymcs', fake, { options: { by_mac: false } })
    const refused = await newPhone()
    expect(refused.status).toBe(400)
    expect(refused.body.errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('serial number'),
        detail: { field: 'serial_number', rule: 'required' },
      }),
    ])
    expect((await newPhone({ serial_number: '3146019091234567' })).status).toBe(201)
    await until('registered')
    expect(fake.serials.get(MAC)).toBe('3146019091234567')
  })

  it('a phone that was there before such an account says what it lacks, and goes on when it is given', async () => {
    await newPhone()
    const fake = await fakeOf(yealinkYmcs)
    await addAccount('yealink-ymcs', fake, { options: { by_mac: false } })
    expect(await entry()).toMatchObject({ state: 'failed', next_at: null })
    expect((await entry()).advice).toContain('serial_number')
    // What has nothing to do with it is not held up.
    expect((await api.post(`/phones/${MAC}`, { language: 'GERMAN' })).status).toBe(204)
    expect((await api.post(`/phones/${MAC}`, { serial_number: '3146019091234567' })).status).toBe(204)
    await until('registered')
  })
})

describe('accounts', () => {
  it('never show their password, and say whether they work', async () => {
    const fake = await fakeOf(yealinkYmcs)
    fake.entries.set('805ec00000aa', 'http://x.example/')
    const id = await addAccount('yealink-ymcs', fake)
    const { body } = await api.get(`/redirect_accounts/${id}`)
    expect(body).toMatchObject({ user: ACCOUNT.user, title: 'Yealink YMCS v4 (REST)', checked: null })
    expect(JSON.stringify(body)).not.toContain(ACCOUNT.password.slice(0, 6))
    expect((await api.post(`/redirect_accounts/${id}/check`)).body).toEqual({
      ok: true,
      text: 'the credentials work',
      devices: 1,
    })
    await api.post(`/redirect_accounts/${id}`, { password: 'wrong' })
    expect((await api.post(`/redirect_accounts/${id}/check`)).body).toMatchObject({ ok: false, devices: null })
    expect((await api.get(`/redirect_accounts/${id}`)).body.checked.ok).toBe(false)
  })

  it.each([
    ['an unknown service', { service: 'grandstream' }, ['service']],
    ['no password', { password: undefined }, ['password']],
    ['a password no text can hold', { password: '\ud800' }, ['password']],
    ['a base URL that is none', { base_url: 'ftp://x' }, ['base_url']],
    ['a ZTP account without a profile', { service: 'polycom-ztp' }, ['options.profile']],
    ['an unknown option', { options: { colour: 'red' } }, ['options.colour']],
  ])('refuse %s', async (_what, members, fields) => {
    const body = { service: 'yealink-xmlrpc', user: 'u', password: 'p', ...members }
    const refused = await api.post('/redirect_accounts', body)
    expect(refused.status).toBe(400)
    expect(refused.body.errors.map((e: { detail: { field: string } }) => e.detail.field)).toEqual(fields)
    expect((await api.get('/redirect_accounts')).body.items).toEqual([])
  })

  it("of the server serve every tenant, but only the system administrator changes them or leaves the vendor's domain", async () => {
    const fake = await fakeOf(yealinkXmlRpc)
    const id = await addAccount('yealink-xmlrpc', fake, { server_wide: true })
    await api.post('/users', userBody('200', { role: 'Admin' }))
    const tenant = await api.as('user200', 'web password 1')
    expect((await tenant.get('/redirect_accounts')).body.items).toMatchObject([{ id, server_wide: true, user: '' }])
    expect((await tenant.post(`/redirect_accounts/${id}`, { user: 'x' })).status).toBe(403)
    expect((await tenant.post(`/redirect_accounts/${id}/destroy`)).status).toBe(403)
    const outside = await tenant.post('/redirect_accounts', account('snom-xmlrpc', fake))
    expect(outside.body.errors[0].detail).toEqual({ field: 'base_url', rule: 'vendor' })
    const inside = { service: 'yealink-ymcs', base_url: 'https://us-api.ymcs.yealink.com', user: 'u', password: 'p' }
    expect((await tenant.post('/redirect_accounts', inside)).status).toBe(201)
  })

  it('are deleted with the entries they leave behind only when that is said', async () => {
    const fake = await fakeOf(yealinkXmlRpc)
    const id = await addAccount('yealink-xmlrpc', fake)
    await newPhone()
    await until('registered')
    expect((await api.post(`/redirect_accounts/${id}/destroy`)).status).toBe(409)
    expect((await api.post(`/redirect_accounts/${id}/destroy`, { forget: true })).status).toBe(204)
    expect(await entry()).toMatchObject({ state: 'failed', service: null })
    expect(fake.entries.size).toBe(1)
  })

  it('go with their tenant, once its phones are taken out', async () => {
    const { services, actor } = server
    const fake = await fakeOf(yealinkXmlRpc)
    const { id: tenant_id } = await services.tenants.create({ sip_domain: 'other.example.net' }, new Problems())
    const other = { ...actor, tenant_id }
    const draft = { ...account('yealink-xmlrpc', fake), password: new Secret(ACCOUNT.password) }
    const { id } = await services.redirectAccounts.create(other, draft as RedirectAccountDraft, new Problems())
    const phone = await services.phones.create(
      other,
      { mac: MAC, vendor: 'Yealink', model: 'T46U', rps: true },
      new Problems(),
    )
    await vi.waitFor(() => expect(fake.entries.size).toBe(1), { timeout: 10_000 })
    fake.misbehave('error', 1000)
    await services.phones.remove(other, phone.id)
    await expect(services.tenants.remove(actor, tenant_id)).rejects.toThrow('redirect services')
    fake.behave()
    await vi.waitFor(async () => {
      await services.redirects.sync(other)
      await services.tenants.remove(actor, tenant_id)
    }, 10_000)
    expect(fake.entries.size).toBe(0)
    await expect(services.redirectAccounts.get(other, id)).rejects.toThrow('not found')
  })

  it('exist once per service', async () => {
    const fake = await fakeOf(yealinkXmlRpc)
    await addAccount('yealink-xmlrpc', fake)
    expect((await api.post('/redirect_accounts', account('yealink-xmlrpc', fake))).status).toBe(409)
  })
})

describe('secrets', () => {
  it('neither credentials nor enrolment tokens reach a log, a list or an answer', async () => {
    const fake = await fakeOf(snomXmlRpc)
    await addAccount('snom-xmlrpc', fake)
    const mac = '000413000002'
    await newPhone({ mac, vendor: 'Snom', model: 'D785' })
    await until('registered', mac)
    await api.post('/redirects/check')
    const token = /\/p\/([a-z2-7]{32})\//.exec(fake.entries.get(mac) ?? '')?.[1] ?? 'none'
    const list = JSON.stringify((await api.get('/redirects')).body)
    const metrics = await (await fetch(`${server.base}/metrics`)).text()
    for (const text of [list, metrics, server.log.join('\n')]) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(ACCOUNT.password.slice(0, 6))
    }
    expect(server.log.some((line) => line.includes('redirect.settled'))).toBe(true)
  })
})

describe('offhook rps', () => {
  const rps = (command: string, env: Record<string, string> = { OFFHOOK_ADMIN_PASSWORD: ADMIN_PASSWORD }) =>
    offhook(['rps', command, '--server', server.base], env)

  it('shows, tries again and checks', async () => {
    const fake = await fakeOf(yealinkYmcs)
    await newPhone()
    const lost = await rps('status')
    expect(lost.code).toBe(1)
    expect(lost.stdout).toContain('failed: 1')
    expect(lost.stdout).toContain('80:5e:c0:00:00:01')
    await addAccount('yealink-ymcs', fake)
    await until('registered')
    expect(await rps('status')).toEqual({ code: 0, stdout: 'registered: 1\n', stderr: '' })
    expect((await rps('sync')).stdout).toBe('0 tried again\n')
    const checked = await rps('check')
    expect(checked.stdout).toContain('the credentials work, 1 devices')
    expect(checked.stdout).toContain('1 read back, 0 to repair, 0 not ours')
    expect(checked.code).toBe(0)
  })

  it.each([
    ['without a password', {}, 'OFFHOOK_ADMIN_PASSWORD'],
    ['with a wrong one', { OFFHOOK_ADMIN_PASSWORD: 'not this one' }, 'answered 400'],
  ])('%s fails with one clear line', async (_what, env, words) => {
    const failed = await rps('status', env as Record<string, string>)
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain(words)
    expect(failed.stderr.trim().split('\n').length).toBe(1)
  })
})
