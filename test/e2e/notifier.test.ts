import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone, User } from '../../src/domain/model.js'
import { headerOf } from '../../src/sip/message.js'
import { reply, tcpPeer } from '../sip/peer.js'
import { apiOf, type TestApi } from '../support/client.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { createSipPhone, type SipPhone } from '../support/sip-phone.js'

/*
 * The server tells phones over real sockets. Each phone here is a SIP endpoint of its own that fetches its file when it
 * has accepted a NOTIFY.
 */

interface Desk {
  readonly user: User
  readonly phone: Phone
  readonly sip: SipPhone
  fetch(): Promise<Response>
}

let server: TestServer
let api: TestApi
let desks: Desk[]

async function desk(n: number, draft: { model?: string; vendor?: string } = {}): Promise<Desk> {
  const user = await server.user(String(100 + n))
  const mac = `001565aa00${n.toString(16).padStart(2, '0')}`
  const phone = await server.phone(mac, draft.vendor ?? 'yealink', draft.model ?? 'T46U', {
    lines: [{ user_id: user.id }],
  })
  const fetchFile = () =>
    fetch(server.base + server.path(phone, `${mac}.${phone.vendor === 'snom' ? 'xml' : 'cfg'}`), {
      headers: { 'User-Agent': `Yealink SIP-${phone.model} 108.86.0.20 ${mac.replace(/(..)(?!$)/g, '$1:')}` },
    })
  const sip = await createSipPhone(fetchFile)
  server.services.registrations.note(user, {
    instance_id: mac,
    user_agent: '',
    application: '',
    ip: '127.0.0.1',
    enable_push: false,
    contact_address: `sip:${user.sip_user}@127.0.0.1:${sip.port}`,
    seconds: 3600,
  })
  const made = { user, phone, sip, fetch: fetchFile }
  desks.push(made)
  return made
}

const enrolled = async (n: number, draft = {}) => {
  const made = await desk(n, draft)
  await (await made.fetch()).text()
  await server.services.noted.flush()
  return made
}

const tenant = (members: object) => api.post(`/tenants/${server.actor.tenant_id}`, members)
const jobOf = async (id: string) => (await api.get(`/jobs/${id}`)).body
const until = (id: string, expected: object) =>
  vi.waitFor(async () => expect(await jobOf(id)).toMatchObject(expected), { timeout: 10_000, interval: 20 })
const events = (sip: SipPhone) => sip.heard.map((request) => headerOf(request, 'event'))

beforeEach(async () => {
  desks = []
  server = await startTestServer()
  api = await apiOf(server)
  await tenant({ notify: { route: 'direct', rate: 1000 } })
})
afterEach(async () => {
  for (const { sip } of desks) sip.close()
  await server.remove()
})

describe('a phone that is to fetch', () => {
  it('is told once, fetches, and the job is done', async () => {
    const { sip } = await enrolled(1)
    const { id } = (await api.post('/phones/001565aa0001/reprovision')).body
    await until(id, { state: 'done', sent: 1, fetched: 1, failed: 0, left: 0 })
    expect(events(sip)).toEqual(['check-sync;reboot=false'])
    const rows = await server.services.ledger.ofPhone(
      (await server.services.phones.byMac(server.actor, '001565aa0001')).id,
    )
    expect(rows.filter(({ kind }) => kind === 'notify')).toEqual([
      expect.objectContaining({ file: 'check-sync', source: `127.0.0.1:${sip.port}`, status: 200, reason: null }),
    ])
    expect(await (await fetch(`${server.base}/metrics`)).text()).toContain(
      'offhook_notifies_total{outcome="answered"} 1',
    )
  })

  it('restarts only when that is asked, and has then all it was to be told', async () => {
    const { sip } = await enrolled(1)
    const { id } = (await api.post('/phones/001565aa0001/reboot')).body
    await until(id, { state: 'done', sent: 1, fetched: 0, counts: { answered: 1 } })
    expect(events(sip)).toEqual(['check-sync;reboot=true'])
  })

  it('is not told while its tenant has no route', async () => {
    await tenant({ notify: { route: 'none' } })
    const { sip, fetch: poll } = await enrolled(1)
    const { id } = (await api.post('/phones/001565aa0001/reprovision')).body
    await (await poll()).text()
    await server.services.noted.flush()
    await until(id, { state: 'done', sent: 0, fetched: 1 })
    expect(sip.heard).toEqual([])
  })

  it.each([
    ['403: asked no more', 403, { state: 'done', failed: 1 }, { state: 'failed', status: 403, reason: '403 Answered' }],
    ['480: asked again later', 480, { state: 'wanted', left: 1 }, { state: 'waiting', attempts: 1, status: 480 }],
  ])('and answers %s', async (_name, status, expected, step) => {
    const { sip } = await enrolled(1)
    sip.manner = status
    const { id } = (await api.post('/phones/001565aa0001/reprovision')).body
    await vi.waitFor(async () => expect((await api.get(`/jobs/${id}/phones`)).body.items).toMatchObject([step]), 10_000)
    expect(await jobOf(id)).toMatchObject(expected)
    expect(sip.heard).toHaveLength(1)
  })
})

