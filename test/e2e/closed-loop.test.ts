import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { printMac } from '../../src/domain/mac.js'
import type { Phone } from '../../src/domain/model.js'
import type { NumberedEvent } from '../../src/service/events.js'
import { apiOf, type TestApi } from '../support/client.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { createSipPhone, type SipPhone } from '../support/sip-phone.js'

/*
 * Somebody is renamed. Of all phones, those that show the name become out of date, are told by SIP over sockets of
 * their own, fetch over HTTP and are current again; listeners hear of it in that order.
 */

const WATCHERS = 100
const OTHERS = 20

interface Desk {
  readonly phone: Phone
  readonly sip: SipPhone
}

let server: TestServer
let api: TestApi
const watching: Desk[] = []
const others: Desk[] = []
let fetched: { mac: string; at: number }[] = []

async function desk(n: number, watches: boolean): Promise<Desk> {
  const { actor, services } = server
  const user = await server.user(String(2000 + n))
  const mac = `001565bb${n.toString(16).padStart(4, '0')}`
  const keys = watches ? [{ position: 2, kind: 'blf' as const, value: '900' }] : []
  const phone = await server.phone(mac, 'yealink', 'T46U', { lines: [{ user_id: user.id }], keys })
  const agent = `Yealink SIP-T46U 108.86.0.20 ${mac.replace(/(..)(?!$)/g, '$1:')}`
  const fetchFile = async () => {
    await (await fetch(server.base + server.path(phone, `${mac}.cfg`), { headers: { 'User-Agent': agent } })).text()
    fetched.push({ mac, at: performance.now() })
  }
  const sip = await createSipPhone(fetchFile)
  await services.registrations.report(
    actor,
    [
      {
        ...{
          user: user.sip_user,
          user_agent: agent,
          application: '',
          ip: '127.0.0.1',
          enable_push: false,
          seconds: 3600,
        },
        ...{ instance_id: mac, contact_address: `sip:${user.sip_user}@127.0.0.1:${sip.port}` },
      },
    ],
    new Problems(),
  )
  await fetchFile()
  return { phone, sip }
}

beforeAll(async () => {
  server = await startTestServer()
  api = await apiOf(server)
  await server.user('900', { display_name: 'Before' })
  for (let n = 0; n < WATCHERS; n++) watching.push(await desk(n, true))
  for (let n = 0; n < OTHERS; n++) others.push(await desk(WATCHERS + n, false))
  await server.services.noted.flush()
  await server.services.fleet.settled()
  await api.post(`/tenants/${server.actor.tenant_id}`, {
    notify: { route: 'direct', automatic: true, debounce_seconds: 0, rate: 200 },
  })
  await server.services.fleet.settled()
  // The route is part of what a phone is told, so every phone fetches once more.
  await vi.waitFor(() => expect(fetched.length).toBeGreaterThanOrEqual(2 * (WATCHERS + OTHERS)), 20_000)
  await server.services.noted.flush()
  await server.services.fleet.settled()
  const open = async () =>
    (await api.get('/jobs')).body.items.filter((job: { finished_at: unknown }) => !job.finished_at)
  await vi.waitFor(async () => expect(await open()).toEqual([]), 10_000)
})
afterAll(async () => {
  for (const { sip } of [...watching, ...others]) sip.close()
  await server.remove()
})

describe('a colleague is renamed', () => {
  it('and exactly the phones that show the name follow by themselves', async () => {
    const events: NumberedEvent[] = []
    const subscription = server.services.events.subscribe(server.actor, (event) => events.push(event))
    fetched = []
    const heard = (desks: readonly Desk[]) => desks.map(({ sip }) => sip.heard.length)
    const before = heard([...watching, ...others])
    const { id } = (await server.services.users.byExtension(server.actor, '900')) ?? { id: '' }

    const start = performance.now()
    await server.services.users.update(server.actor, id, { display_name: 'After' }, new Problems())
    await vi.waitFor(() => expect(fetched.length).toBeGreaterThanOrEqual(WATCHERS), 20_000)
    const last = Math.max(...fetched.map(({ at }) => at))
    console.log(`from the write to the last of ${WATCHERS} fetches: ${Math.round(last - start)} ms`)
    await server.services.noted.flush()
    await server.services.fleet.settled()

    expect(new Set(fetched.map(({ mac }) => mac))).toEqual(new Set(watching.map(({ phone }) => phone.mac)))
    expect(heard([...watching, ...others]).map((count, index) => count - (before[index] ?? 0))).toEqual([
      ...watching.map(() => 1),
      ...others.map(() => 0),
    ])
    const { fleet, phones } = server.services
    for (const { phone } of [...watching, ...others])
      expect((await fleet.viewOf(await phones.get(server.actor, phone.id))).state).toBe('current')
    // Phones are found one after another; each bunch of them is a job.
    await vi.waitFor(() => {
      const last = new Map(events.filter(({ kind }) => kind === 'job.progress').map(({ data }) => [data.job_id, data]))
      const sum = (member: string) => [...last.values()].reduce((all, data) => all + Number(data[member]), 0)
      expect([sum('phones'), sum('fetched'), sum('failed')]).toEqual([WATCHERS, WATCHERS, 0])
      expect(new Set([...last.values()].map(({ state }) => state))).toEqual(new Set(['done']))
    }, 5000)
    subscription.end()
    expect(events.map((event) => event.id)).toEqual([...events.map((event) => event.id)].sort((a, b) => a - b))
    const states = new Map<unknown, unknown[]>()
    for (const { kind, data } of events)
      if (kind === 'phone.state') states.set(data.mac, [...(states.get(data.mac) ?? []), data.state])
    expect(new Set(states.keys())).toEqual(new Set(watching.map(({ phone }) => printMac(phone.mac))))
    for (const path of states.values()) {
      expect([path[0], path.at(-1)]).toEqual(['out of date', 'current'])
      expect(['out of date', 'notified', 'current'].filter((state) => path.includes(state))).toEqual(path)
    }
  })
})
