import { uuidOf } from '../../src/dialects/uuid.js'
import { type Api, startApi, USER_PASSWORD, userBody } from '../support/api.js'
import type { TestServer } from '../support/server.js'

const YEALINK = '001565000001'
const TEMPLATE = { content: '#!version:1.0.0.1\nphone.model = {{phone.model}}\n' }
const keys = [{ position: 5, kind: 'blf', value: '102' }]
const dial = { code: '5', phone_number: '102' }
const dial100 = { code: '55', phone_number: '102' }
const yay = (user_name: string, extension: number) => ({
  display_name: 'Pete Plumber',
  extension,
  related_product: 'a3950459-2aff-413b-9da0-86f45f815410',
  type: 9,
  user_name,
  user_password: 'A3WcdxQ0iCk98hnbE1',
})
const person = {
  user: '150',
  'name-first-name': 'Ann',
  'name-last-name': 'Lee',
  'email-address': 'ann@example.com',
  'user-scope': 'Basic User',
}
const opentact = { login: 'client150', password: 's3cret-alice', first_name: 'Ann' }
const line = (mac: string) => ({ mac, vendor: 'yealink', model: 'T46U' })

/**
 * One call of every operation that shapes phones' files, written by hand: a path, a body, and whether the caller is a
 * user. What stands in braces is the id of something that {@link startWorld} made.
 */