describe('the way to a phone', () => {
  const registeredAs = async (contact: string) => {
    const { user, phone, fetch: poll, sip } = await enrolled(1)
    const others = { user_agent: '', application: '', ip: '127.0.0.1', enable_push: false, seconds: 3600 }
    server.services.registrations.note(user, { ...others, instance_id: phone.mac, contact_address: contact })
    return { phone, poll, sip }
  }
  const rows = async ({ id }: Phone) =>
    (await server.services.ledger.ofPhone(id)).filter(({ kind }) => kind === 'notify')

  it('is TCP where the phone registered so', async () => {
    const peer = await tcpPeer((request) => [reply(request, 200, 'OK')])
    try {
      const { phone, poll } = await registeredAs(`sip:101@127.0.0.1:${peer.port};transport=tcp`)
      const { id } = (await api.post('/phones/001565aa0001/reprovision')).body
      await until(id, { counts: { answered: 1 } })
      expect(peer.received.map((request) => headerOf(request, 'event'))).toEqual(['check-sync;reboot=false'])
      expect(headerOf(peer.received[0] as never, 'via')).toMatch(/^SIP\/2\.0\/TCP /)
      await (await poll()).text()
      await server.services.noted.flush()
      await until(id, { state: 'done', sent: 1, fetched: 1 })
      expect(await rows(phone)).toMatchObject([{ source: `127.0.0.1:${peer.port}`, status: 200, reason: null }])
    } finally {
      peer.close()
    }
  })

  it.each([
    ['sip:101@127.0.0.1:{port};transport=tls'],
    ['<sip:101@127.0.0.1:{port};transport=tls>;expires=60'],
    ['sips:101@127.0.0.1:{port}'],
    ['<sip:101@127.0.0.1:{port};transport=WSS>'],
  ])('is refused in words where the phone registered as %s', async (contact) => {
    const made = await desk(9)
    const { phone, sip } = await registeredAs(contact.replace('{port}', String(made.sip.port)))
    const { id } = (await api.post('/phones/001565aa0001/reprovision')).body
    const reason = 'the phone registered over TLS: only its registrar reaches it'
    await vi.waitFor(async () =>
      expect((await api.get(`/jobs/${id}/phones`)).body.items).toMatchObject([{ state: 'waiting', reason }]),
    )
    expect(await jobOf(id)).toMatchObject({ state: 'wanted', sent: 0 })
    expect(await rows(phone)).toMatchObject([{ file: 'check-sync', source: '', status: null, reason }])
    expect([sip.heard, made.sip.heard]).toEqual([[], []])
  })
})

describe('a phone no NOTIFY has a way to', () => {
  afterEach(() => vi.useRealTimers())

  it('is tried again, and the ledger says why once, and again when the reason is another', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { user, phone } = await enrolled(1)
    const overTls = (seconds: number) =>
      server.services.registrations.note(user, {
        ...{ user_agent: '', application: '', ip: '127.0.0.1', enable_push: false, seconds },
        instance_id: phone.mac,
        contact_address: 'sip:101@127.0.0.1:5060;transport=tls',
      })
    overTls(3600)
    const { id } = (await api.post('/phones/001565aa0001/reprovision')).body
    const tries = (attempts: number) =>
      vi.waitFor(async () => expect((await api.get(`/jobs/${id}/phones`)).body.items).toMatchObject([{ attempts }]))
    const again = async (seconds: number, attempts: number) => {
      vi.setSystemTime(Date.now() + seconds * 1000)
      server.services.notifier.wake()
      await tries(attempts)
    }
    const reasons = async () =>
      (await server.services.ledger.ofPhone(phone.id)).filter(({ kind }) => kind === 'notify').map((row) => row.reason)
    await tries(1)
    await again(31, 2)
    const tls = 'the phone registered over TLS: only its registrar reaches it'
    expect(await reasons()).toEqual([tls])
    overTls(0)
    await again(121, 3)
    expect(await reasons()).toEqual(['the phone is not registered, and 127.0.0.1 is not an address of its own', tls])
  })
})

