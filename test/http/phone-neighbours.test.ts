import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { type Api, startApi } from '../support/api.js'

let api: Api
let alice: string

const UA = { 'User-Agent': 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:01' }
const MODEL_MEMBERS = [
  'filename',
  'languages',
  'ringtones',
  'queue_ringtones',
  'external_ringtone',
  'date_formats',
  'time_formats',
  'powerleds',
  'backlights',
  'screensavers',
  'time_zones',
  'codecs',
  'enable_lldp',
  'enable_vlan_wan_port',
  'wan_port_id',
  'wan_port_priority',
  'enable_vlan_pc_port',
  'pc_port_id',
  'pc_port_priority',
]

const newPhone = async (mac: string, user = alice) => {
  const made = await api.post('/phones', {
    mac,
    vendor: 'yealink',
    model: 'T46U',
    lines: user ? [{ user_id: user }] : [],
  })
  expect(made.status).toBe(201)
}

/** What the phone gets at its own address. */
async function fetchPhone(mac: string): Promise<Response> {
  const { url } = (await api.get(`/phones/${mac}`)).body
  const path = new URL(`${mac}.cfg`, String(url)).pathname
  return fetch(`${api.server.base}${path}`, { headers: UA })
}

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
})
afterAll(() => api.server.remove())

describe('who sits at a phone', () => {
  it('is told by assignee, by the list and by a read', async () => {
    await newPhone('001565aabb01')
    expect((await api.get('/phones/00:15:65:AA:BB:01/assignee')).body).toEqual({
      mac: '00:15:65:aa:bb:01',
      extension_number: '101',
      vendor: 'yealink',
      model: 'T46U',
    })
    const told = { extension_number: '101', name: 'User 101', fwver: null, ip: null }
    expect((await api.get('/phones/001565aabb01')).body).toMatchObject(told)
    const { items } = (await api.get("/phones?filter=extension_number eq '101'")).body as { items: object[] }
    expect(items).toEqual([expect.objectContaining(told)])
  })

  it('is nobody for a phone without a user, and 404 for an unknown MAC', async () => {
    await newPhone('001565aabb02', '')
    expect((await api.get('/phones/001565aabb02/assignee')).body.extension_number).toBeNull()
    expect((await api.get('/phones/001565aabbff/assignee')).status).toBe(404)
  })

  it('is told of a disabled user too', async () => {
    const bob = await api.newUser('102')
    await newPhone('001565aabb03', bob)
    await api.post(`/users/${bob}`, { enabled: false })
    expect((await api.get('/phones/001565aabb03/assignee')).body.extension_number).toBe('102')
  })
})

describe('what is wanted of phones', () => {
  it.each(['reprovision', 'reboot'])(
    '%s answers a job that can be read and is the same while it is wanted',
    async (action) => {
      const first = await api.post(`/phones/001565aabb01/${action}`)
      expect(first.status).toBe(200)
      const { body } = await api.get(`/jobs/${first.body.id}`)
      expect(body).toMatchObject({ action, mac: '00:15:65:aa:bb:01', state: 'wanted', phones: 1, fetched: 0 })
      expect((await api.post(`/phones/001565aabb01/${action}`)).body).toEqual(first.body)
    },
  )

  it('a reprovision is done once the phone has fetched, and asked again is a new job', async () => {
    const { id } = (await api.post('/phones/001565aabb01/reprovision')).body
    expect((await fetchPhone('001565aabb01')).status).toBe(200)
    await api.server.services.noted.flush()
    expect((await api.get(`/jobs/${id}`)).body).toMatchObject({ state: 'done', fetched: 1 })
    expect((await api.get('/phones/001565aabb01')).body).toMatchObject({ ip: '127.0.0.1' })
    expect((await api.post('/phones/001565aabb01/reprovision')).body.id).not.toBe(id)
  })

  it('of all phones counts who has fetched, and is not mistaken for a MAC', async () => {
    const all = await api.post('/phones/reprovision')
    const { body } = await api.get(`/jobs/${all.body.id}`)
    expect([all.status, body.mac, body.state, body.fetched]).toEqual([200, null, 'wanted', 0])
    expect(body.phones).toBeGreaterThanOrEqual(3)
  })

  it('goes with the phone, and can be taken back', async () => {
    await newPhone('001565aabb04')
    const job = (await api.post('/phones/001565aabb04/reboot')).body.id
    await api.post('/phones/001565aabb04/destroy')
    expect((await api.get(`/jobs/${job}`)).status).toBe(404)
    const other = (await api.post('/phones/001565aabb01/reboot')).body.id
    expect((await api.post(`/jobs/${other}/destroy`)).status).toBe(204)
    expect((await api.get(`/jobs/${other}`)).status).toBe(404)
  })

  it('is listed', async () => {
    const { id } = (await api.post('/phones/001565aabb02/reboot')).body
    const { items } = (await api.get('/jobs')).body as { items: { id: string }[] }
    expect(items.map((job) => job.id)).toContain(id)
  })

  it('needs a known phone', async () => {
    expect((await api.post('/phones/001565aabbff/reboot')).status).toBe(404)
  })
})

