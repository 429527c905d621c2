import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
let alice: string
let aliceToken: string

const report = (members: Record<string, unknown> = {}) => ({
  user: '101',
  contact_address: 'sip:101@192.0.2.7:5060',
  expires: 3600,
  instance_id: '<urn:uuid:00000000-0000-1000-8000-001565aabbcc>',
  user_agent: 'Yealink SIP-T46U 108.86.0.20',
  application: 'T46U',
  ip: '192.0.2.7',
  enable_push: true,
  ...members,
})
const send = (...items: unknown[]) => api.post('/registrations', { items })
const statusOf = async (id: string) => (await api.get(`/users/${id}/status`)).body as Record<string, unknown>
const instances = async (id: string) =>
  ((await statusOf(id)).registration as { instance_id: string }[]).map(({ instance_id }) => instance_id)

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  aliceToken = await api.login('user101', USER_PASSWORD)
})
afterAll(() => api.server.remove())

describe('a registration', () => {
  it('shows at once in the status of its user, to the user and to administrators', async () => {
    expect(await statusOf(alice)).toMatchObject({ status: 'OFFLINE', registration: [] })
    expect((await send(report())).status).toBe(204)
    const shown = {
      status: 'ONLINE',
      presence: 'AVAILABLE',
      presence_note: null,
      registration: [
        {
          instance_id: '<urn:uuid:00000000-0000-1000-8000-001565aabbcc>',
          user_agent: 'Yealink SIP-T46U 108.86.0.20',
          application: 'T46U',
          ip: '192.0.2.7',
          enable_push: true,
          contact_address: 'sip:101@192.0.2.7:5060',
        },
      ],
      enable_dnd: false,
      enable_acb: false,
    }
    expect(await statusOf(alice)).toEqual(shown)
    expect((await api.get('/user/status', aliceToken)).body).toEqual(shown)
  })

  it('is one per instance however often it is refreshed, written or not', async () => {
    await send(report(), report({ ip: '192.0.2.8' }))
    await api.server.services.registrations.flush()
    await send(report({ ip: '192.0.2.9' }))
    expect((await statusOf(alice)).registration).toMatchObject([{ ip: '192.0.2.9' }])
  })

  it('ends when it is over, without anybody clearing it away', async () => {
    const id = await api.newUser('110')
    await send(report({ user: '110', expires: 1 }))
    await api.server.services.registrations.flush()
    expect(await statusOf(id)).toMatchObject({ status: 'ONLINE' })
    await wait(1100)
    expect(await statusOf(id)).toMatchObject({ status: 'OFFLINE', registration: [] })
  })

  it.each([true, false])('ends when the registrar says so (already written: %s)', async (written) => {
    await send(report())
    if (written) await api.server.services.registrations.flush()
    await send(report({ expires: 0 }))
    expect(await statusOf(alice)).toMatchObject({ status: 'OFFLINE', registration: [] })
    await api.server.services.registrations.flush()
    expect(await statusOf(alice)).toMatchObject({ status: 'OFFLINE', registration: [] })
  })

  it.each(['plain', '<urn:uuid:1>', 'sip:101@[2001:db8::1]:5060;x=a/b', '50% off?#', 'Ünï'])(
    'called %j is forgotten by destroy_status',
    async (instance_id) => {
      await send(report({ instance_id }), report({ instance_id: 'stays' }))
      const path = `/users/${alice}/status/${encodeURIComponent(instance_id)}/destroy_status`
      expect((await api.post(path)).status).toBe(204)
      expect(await instances(alice)).toEqual(['stays'])
      const again = await api.post(path)
      expect([again.status, again.code]).toEqual([404, 'NOT_FOUND'])
    },
  )

  it('is named by its contact when it has no instance', async () => {
    const id = await api.newUser('111')
    const { instance_id, ...unnamed } = report({ user: '111' })
    await send(unnamed)
    expect(await instances(id)).toEqual([unnamed.contact_address])
  })

  it('is kept for twenty devices of a user, those that hold longest', async () => {
    const id = await api.newUser('112')
    const many = Array.from({ length: 30 }, (_, n) =>
      report({ user: '112', instance_id: `device ${n}`, expires: 600 + n * 10 }),
    )
    await send(...many)
    await api.server.services.registrations.flush()
    expect((await instances(id)).sort()).toEqual(
      many
        .slice(10)
        .map(({ instance_id }) => instance_id)
        .sort(),
    )
  })

  it('goes with its user', async () => {
    const id = await api.newUser('113')
    await send(report({ user: '113' }))
    await api.server.services.registrations.flush()
    await api.post(`/users/${id}/destroy`)
    const next = await api.newUser('113')
    expect(await statusOf(next)).toMatchObject({ status: 'OFFLINE', registration: [] })
  })

  it('outlives a restart', async () => {
    const other = await startApi()
    try {
      const id = await other.newUser('101')
      await other.post('/registrations', { items: [report()] })
      await other.server.services.registrations.flush()
      const after = await other.server.restart()
      const user = await after.services.users.get(after.actor, id)
      expect(await after.services.registrations.of(user)).toMatchObject([{ ip: '192.0.2.7', user_id: id }])
      await after.stop()
    } finally {
      await other.server.remove()
    }
  })
})

describe('a report', () => {
  it.each([
    ['an unknown user', [report(), report({ user: 'nobody' })], ['items[1].user']],
    ['no contact', [{ user: '101', expires: 60 }], ['items']],
    ['a negative time', [report({ expires: -1 })], ['items']],
    ['a time beyond a week', [report({ expires: 604_801 })], ['items']],
    ['half a second', [report({ expires: 0.5 })], ['items']],
    ['a line break', [report({ user_agent: 'a\nb' })], ['items']],
    ['nothing', [], ['items']],
  ])('with %s changes nothing and names the field', async (_what, items, fields) => {
    const before = await statusOf(alice)
    const answer = await api.post('/registrations', { items })
    expect([answer.status, answer.code]).toEqual([400, 'VALIDATE_FAILED'])
    expect(answer.fields.map((field) => String(field).slice(0, (fields[0] ?? '').length))).toEqual(fields)
    expect(await statusOf(alice)).toEqual(before)
  })

  it('is an operator’s to make', async () => {
    expect((await api.post('/registrations', { items: [report()] }, aliceToken)).status).toBe(403)
    expect((await api.post('/registrations', { items: [report()] }, null)).status).toBe(401)
    expect((await api.call('POST', '/registrations', { raw: '{"items":' })).code).toBe('INVALID_JSON')
  })

  it('never reaches a user of another tenant', async () => {
    const made = await api.post('/tenants', { name: 'Other', sip_domain: 'other.example.net' })
    expect(made.status).toBe(201)
    await send(report())
    const response = await fetch(`${api.server.base}/api/registrations`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${api.admin}`,
        'Content-Type': 'application/json',
        'X-Tenant': 'other.example.net',
      },
      body: JSON.stringify({ items: [report()] }),
    })
    expect(response.status).toBe(400)
  })
})
