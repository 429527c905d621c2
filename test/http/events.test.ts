import { type ClientRequest, request } from 'node:http'
import { createConnection } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OffhookEvent } from '../../src/domain/event.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
const open: ClientRequest[] = []

beforeAll(async () => {
  api = await startApi()
})
afterEach(() => {
  for (const outgoing of open.splice(0)) outgoing.destroy()
})
afterAll(() => api.server.remove())

interface Told {
  readonly id?: string
  readonly event?: string
  readonly data?: Record<string, unknown>
}

/** A listener on a socket of its own, as a browser reads events. */
async function listen(token: string | null, headers: Record<string, string> = {}, query = '') {
  const told: Told[] = []
  const state = { ended: false, text: '' }
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const outgoing = request(`${api.server.base}/api/events${query}`, {
      headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers },
    })
    open.push(outgoing)
    outgoing.on('error', reject).on('response', resolve).end()
  })
  response.on('data', (chunk: Buffer) => {
    state.text += chunk
    for (let end = state.text.indexOf('\n\n'); end >= 0; end = state.text.indexOf('\n\n')) {
      const lines = state.text.slice(0, end).split('\n')
      state.text = state.text.slice(end + 2)
      const of = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      if (of('event')) told.push({ id: of('id') ?? '', event: of('event') ?? '', data: JSON.parse(of('data') ?? '{}') })
    }
  })
  const ended = new Promise<void>((resolve) => response.once('close', () => resolve()))
  /** Resolves once so many events came. */
  const count = async (wanted: number): Promise<Told[]> => {
    while (told.length < wanted) await new Promise((resolve) => response.once('data', () => setImmediate(resolve)))
    return told
  }
  return { status: response.statusCode, headers: response.headers, told, ended, count }
}

const event = (n: number, members: Partial<OffhookEvent> = {}): OffhookEvent => ({
  kind: 'phone.state',
  tenant_id: api.server.actor.tenant_id,
  needs: ['phone_system.full_access'],
  data: { n },
  ...members,
})
const emit = (...events: OffhookEvent[]) => {
  for (const one of events) api.server.services.events.emit(one)
}
const numbers = (told: readonly Told[]) => told.map(({ data }) => data?.n)