describe('a DECT base of Snom', () => {
  it('waits for the window at any change, and is then asked to restart', async () => {
    const mac = '000413aa0001'
    const user = await server.user('300')
    const phone = await server.phone(mac, 'snom', 'M900', { lines: [{ user_id: user.id }] })
    const poll = async () => {
      const url = server.base + server.path(phone, `snomM900-${mac.toUpperCase()}.htm`)
      const answer = await fetch(url, { headers: { 'User-Agent': 'snomM900' } })
      expect(answer.status).toBe(200)
      await answer.text()
      await server.services.noted.flush()
    }
    const sip = await createSipPhone(poll)
    desks.push({ user, phone, sip, fetch: () => Promise.reject(new Error('it fetches by itself')) })
    const others = { user_agent: '', application: '', ip: '127.0.0.1', enable_push: false, seconds: 3600 }
    const contact_address = `sip:300@127.0.0.1:${sip.port}`
    server.services.registrations.note(user, { ...others, instance_id: mac, contact_address })
    await poll()
    await server.services.users.update(server.actor, user.id, { display_name: 'Another Name' }, new Problems())
    const { id } = (await api.post(`/phones/${mac}/reprovision`)).body
    const reason = 'a DECT base restarts at a change, and no window for that is set'
    await vi.waitFor(async () =>
      expect((await api.get(`/jobs/${id}/phones`)).body.items).toMatchObject([{ state: 'waiting', reason }]),
    )
    expect(sip.heard).toEqual([])
    await tenant({ notify: { reboot_window: { from: '00:00', to: '00:00' } } })
    const again = (await api.post(`/jobs/${id}/destroy`)).status
    expect(again).toBe(204)
    const now = (await api.post(`/phones/${mac}/reprovision`)).body
    await until(now.id, { state: 'done', fetched: 1 })
    expect(events(sip)).toEqual(['check-sync;reboot=true'])
  })
})

describe('a change that restarts a phone', () => {
  const vlan = () => api.post('/phones/001565aa0001', { settings: { vlan: { phone: { id: 20 } } } })

  const waiting = async (id: string) =>
    vi.waitFor(async () => {
      const { items } = (await api.get(`/jobs/${id}/phones`)).body
      expect(items[0].reason).toBe('the phone restarts at this change, and no window for that is set')
    }, 5000)
  const reprovisioned = async () => (await api.post('/phones/001565aa0001/reprovision')).body.id

  it('waits for the window of its tenant, others do not', async () => {
    const { sip } = await enrolled(1)
    const other = await enrolled(2)
    await vlan()
    await api.post('/phones/001565aa0002', { settings: { brightness: 3 } })
    const { id } = (await api.post('/phones/reprovision')).body
    await until(id, { state: 'wanted', sent: 1, fetched: 1, left: 1 })
    await waiting(id)
    expect([sip.heard.length, other.sip.heard.length]).toEqual([0, 1])
  })

  it('is known by the firmware too, which another file names', async () => {
    await enrolled(1, { vendor: 'snom', model: 'D785' })
    await api.post('/phones/001565aa0001', {
      settings: { brightness: 3, firmware: { url: 'http://fw.example.net/3111.sip.ld' } },
    })
    await waiting(await reprovisioned())
  })

  it('is told from others after a restart of the server', async () => {
    const { sip } = await enrolled(1)
    server = await server.restart()
    api = await apiOf(server)
    await api.post('/phones/001565aa0001', { settings: { brightness: 3 } })
    await until(await reprovisioned(), { state: 'done', fetched: 1 })
    expect(sip.heard).toHaveLength(1)
  })

  it('is feared where nobody knows any more what the phone has', async () => {
    const { sip, phone } = await enrolled(1)
    await server.services.served.flush()
    rmSync(join(server.dir, 'served', phone.id), { recursive: true })
    await api.post('/phones/001565aa0001', { settings: { brightness: 3 } })
    await waiting(await reprovisioned())
    expect(sip.heard).toEqual([])
  })

  it('is told inside the window, and never by a NOTIFY that demands the restart', async () => {
    const { sip } = await enrolled(1)
    await vlan()
    await tenant({ notify: { reboot_window: { from: '00:00', to: '00:00' } } })
    const { id } = (await api.post('/phones/001565aa0001/reprovision')).body
    await until(id, { state: 'done', fetched: 1 })
    expect(events(sip)).toEqual(['check-sync;reboot=false'])
  })
})