export const CALLS: Readonly<Record<string, readonly [path: string, body?: object, own?: 'own']>> = {
  'POST /users': ['/users', userBody('150')],
  'POST /users/profile': ['/users/profile'],
  'POST /users/{id}': ['/users/{ada}', { display_name: 'Ada' }],
  'POST /users/{id}/destroy': ['/users/{idle}/destroy'],
  'POST /users/{id}/extension_password': ['/users/{ada}/extension_password', { password: 'sip secret 99' }],
  'POST /users/{id}/profile': ['/users/{ada}/profile'],
  'POST /user': ['/user', { display_name: 'Ada' }, 'own'],
  'POST /user/extension_password': [
    '/user/extension_password',
    { old_password: 'sip-password-101', new_password: 'sip secret 99' },
    'own',
  ],
  'POST /user/profile': ['/user/profile', {}, 'own'],
  'POST /phones': ['/phones', line('001565000097')],
  'POST /phones/{mac}': [`/phones/${YEALINK}`, { settings: { dnd: true } }],
  'POST /phones/{mac}/destroy': [`/phones/${YEALINK}/destroy`],
  'POST /phones/{mac}/acknowledge': [`/phones/${YEALINK}/acknowledge`],
  'POST /inbox/{mac}/adopt': ['/inbox/001565000093/adopt', { vendor: 'yealink', model: 'T46U' }],
  'POST /phones/{mac}/token': [`/phones/${YEALINK}/token`, { action: 'revoke' }],
  'POST /users/{id}/phones': ['/users/{idle}/phones', line('001565000096')],
  'POST /users/{id}/phones/{phone_id}': ['/users/{ada}/phones/{yealink}', { https: true }],
  'POST /users/{id}/phones/{phone_id}/destroy': ['/users/{ada}/phones/{yealink}/destroy'],
  'POST /user/phones': ['/user/phones', line('001565000095'), 'own'],
  'POST /user/phones/{id}': ['/user/phones/{yealink}', { https: true }, 'own'],
  'POST /user/phones/{id}/destroy': ['/user/phones/{yealink}/destroy', {}, 'own'],
  'POST /user/speed_dial_8': ['/user/speed_dial_8', dial, 'own'],
  'POST /user/speed_dial_8/{id}': ['/user/speed_dial_8/{dial8}', { phone_number: '103' }, 'own'],
  'POST /user/speed_dial_8/{id}/destroy': ['/user/speed_dial_8/{dial8}/destroy', {}, 'own'],
  'POST /user/speed_dial_100': ['/user/speed_dial_100', dial100, 'own'],
  'POST /user/speed_dial_100/{id}': ['/user/speed_dial_100/{dial100}', { phone_number: '103' }, 'own'],
  'POST /user/speed_dial_100/{id}/destroy': ['/user/speed_dial_100/{dial100}/destroy', {}, 'own'],
  'POST /users/{id}/speed_dial_8': ['/users/{ada}/speed_dial_8', dial],
  'POST /users/{id}/speed_dial_8/{dial_id}': ['/users/{ada}/speed_dial_8/{dial8}', { phone_number: '103' }],
  'POST /users/{id}/speed_dial_8/{dial_id}/destroy': ['/users/{ada}/speed_dial_8/{dial8}/destroy'],
  'POST /users/{id}/speed_dial_100': ['/users/{ada}/speed_dial_100', dial100],
  'POST /users/{id}/speed_dial_100/{dial_id}': ['/users/{ada}/speed_dial_100/{dial100}', { phone_number: '103' }],
  'POST /users/{id}/speed_dial_100/{dial_id}/destroy': ['/users/{ada}/speed_dial_100/{dial100}/destroy'],
  'POST /user/contacts': ['/user/contacts', { name: 'Mum', business: '030 1' }, 'own'],
  'POST /user/contacts/{id}': ['/user/contacts/{contact}', { name: 'Mum' }, 'own'],
  'POST /user/contacts/{id}/destroy': ['/user/contacts/{contact}/destroy', {}, 'own'],
  'POST /user/contacts/{id}/favorite': ['/user/contacts/{contact}/favorite', {}, 'own'],
  'POST /user/contacts/{id}/unfavorite': ['/user/contacts/{contact}/unfavorite', {}, 'own'],
  'POST /user/business_contacts/{id}/favorite': ['/user/business_contacts/{shared}/favorite', {}, 'own'],
  'POST /user/business_contacts/{id}/unfavorite': ['/user/business_contacts/{shared}/unfavorite', {}, 'own'],
  'POST /user/extension_contacts/{id}/favorite': ['/user/extension_contacts/{idle}/favorite', {}, 'own'],
  'POST /user/extension_contacts/{id}/unfavorite': ['/user/extension_contacts/{idle}/unfavorite', {}, 'own'],
  'POST /contacts': ['/contacts', { name: 'Carrier', business: '030 1' }],
  'POST /contacts/{id}': ['/contacts/{shared}', { name: 'Carrier' }],
  'POST /contacts/{id}/destroy': ['/contacts/{shared}/destroy'],
  'POST /groups': ['/groups', { name: 'new' }],
  'POST /groups/{id}': ['/groups/{group}', { settings: { dnd: true } }],
  'POST /groups/{id}/destroy': ['/groups/{group}/destroy'],
  'POST /groups/{id}/members/{extension_number}': ['/groups/{group}/members/103'],
  'POST /groups/{id}/members/{extension_number}/destroy': ['/groups/{group}/members/101/destroy'],
  'POST /key_layouts': ['/key_layouts', { name: 'new', keys }],
  'POST /key_layouts/{id}': ['/key_layouts/{layout}', { keys }],
  'POST /key_layouts/{id}/destroy': ['/key_layouts/{layout}/destroy'],
  'POST /tenants/{id}': ['/tenants/{tenant}', { settings: { language: 'de' } }],
  'POST /server': ['/server', { public_urls: ['http://elsewhere.example.net'] }],
  'POST /templates/phones': ['/templates/phones', { filename: 'yealink.phone.hbs', ...TEMPLATE }],
  'POST /templates/phones/{filename}': ['/templates/phones/yealink.phone.hbs', TEMPLATE],
  'POST /templates/phones/{filename}/destroy': ['/templates/phones/snom.greeting.hbs/destroy'],
  'POST /audit/{id}/undo': ['/audit/{change}/undo'],
  'POST /hotdesking': [
    '/hotdesking',
    { ...line('001565000094'), extension_number: '190', extension_password: 'desk password 2', display_name: 'Desk' },
  ],
  'POST /hotdesking/{id}': ['/hotdesking/{desk}', { display_name: 'Lobby' }],
  'POST /hotdesking/{id}/login': ['/hotdesking/{desk}/login', { extension_number: '103' }],
  'POST /hotdesking/{id}/logout': ['/hotdesking/{desk}/logout'],
  'POST /hotdesking/{id}/destroy': ['/hotdesking/{desk}/destroy'],
  'POST /dect_phones': ['/dect_phones', { name: 'New', mac: '805ec0000001', vendor: 'yealink', model: 'W70B' }],
  'POST /dect_phones/{id}': ['/dect_phones/{base}', { name: 'Third floor' }],
  'POST /dect_phones/{id}/destroy': ['/dect_phones/{base}/destroy'],
  'POST /dect_phones/{id}/members': [
    '/dect_phones/{base}/members',
    { items: [{ extension_number: '103', handset_index: 1 }] },
  ],
  'POST /voip/user': ['/voip/user', yay('yay_150', 150)],
  'PUT /voip/user/{uuid}': ['/voip/user/{ada_uuid}', yay('101', 101)],
  'PUT /voip/user/{uuid}/restore': ['/voip/user/{gone_uuid}/restore'],
  'DELETE /voip/user/{uuid}': ['/voip/user/{ada_uuid}'],
  'POST /v1/Clients': [
    '/v1/Clients',
    { account_sid: '{tenant_uuid}', username: 'client150', password: 's3cret-alice' },
  ],
  'PUT /v1/Clients/{ClientSid}': ['/v1/Clients/{ada_uuid}', { username: '109' }],
  'DELETE /v1/Clients/{ClientSid}': ['/v1/Clients/{idle_uuid}'],
  'POST /ns-api/v2/domains/{domain}/users': ['/ns-api/v2/domains/~/users', person],
  'PUT /ns-api/v2/domains/{domain}/users/{user}': ['/ns-api/v2/domains/~/users/101', { 'name-first-name': 'Augusta' }],
  'DELETE /ns-api/v2/domains/{domain}/users/{user}': ['/ns-api/v2/domains/~/users/101'],
  'POST /rest/sip/connection/{uuid}/Users': ['/rest/sip/connection/{tenant_uuid}/Users', opentact],
  'POST /rest/sip/connection/user': [
    '/rest/sip/connection/user',
    { ...opentact, sip_connection_uuid: '{tenant_uuid}' },
  ],
  'PATCH /rest/sip/connection/user/{uuid}': ['/rest/sip/connection/user/{ada_uuid}', { password: 'another secret 5' }],
  'DELETE /rest/sip/connection/user/{uuid}': ['/rest/sip/connection/user/{ada_uuid}'],
}

