import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Actor } from '../../src/domain/permission.js'
import { MOST_CONTACTS } from '../../src/service/contacts.js'
import { LOG_LENGTH } from '../../src/service/follow.js'
import { MOST_HOLIDAYS } from '../../src/service/holidays.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import type { TestServer } from '../support/server.js'

type Json = Record<string, unknown>

let api: Api
let alice: string
let token: string
let bob: string
let bobToken: string
let restarted: TestServer | undefined

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  token = await api.login('user101', USER_PASSWORD)
  bob = await api.newUser('102', { mobile_phone: '+49 170 2', department: 'Sales' })
  bobToken = await api.login('user102', USER_PASSWORD)
})
afterAll(() => (restarted ?? api.server).remove())

const make = async (path: string, body: Json, as = token): Promise<string> => {
  const answer = await api.post(path, body, as)
  if (answer.status !== 201) throw new Error(answer.text)
  return String(answer.body.id)
}
const itemsOf = async (path: string, as = token): Promise<Json[]> => (await api.get(path, as)).body.items as Json[]

describe('speed dials', () => {
  it.each([
    ['8', '1'],
    ['8', '02'],
    ['8', '٣'],
    ['8', ''],
    ['100', '5'],
    ['100', '100'],
    ['100', '1a'],
    ['100', '00\n'],
  ])('the book %s refuses the code %j', async (book, code) => {
    const answer = await api.post(`/user/speed_dial_${book}`, { code, phone_number: '1' }, token)
    expect([answer.status, answer.fields]).toEqual([400, ['code']])
  })

  it.each([
    ['phone_number', {}],
    ['phone_number', { phone_number: '' }],
    ['phone_number', { phone_number: '1\n2' }],
    ['description', { phone_number: '1', description: 'x'.repeat(1025) }],
  ])('refuses a wrong %s', async (field, members) => {
    const answer = await api.post('/user/speed_dial_8', { code: '9', ...members }, token)
    expect([answer.status, answer.fields]).toEqual([400, [field]])
  })

  it('takes a code once per user and book, and says all that is wrong first', async () => {
    await make('/user/speed_dial_8', { code: '3', phone_number: '1' })
    const taken = await api.post('/user/speed_dial_8', { code: '3', phone_number: '2' }, token)
    expect([taken.status, taken.code, taken.fields]).toEqual([409, 'ALREADY_EXISTS', ['code']])
    const both = await api.post('/user/speed_dial_8', { code: '3' }, token)
    expect([both.status, [...both.fields].sort()]).toEqual([400, ['code', 'phone_number']])
    expect((await api.post('/user/speed_dial_8', { code: '3', phone_number: '1' }, bobToken)).status).toBe(201)
    expect((await api.post('/user/speed_dial_100', { code: '33', phone_number: '1' }, token)).status).toBe(201)
  })

  it('changes what is sent, keeps the rest and clears with null', async () => {
    const id = await make('/user/speed_dial_8', { code: '4', phone_number: '44', description: 'four' })
    const path = `/user/speed_dial_8/${id}`
    await api.post(path, { code: '5' }, token)
    expect((await api.get(path, token)).body).toEqual({ id, code: '5', phone_number: '44', description: 'four' })
    await api.post(path, { description: null }, token)
    expect((await api.get(path, token)).body).toMatchObject({ code: '5', description: null })
    expect((await api.post(path, { code: '3' }, token)).status).toBe(409)
    expect((await api.post(path, { code: '5', phone_number: '45' }, token)).status).toBe(204)
    expect((await api.get(path, token)).body).toMatchObject({ code: '5', phone_number: '45' })
    expect((await api.get(`/user/speed_dial_100/${id}`, token)).status).toBe(404)
  })

  it('lists in order of codes', async () => {
    await make('/user/speed_dial_8', { code: '2', phone_number: '1' }, token)
    const codes = (await itemsOf('/user/speed_dial_8')).map(({ code }) => code)
    expect(codes).toEqual([...codes].sort())
    expect(codes[0]).toBe('2')
  })
})

const holiday = (members: Json = {}): Json => ({
  name: 'Break',
  region: 'DEU',
  consecutive: true,
  every_year: false,
  ...members,
})

