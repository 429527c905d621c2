import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILT_IN_ROLES, PERMISSION_TREE } from '../../src/domain/permission.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api

beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.server.remove())

describe('roles', () => {
  it('show the whole tree, false where nothing was said', async () => {
    expect(
      (await api.post('/roles', { name: 'Desk', permissions: { user_management: { users: true }, general: {} } })).body,
    ).toEqual({ name: 'Desk' })
    const { permissions, description } = (await api.get('/roles/Desk')).body as {
      permissions: Record<string, Record<string, boolean>>
      description: unknown
    }
    expect(Object.keys(permissions)).toEqual(Object.keys(PERMISSION_TREE))
    expect(Object.values(permissions).flatMap((flags) => Object.entries(flags).filter(([, held]) => held))).toEqual([
      ['users', true],
    ])
    expect(Object.values(permissions).flatMap((flags) => Object.keys(flags))).toHaveLength(29)
    expect(description).toBeNull()
  })

  it('keep flags a change leaves out', async () => {
    await api.post('/roles/Desk', {
      permissions: { user_management: { roles: true }, billing: { view_only: true } },
      description: 'front desk',
    })
    await api.post('/roles/Desk', { permissions: { billing: { view_only: false } } })
    expect((await api.get('/roles/Desk')).body).toMatchObject({
      permissions: { user_management: { roles: true, users: true }, billing: { view_only: false } },
      description: 'front desk',
    })
  })

  it('take their users along to a new name', async () => {
    const id = await api.newUser('401', { role: 'Desk' })
    expect((await api.post('/roles/Desk', { name: 'Front Desk' })).status).toBe(204)
    expect((await api.get(`/users/${id}`)).body.role).toBe('Front Desk')
    expect((await api.get('/roles/Front%20Desk')).status).toBe(200)
    const used = await api.post('/roles/Front%20Desk/destroy')
    expect([used.status, used.code]).toEqual([409, 'IN_USE'])
  })

  it('let holders of the rights administer, and no further', async () => {
    const token = await api.login('user401', USER_PASSWORD)
    expect((await api.get('/users', token)).status).toBe(200)
    expect((await api.get('/roles', token)).status).toBe(200)
    const answer = await api.post('/roles', { name: 'Mine', permissions: { system: { tenant: true } } }, token)
    expect([answer.status, answer.fields]).toEqual([400, ['permissions']])
  })

  it.each(Object.keys(BUILT_IN_ROLES))('refuse to change, delete or take the name of %s', async (name) => {
    const answers = [
      await api.post(`/roles/${name}`, { description: 'mine' }),
      await api.post(`/roles/${name}/destroy`),
    ]
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [403, 'FORBIDDEN'],
      [403, 'FORBIDDEN'],
    ])
    const taken = await api.post('/roles', { name: name.toLowerCase(), permissions: {} })
    expect([taken.status, taken.fields]).toEqual([400, ['name']])
  })

  it('need a name and a tree of booleans', async () => {
    expect((await api.post('/roles', {})).fields).toEqual(['name', 'permissions'])
    expect(
      (await api.post('/roles', { name: 'X', permissions: { trunk: { view_only: 1 }, general: { meeting: 'yes' } } }))
        .fields,
    ).toEqual(['permissions.general.meeting', 'permissions.trunk.view_only'])
    expect((await api.post('/roles', { name: 'front desk', permissions: {} })).status).toBe(409)
  })
})

