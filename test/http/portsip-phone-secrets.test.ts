import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
let alice: string
let bob: string
let aliceToken: string
let next = 0

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  bob = await api.newUser('102')
  aliceToken = await api.login('user101', USER_PASSWORD)
})
afterAll(() => api.server.remove())

const freshMac = () => `001565${(++next).toString(16).padStart(6, '0')}`
const assign = async (members: Record<string, unknown> = {}) => {
  const made = await api.post(`/users/${alice}/phones`, {
    mac: freshMac(),
    vendor: 'Yealink',
    model: 'SIP-T46U',
    ...members,
  })
  expect(made.status, made.text).toBe(201)
  return String(made.body.id)
}
const read = async (id: string) => (await api.get(`/users/${alice}/phones/${id}`)).body
const change = (id: string, members: Record<string, unknown>) => api.post(`/users/${alice}/phones/${id}`, members)
const stored = (id: string) => api.server.services.phones.get(api.server.actor, id)
const tenant = (settings: unknown) => {
  const { services, actor } = api.server
  return services.tenants.update(actor, actor.tenant_id, { settings }, new Problems())
}

describe('the network settings of a phone', () => {
  it('are never written while nobody chose them', async () => {
    const id = await assign({ enable_lldp: false, enable_vlan_wan_port: false, enable_vlan_pc_port: false })
    await change(id, { enable_lldp: false, enable_vlan_wan_port: false })
    expect((await stored(id)).settings).toEqual({})
  })

  it('keep numbers sent beside a false flag', async () => {
    const id = await assign({ enable_vlan_wan_port: false, wan_port_id: 20, wan_port_priority: 3 })
    expect(await read(id)).toMatchObject({ enable_vlan_wan_port: false, wan_port_id: 20, wan_port_priority: 3 })
    await change(id, { enable_vlan_wan_port: true })
    expect((await stored(id)).settings).toEqual({ vlan: { phone: { id: 20, priority: 3 } } })
  })

  it('are switched off explicitly once they were on', async () => {
    const id = await assign({ enable_lldp: true, enable_vlan_pc_port: true, pc_port_id: 30 })
    await change(id, { pc_port_priority: 2 })
    expect((await stored(id)).settings.vlan).toEqual({ pc: { id: 30, priority: 2 } })
    await change(id, { enable_lldp: false, enable_vlan_pc_port: false })
    expect((await stored(id)).settings).toEqual({ lldp: false, vlan: { pc: 'off' } })
    expect(await read(id)).toMatchObject({
      enable_lldp: false,
      enable_vlan_pc_port: false,
      pc_port_id: 30,
      pc_port_priority: 2,
    })
    await change(id, { enable_vlan_pc_port: true, pc_port_id: 31 })
    expect((await stored(id)).settings.vlan).toEqual({ pc: { id: 31, priority: 2 } })
  })

  it('are switched off against what the tenant chose', async () => {
    await tenant({ lldp: true, vlan: { phone: { id: 9 } } })
    const id = await assign()
    expect(await read(id)).toMatchObject({
      enable_lldp: true,
      enable_vlan_wan_port: true,
      wan_port_id: 9,
      wan_port_priority: null,
    })
    await change(id, { enable_lldp: false, enable_vlan_wan_port: false })
    expect((await stored(id)).settings).toEqual({ lldp: false, vlan: { phone: 'off' } })
    await tenant({ lldp: null, vlan: null })
  })
})

describe('who sees which secret', () => {
  it('shows owners theirs in the list, administrators in single reads only', async () => {
    const id = await assign({ door_password1: '4711', password: 'Phone1pass' })
    const url = (await read(id)).url
    const pick = ({ body }: { body: Record<string, unknown> }) => {
      const item = (body.items as Record<string, unknown>[]).find((phone) => phone.id === id)
      return [item?.password, item?.door_password1, item?.url, item && 'fwver' in item]
    }
    expect(pick(await api.get('/user/phones', aliceToken))).toEqual(['Phone1pass', '4711', url, true])
    expect(pick(await api.get(`/users/${alice}/phones`))).toEqual([null, null, null, false])
    expect((await api.get(`/user/phones/${id}`, aliceToken)).body).toEqual(await read(id))
  })

  it('hides other people’s phones', async () => {
    const id = await assign()
    const bobToken = await api.login('user102', USER_PASSWORD)
    const answers = [
      await api.get(`/user/phones/${id}`, bobToken),
      await api.post(`/user/phones/${id}`, {}, bobToken),
      await api.post(`/user/phones/${id}/destroy`, undefined, bobToken),
      await api.get(`/users/${bob}/phones/${id}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect((await api.get(`/users/${bob}/phones`)).body).toEqual({ items: [] })
  })

  it('takes a phone away so that it is told to clear itself', async () => {
    const id = await assign()
    const { url, mac } = await read(id)
    const file = `${new URL(String(url)).pathname}${String(mac).replaceAll(':', '')}.cfg`
    expect((await api.post(`/users/${alice}/phones/${id}/destroy`)).status).toBe(204)
    expect((await api.get(`/users/${alice}/phones/${id}`)).status).toBe(404)
    const served = await fetch(api.server.base + file)
    expect(served.status).toBe(200)
    expect(await served.text()).not.toContain('sip-password-101')
  })

  it('shows the firmware to the owner', async () => {
    const id = await assign()
    await api.server.services.phones.update(api.server.actor, id, { firmware: '108.86.0.20' }, new Problems())
    const { items } = (await api.get('/user/phones', aliceToken)).body as { items: Record<string, unknown>[] }
    expect(items.find((phone) => phone.id === id)?.fwver).toBe('108.86.0.20')
  })
})