describe('holidays', () => {
  it.each([
    ['name', { name: 'x'.repeat(65) }],
    ['region', { region: 'DE' }],
    ['region', { region: 'D3U' }],
    ['month_start', { month_start: 13 }],
    ['day_end', { day_end: 0 }],
    ['hour_start', { hour_start: 24 }],
    ['minute_end', { minute_end: 60 }],
    ['year_start', { year_start: 1.5 }],
    ['day_start', { month_start: 4, day_start: 31 }],
    ['day_start', { year_start: 2025, month_start: 2, day_start: 29 }],
    ['day_end', { month_end: 2, day_end: 30, every_year: true }],
    ['year_end', { year_start: 2026, year_end: 2025 }],
    ['day_end', { year_start: 2026, year_end: 2026, month_start: 1, month_end: 1, day_start: 5, day_end: 4 }],
  ])('refuses a wrong %s: %j', async (field, members) => {
    const answer = await api.post('/user/holidays', holiday(members), token)
    expect([answer.status, answer.fields]).toEqual([400, [field]])
  })

  it.each([
    ['29 February of every year', { every_year: true, month_start: 2, day_start: 29 }],
    ['a turn of the year that comes every year', { every_year: true, month_start: 12, month_end: 1 }],
    ['an end that does not count', { consecutive: false, year_start: 2026, year_end: 2025 }],
    ['a region in small letters', { region: 'deu' }],
  ])('takes %s', async (_what, members) => {
    const id = await make('/user/holidays', holiday(members))
    expect((await api.get(`/user/holidays/${id}`, token)).body).toMatchObject({ ...members, region: 'DEU' })
  })

  it('judges a change by what it makes of the whole', async () => {
    const id = await make('/user/holidays', holiday({ month_start: 5, day_start: 31 }))
    const answer = await api.post(`/user/holidays/${id}`, { month_start: 6 }, token)
    expect([answer.status, answer.fields]).toEqual([400, ['day_start']])
    expect((await api.get(`/user/holidays/${id}`, token)).body).toMatchObject({ month_start: 5, day_start: 31 })
  })

  it('filters, searches, sorts and pages', async () => {
    const path = `/users/${bob}/holidays`
    for (const name of ['Beta', 'Alpha', 'Gamma']) await make(path, holiday({ name }), api.admin)
    const names = async (query: string) => (await itemsOf(`${path}?${query}`, api.admin)).map(({ name }) => name)
    expect(await names('orderby=name desc')).toEqual(['Gamma', 'Beta', 'Alpha'])
    expect(await names("filter=startswith(name,'A') or name eq 'Beta'")).toEqual(['Beta', 'Alpha'])
    expect(await names('search=amm')).toEqual(['Gamma'])
    expect(await names('skip=1&top=1')).toEqual(['Alpha'])
    expect((await api.get(`${path}?skip=1&top=1`)).body.count).toBe(3)
    expect((await api.get(`${path}?orderby=nothing`)).fields).toEqual(['orderby'])
  })

  it('of the tenant are chosen whole, and leave the choices when they go', async () => {
    const [one, two] = [await make('/holidays', holiday(), api.admin), await make('/holidays', holiday(), api.admin)]
    const own = await make('/user/holidays', holiday())
    const path = '/user/global_holidays'
    const refused = await api.post(path, { items: [one, own, 'none'] }, token)
    expect([refused.status, refused.fields]).toEqual([400, ['items[1]', 'items[2]']])
    expect(await itemsOf(path)).toEqual([])
    expect((await api.post(path, { items: [two, one, two] }, token)).body).toEqual({ id: alice })
    expect((await itemsOf(path)).map(({ id }) => id)).toEqual([two, one])
    expect(await itemsOf(`/users/${bob}/global_holidays`, api.admin)).toEqual([])
    await api.post(`/holidays/${two}/destroy`)
    expect((await itemsOf(path)).map(({ id }) => id)).toEqual([one])
    await api.post(path, { items: [] }, token)
    expect(await itemsOf(path)).toEqual([])
    expect((await api.get(`/user/holidays/${one}`, token)).status).toBe(404)
  })
})