describe('groups', () => {
  let group: string

  it('keep caller IDs and description', async () => {
    const callerIds = [{ provider_id: 'trunk', caller_id: '+4930', description: null }]
    group = String(
      (await api.post('/groups', { name: 'Sales', outbound_caller_ids: callerIds, description: 'sellers' })).body.id,
    )
    expect((await api.get(`/groups/${group}`)).body).toEqual({
      id: group,
      name: 'Sales',
      outbound_caller_ids: callerIds,
      description: 'sellers',
      settings: {},
      overrides: {},
    })
    await api.post(`/groups/${group}`, { description: null })
    expect((await api.get(`/groups/${group}`)).body).toMatchObject({
      outbound_caller_ids: callerIds,
      description: null,
    })
    await api.post(`/groups/${group}`, { outbound_caller_ids: null })
    expect((await api.get(`/groups/${group}`)).body.outbound_caller_ids).toEqual([])
  })

  it('have names of their own', async () => {
    expect((await api.post('/groups', {})).fields).toEqual(['name'])
    expect((await api.post('/groups', { name: 'SALES' })).code).toBe('ALREADY_EXISTS')
  })

  it('say what phones of their members inherit, merged member by member', async () => {
    const { id } = (await api.post('/groups', { name: 'Voice', settings: { vlan: { phone: { id: 20 } }, dnd: true } }))
      .body
    const user_id = await api.newUser('403')
    await api.post(`/groups/${id}/members/403`)
    await api.post('/phones', { mac: '001565000403', vendor: 'yealink', model: 'T46U', lines: [{ user_id }] })
    const file = async () => (await api.get('/phones/001565000403/files/001565000403.cfg')).text
    expect(await file()).toContain('static.network.vlan.internet_port_vid = 20')
    const change = { settings: { dnd: null, ldap: { host: 'ldap.example.net', password: 'hidden-ldap' } } }
    await api.post(`/groups/${id}`, { ...change, overrides: { 'phone_setting.backlight_time': '30' } })
    expect((await api.get(`/groups/${id}`)).body).toMatchObject({
      settings: { vlan: { phone: { id: 20 } }, ldap: { host: 'ldap.example.net', password: null } },
      overrides: { 'phone_setting.backlight_time': '30' },
    })
    expect(await file()).toContain('phone_setting.backlight_time = 30')
    await api.post(`/groups/${id}`, { settings: { vlan: null }, overrides: { 'phone_setting.backlight_time': null } })
    expect((await api.get(`/groups/${id}`)).body.settings).not.toHaveProperty('vlan')
    expect(await file()).not.toContain('internet_port_vid = 20')
  })

  it.each([
    [{ settings: { vlan: { phone: { id: 4095 } } } }, 'settings.vlan.phone'],
    [{ settings: { firmware: { url: 'http://files.example.net/f.rom' } } }, 'settings.firmware'],
    [{ settings: { colour: 'red' } }, 'settings'],
    [{ overrides: { 'a b': 'x' } }, 'overrides.a b'],
    [{ overrides: { constructor: 'x' } }, 'overrides.constructor'],
    [{ overrides: { 'prototype[1]': 'x' } }, 'overrides.prototype[1]'],
  ])('refuse %j, and stay as they are', async (change, field) => {
    const before = (await api.get(`/groups/${group}`)).text
    const answer = await api.post(`/groups/${group}`, change)
    expect([answer.status, answer.fields]).toEqual([400, [expect.stringContaining(field)]])
    expect((await api.get(`/groups/${group}`)).text).toBe(before)
  })

  it('know members by extension number', async () => {
    const id = await api.newUser('402')
    const member = { id, name: 'user402', display_name: 'User 402', extension_number: '402' }
    expect((await api.get(`/groups/${group}/members/402`)).status).toBe(404)
    expect((await api.post(`/groups/${group}/members/402`)).status).toBe(204)
    expect((await api.post(`/groups/${group}/members/402`)).status).toBe(204)
    expect((await api.get(`/groups/${group}/members`)).body).toEqual({ items: [member] })
    expect((await api.get(`/groups/${group}/members/402`)).body).toEqual(member)
    expect((await api.post(`/groups/${group}/members/402/destroy`)).status).toBe(204)
    expect((await api.get(`/groups/${group}/members`)).body).toEqual({ items: [] })
    expect((await api.post(`/groups/${group}/members/402/destroy`)).status).toBe(404)
  })

  it.each(['12', 'abc', '1'.repeat(65)])('refuse the extension number %s', async (number) => {
    expect((await api.post(`/groups/${group}/members/${number}`)).fields).toEqual(['extension_number'])
  })

  it('leave their members when they go', async () => {
    await api.post(`/groups/${group}/members/402`)
    expect((await api.post(`/groups/${group}/destroy`)).status).toBe(204)
    expect((await api.get(`/groups/${group}`)).status).toBe(404)
    const { items } = (await api.get('/users?filter=extension_number%20eq%20%27402%27')).body as { items: unknown[] }
    expect(items).toHaveLength(1)
  })
})

describe('a role named by its id, as newer clients do', () => {
  it('is read, changed and deleted', async () => {
    await api.post('/roles', { name: 'By id', permissions: {} })
    const roles = await api.server.services.roles.list(api.server.actor)
    const id = String((roles.find(({ name }) => name === 'By id') as { id?: string } | undefined)?.id)
    expect((await api.get(`/roles/${id}`)).body.name).toBe('By id')
    expect((await api.post(`/roles/${id}`, { description: 'changed' })).status).toBe(204)
    expect((await api.get('/roles/By%20id')).body.description).toBe('changed')
    expect((await api.post(`/roles/${id}/destroy`)).status).toBe(204)
    expect((await api.get(`/roles/${id}`)).status).toBe(404)
  })
})
