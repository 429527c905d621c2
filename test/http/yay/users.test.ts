import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../../src/domain/errors.js'
import { Secret } from '../../../src/domain/secret.js'
import { type Api, startApi, USER_PASSWORD, userBody } from '../../support/api.js'
import { ask } from '../../support/request.js'
import { ADMIN_PASSWORD } from '../../support/server.js'

type Json = Record<string, unknown>

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.server.remove())

let number = 2000
const bodyOf = (members: Json = {}): Json => {
  const extension = ++number
  return {
    display_name: `Yay ${extension}`,
    extension,
    related_product: 'a3950459-2aff-413b-9da0-86f45f815410',
    type: 9,
    user_name: `yay_${extension}`,
    user_password: `secret-${extension}`,
    ...members,
  }
}
const create = async (members: Json = {}) => {
  const { status, body, text } = await api.call('POST', '/voip/user', { body: bodyOf(members) })
  expect(status, text).toBe(201)
  return body.result as Json & { uuid: string }
}
const read = async (uuid: unknown) => (await api.get(`/voip/user/${uuid}`)).body.result as Json
const put = (user: Json) => {
  const { uuid, created_on: _c, updated_on: _u, ...body } = user
  return api.call('PUT', `/voip/user/${uuid}`, { body })
}

describe('a user', () => {
  it('has a UUID, under which and under our own id it is found; others see the same user', async () => {
    const user = await create()
    expect(user.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const own = await api.server.services.users.byExtension(api.server.actor, String(user.extension))
    expect(await read(own?.id)).toEqual(user)
    const elsewhere = (await api.get(`/users/${own?.id}`)).body
    expect(elsewhere).toMatchObject({ display_name: user.display_name, extension_number: String(user.extension) })
  })

  it('is written whole: what is left out goes back to its default, what is kept elsewhere stays', async () => {
    const user = await create({
      call_recording: true,
      timezone: 'Europe/London',
      ring_duration: 10,
      hold_playlist: null,
    })
    await api.call('PUT', `/voip/user/${user.uuid}/availability`, { body: { available: false } })
    const { body } = await put({ ...bodyOf(), uuid: user.uuid })
    expect(body.result).toMatchObject({ call_recording: false, timezone: null, ring_duration: 30, uuid: user.uuid })
    expect((await api.get(`/voip/user/${user.uuid}/availability`)).body.result).toEqual({ available: false })
  })

  it('of another API is read whole, and writing back what was read changes nothing', async () => {
    const id = await api.newUser('7001', { department: 'Sales', preferred_transport: 'TLS' })
    const before = (await api.get(`/users/${id}`)).body
    const user = await read(id)
    expect(Object.values(user).filter((value) => value === undefined)).toEqual([])
    expect((await put(user)).status).toBe(200)
    expect((await api.get(`/users/${id}`)).body).toEqual(before)
    expect((await api.server.services.users.get(api.server.actor, id)).settings).toEqual({ transport: 'tls' })
  })

  it('without a number keeps having none', async () => {
    const { id } = await api.server.user('desk', { extension: null })
    const user = await read(id)
    expect(user.extension).toBeNull()
    expect((await put({ ...user, display_name: 'New' })).body.result).toMatchObject({
      extension: null,
      display_name: 'New',
    })
    expect((await put({ ...bodyOf({ extension: null }), uuid: (await create()).uuid })).status).toBe(400)
  })

  it.each([
    ['extension', { extension: 3001 }],
    ['user_name', { user_name: 'taken' }],
  ])('with the %s of another is refused', async (field, members) => {
    await api.call('POST', '/voip/user', { body: bodyOf({ ...members }) })
    for (const answer of [
      await fetch(`${api.server.base}/voip/user`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${api.admin}` },
        body: JSON.stringify(bodyOf(members)),
      }),
      await fetch(`${api.server.base}/voip/user/${(await create()).uuid}`, {
        method: 'PUT',
        headers: { Authorization: `Bearer ${api.admin}` },
        body: JSON.stringify(bodyOf(members)),
      }),
    ]) {
      expect([answer.status, await answer.json()]).toEqual([
        400,
        { result: {}, status_code: 400, status_message: 'Bad Request' },
      ])
      expect(answer.headers.get('x-error-detail')).toMatch(new RegExp(`^${field}: `))
    }
  })

  it.each([
    ['a wrong type', { type: 11 }],
    [
      'a caller ID that is not allowed',
      { restrict_caller_id: true, caller_id: crypto.randomUUID(), allowed_caller_ids: [] },
    ],
    ['what is no UUID', { personal_mailbox: 'mailbox' }],
    ['an unknown zone', { timezone: 'Europe/Nowhere' }],
    ['a name no phone can hold', { display_name: 'two\nlines' }],
  ])('with %s is refused', async (_what, members) => {
    expect((await api.call('POST', '/voip/user', { body: bodyOf(members) })).status).toBe(400)
  })

  const RULE = ': must be a list of at most 500 UUIDs, or one UUID'
  it.each([
    [7, RULE],
    ['no id', RULE],
    [[7], RULE],
    [['no id'], '[0]: must be a UUID'],
  ])('hears the rule when allowed_caller_ids is %j', async (allowed_caller_ids, rule) => {
    const { status, headers } = await fetch(`${api.server.base}/voip/user`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${api.admin}` },
      body: JSON.stringify(bodyOf({ allowed_caller_ids })),
    })
    expect([status, headers.get('x-error-detail')]).toEqual([400, `allowed_caller_ids${rule}`])
  })

  it('may be given one caller ID as a text or some as a list', async () => {
    const id = crypto.randomUUID()
    expect((await create({ allowed_caller_ids: id })).allowed_caller_ids).toEqual([id])
    const user = await create({
      allowed_caller_ids: [id, crypto.randomUUID()],
      caller_id: id,
      restrict_caller_id: true,
    })
    expect(user.allowed_caller_ids).toHaveLength(2)
  })
})

describe('a deleted user', () => {
  it('is nowhere, and comes back with phone, groups and members of every API', async () => {
    const { server } = api
    const user = await create({ call_recording: true })
    const record = await server.services.users.byExtension(server.actor, String(user.extension))
    const phone = await server.phone('001565aabb31', 'yealink', 'T46U', { lines: [{ user_id: record?.id ?? '' }] })
    const file = async () => (await ask(server.base, server.path(phone, `${phone.mac}.cfg`))).body
    expect(await file()).toContain(`account.1.user_name = ${user.user_name}`)
    expect((await api.call('DELETE', `/voip/user/${user.uuid}`)).status).toBe(204)
    for (const path of ['', '/status', '/availability'])
      expect((await api.get(`/voip/user/${user.uuid}${path}`)).status).toBe(404)
    expect((await api.get(`/users/${record?.id}`)).status).toBe(404)
    expect((await api.get('/voip/user')).text).not.toContain(user.uuid)
    expect(await file()).not.toContain(String(user.user_name))
    const restored = await api.call('PUT', `/voip/user/${user.uuid}/restore`)
    expect([restored.status, restored.body.result]).toEqual([201, user])
    expect(await file()).toContain(`account.1.user_name = ${user.user_name}`)
  })

  it.each([['extension'], ['user_name']])('whose %s is taken by now stays away', async (name) => {
    const user = await create()
    await api.call('DELETE', `/voip/user/${user.uuid}`)
    await create({ [name]: user[name] })
    expect((await api.call('PUT', `/voip/user/${user.uuid}/restore`)).status).toBe(400)
  })

  it('is not restored twice, nor one that never was', async () => {
    const user = await create()
    expect((await api.call('PUT', `/voip/user/${user.uuid}/restore`)).status).toBe(400)
    expect((await api.call('PUT', `/voip/user/${crypto.randomUUID()}/restore`)).status).toBe(404)
  })

  it('keeps the line of a phone that is changed meanwhile, and stands in no tenant’s way', async () => {
    const { body } = await api.post('/tenants', { name: 'Leaving', sip_domain: 'leaving.example.net' })
    const { services, actor } = api.server
    const there = { ...actor, tenant_id: String(body.id) }
    const draft = { sip_user: '1', sip_password: new Secret('secret') }
    const user = await services.users.create(there, draft, new Problems())
    const phone = { mac: '001565aabb32', vendor: 'yealink', model: 'T46U', lines: [{ user_id: user.id }] }
    const { id } = await services.phones.create(there, phone, new Problems())
    await services.retirement.retire(there, user.id, new Problems())
    await services.phones.update(there, id, { settings: { language: 'de' } }, new Problems())
    const other = { ...phone, mac: '001565aabb33' }
    await expect(services.phones.create(there, other, new Problems())).rejects.toThrow('validation')
    await services.phones.remove(there, id)
    expect((await api.post(`/tenants/${body.id}/destroy`)).status).toBe(204)
    await expect(services.retirement.restore(there, user.id, new Problems())).rejects.toThrow('not found')
  })

  it('cannot log in', async () => {
    const id = await api.newUser('7002', { role: 'Admin' })
    const token = await api.login('user7002', USER_PASSWORD)
    await api.call('DELETE', `/voip/user/${id}`)
    expect((await api.get('/user', token)).status).toBe(401)
    expect(
      (await api.call('POST', '/login', { token: null, body: { username: 'user7002', password: USER_PASSWORD } }))
        .status,
    ).toBe(400)
  })

  it('is not oneself, nor somebody with more powers', async () => {
    const id = await api.newUser('7003', { role: 'Admin' })
    const dealer = await api.newUser('7004', { role: 'Dealer' })
    const token = await api.login('user7003', USER_PASSWORD)
    expect((await api.call('DELETE', `/voip/user/${id}`, { token })).status).toBe(400)
    expect((await api.call('DELETE', `/voip/user/${dealer}`, { token })).status).toBe(403)
    await api.call('DELETE', `/voip/user/${dealer}`)
    expect((await api.call('PUT', `/voip/user/${dealer}/restore`, { token })).status).toBe(403)
  })
})

describe('numbers and statuses', () => {
  it('count on from the highest extension of those who are there, up to the last of six digits', async () => {
    const other = await startApi()
    const next = async () => (await other.get('/voip/next-extension/user')).body
    expect((await next()).result).toEqual({ extension: 1001 })
    await other.server.user('1001')
    await other.server.user('4930123456789')
    await other.server.user('front-desk')
    expect((await next()).result).toEqual({ extension: 1002 })
    const last = await other.server.user('999999')
    expect(await next()).toEqual({ result: {}, status_code: 404, status_message: 'Not Found' })
    await other.call('DELETE', `/voip/user/${last.id}`)
    expect((await next()).result).toEqual({ extension: 1002 })
    await other.server.remove()
  })

  it('say who is registered', async () => {
    const user = await create()
    const status = async () => (await api.get(`/voip/user/${user.uuid}/status`)).body.result
    expect(await status()).toEqual({ status: 'closed', uuid: user.uuid })
    const items = [{ user: user.user_name, contact_address: 'sip:1@192.0.2.7:5060', expires: 3600 }]
    await api.post('/registrations', { items })
    expect(await status()).toEqual({ status: 'open', uuid: user.uuid })
    const { body } = await api.get('/voip/user-status')
    expect(body.result).toContainEqual({ status: 'open', uuid: user.uuid })
  })
})

describe('who may come in', () => {
  const call = async (headers: Record<string, string>) => {
    const response = await fetch(`${api.server.base}/voip/user-status`, { headers })
    return [response.status, ((await response.json()) as { status_message: string }).status_message]
  }
  beforeAll(async () => {
    await api.post('/users', userBody('7100', { role: 'Admin' }))
    await api.post('/users', userBody('7101'))
  })

  it.each([
    ['the system administrator', { 'X-Auth-User': 'admin', 'X-Auth-Password': ADMIN_PASSWORD }, [200, 'OK']],
    [
      'an administrator of the tenant the reseller names',
      { 'X-Auth-Reseller': 'pbx.example.net', 'X-Auth-User': 'user7100', 'X-Auth-Password': USER_PASSWORD },
      [200, 'OK'],
    ],
    [
      'an administrator of another tenant',
      { 'X-Auth-Reseller': 'elsewhere.example.net', 'X-Auth-User': 'user7100', 'X-Auth-Password': USER_PASSWORD },
      [401, 'Unauthorized'],
    ],
    ['a plain user', { 'X-Auth-User': 'user7101', 'X-Auth-Password': USER_PASSWORD }, [403, 'Forbidden']],
    ['a wrong password', { 'X-Auth-User': 'admin', 'X-Auth-Password': 'wrong' }, [401, 'Unauthorized']],
    ['a user alone', { 'X-Auth-User': 'admin' }, [401, 'Unauthorized']],
    ['an unknown token', { Authorization: 'Bearer nothing' }, [401, 'Unauthorized']],
    [
      'an unknown tenant',
      { 'X-Auth-User': 'admin', 'X-Auth-Password': ADMIN_PASSWORD, 'X-Auth-For': 'nowhere' },
      [404, 'Not Found'],
    ],
  ])('%s', async (_who, headers, expected) => {
    expect(await call(headers as Record<string, string>)).toEqual(expected)
  })

  it('a program with its token for a password', async () => {
    const { body } = await api.post('/operator_tokens', { name: 'yay script', role: 'Admin' })
    expect(await call({ 'X-Auth-User': 'token', 'X-Auth-Password': String(body.access_token) })).toEqual([200, 'OK'])
  })

  it('the system administrator for the users of another tenant', async () => {
    await api.post('/tenants', { name: 'Yay other', sip_domain: 'yay.example.net' })
    const headers = { Authorization: `Bearer ${api.admin}`, 'X-Auth-For': 'yay.example.net' }
    const response = await fetch(`${api.server.base}/voip/user`, { headers })
    expect(((await response.json()) as Json).result).toEqual([])
  })
})
