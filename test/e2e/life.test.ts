import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Phone, User } from '../../src/domain/model.js'
import { apiOf, type TestApi } from '../support/client.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { createSipPhone, type SipPhone } from '../support/sip-phone.js'

/* What happens in a phone's life, as jobs: the record changes, the device is told, and its fetch ends the job. */

const MAC = '001565aabb01'
let server: TestServer
let api: TestApi
let user: User
let phone: Phone
let sip: SipPhone
const bodies: string[] = []

const agent = (mac: string) => ({ 'User-Agent': `Yealink SIP-T46U 108.86.0.20 ${mac.replace(/(..)(?!$)/g, '$1:')}` })
const fetchFile = async (of: Phone, token?: string) => {
  const answer = await fetch(server.base + server.path(of, `${of.mac}.cfg`, token), { headers: agent(of.mac) })
  const text = await answer.text()
  await server.services.noted.flush()
  return text
}

beforeEach(async () => {
  bodies.length = 0
  server = await startTestServer()
  api = await apiOf(server)
  user = await server.user('101')
  phone = await server.phone(MAC, 'yealink', 'T46U', {
    lines: [{ user_id: user.id, label: 'Desk' }],
    keys: [{ position: 2, kind: 'speed_dial', value: '4711', label: 'Lab' }],
    settings: { brightness: 3 },
  })
  sip = await createSipPhone(async () => bodies.push(await fetchFile(phone)))
  server.services.registrations.note(user, {
    ...{ instance_id: MAC, user_agent: '', application: '', ip: '127.0.0.1', enable_push: false, seconds: 3600 },
    contact_address: `sip:101@127.0.0.1:${sip.port}`,
  })
  await fetchFile(phone)
  await api.post(`/tenants/${server.actor.tenant_id}`, { notify: { route: 'direct' } })
})
afterEach(async () => {
  sip.close()
  await server.remove()
})

