import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
let id: string
let token: string

beforeAll(async () => {
  api = await startApi()
  id = await api.newUser('101')
  token = await api.login('user101', USER_PASSWORD)
})
afterAll(() => api.server.remove())

const read = async () => (await api.get(`/users/${id}`)).body
const stored = () => api.server.services.users.get(api.server.actor, id)

describe('do-not-disturb and presence', () => {
  it('is absent from the phones’ settings until somebody used it', async () => {
    await api.post(`/users/${id}`, { enable_dnd: false })
    expect((await stored()).settings).toEqual({})
    await api.post('/user/presence', { presence: 'LUNCH', presence_note: 'back at one' }, token)
    expect((await stored()).settings).toEqual({})
  })

  it('goes together both ways', async () => {
    await api.post('/user/presence', { presence: 'DO_NOT_DISTURB' }, token)
    expect((await api.get('/user/status', token)).body).toEqual({
      status: 'OFFLINE',
      presence: 'DO_NOT_DISTURB',
      presence_note: 'back at one',
      registration: [],
      enable_dnd: true,
      enable_acb: false,
    })
    expect((await read()).enable_dnd).toBe(true)
    await api.post('/user/presence', { presence: 'AWAY', presence_note: null }, token)
    expect((await api.get(`/users/${id}/status`)).body).toMatchObject({
      presence: 'AWAY',
      presence_note: null,
      enable_dnd: false,
    })
    await api.post('/user', { enable_dnd: true }, token)
    expect((await api.get(`/users/${id}/status`)).body).toMatchObject({ presence: 'DO_NOT_DISTURB', enable_dnd: true })
    await api.post('/user', { enable_dnd: false }, token)
    expect((await api.get(`/users/${id}/status`)).body).toMatchObject({ presence: 'AWAY', enable_dnd: false })
  })

  it('is written as off once it was on', async () => {
    expect((await stored()).settings).toEqual({ dnd: false })
  })

  it('refuses a presence that cannot be set', async () => {
    expect((await api.post('/user/presence', { presence: 'ON_CALL' }, token)).fields).toEqual(['presence'])
  })
})

describe('text messages', () => {
  it('are the administrator’s to allow; saying what holds is no change', async () => {
    expect((await api.post('/user', { sms: 'DISABLE' }, token)).status).toBe(204)
    expect((await api.post('/user', { sms: 'ALLOW' }, token)).code).toBe('FORBIDDEN')
    await api.post(`/users/${id}`, { sms: 'ALLOW' })
    expect((await api.post('/user', { sms: 'ALLOW', department: 'Ops' }, token)).status).toBe(204)
    expect((await api.post('/user', { sms: null }, token)).code).toBe('FORBIDDEN')
    expect(await read()).toMatchObject({ sms: 'ALLOW', department: 'Ops' })
  })
})

