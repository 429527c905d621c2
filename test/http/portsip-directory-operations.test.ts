import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keptIn } from '../../src/domain/kept.js'
import { directoryRoutes } from '../../src/http/api/portsip/directory.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

type Json = Record<string, unknown>

/** Members as the contract prints them, with a value each that its rules allow. */
const SPEED_DIAL_8 = { code: '2', phone_number: '+4930123', description: 'Reception' }
const SPEED_DIAL_100 = { code: '00', phone_number: '102', description: 'Warehouse' }
const HOLIDAY = {
  name: 'May Day',
  region: 'GBR',
  consecutive: true,
  every_year: true,
  year_start: 2026,
  year_end: 2026,
  month_start: 5,
  month_end: 5,
  day_start: 1,
  day_end: 2,
  hour_start: 0,
  hour_end: 23,
  minute_start: 0,
  minute_end: 59,
}
const CONTACT = {
  name: 'Carla Customer',
  email: 'carla@customer.example',
  company: 'Customer Ltd',
  title: 'Dr',
  business: '+49 30 1',
  business2: '+49 30 2',
  mobile_phone: '+49 170 1',
  mobile_phone2: '+49 170 2',
  home_phone: '+49 40 1',
  home_phone2: '+49 40 2',
  other: '555',
  business_fax: '+49 30 9',
  home_fax: '+49 40 9',
  address: '1 High Street\n10115 Berlin',
  notes: 'calls\tback\nafter six',
}
const COLLEAGUE_MEMBERS = [
  'id',
  'display_name',
  'email',
  'mobile_phone',
  'work_phone',
  'home_phone',
  'address',
  'department',
  'avatar_file_url',
  'extension_number',
  'favorite',
  'change_type',
]

let api: Api
let alice: string
let aliceToken: string
let bob: string
let next = 500

interface Prepared {
  readonly path: string
  readonly body?: Json
  readonly token?: string
  /** What the reply, or its first item, must show. */
  readonly shows?: Json
  /** Exactly these members stand in the reply or its first item. */
  readonly members?: readonly string[]
}

