import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { inNameOf } from '../../src/service/origin.js'
import { type Api, startApi, USER_PASSWORD, userBody } from '../support/api.js'

let api: Api
let ada = ''
const MAC = '001565000001'

interface Entry {
  readonly id: string
  readonly actor: string
  readonly who: string | null
  readonly source: string
  readonly operation: string
  readonly kind: string
  readonly record: string | null
  readonly change: string
  readonly count: number
  readonly before: Record<string, unknown> | null
  readonly after: Record<string, unknown> | null
}

beforeAll(async () => {
  api = await startApi()
  ada = await api.newUser('101')
  await api.post('/phones', { mac: MAC, vendor: 'yealink', model: 'T46U', lines: [{ user_id: ada }] })
})
afterAll(() => api.server.remove())

const entries = async (query = ''): Promise<Entry[]> => (await api.get(`/audit${query}`)).body.items as Entry[]
const newest = async (): Promise<Entry> => (await entries('?top=1'))[0] as Entry
const undo = (id: string) => api.post(`/audit/${id}/undo`)
const phone = async () => (await api.get(`/phones/${MAC}`)).body as Record<string, unknown>

describe('who changed what', () => {
  it('stands with both values, who did it, from where and by what', async () => {
    await api.post(`/users/${ada}`, { display_name: 'Ada' })
    expect(await newest()).toMatchObject({
      actor: 'administrator',
      who: 'administrator',
      source: '127.0.0.1',
      operation: 'POST /users/{id}',
      kind: 'user',
      record: '101',
      change: 'changed',
      before: { display_name: 'User 101' },
      after: { display_name: 'Ada' },
    })
  })

  it('says nothing of members that were absent and are null now', async () => {
    const own = await api.newUser('109')
    await api.post(`/users/${own}`, { display_name: 'Kim' })
    expect((await newest()).before).toEqual({ display_name: 'User 109' })
  })

  it('a user and a program are told by name', async () => {
    const own = await api.login('user101', USER_PASSWORD)
    await api.post('/user', { display_name: 'Ada L' }, own)
    expect(await newest()).toMatchObject({ actor: 'user', who: 'Ada L' })
    const { access_token } = (await api.post('/operator_tokens', { name: 'CRM', role: 'Admin' })).body
    await api.post(`/users/${ada}`, { display_name: 'Ada M' }, String(access_token))
    expect(await newest()).toMatchObject({ actor: 'program', who: 'CRM' })
  })

  it('work that somebody asked for stands under its name, what the server does by itself does not stand', async () => {
    const { services, actor } = api.server
    const change = (display_name: string) => services.users.update(actor, ada, { display_name }, new Problems())
    const { id } = await newest()
    await change('By itself')
    expect((await newest()).id).toBe(id)
    const job = { kind: 'job', user_id: null, name: 'move to another desk', source: '', operation: 'job' } as const
    await inNameOf(job, () => change('By a job'))
    expect(await newest()).toMatchObject({ actor: 'job', who: 'move to another desk' })
  })

  it('of a secret it says that it changed, and no more', async () => {
    await api.post(`/users/${ada}/extension_password`, { password: 'new sip secret 5' })
    await api.post(`/users/${ada}/password`, { password: 'new web password 5' })
    await api.post(`/phones/${MAC}`, {
      settings: { admin_password: 'AdminSecret55', ldap: { password: 'LdapSecret5' } },
    })
    await api.post(`/phones/${MAC}/token`, { action: 'rotate' })
    const { text } = await api.get('/audit')
    expect(text).toContain('"sip_password":"secret"')
    expect(text).toContain('"token":"secret"')
    expect(text).not.toMatch(/sip secret|web password|AdminSecret|LdapSecret|argon2|[0-9a-f]{64}/)
  })

  it('a write that fails, changes nothing or is only tried leaves no entry', async () => {
    const { id } = await newest()
    await api.post(`/phones/${MAC}`, { key_layout_id: 'nobody' })
    await api.post(`/phones/${MAC}`, {})
    await api.post(`/phones/${MAC}?dry_run=true`, { settings: { dnd: true } })
    expect((await newest()).id).toBe(id)
  })

  it('reading secrets goes on record, reading a masked file does not', async () => {
    const { id } = await newest()
    await api.get(`/phones/${MAC}/files/${MAC}.cfg`)
    expect((await newest()).id).toBe(id)
    await api.get(`/phones/${MAC}/files/${MAC}.cfg?secrets=true`)
    expect(await newest()).toMatchObject({ change: 'secrets_read', kind: 'phone', record: '00:15:65:00:00:01' })
  })

  it('lists are filtered, searched and paged like any other', async () => {
    const all = await entries("?filter=kind eq 'phone' and change eq 'changed'")
    expect(all.length).toBeGreaterThan(0)
    expect(all.every(({ kind, change }) => kind === 'phone' && change === 'changed')).toBe(true)
    expect((await entries('?search=CRM')).map(({ who }) => who)).toContain('CRM')
    expect((await entries("?filter=created_at lt '2000-01-01T00:00:00Z'")).length).toBe(0)
  })

  it('of a deleted user nothing is left but that somebody deleted one', async () => {
    const body = userBody('177', { display_name: 'Zebedee Quux', email: 'zebedee@example.com' })
    const id = String((await api.post('/users', body)).body.id)
    await api.post(`/users/${id}`, { display_name: 'Zebedee Q' })
    await api.post(`/users/${id}/speed_dial_8`, { code: '2', phone_number: '101', description: 'zebedee' })
    expect((await api.get('/audit')).text).toContain('Zebedee')
    await api.post(`/users/${id}/destroy`)
    expect((await api.get('/audit')).text).not.toMatch(/zebedee|"177"/i)
    expect(await newest()).toMatchObject({ kind: 'user', change: 'deleted', record: null })
  })

  it('a change of very many records is one entry', async () => {
    for (let n = 0; n < 25; n++) await api.newUser(String(300 + n))
    await api.post('/users/profile')
    const many = (await entries('?top=5')).find(({ change }) => change === 'many')
    expect(many).toMatchObject({ kind: 'user', before: null, after: null, record: null })
    expect(many?.count).toBeGreaterThan(24)
  })
})