describe('a restart', () => {
  it('forgets neither jobs nor rejections', async () => {
    const other = await startApi()
    await other.post('/phones', { mac: '001565aabb01', vendor: 'yealink', model: 'T46U' })
    const { id } = (await other.post('/phones/001565aabb01/reboot')).body
    await other.post('/phones/001565aabb07/reject')
    const server = await other.server.restart()
    expect(await server.services.jobs.get(server.actor, String(id))).toMatchObject({
      phones: 1,
      counts: { fetched: 0 },
    })
    expect(await server.services.rejections.list(server.actor)).toMatchObject([{ mac: '001565aabb07' }])
    await server.remove()
  })
})

describe('rejected phones', () => {
  it('get the one refusal from the moment of the answer until it is taken back, also from kept answers', async () => {
    await newPhone('001565aabb05')
    for (let i = 0; i < 3; i++) expect((await fetchPhone('001565aabb05')).status).toBe(200)
    expect((await api.post('/phones/001565aabb05/reject', { reason: 'stolen' })).status).toBe(204)
    const refused = await fetchPhone('001565aabb05')
    const unknown = await fetch(`${api.server.base}/p/no-such-token/001565aabb05.cfg`, { headers: UA })
    expect([refused.status, await refused.text()]).toEqual([unknown.status, await unknown.text()])
    expect((await api.get('/rejected_phones')).body.items).toEqual([
      { mac: '00:15:65:aa:bb:05', reason: 'stolen', created_at: expect.any(String) },
    ])
    expect((await api.post('/rejected_phones/001565aabb05/destroy')).status).toBe(204)
    expect((await fetchPhone('001565aabb05')).status).toBe(200)
    expect((await api.get('/rejected_phones')).body.items).toEqual([])
  })

  it('may be unknown, and cannot be created while they are rejected', async () => {
    await api.post('/phones/00-15-65-aa-bb-06/reject')
    const made = await api.post('/phones', { mac: '001565aabb06', vendor: 'yealink', model: 'T46U' })
    expect([made.status, made.fields]).toEqual([400, ['mac']])
    expect((await api.post('/rejected_phones/001565aabb06/destroy')).status).toBe(204)
    await newPhone('001565aabb06')
  })

  it('are named by a MAC', async () => {
    const answer = await api.post('/phones/nonsense/reject')
    expect([answer.status, answer.fields]).toEqual([400, ['mac']])
    expect((await api.post('/rejected_phones/nonsense/destroy')).status).toBe(404)
    expect((await api.post('/rejected_phones/001565aabbfe/destroy')).status).toBe(404)
  })
})

describe('what phones of a template may be given', () => {
  it.each(vendors.map((vendor) => vendor.id))('%s.ph.xml has the 19 members', async (id) => {
    const { status, body } = await api.get(`/phone_models/${id}.ph.xml`)
    expect([status, Object.keys(body)]).toEqual([200, MODEL_MEMBERS])
    for (const list of MODEL_MEMBERS.slice(1, 12)) expect(Array.isArray(body[list])).toBe(true)
    for (const list of ['languages', 'ringtones', 'time_zones', 'codecs', 'date_formats'])
      expect((body[list] as string[]).length).toBeGreaterThan(1)
  })

  it.each(vendors.map((vendor) => vendor.id))('every value offered for %s is accepted', async (id) => {
    const { body } = await api.get(`/phone_models/${id}.ph.xml`)
    const model = vendors.find((vendor) => vendor.id === id)?.models.find((row) => row.lines > 5)?.id
    const mac = `0015650a00${vendors.findIndex((vendor) => vendor.id === id)}0`
    await api.post('/phones', { mac, vendor: id, model })
    const members = {
      languages: 'language',
      ringtones: 'ringtone',
      queue_ringtones: 'queue_ringtone',
      external_ringtone: 'external_ringtone',
      date_formats: 'date_format',
      time_formats: 'time_format',
      powerleds: 'powerled',
      backlights: 'backlight',
      screensavers: 'screensaver',
    }
    for (const [list, member] of Object.entries(members)) {
      for (const value of body[list] as string[]) {
        const answer = await api.post(`/phones/${mac}`, { [member]: value })
        expect([member, value, answer.status, answer.text]).toEqual([member, value, 204, ''])
      }
    }
    expect((await api.post(`/phones/${mac}`, { codecs: body.codecs })).status).toBe(204)
  })

  it('is 404 for a file nobody ships', async () => {
    expect((await api.get('/phone_models/fanvil.ph.xml')).status).toBe(404)
  })
})