describe('a campaign', () => {
  const many = async (count: number) => {
    for (let n = 1; n <= count; n++) await enrolled(n, n % 2 === 0 ? { model: 'T42S' } : {})
  }

  it('tells those selected and nobody else', async () => {
    await many(4)
    const { id } = (await api.post('/jobs', { action: 'reprovision', selection: { models: ['SIP-T42S'] } })).body
    await until(id, { state: 'done', phones: 2, fetched: 2 })
    expect(desks.map(({ sip }) => sip.heard.length)).toEqual([0, 1, 0, 1])
  })

  it('goes on only when a batch is through', async () => {
    await many(3)
    for (const { sip } of desks) sip.manner = 'silent'
    const { id } = (await api.post('/jobs', { action: 'reprovision', batch_size: 1 })).body
    await vi.waitFor(() => expect(desks[0]?.sip.heard.length).toBeGreaterThan(0), 5000)
    expect(desks.slice(1).map(({ sip }) => sip.heard.length)).toEqual([0, 0])
    for (const { sip } of desks) sip.manner = 200
    // The NOTIFY is sent again, as SIP asks over UDP.
    await until(id, { state: 'done', fetched: 3 })
  })

  it('is held, let go and ended', async () => {
    await many(2)
    const closed = { from: '03:00', to: '03:01' }
    const { id } = (await api.post('/jobs', { action: 'reprovision', window: closed })).body
    const held = new Date().getUTCHours() !== 3
    expect((await api.post(`/jobs/${id}/pause`)).status).toBe(204)
    if (held) expect(await jobOf(id)).toMatchObject({ state: 'paused', left: 2 })
    expect((await api.post(`/jobs/${id}/resume`)).status).toBe(204)
    expect((await api.post(`/jobs/${id}/cancel`)).status).toBe(204)
    expect(await jobOf(id)).toMatchObject({ state: 'cancelled', left: 0 })
    expect((await api.post(`/jobs/${id}/resume`)).status).toBe(409)
  })

  it.each([
    ['an unknown phone', { action: 'reprovision', selection: { macs: ['001565ffffff'] } }, 'selection.macs[0]'],
    ['a life event without names', { action: 'unassign' }, 'selection.macs'],
    ['a move to nobody', { action: 'move', selection: { macs: ['001565aa0001'] } }, 'user_id'],
    ['a replacement that is no address', { action: 'replace', selection: { macs: ['001565aa0001'] }, mac: 'x' }, 'mac'],
    ['an unknown group', { action: 'reboot', selection: { group_ids: ['x'] } }, 'selection.group_ids[0]'],
    ['an unknown action', { action: 'explode' }, 'action'],
  ])('refuses %s by name', async (_name, body, field) => {
    await enrolled(1)
    const { status, body: answer } = await api.post('/jobs', body)
    expect([status, answer.errors.map((error: { detail: { field: string } }) => error.detail.field)]).toEqual([
      400,
      [field],
    ])
    expect((await api.get('/jobs')).body.items).toEqual([])
  })
})

describe('a restart of the server', () => {
  it('tells nobody a second time, and the rest goes on', async () => {
    for (let n = 1; n <= 3; n++) await enrolled(n)
    for (const { sip } of desks) sip.manner = 'silent'
    const { id } = (await api.post('/jobs', { action: 'reprovision', batch_size: 2 })).body
    await vi.waitFor(() => expect(desks.slice(0, 2).every(({ sip }) => sip.heard.length > 0)).toBe(true), 5000)
    await server.services.registrations.flush()
    const calls = desks.slice(0, 2).map(({ sip }) => headerOf(sip.heard[0] as never, 'call-id'))
    server = await server.restart()
    api = await apiOf(server)
    for (const { sip } of desks) sip.manner = 200
    for (const one of desks.slice(0, 2))
      await (await fetch(server.base + server.path(one.phone, `${one.phone.mac}.cfg`))).text()
    await server.services.noted.flush()
    await vi.waitFor(() => expect(desks[2]?.sip.heard.length).toBe(1), 5000)
    for (const [index, one] of desks.slice(0, 2).entries())
      expect(new Set(one.sip.heard.map((request) => headerOf(request, 'call-id')))).toEqual(new Set([calls[index]]))
    expect(await jobOf(id)).toMatchObject({ sent: 3, counts: { fetched: 2 } })
  })
})