describe('taking a change back', () => {
  it('restores what it touched and nothing else, and is a change itself', async () => {
    await api.post(`/phones/${MAC}`, { settings: { language: 'fr' } })
    const { id } = await newest()
    await api.post(`/phones/${MAC}`, { keys: [] })
    expect((await undo(id)).status).toBe(204)
    const now = await phone()
    expect([(now.settings as { language?: string }).language, now.keys]).toEqual([undefined, []])
    const undone = await newest()
    expect(undone).toMatchObject({ operation: 'POST /audit/{id}/undo', after: { settings: expect.anything() } })
    expect((await undo(undone.id)).status).toBe(204)
    expect(((await phone()).settings as { language?: string }).language).toBe('fr')
  })

  it('a secret comes back without having been shown', async () => {
    const password = async () => (await (await fetchFile()).text()).match(/^account\.1\.password = (.*)$/m)?.[1]
    const fetchFile = async () =>
      fetch(`${String((await phone()).url).replace('http://prov.example.net', api.server.base)}${MAC}.cfg`)
    await api.post(`/users/${ada}/extension_password`, { password: 'first sip secret' })
    await api.post(`/users/${ada}/extension_password`, { password: 'second sip secret' })
    const { id } = await newest()
    expect(await password()).toBe('second sip secret')
    expect((await undo(id)).status).toBe(204)
    expect(await password()).toBe('first sip secret')
  })

  it('keys that go from a module with it are still cleared there', async () => {
    await api.post(`/phones/${MAC}`, { keys: [{ position: 1, module: 1, kind: 'speed_dial', value: '102' }] })
    expect((await undo((await newest()).id)).status).toBe(204)
    const { keys, modules } = await api.server.services.phones.byMac(api.server.actor, MAC)
    expect([keys, modules]).toEqual([[], 1])
  })

  it('is refused once somebody changed the same again', async () => {
    await api.post(`/users/${ada}`, { display_name: 'One' })
    const { id } = await newest()
    await api.post(`/users/${ada}`, { display_name: 'Two' })
    expect(await undo(id)).toMatchObject({ status: 409, fields: ['display_name'] })
  })

  it('keeps the usual rules: a name that is taken meanwhile, something that is gone', async () => {
    const group = String((await api.post('/groups', { name: 'sales' })).body.id)
    await api.post(`/groups/${group}`, { name: 'support' })
    const renamed = await newest()
    await api.post('/groups', { name: 'sales' })
    expect(await undo(renamed.id)).toMatchObject({ status: 409, fields: ['name'] })
    const layout = String((await api.post('/key_layouts', { name: 'desk', keys: [] })).body.id)
    await api.post(`/phones/${MAC}`, { key_layout_id: layout })
    await api.post(`/phones/${MAC}`, { key_layout_id: null })
    const left = await newest()
    await api.post(`/key_layouts/${layout}/destroy`)
    expect(await undo(left.id)).toMatchObject({ status: 400, fields: ['key_layout_id'] })
    expect((await phone()).key_layout_id).toBe(null)
  })

  it.each([
    ['a token', () => api.post(`/phones/${MAC}/token`, { action: 'revoke' }), 'token'],
    ['a role', () => api.post(`/users/${ada}/role`, { role: 'Admin' }), 'role'],
    ['a web password', () => api.post(`/users/${ada}/password`, { password: 'yet another 7' }), 'password_hash'],
    ['what was created', () => api.post('/groups', { name: `new ${Date.now()}` }), 'id'],
  ])('%s does not come back', async (_what, change, field) => {
    await change()
    const { id } = (await entries()).find(
      ({ before, change: kind }) => kind === 'created' || (before && field in before),
    ) as Entry
    const answer = await undo(id)
    expect([answer.status, answer.fields.includes(field)]).toEqual([400, true])
  })

  it('another tenant’s entry is as absent as none', async () => {
    const { id } = await newest()
    await api.post('/tenants', { name: 'other', sip_domain: 'other.example.net' })
    const call = (path: string, method: string) =>
      fetch(`${api.server.base}/api${path}`, {
        method,
        headers: { Authorization: `Bearer ${api.admin}`, 'X-Tenant': 'other.example.net' },
      })
    expect((await call(`/audit/${id}/undo`, 'POST')).status).toBe(404)
    expect(((await (await call('/audit', 'GET')).json()) as { items: Entry[] }).items.map(({ kind }) => kind)).toEqual([
      'tenant',
    ])
  })
})
