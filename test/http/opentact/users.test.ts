import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidOf } from '../../../src/dialects/uuid.js'
import { Problems } from '../../../src/domain/errors.js'
import { type Api, startApi, USER_PASSWORD } from '../../support/api.js'

type Json = Record<string, unknown>

let api: Api
let connection: string
let other: string

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const hashes = (login: string, password: string) => ({
  ha1: md5(`${login}:pbx.example.net:${password}`),
  ha1b: md5(`${login}@pbx.example.net:pbx.example.net:${password}`),
})

beforeAll(async () => {
  api = await startApi()
  connection = uuidOf(api.server.actor.tenant_id)
  const { id } = await api.server.services.tenants.create({ sip_domain: 'other.example.net' }, new Problems())
  other = uuidOf(id)
})
afterAll(() => api.server.remove())

async function call(method: string, path: string, body?: Json, headers?: Record<string, string>) {
  const response = await fetch(`${api.server.base}/rest/sip${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(headers ?? { 'X-Auth-Token': api.admin }) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = (await response.json()) as { success: boolean; payload: Json; message?: string; status?: number }
  return { status: response.status, ...answer, status_said: answer.status }
}
const create = (login: string, members: Json = {}) =>
  call('POST', `/connection/${connection}/Users`, { login, password: 'secret words', ...members })

describe('creating', () => {
  it.each(['users', 'Users'])('takes the connection from the path, written %s', async (written) => {
    const made = await call('POST', `/connection/${connection}/${written}`, {
      login: `in-${written}`,
      password: 'secret words',
    })
    expect([made.status, made.success]).toEqual([201, true])
    expect(made.payload).toMatchObject({ login: `in-${written}`, ...hashes(`in-${written}`, 'secret words') })
    expect(made.payload.sip_connection).toMatchObject({ uuid: connection, subdomain: 'pbx.example.net', port: 5060 })
    expect(JSON.stringify(made)).not.toContain('secret words')
  })

  it('takes the connection from the body, or from both where they agree', async () => {
    const body = { login: 'body', password: 'secret words', sip_connection_uuid: connection }
    expect((await call('POST', '/connection/user', body)).status).toBe(201)
    expect((await create('both', { sip_connection_uuid: connection })).status).toBe(201)
    const torn = await create('torn', { sip_connection_uuid: other })
    expect([torn.status, torn.success, torn.status_said]).toEqual([400, false, 400])
    expect(torn.message).toMatch(/^sip_connection_uuid: /)
    expect((await call('POST', '/connection/user', { login: 'none', password: 'secret words' })).status).toBe(400)
  })

  it('is 409 when the login is taken in the connection, and not when it is in another', async () => {
    await create('twice')
    expect((await create('twice')).status).toBe(409)
    const elsewhere = { login: 'twice', password: 'secret words' }
    expect((await call('POST', `/connection/${other}/users`, elsewhere)).status).toBe(201)
  })

  it('names every fault at once', async () => {
    const { status, message } = await create('ab', { password: '123', gender: 'no', phone_number: 'x' })
    expect(status).toBe(400)
    for (const field of ['login', 'password', 'gender', 'phone_number']) expect(message).toContain(`${field}: `)
  })

  it('of another tenant is refused as one who never was', async () => {
    const hidden = await call('POST', `/connection/${other}/users`, { login: 'hidden', password: 'secret words' })
    await api.newUser('302', { role: 'Admin' })
    const admin = { 'X-Auth-Token': await api.login('user302', USER_PASSWORD) }
    const unknown = await call('GET', `/connection/user/${crypto.randomUUID()}`, undefined, admin)
    expect(unknown.status).toBe(404)
    expect(await call('GET', `/connection/user/${hidden.payload.uuid}`, undefined, admin)).toEqual(unknown)
  })

  it('is for those who may manage users of the tenant', async () => {
    await api.newUser('300', { role: 'Admin' })
    await api.newUser('301')
    const token = async (name: string) => ({ 'X-Auth-Token': await api.login(name, USER_PASSWORD) })
    const admin = await token('user300')
    expect((await call('GET', `/connection/${connection}/users`, undefined, admin)).status).toBe(200)
    expect((await call('GET', `/connection/${other}/users`, undefined, admin)).status).toBe(404)
    expect((await call('GET', `/connection/${connection}/users`, undefined, await token('user301'))).status).toBe(403)
  })

  it.each([
    ['as the heading writes it', () => ({ 'X.Auth-Token': api.admin })],
    ['as Bearer', () => ({ Authorization: `Bearer ${api.admin}` })],
  ])('takes a token %s', async (_what, headers) => {
    expect((await call('GET', `/connection/${connection}/users`, undefined, headers())).status).toBe(200)
  })
})

describe('changing', () => {
  it('keeps what is left out, clears what is null, and hashes anew', async () => {
    const { payload } = await create('carol', {
      first_name: 'Carol',
      phone_number: 4930123,
      email: 'carol@example.com',
    })
    const path = `/connection/user/${payload.uuid}`
    const changed = await call('PATCH', path, { login: 'caroline', last_name: 'Low', email: null })
    expect(changed).toMatchObject({ status: 200, success: true })
    expect(changed.payload).toMatchObject({
      ...{ uuid: payload.uuid, login: 'caroline', first_name: 'Carol', last_name: 'Low', email: null },
      phone_number: '4930123',
      ...hashes('caroline', 'secret words'),
    })
    const again = await call('PATCH', path, { password: 'other words' })
    expect(again.payload).toMatchObject(hashes('caroline', 'other words'))
    expect(Date.parse(String(again.payload.modified_on))).toBeGreaterThanOrEqual(Date.parse(String(payload.created_on)))
    await create('dave')
    expect((await call('PATCH', path, { login: 'dave' })).status).toBe(409)
    expect((await call('PATCH', path, { sip_connection_uuid: other })).status).toBe(400)
  })

  it('is seen through the other APIs', async () => {
    const { payload } = await create('2000', { first_name: 'Eve', last_name: 'Moe', phone_number: '+4930123' })
    await call('PATCH', `/connection/user/${payload.uuid}`, { first_name: 'Eva' })
    const users = (await api.get('/users')).body as { items: Json[] }
    expect(users.items).toContainEqual(
      expect.objectContaining({ extension_number: '2000', display_name: 'Eva Moe', work_phone: '+4930123' }),
    )
    const seen = (await api.get('/ns-api/v2/domains/~/users/2000')).body
    expect(seen).toMatchObject({ 'name-first-name': 'Eva', 'name-last-name': 'Moe' })
  })
})

it('deleting answers the user once more', async () => {
  const { payload } = await create('gone')
  const path = `/connection/user/${payload.uuid}`
  const deleted = await call('DELETE', path)
  expect([deleted.status, deleted.payload]).toEqual([200, payload])
  for (const method of ['GET', 'PATCH', 'DELETE'])
    expect((await call(method, path, method === 'PATCH' ? {} : undefined)).status).toBe(404)
})

it('shows who wrote a user', async () => {
  const { payload } = await create('written')
  expect(payload.created_by).toMatchObject({ role: 'Admin', password: null, token: null })
  await api.newUser('310', { role: 'Admin', email: 'boss@example.com' })
  const token = await api.login('user310', USER_PASSWORD)
  const changed = await call(
    'PATCH',
    `/connection/user/${payload.uuid}`,
    { gender: 'Other' },
    { 'X-Auth-Token': token },
  )
  expect(changed.payload).toMatchObject({ created_by: payload.created_by, modified_by: { email: 'boss@example.com' } })
})