const idOf = async (path: string, body: Json, token?: string): Promise<string> => {
  const answer = await api.post(path, body, token ?? api.admin)
  if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`)
  return String(answer.body.id)
}

/** A user of their own for each operation, so that no row depends on another. */
async function someone(): Promise<{ id: string; token: string }> {
  const number = String(next++)
  const id = await api.newUser(number)
  return { id, token: await api.login(`user${number}`, USER_PASSWORD) }
}

type Made = { user: { id: string; token: string }; list: string; item: string; id: string; token?: string }

/** One thing of its kind, of a new user; `self` = seen by its user, else by an administrator. */
async function made(self: boolean, name: string, body: Json): Promise<Made> {
  const user = await someone()
  const id = await idOf(`/users/${user.id}/${name}`, body)
  const list = self ? `/user/${name}` : `/users/${user.id}/${name}`
  return { user, list, item: `${list}/${id}`, id, ...(self ? { token: user.token } : {}) }
}

/** The five operations on a kind of thing. */
function five(self: boolean, name: string, param: string, body: Json): Record<string, () => Promise<Prepared>> {
  const path = self ? `/user/${name}` : `/users/{id}/${name}`
  const item = `${path}/{${self ? 'id' : param}}`
  const members = ['id', ...Object.keys(body)]
  const login = ({ token }: Made) => (token ? { token } : {})
  return {
    [`GET ${path}`]: async () => {
      const one = await made(self, name, body)
      return { path: one.list, ...login(one), members, shows: { id: one.id, ...body } }
    },
    [`POST ${path}`]: async () => {
      const user = await someone()
      return self ? { path, token: user.token, body } : { path: `/users/${user.id}/${name}`, body }
    },
    [`GET ${item}`]: async () => {
      const one = await made(self, name, body)
      return { path: one.item, ...login(one), members, shows: { id: one.id, ...body } }
    },
    [`POST ${item}`]: async () => {
      const one = await made(self, name, body)
      return { path: one.item, ...login(one), body }
    },
    [`POST ${item}/destroy`]: async () => {
      const one = await made(self, name, body)
      return { path: `${one.item}/destroy`, ...login(one) }
    },
  }
}

const chosen = async (self: boolean): Promise<Prepared> => {
  const user = await someone()
  const holiday = await idOf('/holidays', HOLIDAY)
  await api.post(`/users/${user.id}/global_holidays`, { items: [holiday] })
  return {
    path: self ? '/user/global_holidays' : `/users/${user.id}/global_holidays`,
    ...(self ? { token: user.token } : {}),
    members: ['id', ...Object.keys(HOLIDAY)],
    shows: { id: holiday, ...HOLIDAY },
  }
}

const choosing = async (self: boolean): Promise<Prepared> => {
  const { path, token, shows } = await chosen(self)
  return { path, ...(token ? { token } : {}), body: { items: [shows?.id] } }
}

const ownContact = async () => {
  const { token } = await someone()
  const id = await idOf('/user/contacts', CONTACT, token)
  return { token, id, path: `/user/contacts/${id}` }
}

const CONTACT_READ = ['id', ...Object.keys(CONTACT), 'sync_type', 'favorite']
const DIFF_READ = ['id', ...Object.keys(CONTACT), 'favorite', 'change_type']

async function diffOf(kind: string): Promise<Prepared> {
  const { token } = await someone()
  if (kind === 'contacts') await idOf('/user/contacts', CONTACT, token)
  if (kind === 'business_contacts') await idOf('/contacts', CONTACT)
  const sync = String((await api.post(`/user/${kind}/sync_tokens`, {}, token)).body.token)
  return {
    path: `/user/${kind}/sync_tokens/${sync}/diff`,
    token,
    members: kind === 'extension_contacts' ? COLLEAGUE_MEMBERS : DIFF_READ,
    shows: { change_type: 'CREATED', favorite: false, ...(kind === 'extension_contacts' ? {} : CONTACT) },
  }
}

const ready: Readonly<Record<string, () => Promise<Prepared>>> = {
  ...five(true, 'speed_dial_8', 'dial_id', SPEED_DIAL_8),
  ...five(false, 'speed_dial_8', 'dial_id', SPEED_DIAL_8),
  ...five(true, 'speed_dial_100', 'dial_id', SPEED_DIAL_100),
  ...five(false, 'speed_dial_100', 'dial_id', SPEED_DIAL_100),
  ...five(true, 'holidays', 'holiday_id', HOLIDAY),
  ...five(false, 'holidays', 'holiday_id', HOLIDAY),
  'GET /user/global_holidays': () => chosen(true),
  'GET /users/{id}/global_holidays': () => chosen(false),
  'POST /user/global_holidays': () => choosing(true),
  'POST /users/{id}/global_holidays': () => choosing(false),
  'GET /holidays': async () => ({ path: '/holidays' }),
  'POST /holidays': async () => ({ path: '/holidays', body: HOLIDAY }),
  'GET /holidays/{id}': async () => ({ path: `/holidays/${await idOf('/holidays', HOLIDAY)}`, shows: HOLIDAY }),
  'POST /holidays/{id}': async () => ({ path: `/holidays/${await idOf('/holidays', HOLIDAY)}`, body: HOLIDAY }),
  'POST /holidays/{id}/destroy': async () => ({ path: `/holidays/${await idOf('/holidays', HOLIDAY)}/destroy` }),
  'GET /user/contacts': async () => {
    const { token, id } = await ownContact()
    return { path: '/user/contacts', token, members: CONTACT_READ, shows: { id, ...CONTACT, favorite: false } }
  },
  'POST /user/contacts': async () => ({ path: '/user/contacts', token: (await someone()).token, body: CONTACT }),
  'GET /user/contacts/{id}': async () => {
    const { path, token, id } = await ownContact()
    return { path, token, members: CONTACT_READ, shows: { id, ...CONTACT, favorite: false, sync_type: null } }
  },
  'POST /user/contacts/{id}': async () => ({ ...(await ownContact()), body: CONTACT }),
  'POST /user/contacts/{id}/destroy': async () => {
    const { path, token } = await ownContact()
    return { path: `${path}/destroy`, token }
  },
  'POST /user/contacts/{id}/favorite': async () => {
    const { path, token } = await ownContact()
    return { path: `${path}/favorite`, token }
  },
  'POST /user/contacts/{id}/unfavorite': async () => {
    const { path, token } = await ownContact()
    return { path: `${path}/unfavorite`, token }
  },
  'POST /user/business_contacts/{id}/favorite': async () => ({
    path: `/user/business_contacts/${await idOf('/contacts', CONTACT)}/favorite`,
    token: aliceToken,
  }),
  'POST /user/business_contacts/{id}/unfavorite': async () => ({
    path: `/user/business_contacts/${await idOf('/contacts', CONTACT)}/unfavorite`,
    token: aliceToken,
  }),
  'POST /user/extension_contacts/{id}/favorite': async () => ({
    path: `/user/extension_contacts/${bob}/favorite`,
    token: aliceToken,
  }),
  'POST /user/extension_contacts/{id}/unfavorite': async () => ({
    path: `/user/extension_contacts/${bob}/unfavorite`,
    token: aliceToken,
  }),
  ...Object.fromEntries(
    ['contacts', 'business_contacts', 'extension_contacts'].flatMap((kind) => [
      [`POST /user/${kind}/sync_tokens`, async () => ({ path: `/user/${kind}/sync_tokens`, token: aliceToken })],
      [`POST /user/${kind}/sync_tokens/{token}/diff`, () => diffOf(kind)],
    ]),
  ),
  'GET /contacts': async () => ({ path: '/contacts' }),
  'POST /contacts': async () => ({ path: '/contacts', body: CONTACT }),
  'GET /contacts/{id}': async () => ({ path: `/contacts/${await idOf('/contacts', CONTACT)}`, shows: CONTACT }),
  'POST /contacts/{id}': async () => ({ path: `/contacts/${await idOf('/contacts', CONTACT)}`, body: CONTACT }),
  'POST /contacts/{id}/destroy': async () => ({ path: `/contacts/${await idOf('/contacts', CONTACT)}/destroy` }),
}

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  aliceToken = await api.login('user101', USER_PASSWORD)
  bob = await api.newUser('102')
})
afterAll(() => api.server.remove())

const nameOf = ({ method, path }: { method: string; path: string }) => `${method.toUpperCase()} ${path}`
const rows = directoryRoutes.map((declared) => [nameOf(declared), declared] as const)
const prepared = async (name: string): Promise<Prepared> => {
  const prepare = ready[name]
  if (!prepare) throw new Error(`nothing calls ${name}`)
  return prepare()
}
/** Prepared once for all calls that are refused and so change nothing. */
const refused = new Map<string, Promise<Prepared>>()
const toBeRefused = (name: string): Promise<Prepared> => keptIn(refused, name, () => prepared(name))
const tokenIn = ({ token }: Prepared) => (token ? { token } : {})

/** Published operations of api-portsip.md ch. 9 without greetings, and those beside them. */
describe('directory data', () => {
  it('has every published operation', () => {
    const published = rows.filter(([name]) => !/ \/(?:contacts|holidays)\b|\/sync_tokens$/.test(name))
    // 20 speed dials, 10 holidays, 4 choices, 8 contacts, 3 and 3 of the tenant and colleagues.
    expect(published.length).toBe(20 + 10 + 4 + 8 + 3 + 3)
    expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(ready).sort())
  })

  it.each(rows)('%s succeeds and answers what it declares', async (name, declared) => {
    const call = await prepared(name)
    const answer = await api.call(declared.method.toUpperCase(), call.path, { body: call.body, ...tokenIn(call) })
    expect([answer.status, answer.status === declared.reply.status ? '' : answer.text]).toEqual([
      declared.reply.status,
      '',
    ])
    if (!declared.reply.schema) return expect(answer.text).toBe('')
    expect(declared.reply.schema.safeParse(answer.body).data).toEqual(answer.body)
    const items = answer.body.items as Json[] | undefined
    const shown = items?.at(-1) ?? answer.body
    if (call.members) expect(Object.keys(shown).sort()).toEqual([...call.members].sort())
    if (call.shows) expect(shown).toMatchObject(call.shows)
  })

  it.each(rows.filter(([name]) => /^\w+ \/user(?:\/|s\/).*\{(?:id|dial_id|holiday_id)\}/.test(name)))(
    '%s hides what is another user’s',
    async (name, declared) => {
      const { path, body } = await toBeRefused(name)
      if (/\/(?:business|extension)_contacts\//.test(name) || /\/users\/\{id\}\/[a-z_0-9]+$/.test(name)) return
      const other = declared.needs === 'user' ? path : path.replace(/^\/users\/[^/]+/, `/users/${alice}`)
      const token = declared.needs === 'user' ? aliceToken : api.admin
      const answer = await api.call(declared.method.toUpperCase(), other, { body, token })
      expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND'])
    },
  )
})