describe('passwords, roles and bindings', () => {
  it('changes the own web password only with the old one', async () => {
    const wrong = await api.post('/user/password', { old_password: 'wrong', new_password: 'new password' }, token)
    expect([wrong.status, wrong.fields]).toEqual([400, ['old_password']])
    expect(
      (await api.post('/user/password', { old_password: USER_PASSWORD, new_password: 'new password' }, token)).status,
    ).toBe(204)
    expect((await api.post('/login', { username: 'user101', password: USER_PASSWORD }, null)).code).toBe('UNAUTHORIZED')
    expect((await api.post('/login', { username: 'user101', password: 'new password' }, null)).status).toBe(200)
    expect((await api.get('/user', token)).status).toBe(200)
  })

  it('a password set by somebody else ends every login made with the old one', async () => {
    await api.post(`/users/${id}/password`, { password: USER_PASSWORD })
    expect((await api.get('/user', token)).status).toBe(401)
    token = await api.login('user101', USER_PASSWORD)
    expect((await api.get('/user', token)).status).toBe(200)
  })

  it('changes the SIP password', async () => {
    expect(
      (await api.post('/user/extension_password', { old_password: 'wrong', new_password: 'new-secret' }, token)).fields,
    ).toEqual(['old_password'])
    expect(
      (
        await api.post(
          '/user/extension_password',
          { old_password: 'sip-password-101', new_password: 'new-secret' },
          token,
        )
      ).status,
    ).toBe(204)
    expect((await stored()).sip_password.reveal()).toBe('new-secret')
    expect((await api.post(`/users/${id}/extension_password`, { password: 'newer-secret' })).status).toBe(204)
    expect((await stored()).sip_password.reveal()).toBe('newer-secret')
  })

  it.each(['short', 'x'.repeat(129), 'line\nbreak', 'tab\tstop'])('refuses the password %j', async (password) => {
    expect((await api.post(`/users/${id}/password`, { password })).fields).toEqual(['password'])
    expect((await api.post(`/users/${id}/extension_password`, { password })).fields).toEqual(['password'])
  })

  it('gives a role that exists', async () => {
    expect((await api.post(`/users/${id}/role`, { role: 'Nobody' })).fields).toEqual(['role'])
    expect((await api.post(`/users/${id}/role`, { role: 'QueueManager' })).status).toBe(204)
    expect((await read()).role).toBe('QueueManager')
  })

  it('binds to Microsoft 365 and undoes it', async () => {
    await api.post(`/users/${id}/ms365_binding`, { id: 'user101@example.com' })
    expect((await read()).sync_type).toBe('Microsoft 365')
    expect((await api.post(`/users/${id}/ms365_binding`, {})).fields).toEqual(['id'])
    await api.post(`/users/${id}/ms365_binding/destroy`)
    expect((await read()).sync_type).toBeNull()
    expect((await stored()).foreign.portsip).not.toHaveProperty('ms365_id')
  })
})

describe('profiles', () => {
  const tokenOf = async (phone: string) => (await api.server.services.phones.get(api.server.actor, phone)).token.hash

  it('are reset one by one or all, with new addresses for the phones', async () => {
    const other = await api.newUser('150')
    const { body } = await api.post(`/users/${id}/phones`, { mac: '001565000101', vendor: 'yealink', model: 'T46U' })
    const seen = new Set([await tokenOf(String(body.id))])
    const profiles = new Set([(await read()).profile])
    const others = new Set([(await api.get(`/users/${other}`)).body.profile])
    for (const [path, who] of [
      [`/users/${id}/profile`, api.admin],
      [`/users/profile?id=${id}`, api.admin],
      ['/users/profile', api.admin],
      ['/user/profile', token],
    ] as const) {
      expect((await api.post(path, undefined, who)).status).toBe(204)
      seen.add(await tokenOf(String(body.id)))
      profiles.add((await read()).profile)
      others.add((await api.get(`/users/${other}`)).body.profile)
    }
    expect([seen.size, profiles.size, others.size]).toEqual([5, 5, 2])
    expect((await api.post('/users/profile?id=nobody')).status).toBe(404)
  })
})

describe('the caller', () => {
  it('sees themselves with the listeners of the PBX', async () => {
    const { transports, ...self } = (await api.get('/user', token)).body
    expect(self).toEqual(await read())
    expect(transports).toEqual([
      { protocol: 'UDP', port: 5060, verification: 'DISABLE' },
      { protocol: 'TCP', port: 5063, verification: 'DISABLE' },
      { protocol: 'TLS', port: 5061, verification: 'DISABLE' },
    ])
  })

  it('sees the ports and the transport their tenant chose', async () => {
    const { services, actor } = api.server
    const interfaces = { WEB_DOMAIN: { host: 'sip.example.net', ports: { tcp: 5090 } } }
    await services.tenants.update(
      actor,
      actor.tenant_id,
      { interfaces, settings: { transport: 'tcp' } },
      new Problems(),
    )
    const { transports, preferred_transport } = (await api.get('/user', token)).body
    expect(preferred_transport).toBe('TCP')
    expect(transports).toContainEqual({ protocol: 'TCP', port: 5090, verification: 'DISABLE' })
  })

  it('is gone once deleted, and its phone is left without a line', async () => {
    expect((await api.post(`/users/${id}/destroy`)).status).toBe(204)
    expect((await api.get(`/users/${id}`)).status).toBe(404)
    expect((await api.get('/user', token)).status).toBe(401)
  })
})