describe('contacts', () => {
  it.each([
    ['name', { name: undefined }],
    ['name', { name: '' }],
    ['name', { name: 'a\u0000b' }],
    ['mobile_phone', { mobile_phone: '1'.repeat(129) }],
    ['notes', { notes: 'x'.repeat(1025) }],
    ['notes', { notes: 'bell\u0007' }],
    ['notes', { notes: 'half \ud83d' }],
    ['title', { title: 'two\nlines' }],
  ])('refuse a wrong %s: %j', async (field, members) => {
    const answer = await api.post('/user/contacts', { name: 'Carla', ...members }, token)
    expect([answer.status, answer.fields]).toEqual([400, [field]])
  })

  it('keep members that are left out and clear with null', async () => {
    const path = `/user/contacts/${await make('/user/contacts', { name: 'Carla', business: '1', notes: 'a\nb' })}`
    await api.post(path, { company: 'Ltd', sync_type: 'Microsoft 365', favorite: true, id: 'other' }, token)
    expect((await api.get(path, token)).body).toMatchObject({
      business: '1',
      company: 'Ltd',
      notes: 'a\nb',
      sync_type: null,
      favorite: false,
    })
    await api.post(path, { business: null }, token)
    expect((await api.get(path, token)).body).toMatchObject({ business: null, company: 'Ltd' })
  })

  it('are marked and unmarked as often as one likes', async () => {
    const path = `/user/contacts/${await make('/user/contacts', { name: 'Dora' })}`
    for (const [action, favorite] of [
      ['favorite', true],
      ['favorite', true],
      ['unfavorite', false],
      ['unfavorite', false],
    ] as const) {
      expect((await api.post(`${path}/${action}`, {}, token)).status).toBe(204)
      expect((await api.get(path, token)).body.favorite).toBe(favorite)
    }
  })

  it('of one user are no other’s, in lists too', async () => {
    await make('/user/contacts', { name: 'Only mine' }, token)
    expect((await itemsOf('/user/contacts?top=100', bobToken)).map(({ name }) => name)).not.toContain('Only mine')
    expect((await itemsOf('/contacts', api.admin)).map(({ name }) => name)).not.toContain('Only mine')
  })

  it('of another tenant are as absent as none', async () => {
    const { services, actor } = api.server
    const other = await services.tenants.create({ name: 'other', sip_domain: 'other.example.net' }, new Problems())
    const stranger: Actor = { ...actor, tenant_id: other.id }
    const contact = await make('/contacts', { name: 'Ours' }, api.admin)
    await expect(services.contacts.get(stranger, null, contact)).rejects.toMatchObject({ code: 'not_found' })
    await expect(services.speedDials.list(stranger, alice, '8')).rejects.toMatchObject({ code: 'not_found' })
    await expect(services.holidays.list(stranger, alice)).rejects.toMatchObject({ code: 'not_found' })
    await expect(services.sync.begin(stranger, alice, 'contacts')).rejects.toMatchObject({
      code: 'sync_token_unknown',
    })
    expect(await services.contacts.list(stranger, null)).toEqual([])
  })

  it('that cannot be called cannot be marked', async () => {
    const gone = await api.newUser('109')
    await api.post(`/users/${gone}`, { enabled: false })
    const personal = await make('/user/contacts', { name: 'Personal' })
    for (const path of [
      `extension_contacts/${gone}`,
      `business_contacts/${personal}`,
      `extension_contacts/${personal}`,
    ])
      expect((await api.post(`/user/${path}/favorite`, {}, token)).status).toBe(404)
  })
})

describe('what belongs to the tenant', () => {
  it.each([
    ['reads', { company: { view_only: true } }, 200, 403],
    ['writes', { company: { full_access: true } }, 200, 201],
    ['is out of reach', { billing: { full_access: true } }, 403, 403],
  ])('%s for a role with %j', async (name, permissions, read, write) => {
    await api.post('/roles', { name, permissions })
    const number = String(600 + read + write)
    await api.newUser(number, { role: name })
    const as = await api.login(`user${number}`, USER_PASSWORD)
    for (const [path, body] of [
      ['/contacts', { name: 'Supplier' }],
      ['/holidays', holiday()],
    ] as const) {
      expect((await api.get(path, as)).status).toBe(read)
      expect((await api.post(path, body, as)).status).toBe(write)
    }
  })
})