/** Operations that change no file a phone keeps, and why. */
export const SHAPES_NOTHING: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^\/(login|logout)/, 'logins'],
  [/^\/roles|^\/users\/\{id\}\/role$|^\/operator_tokens/, 'who may do what'],
  [/^\/users?(\/\{id\})?\/password$/, 'the password of the web'],
  [/^\/user\/presence$|\/destroy_status$|\/ms365_binding/, 'what other systems know of a user'],
  [/holidays/, 'phones know no holidays'],
  [/sync_tokens/, 'reads'],
  [/\/greetings/, 'kept for the PBX'],
  [/^\/blobs\/uploads/, 'parts of files'],
  [/\/call_queues\/|\/balance$|^\/user\/recordings|^\/user\/meetings/, 'passed on to the PBX'],
  [/\/(reprovision|reboot)$|^\/jobs/, 'what is wanted of phones; what a job changes can be tried by itself'],
  [/^\/totp/, 'logins'],
  [/^\/inbox\/\{mac\}\/undo$/, 'takes back what was decided a moment ago'],
  [/\/reject$|^\/rejected_phones/, 'whether a phone gets anything'],
  [/\/uploads\/\{name\}\/destroy$/, 'what phones sent'],
  [/^\/tenants$|^\/tenants\/\{id\}\/destroy$/, 'a tenant without phones'],
  [/\/enrolment_token$/, 'no file names it'],
  [/^\/registrations$/, 'reports'],
  [/^\/assets/, 'settings name only assets that are there, and one that is named cannot go'],
  [/^\/voip\/user\/\{uuid\}\/availability$/, 'known to queues of the PBX'],
  [/\/RegisteredSipUsers$|^\/v1\/webhooks\/|^\/directory\//, 'reads, though they are sent a body'],
  [/^\/redirects|^\/redirect_accounts|\/redirect$/, 'what vendors are told'],
  [/^\/followers\/\{id\}(\/destroy)?$/, 'whom a tenant follows; what a run changes can be tried'],
]

