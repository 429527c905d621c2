import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { OffhookEvent } from '../../src/domain/event.js'
import type { Phone, User } from '../../src/domain/model.js'
import { Fleet } from '../../src/service/fleet.js'
import type { Judgement } from '../../src/service/phone-state.js'
import type { PhoneInsights } from '../../src/service/states.js'
import type { Store, Touched } from '../../src/store/store.js'
import { testClock } from '../support/clock.js'
import { startTestServer, type TestServer } from '../support/server.js'

const AGENT = 'Yealink SIP-T46U 108.86.0.20'

describe('states of a fleet', () => {
  let server: TestServer
  let anna: User
  let phones: Phone[]
  const told: unknown[] = []
  const outOfDate: string[] = []

  const fetchFile = async (phone: Phone, agent = AGENT) => {
    const response = await fetch(`${server.base}${server.path(phone, `${phone.mac}.cfg`)}`, {
      headers: { 'User-Agent': agent },
    })
    await response.arrayBuffer()
    await server.services.noted.flush()
    await server.services.fleet.settled()
    return response.status
  }
  const viewOf = async (phone: Phone) =>
    server.services.fleet.viewOf(await server.services.phones.get(server.actor, phone.id))
  const statesOf = () => Promise.all(phones.map(async (phone) => (await viewOf(phone)).state))

  beforeAll(async () => {
    server = await startTestServer()
    anna = await server.user('100', { display_name: 'Anna' })
    phones = []
    for (let n = 1; n <= 4; n++) {
      const user = await server.user(`${100 + n}`)
      // The first two watch Anna by number, and so show her name.
      const keys = n <= 2 ? [{ position: 2, kind: 'blf' as const, value: '100' }] : null
      phones.push(await server.phone(`00156500000${n}`, 'yealink', 'T46U', { lines: [{ user_id: user.id }], keys }))
    }
    await server.services.fleet.settled()
    server.services.events.subscribe(server.actor, ({ kind, data }) => {
      if (kind === 'phone.state') told.push([data.mac, data.before, data.state])
    })
    server.services.fleet.onOutOfDate((id) => void outOfDate.push(id))
  })
  afterAll(() => server.remove())

  it('are never seen, then current, each told once', async () => {
    expect(await statesOf()).toEqual(Array(4).fill('never seen'))
    for (const phone of phones) {
      await fetchFile(phone)
      await fetchFile(phone)
    }
    expect(await statesOf()).toEqual(Array(4).fill('current'))
    const rows = told.splice(0) as unknown[][]
    for (const [n] of phones.entries()) {
      const own = rows.filter(([mac]) => mac === `00:15:65:00:00:0${n + 1}`)
      // Its firmware is learnt with the first fetch, which may change what its next file says.
      expect([own.at(0)?.[1], own.at(-1)?.[2]]).toEqual(['never seen', 'current'])
    }
    outOfDate.splice(0)
  })

  it('change for exactly the phones that show a colleague who was renamed, and back when those fetch', async () => {
    await server.services.users.update(server.actor, anna.id, { display_name: 'Anna Berg' }, new Problems())
    await server.services.fleet.settled()
    expect(await statesOf()).toEqual(['out of date', 'out of date', 'current', 'current'])
    expect(outOfDate.splice(0).sort()).toEqual([phones[0]?.id, phones[1]?.id].sort())
    expect((await viewOf(phones[0] as Phone)).state_reason).toMatch(/^next poll by \d{4}-/)
    for (const phone of phones.slice(0, 2)) await fetchFile(phone)
    expect(await statesOf()).toEqual(Array(4).fill('current'))
    const [a, b] = ['00:15:65:00:00:01', '00:15:65:00:00:02']
    const rows = told.splice(0)
    for (const mac of [a, b])
      expect(rows.filter((row) => (row as unknown[])[0] === mac)).toEqual([
        [mac, 'current', 'out of date'],
        [mac, 'out of date', 'current'],
      ])
    expect(rows).toHaveLength(4)
  })

  it('fail with the reason while a phone is rejected or locked', async () => {
    const [, , , phone] = phones as [Phone, Phone, Phone, Phone]
    await server.services.rejections.reject(server.actor, phone.mac, null, new Problems())
    await server.services.fleet.settled()
    expect(await viewOf(phone)).toMatchObject({
      state: 'failing',
      state_reason: 'an administrator rejected this phone',
    })
    await server.services.rejections.takeBack(server.actor, phone.mac)
    await server.services.fleet.settled()
    expect((await viewOf(phone)).state).toBe('current')
    expect(told.splice(0).map((row) => (row as unknown[]).slice(1))).toEqual([
      ['current', 'failing'],
      ['failing', 'current'],
    ])
  })

  it('show what a phone calls itself, and where that is not its record', async () => {
    const [phone] = phones as [Phone]
    await fetchFile(phone)
    expect(await viewOf(phone)).toMatchObject({ seen_model: 'T46U', mismatch: null })
    await fetchFile(phone, 'Yealink SIP-T54W 96.86.0.70')
    await server.services.ledger.flush()
    const { seen_model, mismatch, last_seen_at } = await viewOf(phone)
    expect([seen_model, mismatch]).toEqual(['T54W', 'a T54W used the secret of a T46U'])
    expect(Date.parse(last_seen_at ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })

  it('are told of a phone that clears itself, and end with it', async () => {
    const [, phone] = phones as [Phone, Phone]
    told.splice(0)
    await server.services.phones.unassign(server.actor, phone.id)
    await server.services.fleet.settled()
    await fetchFile(phone)
    expect(told.splice(0).map((row) => (row as unknown[])[2])).toEqual(['out of date', 'cleared'])
    await server.services.phones.remove(server.actor, phone.id)
    await server.services.fleet.settled()
    expect(told).toEqual([])
  })
})

describe('a phone that was notified', () => {
  const clock = testClock()
  const phone = { id: 'p1', mac: '001565000001', tenant_id: 't1', vendor: 'yealink', model: 'T46U' } as unknown as Phone
  let commit: (touched: Touched) => void = () => undefined
  let judgement: Judgement = { wanted: 'b', barred: null, broken: null, registrar: true, poll: { kind: 'never' } }
  const served = { fingerprint: 'a', cleared: false, at: '2026-01-01T00:00:00Z', user_agent: '', source: '' }
  const store = {
    get: async (collection: string) => (collection === 'phones' ? phone : served),
    all: async () => [phone],
    find: async () => [],
    onCommit: (listener: (touched: Touched) => void) => {
      commit = listener
      return () => undefined
    },
  } as unknown as Store
  const told: unknown[] = []
  const asked: string[] = []
  const fleet = new Fleet({
    store,
    insights: { judge: async () => judgement } as unknown as PhoneInsights,
    ports: clock,
    events: { emit: ({ data }: OffhookEvent) => void told.push([data.before, data.state, data.reason]) },
    onError: (error) => void told.push(error),
  })
  fleet.onOutOfDate((id) => void asked.push(id))
  beforeAll(() => fleet.start().then(() => fleet.settled()))
  afterAll(() => fleet.stop())

  it('falls back after five minutes, and is not asked again for that', async () => {
    fleet.notified('p1', clock.now())
    await fleet.settled()
    clock.pass(299)
    fleet.expire()
    await fleet.settled()
    expect(told.splice(0)).toEqual([['out of date', 'notified', null]])
    clock.pass(1)
    fleet.expire()
    await fleet.settled()
    expect(told.splice(0)).toEqual([['notified', 'out of date', 'it does not poll']])
    expect(asked).toEqual([])
  })

  it('is out of date at once when what it shall fetch changes again, and somebody is told', async () => {
    fleet.notified('p1', clock.now())
    await fleet.settled()
    told.splice(0)
    judgement = { ...judgement, wanted: 'c' }
    commit(new Set(['phones', 'phones/p1']))
    await fleet.settled()
    expect(told.splice(0)).toEqual([['notified', 'out of date', 'it does not poll']])
    expect(asked).toEqual(['p1'])
  })
})