describe('nobody fills the memory alone', () => {
  it.each([
    [
      'contacts',
      MOST_CONTACTS,
      (user_id: string) =>
        api.server.services.contacts.create(api.server.actor, user_id, { name: 'One of many' }, new Problems()),
    ],
    [
      'holidays',
      MOST_HOLIDAYS,
      (user_id: string) =>
        api.server.services.holidays.create(
          api.server.actor,
          user_id,
          { name: 'One of many', region: 'DEU', consecutive: false, every_year: true },
          new Problems(),
        ),
    ],
  ] as const)('%s have an end', async (field, most, create) => {
    const { id } = await api.server.user(field)
    await Promise.all(Array.from({ length: most }, () => create(id)))
    await expect(create(id)).rejects.toMatchObject({ code: 'invalid', problems: [{ field, rule: 'max' }] })
  })
})

type Kind = 'contacts' | 'business_contacts' | 'extension_contacts'
const begin = async (kind: Kind, as = token) => String((await api.post(`/user/${kind}/sync_tokens`, {}, as)).body.token)
const diff = async (kind: Kind, sync: string, as = token) => {
  const answer = await api.post(`/user/${kind}/sync_tokens/${sync}/diff`, {}, as)
  return {
    status: answer.status,
    code: answer.code,
    token: String(answer.body.token),
    items: (answer.body.items ?? []) as Json[],
  }
}
const told = (items: readonly Json[]) => items.map(({ id, change_type }) => [id, change_type])
/** A token that knows everything there is now. */
const caughtUp = async (kind: Kind, as = token) => (await diff(kind, await begin(kind, as), as)).token

