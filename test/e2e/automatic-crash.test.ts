import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ChildServer, startChildServer } from '../support/child-server.js'
import { createSipPhone, type SipPhone } from '../support/sip-phone.js'

/* The whole program, killed between a change and the moment phones would have been told of it. */

const PHONES = 4
let dir: string
let server: ChildServer
let phones: { readonly mac: string; readonly path: string; readonly sip: SipPhone; fetches: number }[]

const start = async () => {
  server = await startChildServer(dir)
}
const kill = () => server.end('SIGKILL')

const fetchFile = async (mac: string, path: string) => {
  const agent = `Yealink SIP-T46U 108.86.0.20 ${mac.replace(/(..)(?!$)/g, '$1:')}`
  expect((await fetch(server.base + path, { headers: { 'User-Agent': agent } })).status).toBe(200)
}

const api = () => server.api
const tenant = async (notify: object) => {
  const [{ id }] = (await api().get('/tenants')).body.items
  expect((await api().post(`/tenants/${id}`, { notify })).status).toBe(204)
}
const stateOf = async (mac: string) => (await api().get(`/phones/${mac}`)).body.state
const current = () =>
  vi.waitFor(
    async () => expect(await Promise.all(phones.map(({ mac }) => stateOf(mac)))).toEqual(phones.map(() => 'current')),
    { timeout: 20_000, interval: 100 },
  )
const automatic = async () =>
  (await api().get('/jobs')).body.items.filter((job: { automatic: boolean }) => job.automatic)

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  phones = []
  await start()
  for (let n = 0; n < PHONES; n++) {
    const mac = `001565dd000${n}`
    const made = await api().post('/users', {
      ...{ name: `u${n}`, password: 'User password 1', email: `u${n}@example.com`, display_name: `User ${n}` },
      ...{
        extension_number: `20${n}`,
        extension_password: `sip-password-${n}`,
        voicemail_pin: '739254',
        role: 'StandardUser',
      },
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const phone = await api().post('/phones', {
      ...{ mac, vendor: 'yealink', model: 'T46U', lines: [{ user_id: made.body.id }] },
    })
    expect(phone.status, JSON.stringify(phone.body)).toBe(201)
    const path = `${new URL((await api().get(`/phones/${mac}`)).body.url).pathname}${mac}.cfg`
    const one = { mac, path, fetches: 0, sip: undefined as unknown as SipPhone }
    one.sip = await createSipPhone(() => {
      one.fetches++
      return fetchFile(mac, path)
    })
    phones.push(one)
  }
  // The route is part of the files, so it is set before the first fetch; by itself nobody is told yet.
  await tenant({ route: 'direct', rate: 1000 })
  await api().post('/registrations', {
    items: phones.map(({ mac, sip }, n) => ({
      ...{ user: `20${n}`, contact_address: `sip:20${n}@127.0.0.1:${sip.port}`, expires: 3600, instance_id: mac },
    })),
  })
  for (const { mac, path } of phones) await fetchFile(mac, path)
  await current()
  await tenant({ automatic: true, debounce_seconds: 3600 })
})
afterEach(async () => {
  await kill()
  for (const { sip } of phones) sip.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('a server killed before phones were told of a change', () => {
  it('tells them after its start, each once, and those that do not come not again at the next', async () => {
    const [changed, silent, also] = phones as [(typeof phones)[0], (typeof phones)[0], (typeof phones)[0]]
    silent.sip.manner = 403
    for (const { mac } of [changed, silent, also])
      expect((await api().post(`/phones/${mac}`, { settings: { brightness: 3 } })).status).toBe(204)
    expect(await automatic()).toEqual([])
    await kill()
    await start()
    // As after any change, once nothing more comes for a while.
    await tenant({ debounce_seconds: 1 })
    await kill()
    await start()
    await vi.waitFor(async () => expect(await automatic()).toMatchObject([{ state: 'done', phones: 3, fetched: 2 }]), {
      timeout: 20_000,
      interval: 100,
    })
    expect(phones.map(({ sip }) => sip.heard.length)).toEqual([1, 1, 1, 0])
    expect([changed.fetches, also.fetches]).toEqual([1, 1])

    await kill()
    await start()
    await vi.waitFor(async () => expect(await stateOf(silent.mac)).toBe('out of date'), 10_000)
    await api().post(`/phones/${also.mac}`, { settings: { brightness: 4 } })
    await vi.waitFor(() => expect(also.fetches).toBe(2), 20_000)
    expect(await automatic()).toHaveLength(2)
    expect(phones.map(({ sip }) => sip.heard.length)).toEqual([1, 1, 2, 0])
  })
})