const want = async (body: object): Promise<string> => {
  const made = await api.post('/jobs', { selection: { macs: [MAC] }, ...body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.id
}
const until = (id: string, expected: object) =>
  vi.waitFor(async () => expect((await api.get(`/jobs/${id}`)).body).toMatchObject(expected), 10_000)
const steps = async (id: string) => (await api.get(`/jobs/${id}/phones`)).body.items

describe('a phone', () => {
  it('is taken from its user, told so, and clears itself', async () => {
    await until(await want({ action: 'unassign' }), { state: 'done', sent: 1, fetched: 1 })
    expect(bodies).toEqual([expect.stringContaining('account.1.enable = 0')])
    expect((await server.services.phones.byMac(server.actor, MAC)).lines).toEqual([])
  })

  it('is deleted, and its device is told while it can still be reached', async () => {
    await until(await want({ action: 'delete' }), { state: 'done', sent: 1, fetched: 1 })
    expect(bodies).toEqual([expect.stringContaining('account.1.enable = 0')])
    expect((await api.get(`/phones/${MAC}`)).status).toBe(404)
  })

  it('is deleted with the VLAN of its user’s group, and waits for the window because that restarts it', async () => {
    const made = await api.post('/groups', { name: 'voice', settings: { vlan: { phone: { id: 20 } } } })
    await api.post(`/users/${user.id}`, { extension_number: '101' })
    expect((await api.post(`/groups/${made.body.id}/members/101`)).status).toBe(204)
    expect(await fetchFile(phone)).toContain('internet_port_vid = 20')
    const id = await want({ action: 'delete' })
    const reason = 'the phone restarts at this change, and no window for that is set'
    await vi.waitFor(async () => expect(await steps(id)).toMatchObject([{ state: 'changed', reason }]), 10_000)
    expect(bodies).toEqual([])
  })

  it('moves to another user, under whose name it comes back', async () => {
    const next = await server.user('102', { display_name: 'Next One' })
    await until(await want({ action: 'move', user_id: next.id }), { state: 'done', fetched: 1 })
    expect(bodies).toEqual([expect.stringContaining('account.1.user_name = 102')])
    expect(bodies.join()).not.toContain('account.1.label = Desk')
  })

  it('is replaced by other hardware that has the same of everything', async () => {
    const id = await want({ action: 'replace', mac: '001565aabb02', model: 'T48U' })
    await until(id, { state: 'wanted', counts: { changed: 1 } })
    const other = await server.services.phones.byMac(server.actor, '001565aabb02')
    expect(other).toMatchObject({ model: 'T48U', lines: phone.lines, keys: phone.keys, settings: phone.settings })
    expect(other.token.hash).not.toBe(phone.token.hash)
    expect(await steps(id)).toMatchObject([
      { mac: '00:15:65:aa:bb:02', state: 'changed', advice: 'connect the new phone: its enrolment window is open' },
    ])
    expect(await fetchFile(phone)).toContain('account.1.enable = 0')
    expect(await fetchFile(other)).toContain('account.1.user_name = 101')
    await until(id, { state: 'done', fetched: 1 })
  })

  it('is not replaced by a model without room for what it has', async () => {
    await api.post(`/phones/${MAC}`, { keys: [{ position: 27, kind: 'speed_dial', value: '1' }] })
    const id = await want({ action: 'replace', mac: '001565aabb02', model: 'T31G' })
    await until(id, { state: 'done', failed: 1 })
    expect((await api.get(`/phones/${MAC}`)).status).toBe(200)
    expect((await api.get('/phones/001565aabb02')).status).toBe(404)
  })
})

describe('a SIP password is renewed', () => {
  it('one phone after another, each seen to have it before the next', async () => {
    const others: Phone[] = []
    for (const n of [2, 3]) {
      const { id } = await server.user(`10${n}`)
      others.push(await server.phone(`001565aabb0${n}`, 'yealink', 'T46U', { lines: [{ user_id: id }] }))
    }
    const before = user.sip_password
    const id = await want({
      action: 'rotate_sip_password',
      selection: { macs: [MAC, ...others.map(({ mac }) => mac)] },
    })
    await until(id, { state: 'wanted', fetched: 1, left: 1, counts: { changed: 1 } })
    const now = await server.services.users.get(server.actor, user.id)
    expect(now.sip_password.equals(before)).toBe(false)
    const told = await steps(id)
    expect(told.map(({ state }: { state: string }) => state)).toEqual(['fetched', 'changed', 'waiting'])
    expect(told[0].advice).toBe('no PBX is configured that could be told: change the password there now')
    const [second] = others as [Phone]
    expect(await fetchFile(second)).toContain('account.1.password')
    await until(id, { fetched: 2, left: 0 })
    expect(server.log.join('')).not.toContain(now.sip_password.reveal())
  })

  it('not without the right to change users', async () => {
    const role = await api.post('/roles', { name: 'phones', permissions: { phone_system: { full_access: true } } })
    expect(role.status).toBe(201)
    await api.post('/users', {
      ...{ name: 'tech', password: 'tech password 1', email: 'tech@example.com', display_name: 'Tech', role: 'phones' },
      ...{ extension_number: '190', extension_password: 'sip-password-190', voicemail_pin: '739254' },
    })
    const tech = await api.as('tech', 'tech password 1')
    const asked = { action: 'rotate_sip_password', selection: { macs: [MAC] } }
    expect((await tech.post('/jobs', asked)).status).toBe(403)
    expect((await tech.post('/jobs', { ...asked, action: 'reprovision' })).status).toBe(201)
  })
})

describe('the SIP domain changes', () => {
  it('for one phone of the vendor first, for the rest once it has fetched, and then for the tenant', async () => {
    const { id: second } = await server.user('102')
    const other = await server.phone('001565aabb02', 'yealink', 'T46U', { lines: [{ user_id: second }] })
    await fetchFile(other)
    sip.manner = 'silent'
    const id = await want({ action: 'sip_domain', sip_domain: 'New.Example.net', selection: {} })
    await until(id, { state: 'wanted', phones: 2, left: 1, counts: { told: 1 } })
    expect(await fetchFile(other)).toContain('account.1.sip_server.1.address = pbx.example.net')
    sip.manner = 200
    await until(id, { left: 0, fetched: 1 })
    expect(bodies.at(-1)).toContain('account.1.sip_server.1.address = new.example.net')
    expect((await api.get(`/tenants/${server.actor.tenant_id}`)).body.sip_domain).toBe('pbx.example.net')

    const last = await fetchFile(other)
    expect(last).toContain('account.1.sip_server.1.address = new.example.net')
    await until(id, { state: 'done', fetched: 2 })
    await vi.waitFor(async () =>
      expect((await api.get(`/tenants/${server.actor.tenant_id}`)).body.sip_domain).toBe('new.example.net'),
    )
    expect((await server.services.phones.byMac(server.actor, MAC)).settings.registrar).toBeUndefined()
    expect(await fetchFile(other)).toBe(last)
  })

  it.each([
    ['of some phones', { sip_domain: 'new.example.net' }, 'selection'],
    ['to nothing', { selection: {} }, 'sip_domain'],
  ])('not %s', async (_name, body, field) => {
    const refused = await api.post('/jobs', { action: 'sip_domain', selection: { macs: [MAC] }, ...body })
    expect([refused.status, refused.body.errors[0].detail.field]).toEqual([400, field])
  })
})

describe('the audit log says that a job did it', () => {
  const log = async (kind: string) =>
    (await api.get('/audit?top=100')).body.items
      .filter((row: { kind: string; actor: string }) => row.kind === kind && row.actor === 'job')
      .map(({ who, operation, record, change }: Record<string, unknown>) => [who, operation, record, change])

  it('for every user whose password is renewed, also for those whose turn came later', async () => {
    const { id: second } = await server.user('102')
    const other = await server.phone('001565aabb02', 'yealink', 'T46U', { lines: [{ user_id: second }] })
    const id = await want({ action: 'rotate_sip_password', selection: { macs: [MAC, other.mac] } })
    await until(id, { fetched: 1, counts: { changed: 1 } })
    await fetchFile(other)
    await until(id, { state: 'done', fetched: 2 })
    expect(await log('user')).toEqual(['102', '101'].map((name) => ['rotate_sip_password', 'job', name, 'changed']))
  })

  it('for a SIP domain, at each phone and at last at the tenant', async () => {
    await until(await want({ action: 'sip_domain', sip_domain: 'new.example.net', selection: {} }), { state: 'done' })
    await vi.waitFor(async () => expect(await log('tenant')).toHaveLength(1))
    expect(await log('tenant')).toEqual([['sip_domain', 'job', 'default', 'changed']])
    const mac = '00:15:65:aa:bb:01'
    expect(await log('phone')).toEqual([mac, mac].map((name) => ['sip_domain', 'job', name, 'changed']))
  })
})

describe('the public URL changes', () => {
  it.each([
    ['asked there', () => fetchFile(phone)],
    ['said there that it has registered', () => told()],
  ])('by a campaign whose pilot must have %s before the rest is told', async (_name, come) => {
    const { id: second } = await server.user('102')
    const other = await server.phone('001565aabb02', 'yealink', 'T46U', { lines: [{ user_id: second }] })
    await fetchFile(other)
    await api.post('/server', { public_urls: ['http://new.example.net'] })
    const { id } = (await api.post('/jobs', { action: 'reprovision', pilots: true })).body
    await until(id, { state: 'wanted', fetched: 1, left: 1 })
    expect((await steps(id))[1]).toMatchObject({ state: 'waiting', attempts: 0 })
    expect(bodies.at(-1)).toContain('http://new.example.net/p/')
    await come()
    await vi.waitFor(async () => expect((await steps(id))[1].attempts).toBe(1), 10_000)
  })

  const told = async () => {
    const answer = await fetch(`${server.base}${server.path(phone, 'registered')}?user=101`, { headers: agent(MAC) })
    expect(answer.status).toBe(200)
    await server.services.registrations.flush()
    return ''
  }
})