describe('sync tokens', () => {
  it('tell everything first, then only what changed', async () => {
    const list = await itemsOf('/user/contacts')
    const first = await diff('contacts', await begin('contacts'))
    expect(told(first.items)).toEqual(list.map(({ id }) => [id, 'CREATED']))
    expect((await diff('contacts', first.token)).items).toEqual([])
    const [kept, gone, brief] = [
      await make('/user/contacts', { name: 'Kept' }),
      String(list[0]?.id),
      await make('/user/contacts', { name: 'Brief' }),
    ]
    await api.post(`/user/contacts/${gone}/destroy`, {}, token)
    await api.post(`/user/contacts/${brief}/destroy`, {}, token)
    await api.post(`/user/contacts/${kept}`, { name: 'Kept, renamed' }, token)
    const next = await diff('contacts', first.token)
    expect(told(next.items)).toEqual([
      [gone, 'DELETED'],
      [kept, 'CREATED'],
    ])
    expect(next.items[1]).toMatchObject({ name: 'Kept, renamed' })
    expect(next.items[0]).toMatchObject({ name: null, favorite: false })
    await api.post(`/user/contacts/${kept}/favorite`, {}, token)
    const last = await diff('contacts', next.token)
    expect(last.items).toMatchObject([{ id: kept, change_type: 'UPDATED', favorite: true }])
    // The same token asks the same question again.
    expect(told((await diff('contacts', next.token)).items)).toEqual(told(last.items))
  })

  it('follow contacts of the tenant, marks included, each user theirs', async () => {
    const [mine, his] = [await caughtUp('business_contacts'), await caughtUp('business_contacts', bobToken)]
    const id = await make('/contacts', { name: 'Supplier' }, api.admin)
    expect(told((await diff('business_contacts', mine)).items)).toEqual([[id, 'CREATED']])
    const [now, hisNow] = [await caughtUp('business_contacts'), await caughtUp('business_contacts', bobToken)]
    await api.post(`/user/business_contacts/${id}/favorite`, {}, token)
    expect((await diff('business_contacts', now)).items).toMatchObject([{ id, change_type: 'UPDATED', favorite: true }])
    expect((await diff('business_contacts', hisNow, bobToken)).items).toEqual([])
    expect((await diff('business_contacts', his, bobToken)).items).toMatchObject([{ id, favorite: false }])
    await api.post(`/contacts/${id}/destroy`)
    expect(told((await diff('business_contacts', now)).items)).toEqual([[id, 'DELETED']])
  })

  const colleagueWrites: [string, () => Promise<unknown>, Json][] = [
    ['a name', () => api.post(`/users/${bob}`, { display_name: 'Bob' }), { display_name: 'Bob' }],
    ['an own name', () => api.post('/user', { display_name: 'Bobby' }, bobToken), { display_name: 'Bobby' }],
    ['a number', () => api.post(`/users/${bob}`, { mobile_phone: '+49 170 3' }), { mobile_phone: '+49 170 3' }],
    ['a department', () => api.post(`/users/${bob}`, { department: 'Support' }), { department: 'Support' }],
    ['a mark', () => api.post(`/user/extension_contacts/${bob}/favorite`, {}, token), { favorite: true }],
    ['a mark taken away', () => api.post(`/user/extension_contacts/${bob}/unfavorite`, {}, token), { favorite: false }],
    ['an account switched off', () => api.post(`/users/${bob}`, { enabled: false }), { change_type: 'DELETED' }],
    ['an account switched on', () => api.post(`/users/${bob}`, { enabled: true }), { change_type: 'CREATED' }],
  ]
  it.each(colleagueWrites)('follow %s of a colleague', async (_what, write, shows) => {
    const before = await caughtUp('extension_contacts')
    await write()
    expect((await diff('extension_contacts', before)).items).toMatchObject([
      { id: bob, change_type: 'UPDATED', ...shows },
    ])
  })

  it('do not follow what colleagues do not see', async () => {
    const before = await caughtUp('extension_contacts')
    await api.post(`/users/${bob}`, { blfs: [{ key: 'BLF', value: '101', first_name: '', last_name: '' }] })
    await api.post('/user/presence', { presence: 'AWAY' }, await api.login('user102', USER_PASSWORD))
    expect((await diff('extension_contacts', before)).items).toEqual([])
  })

  it('tell of a deleted colleague', async () => {
    const id = await api.newUser('110')
    const before = await caughtUp('extension_contacts')
    await api.post(`/user/extension_contacts/${id}/favorite`, {}, token)
    await api.post(`/users/${id}/destroy`)
    expect(told((await diff('extension_contacts', before)).items)).toEqual([[id, 'DELETED']])
  })

  it.each([
    ['of another user', async () => [await begin('contacts', bobToken), 'contacts']],
    ['of another list', async () => [await begin('business_contacts'), 'contacts']],
    ['nobody made', async () => ['RQ2dX9ZC7VuWlVpXXvad2dL3lyhjnN-7eOw95wXymoo.', 'extension_contacts']],
    ['from the future', async () => [token64(`contacts ${alice} 999999`), 'contacts']],
    ['with too few positions', async () => [token64(`extension ${alice} 1`), 'extension_contacts']],
    ['with too many positions', async () => [token64(`contacts ${alice} 1,1`), 'contacts']],
  ] as const)('%s are unknown', async (_what, make) => {
    const [sync = '', kind] = await make()
    expect(await diff(kind as Kind, sync)).toMatchObject({ status: 403, code: 'SYNC_TOKEN_UNKNOWN' })
  })

  it('survive a restart, and are forgotten after too many changes', async () => {
    const id = await make('/user/contacts', { name: 'Often changed' })
    const sync = await caughtUp('contacts')
    await api.post(`/user/contacts/${id}`, { name: 'Once' }, token)
    restarted = await api.server.restart()
    const { services, actor } = restarted
    const since = async (from: string) =>
      (await services.sync.diff(actor, alice, 'contacts', from)).items.map(({ record, change }) => [
        record?.name,
        change,
      ])
    expect(await since(sync)).toEqual([['Once', 'updated']])
    const rename = (n: number) => services.contacts.update(actor, alice, id, { name: `Name ${n}` }, new Problems())
    await Promise.all(Array.from({ length: LOG_LENGTH - 1 }, (_, n) => rename(n)))
    expect(await since(sync)).toMatchObject([[expect.any(String), 'updated']])
    await rename(LOG_LENGTH)
    await expect(since(sync)).rejects.toMatchObject({ code: 'sync_token_unknown' })
    expect((await since(await services.sync.begin(actor, alice, 'contacts'))).length).toBeGreaterThan(1)
  })
})

const token64 = (text: string) => Buffer.from(text).toString('base64url')