describe('GET /api/events', () => {
  it('tells what happens, in order, with rising ids', async () => {
    const { status, headers, count } = await listen(api.admin)
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/event-stream', 'no-store'])
    emit(event(1), event(2), event(3))
    const told = await count(3)
    expect(numbers(told)).toEqual([1, 2, 3])
    expect(told[0]).toMatchObject({ event: 'phone.state', data: { at: expect.stringMatching(/Z$/) } })
    const ids = told.map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
  })

  it('tells of phones as they fetch', async () => {
    const { server } = api
    const user = await server.user('101')
    const phone = await server.phone('001565000001', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
    await server.services.fleet.settled()
    const { count } = await listen(api.admin)
    await (await fetch(`${server.base}${server.path(phone, '001565000001.cfg')}`)).text()
    expect((await count(1))[0]?.data).toMatchObject({
      mac: '00:15:65:00:00:01',
      before: 'never seen',
      state: 'current',
    })
    const read = await api.get('/phones/001565000001')
    expect(read.body).toMatchObject({ state: 'current', state_reason: null, mismatch: null })
    expect(read.body.next_poll_by).toMatch(/Z$/)
    expect((await api.get('/phones')).body.items).toMatchObject([{ state: 'current' }])
    expect((await api.get("/phones?filter=state%20eq%20'out%20of%20date'")).body.count).toBe(0)
  })

  it.each(['Last-Event-ID', 'last_event_id'])('goes on behind %s', async (way) => {
    const { events } = api.server.services
    const last = events.last
    emit(event(1), event(2))
    const at = String(last + 1)
    const { count } = await (way === 'Last-Event-ID'
      ? listen(api.admin, { [way]: at })
      : listen(api.admin, {}, `?${way}=${at}`))
    emit(event(3))
    expect(numbers(await count(2))).toEqual([2, 3])
  })

  it('catches up with thousands without leaving one out or telling one twice', async () => {
    const last = api.server.services.events.last
    emit(...Array.from({ length: 5000 }, (_, n) => event(n)))
    const { count } = await listen(api.admin, { 'Last-Event-ID': String(last) })
    emit(...Array.from({ length: 3000 }, (_, n) => event(5000 + n)))
    expect(numbers(await count(8000))).toEqual(Array.from({ length: 8000 }, (_, n) => n))
  })

  it.each(['1', '9999999999999999'])('says reset where what was missed is forgotten: %s', async (id) => {
    const { count } = await listen(api.admin, { 'Last-Event-ID': id })
    const [reset] = await count(1)
    expect(reset).toMatchObject({ event: 'reset', id: String(api.server.services.events.last) })
    emit(event(7))
    expect(numbers((await count(2)).slice(1))).toEqual([7])
  })

  it('refuses an id that is none, naming the header', async () => {
    const response = await fetch(`${api.server.base}/api/events`, {
      headers: { Authorization: `Bearer ${api.admin}`, 'Last-Event-ID': 'x' },
    })
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('Last-Event-ID')])
    expect((await api.get('/events?last_event_id=-1')).fields).toEqual(['last_event_id'])
    expect((await api.get('/events', null)).status).toBe(401)
  })

  it('tells each what they may know: permission and tenant', async () => {
    await api.newUser('201')
    const user = await listen(await api.login('user201', USER_PASSWORD))
    const admin = await listen(api.admin)
    emit(
      event(1),
      event(2, { tenant_id: 'another' }),
      event(3, { tenant_id: '' }),
      event(4, { needs: ['general.meeting'] }),
    )
    expect(numbers(await user.count(1))).toEqual([4])
    expect(numbers(await admin.count(3))).toEqual([1, 3, 4])
  })

  it('ends when the token does', async () => {
    await api.newUser('202', { role: 'Admin' })
    const token = await api.login('user202', USER_PASSWORD)
    const { ended, count } = await listen(token)
    emit(event(1))
    await count(1)
    await api.post('/logout', {}, token)
    await ended
  })

  it('tells less once the role may know less, and ends when the user is disabled', async () => {
    await api.post('/roles', { name: 'watcher', permissions: { phone_system: { full_access: true } } })
    const id = await api.newUser('203', { role: 'watcher' })
    const { ended, count } = await listen(await api.login('user203', USER_PASSWORD))
    emit(event(1))
    await count(1)
    expect(
      (
        await api.post('/roles/watcher', {
          permissions: { phone_system: { full_access: false }, general: { meeting: true } },
        })
      ).text,
    ).toBe('')
    emit(event(2), event(3, { needs: ['general.meeting'] }))
    expect(numbers(await count(2))).toEqual([1, 3])
    await api.post(`/users/${id}`, { enabled: false })
    await ended
  })

  it('lets one go that reads nothing, and keeps the others', async () => {
    const { hostname, port } = new URL(api.server.base)
    const deaf = createConnection(Number(port), hostname)
    deaf.on('error', () => undefined).pause()
    deaf.write(`GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.admin}\r\n\r\n`)
    const other = await listen(api.admin)
    const closed = new Promise<void>((resolve) => deaf.once('close', () => resolve()))
    const text = 'x'.repeat(2000)
    // More than the socket's buffers and the common memory of events hold.
    for (let n = 0; n < 30_000; n++) {
      emit(event(n, { data: { n, text } }))
      if (n % 100 === 0) await other.count(n)
    }
    expect((await other.count(30_000)).length).toBe(30_000)
    deaf.resume()
    await closed
  })

  it('ends with the server, at once', async () => {
    const own = await startApi()
    const response = await fetch(`${own.server.base}/api/events`, { headers: { Authorization: `Bearer ${own.admin}` } })
    const text = response.text()
    await own.server.remove()
    expect(await text).toContain('retry: 3000')
  })
})