/** Operations that need another system to be tried: test/http/followers.test.ts. */
export const TRIED_ELSEWHERE: ReadonlySet<string> = new Set(['POST /followers', 'POST /followers/{id}/run'])

export interface World {
  readonly api: Api
  /** The token of the user on extension 101. */
  readonly own: string
  readonly ids: Readonly<Record<string, string>>
}

/** A phone nobody knows asks for its file, and so is in the inbox. */
export async function knock({ base, services }: TestServer): Promise<void> {
  await fetch(`${base}/001565000093.cfg`)
  await services.ledger.flush()
}

/** A server with everything the calls name. */
export async function startWorld(): Promise<World> {
  const api = await startApi()
  const ids: Record<string, string> = {}
  const made = async (name: string, path: string, body: object, token?: string) => {
    const answer = await api.post(path, body, token)
    if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`)
    ids[name] = String(answer.body.id)
  }
  ids.ada = await api.newUser('101')
  ids.bob = await api.newUser('102')
  ids.idle = await api.newUser('103', { enable_hot_desking: true })
  const own = await api.login('user101', USER_PASSWORD)
  await made('layout', '/key_layouts', { name: 'desk', keys: [{ position: 4, kind: 'blf', value: '101' }] })
  await made('yealink', '/phones', { ...line(YEALINK), lines: [{ user_id: ids.ada }] })
  await made('snom', '/phones', { mac: '000413000001', vendor: 'snom', model: 'D785', lines: [{ user_id: ids.ada }] })
  await made('group', '/groups', { name: 'sales' })
  await made('dial8', '/user/speed_dial_8', { code: '2', phone_number: '102' }, own)
  await made('dial100', '/user/speed_dial_100', { code: '22', phone_number: '102' }, own)
  await made('contact', '/user/contacts', { name: 'Dad', business: '030 2' }, own)
  await made('shared', '/contacts', { name: 'Bank', business: '030 3' })
  await made('desk', '/hotdesking', {
    ...line('001565000002'),
    extension_number: '180',
    extension_password: 'desk password 1',
    display_name: 'Desk',
  })
  await made('base', '/dect_phones', { name: 'Floor', mac: '805ec0000002', vendor: 'yealink', model: 'W70B' })
  await api.post(`/groups/${ids.group}/members/101`)
  await api.post(`/dect_phones/${ids.base}/members`, { items: [{ extension_number: '102', handset_index: 1 }] })
  await knock(api.server)
  await api.post('/templates/phones', { filename: 'snom.greeting.hbs', content: 'hello' })
  await api.post(`/users/${ids.bob}`, { display_name: 'Bob' })
  const [change] = (await api.get('/audit?top=1')).body.items as { id: string }[]
  ids.change = change?.id ?? ''
  const [tenant] = (await api.get('/tenants')).body.items as { id: string }[]
  ids.tenant = tenant?.id ?? ''
  ids.gone = await api.newUser('104')
  await made('goneYealink', '/phones', { ...line('001565000003'), lines: [{ user_id: ids.gone }] })
  for (const name of ['ada', 'idle', 'gone', 'tenant']) ids[`${name}_uuid`] = uuidOf(ids[name] ?? '')
  await api.call('DELETE', `/voip/user/${ids.gone_uuid}`)
  return { api, own, ids }
}

export interface Call {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly token: string
}

/** A call with the ids of what it names. */
export function callOf(name: string, { api, own, ids }: World): Call {
  const [path, body = {}, who] = CALLS[name] ?? ['']
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_all, id: string) => ids[id] ?? '')
  return {
    method: name.split(' ')[0] ?? '',
    path: filled(path),
    body: JSON.parse(JSON.stringify(body), (_name, value) => (value === '{tenant_uuid}' ? filled(value) : value)),
    token: who ? own : api.admin,
  }
}
