import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idOf, uuidOf } from '../../../src/dialects/uuid.js'
import { type Api, startApi, USER_PASSWORD } from '../../support/api.js'

type Json = Record<string, unknown>

let api: Api
let account = ''
beforeAll(async () => {
  api = await startApi()
  account = uuidOf(api.server.actor.tenant_id)
})
afterAll(() => api.server.remove())

const create = (members: Json) =>
  api.call('POST', '/v1/Clients', { body: { account_sid: account, password: 's3cret', ...members } })
const list = (body?: unknown) => api.call('POST', `/v1/Accounts/${account}/RegisteredSipUsers`, { body })

describe('a client', () => {
  it('is a user others see, with a password nobody is shown', async () => {
    const { body } = await create({ username: '8001', allow_direct_queue_calling: false })
    const sid = String(body.sid)
    expect((await api.get(`/v1/Clients/${sid}`)).body).toEqual({
      client_sid: sid,
      account_sid: account,
      username: '8001',
      password: 'sxxxxx',
      is_active: 1,
      allow_direct_app_calling: 1,
      allow_direct_queue_calling: 0,
      allow_direct_user_calling: 1,
    })
    expect((await api.get(`/users/${idOf(sid)}`)).body).toMatchObject({ extension_number: '8001', enabled: true })
  })

  it('is changed member by member', async () => {
    const sid = String((await create({ username: '8002', allow_direct_app_calling: 0 })).body.sid)
    const change = { username: '8003', is_active: 0, password: 'another' }
    const answer = await api.call('PUT', `/v1/Clients/${sid}`, { body: change })
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect((await api.get(`/v1/Clients/${sid}`)).body).toMatchObject({
      username: '8003',
      is_active: 0,
      password: 'axxxxxx',
      allow_direct_app_calling: 0,
    })
    expect((await api.get(`/users/${idOf(sid)}`)).body).toMatchObject({ extension_number: '8003', enabled: false })
  })

  it('is gone once deleted', async () => {
    const sid = String((await create({ username: 'gone' })).body.sid)
    expect((await api.call('DELETE', `/v1/Clients/${sid}`)).status).toBe(204)
    const { status, text } = await api.get(`/v1/Clients/${sid}`)
    expect([status, text]).toEqual([404, ''])
  })

  it.each([
    ['a user name that is taken', { username: 'twice' }, 400],
    ['no user name', {}, 400],
    ['a user name no SIP user can have', { username: 'two words' }, 400],
    ['an unknown account', { username: 'lost', account_sid: crypto.randomUUID() }, 400],
    ['an account that is no sid', { username: 'lost', account_sid: 'mine' }, 400],
  ])('with %s is refused with a message', async (_what, members, expected) => {
    await create({ username: 'twice' })
    const { status, body } = await create(members)
    expect([status, Object.keys(body)]).toEqual([expected, ['msg']])
  })

  it.each([2, '1', null])('whose flag is %j is refused by a message that names the rule', async (is_active) => {
    const { status, body } = await create({ username: 'flagged', is_active })
    expect([status, body]).toEqual([400, { msg: 'is_active: must be 1 or 0' }])
  })

  it('of another tenant is made and listed there by who may act there, and by nobody else', async () => {
    const { body } = await api.post('/tenants', { name: 'Second', sip_domain: 'second.example.net' })
    const other = uuidOf(String(body.id))
    expect((await create({ username: 'dora', account_sid: other })).status).toBe(201)
    const names = await api.get(`/v1/Accounts/${other}/RegisteredSipUsers`)
    expect([names.status, names.text]).toEqual([200, '[]'])
    await api.newUser('8010', { role: 'Admin' })
    const token = await api.login('user8010', USER_PASSWORD)
    const refused = await api.call('GET', `/v1/Accounts/${other}/RegisteredSipUsers`, { token })
    expect([refused.status, refused.body]).toEqual([400, { msg: `account not found for sid ${other}` }])
  })

  it('of another tenant is read, changed and deleted by its sid alone, as it was made, and by nobody else', async () => {
    const { body } = await api.post('/tenants', { name: 'Third', sip_domain: 'third.example.net' })
    const other = uuidOf(String(body.id))
    const made = await create({ username: 'nell', account_sid: other })
    const path = `/v1/Clients/${String(made.body.sid)}`
    await api.newUser('8011', { role: 'Admin' })
    const token = await api.login('user8011', USER_PASSWORD)
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const refused = await api.call(method, path, { token, ...(method === 'PUT' && { body: { is_active: 0 } }) })
      expect([method, refused.status, refused.text]).toEqual([method, 404, ''])
    }
    expect((await api.call('PUT', path, { body: { is_active: 0 } })).status).toBe(204)
    expect((await api.get(path)).body).toMatchObject({ username: 'nell', account_sid: other, is_active: 0 })
    const moved = await api.call('PUT', path, { body: { account_sid: account } })
    expect([moved.status, moved.body]).toEqual([400, { msg: 'account_sid: a client stays with its account' }])
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect((await api.get(path)).status).toBe(404)
  })
})

describe('registered users', () => {
  it('come in the order asked, also those who are not registered or not there', async () => {
    await create({ username: 'erin', allow_direct_user_calling: 0 })
    await create({ username: 'fred' })
    const contact_address = 'sips:fred@[2001:db8::7]:5071'
    await api.post('/registrations', { items: [{ user: 'fred', contact_address, expires: 60 }] })
    const inactive = { contact: null, expiryTime: 0, protocol: null, registered_status: 'inactive', proxy: null }
    const { body } = await list(['nobody', 'fred', 'erin'])
    expect(body).toMatchObject([
      { name: 'nobody', ...inactive, allow_direct_app_calling: 0, allow_direct_user_calling: 0 },
      {
        name: 'fred',
        contact: contact_address,
        protocol: 'tls',
        registered_status: 'active',
        proxy: 'sip:[2001:db8::7]:5071',
      },
      { name: 'erin', ...inactive, allow_direct_app_calling: 1, allow_direct_user_calling: 0 },
    ])
    expect((await list()).body).toMatchObject([{ name: 'fred' }])
    expect((await list([])).body).toMatchObject([{ name: 'fred' }])
    expect((await api.get(`/v1/Accounts/${account}/RegisteredSipUsers`)).text).toBe('["fred@pbx.example.net"]')
    const one = await api.get(`/v1/Accounts/${account}/RegisteredSipUsers/nobody`)
    expect([one.status, one.body]).toMatchObject([200, { name: 'nobody', ...inactive }])
  })

  it.each([
    ['what is no text', [1, 'fred'], /^\{"msg":"\[0\]/],
    ['no list', { name: 'fred' }, /^\{"msg":"the body must be a JSON list"\}$/],
  ])('are not asked for with %s', async (_what, body, message) => {
    const { status, text } = await list(body)
    expect(status).toBe(400)
    expect(text).toMatch(message)
  })

  it('of an unknown account are refused, as is a bad token', async () => {
    const sid = crypto.randomUUID()
    const unknown = await api.get(`/v1/Accounts/${sid}/RegisteredSipUsers`)
    expect([unknown.status, unknown.body]).toEqual([400, { msg: `account not found for sid ${sid}` }])
    const { status, body } = await api.get('/v1/Clients', 'bad token')
    expect([status, body]).toEqual([401, { msg: 'unauthorized' }])
  })
})
