import { USER_PASSWORD } from '../../support/api.js'
import { ADMIN_PASSWORD } from '../../support/server.js'
import {
  account,
  administrator,
  asset,
  base,
  changed,
  changedPhone,
  desk,
  follower,
  job,
  keyHolder,
  knock,
  manyToTell,
  name,
  noAccount,
  onlyAccount,
  phone,
  png,
  seated,
  template,
  tenant,
} from './own-things.js'
import type { Call, World } from './world.js'

type Prepared = Partial<Pick<Call, 'body' | 'raw' | 'headers' | 'token'>> & {
  /** Values of the path's parameters, in order. */
  readonly ids?: readonly string[]
  readonly query?: string
}
type Prepare = (world: World) => Prepared | Promise<Prepared>

const ofPhone: Prepare = async (world) => ({ ids: [await phone(world)] })
const login = { username: 'user101', password: USER_PASSWORD }

/** How an operation beside the published ones is called so that it succeeds. */
export const OWN_CALLS: Readonly<Record<string, Prepare>> = {
  'POST /login': () => ({ body: login, token: null }),
  'POST /login/oauth/token': () => ({ body: { grant_type: 'password', ...login }, token: null }),
  'GET /login': (world) => ({ token: world.token }),
  'POST /login/oauth/revoke': async (world) => ({ token: await world.api.login('user101', USER_PASSWORD) }),
  'POST /logout': async (world) => ({ token: await world.api.login('admin', ADMIN_PASSWORD) }),
  'POST /user/profile': (world) => ({ token: world.token }),
  'GET /user/balance': (world) => ({ token: world.token }),
  'GET /holidays': async (world) => ({ query: `?search=${await world.made('/holidays', world.holiday())}` }),
  'POST /holidays': (world) => ({ body: world.holiday() }),
  'GET /holidays/{id}': async (world) => ({ ids: [await world.made('/holidays', world.holiday())] }),
  'POST /holidays/{id}': async (world) => ({
    ids: [await world.made('/holidays', world.holiday())],
    body: world.holiday(),
  }),
  'POST /holidays/{id}/destroy': async (world) => ({ ids: [await world.made('/holidays', world.holiday())] }),
  'POST /user/contacts/sync_tokens': (world) => ({ token: world.token }),
  'POST /user/business_contacts/sync_tokens': (world) => ({ token: world.token }),
  'POST /user/extension_contacts/sync_tokens': (world) => ({ token: world.token }),
  'GET /contacts': async (world) => {
    await world.made('/contacts', { name: name(world, 'Contact') })
    return {}
  },
  'POST /contacts': (world) => ({ body: { name: name(world, 'Contact') } }),
  'GET /contacts/{id}': async (world) => ({ ids: [await world.made('/contacts', { name: 'Contact' })] }),
  'POST /contacts/{id}': async (world) => ({
    ids: [await world.made('/contacts', { name: 'Contact' })],
    body: { name: 'Customer' },
  }),
  'POST /contacts/{id}/destroy': async (world) => ({ ids: [await world.made('/contacts', { name: 'Contact' })] }),
  'POST /blobs/uploads': (world) => ({ token: world.token, query: '?filename=hello.wav' }),
  'POST /blobs/uploads/{id}/append': async (world) => {
    const { id, headers } = await world.upload()
    return { token: world.token, ids: [id], headers, raw: png() }
  },
  'POST /blobs/uploads/{id}/complete': async (world) => {
    const { id, headers } = await world.upload('me.png')
    const type = 'application/octet-stream'
    await world.api.call('POST', `/blobs/uploads/${id}/append`, { token: world.token, raw: png(), type, headers })
    return { token: world.token, ids: [id], headers }
  },
  'GET /blobs/{digest}': async (world) => {
    const { avatar_file_url } = (await world.api.get('/user', world.token)).body
    return { token: world.token, ids: [String(avatar_file_url).split('/').at(-1) ?? ''] }
  },
  'POST /phones/reprovision': async (world) => {
    await phone(world)
    return {}
  },
  'POST /phones/{mac}/reprovision': ofPhone,
  'POST /phones/{mac}/reboot': ofPhone,
  'GET /jobs': async (world) => {
    await job(world)
    return {}
  },
  'GET /jobs/{id}': async (world) => ({ ids: [await job(world)] }),
  'POST /jobs': async (world) => ({ body: { action: 'reprovision', selection: { macs: [await phone(world)] } } }),
  'GET /jobs/{id}/phones': async (world) => ({ ids: [await job(world)] }),
  'POST /jobs/{id}/pause': async (world) => ({ ids: [await job(world)] }),
  'POST /jobs/{id}/resume': async (world) => {
    const id = await job(world)
    await world.api.post(`/jobs/${id}/pause`)
    return { ids: [id] }
  },
  'POST /jobs/{id}/cancel': async (world) => ({ ids: [await job(world)] }),
  'GET /events': () => ({}),
  'GET /audit': () => ({}),
  'POST /audit/{id}/undo': async (world) => ({ ids: [await changed(world)] }),
  'GET /fetches': async (world) => {
    await knock(world)
    return {}
  },
  'GET /phones/{mac}/fetches': ofPhone,
  'GET /phones/{mac}/diff': ofPhone,
  'GET /phones/{mac}/parameters': ofPhone,
  'POST /phones/{mac}/acknowledge': ofPhone,
  'GET /inbox': async (world) => {
    await knock(world)
    return {}
  },
  'POST /inbox/{mac}/adopt': async (world) => ({
    ids: [await knock(world)],
    body: { user_id: world.alice, vendor: 'yealink', model: 'T46U' },
  }),
  'POST /inbox/{mac}/reject': async (world) => ({ ids: [await knock(world)], body: { reason: 'Nobody knows it' } }),
  'POST /inbox/{mac}/undo': async (world) => {
    const mac = await knock(world)
    await world.api.post(`/inbox/${mac}/reject`, {})
    return { ids: [mac] }
  },
  'GET /totp': async (world) => ({ token: await administrator(world) }),
  'POST /totp': async (world) => ({ token: await administrator(world), body: { password: USER_PASSWORD } }),
  'POST /totp/confirm': async (world) => {
    const { token, totp } = await keyHolder(world)
    return { token, body: { totp } }
  },
  'POST /totp/destroy': async (world) => {
    const { token, totp } = await keyHolder(world)
    const { recovery_codes } = (await world.api.post('/totp/confirm', { totp }, token)).body
    return { token, body: { totp: (recovery_codes as string[])[0] } }
  },
  'POST /jobs/{id}/destroy': async (world) => ({ ids: [await job(world)] }),
  'POST /phones/{mac}/reject': async (world) => ({ ids: [world.mac()], body: { reason: 'Stolen' } }),
  'GET /rejected_phones': async (world) => {
    await world.api.post(`/phones/${world.mac()}/reject`, {})
    return {}
  },
  'POST /rejected_phones/{mac}/destroy': async (world) => {
    const mac = world.mac()
    await world.api.post(`/phones/${mac}/reject`, {})
    return { ids: [mac] }
  },
  'GET /phones': async (world) => {
    await phone(world)
    return {}
  },
  'POST /phones': (world) => ({ body: { mac: world.mac(), vendor: 'snom', model: 'D785' } }),
  'GET /phones/{mac}': ofPhone,
  'POST /phones/{mac}': async (world) => ({
    ids: [await phone(world)],
    body: { language: 'GERMAN', settings: { lldp: true } },
  }),
  'POST /phones/{mac}/destroy': ofPhone,
  'GET /phones/{mac}/assignee': ofPhone,
  'GET /phones/{mac}/files': ofPhone,
  'GET /phones/{mac}/files/{name}': async (world) => {
    const mac = await phone(world)
    return { ids: [mac, `${mac}.cfg`] }
  },
  'POST /phones/{mac}/token': async (world) => ({ ids: [await phone(world)], body: { action: 'rotate' } }),
  'GET /phones/{mac}/uploads': async (world) => ({ ids: [(await changedPhone(world))[0]] }),
  'GET /phones/{mac}/uploads/{name}': async (world) => ({ ids: await changedPhone(world) }),
  'POST /phones/{mac}/uploads/{name}/destroy': async (world) => ({ ids: await changedPhone(world) }),
  'GET /tenants': () => ({}),
  'POST /tenants': (world) => ({ body: tenant(world) }),
  'GET /tenants/{id}': async (world) => ({ ids: [await world.made('/tenants', tenant(world))] }),
  'POST /tenants/{id}': async (world) => ({
    ids: [await world.made('/tenants', tenant(world))],
    body: { pbx: 'asterisk' },
  }),
  'GET /tenants/{id}/dhcp': async (world) => ({ ids: [await world.made('/tenants', tenant(world))] }),
  'POST /tenants/{id}/enrolment_token': async (world) => ({ ids: [await world.made('/tenants', tenant(world))] }),
  'POST /tenants/{id}/destroy': async (world) => ({ ids: [await world.made('/tenants', tenant(world))] }),
  'GET /key_layouts': async (world) => {
    await world.made('/key_layouts', { name: name(world, 'Layout'), keys: [] })
    return {}
  },
  'POST /key_layouts': (world) => ({ body: { name: name(world, 'Layout'), keys: [{ position: 2, kind: 'dnd' }] } }),
  'GET /key_layouts/{id}': async (world) => ({
    ids: [await world.made('/key_layouts', { name: name(world, 'Layout'), keys: [{ position: 2, kind: 'dnd' }] })],
  }),
  'POST /key_layouts/{id}': async (world) => ({
    ids: [await world.made('/key_layouts', { name: name(world, 'Layout'), keys: [] })],
    body: { description: 'Reception' },
  }),
  'POST /key_layouts/{id}/destroy': async (world) => ({
    ids: [await world.made('/key_layouts', { name: name(world, 'Layout'), keys: [] })],
  }),
  'GET /phone_models': () => ({}),
  'GET /phone_models/{filename}': () => ({ ids: ['yealink.ph.xml'] }),
  'GET /phone_models/{vendor}/{model}': () => ({ ids: ['Snom', 'D785'] }),
  'POST /registrations': () => ({
    body: { items: [{ user: '101', contact_address: 'sip:101@192.0.2.8', expires: 60, ip: '192.0.2.8' }] },
  }),
  'GET /vendors/{vendor}/parameters': () => ({ ids: ['polycom'] }),
  'GET /assets': async (world) => {
    await asset(world)
    return {}
  },
  'POST /assets': (world) => ({ query: `?name=p${world.number()}.png&kind=wallpaper&vendor=Yealink`, raw: png() }),
  'GET /assets/{id}': async (world) => ({ ids: [await asset(world)] }),
  'POST /assets/{id}/destroy': async (world) => ({ ids: [await asset(world)] }),
  'GET /server': () => ({}),
  'POST /server': () => ({ body: { public_urls: ['http://prov.example.net'] } }),
  'GET /ca.pem': () => ({ token: null }),
  'GET /operator_tokens': async (world) => {
    await world.made('/operator_tokens', { name: name(world, 'program'), role: 'Admin' })
    return {}
  },
  'POST /operator_tokens': (world) => ({ body: { name: name(world, 'program'), role: 'Admin' } }),
  'POST /operator_tokens/{id}/destroy': async (world) => ({
    ids: [await world.made('/operator_tokens', { name: name(world, 'program'), role: 'Admin' })],
  }),
  'GET /templates/phones': () => ({}),
  'POST /templates/phones': (world) => ({
    body: { filename: `yealink.greeting${world.number()}.hbs`, content: '# {{phone.model}}\n' },
  }),
  'GET /templates/phones/{filename}': () => ({ ids: ['snom.phone.hbs'] }),
  'POST /templates/phones/{filename}': async (world) => ({ ids: [await template(world)], body: { content: '# x\n' } }),
  'POST /templates/phones/{filename}/destroy': async (world) => ({ ids: [await template(world)] }),
  'GET /hotdesking': async (world) => {
    await world.made('/hotdesking', desk(world))
    return {}
  },
  'POST /hotdesking': (world) => ({ body: desk(world) }),
  'GET /hotdesking/{id}': async (world) => ({ ids: [await world.made('/hotdesking', desk(world))] }),
  'POST /hotdesking/{id}': async (world) => ({
    ids: [await world.made('/hotdesking', desk(world))],
    body: { language: 'FRENCH' },
  }),
  'GET /hotdesking/{id}/status': async (world) => ({ ids: [await world.made('/hotdesking', desk(world))] }),
  'POST /hotdesking/{id}/login': async (world) => {
    const number = String(world.number())
    await world.api.newUser(number, { enable_hot_desking: true })
    return { ids: [await world.made('/hotdesking', desk(world))], body: { extension_number: number } }
  },
  'POST /hotdesking/{id}/logout': async (world) => ({ ids: [await world.made('/hotdesking', desk(world))] }),
  'POST /hotdesking/{id}/destroy': async (world) => ({ ids: [await world.made('/hotdesking', desk(world))] }),
  'GET /dect_phone_models': () => ({}),
  'GET /dect_phone_models/{name}': () => ({ ids: ['yealink.ph.xml'] }),
  'GET /dect_phones': async (world) => {
    await world.made('/dect_phones', base(world))
    return {}
  },
  'POST /dect_phones': (world) => ({ body: base(world) }),
  'GET /dect_phones/{id}': async (world) => ({ ids: [await world.made('/dect_phones', base(world))] }),
  'POST /dect_phones/{id}': async (world) => ({
    ids: [await world.made('/dect_phones', base(world))],
    body: { language: 'GERMAN' },
  }),
  'POST /dect_phones/{id}/destroy': async (world) => ({ ids: [await world.made('/dect_phones', base(world))] }),
  'GET /dect_phones/{id}/members': async (world) => ({ ids: [await seated(world)] }),
  'POST /dect_phones/{id}/members': async (world) => ({
    ids: [await world.made('/dect_phones', base(world))],
    body: { items: [{ extension_number: '101', handset_index: 1 }] },
  }),
  'GET /dect_phones/{id}/members/{extension_number}': async (world) => ({ ids: [await seated(world), '101'] }),
  'GET /redirects': async (world) => {
    await phone(world, { rps: true })
    return {}
  },
  'POST /redirects/sync': () => ({}),
  'POST /redirects/check': () => ({}),
  'GET /redirect_jobs': async (world) => {
    await manyToTell(world)
    return {}
  },
  'GET /redirect_jobs/{id}': async (world) => {
    await manyToTell(world)
    const { items } = (await world.api.get('/redirect_jobs')).body as { items: { id: string }[] }
    return { ids: [String(items[0]?.id)] }
  },
  'GET /phones/{mac}/redirect': async (world) => ({ ids: [await phone(world, { rps: true })] }),
  'POST /phones/{mac}/redirect': async (world) => ({
    ids: [await phone(world, { rps: true })],
    body: { action: 'sync' },
  }),
  'GET /redirect_accounts': async (world) => {
    await onlyAccount(world)
    return {}
  },
  'POST /redirect_accounts': async (world) => {
    await noAccount(world)
    return { body: account() }
  },
  'GET /redirect_accounts/{id}': async (world) => ({ ids: [await onlyAccount(world)] }),
  'POST /redirect_accounts/{id}': async (world) => ({ ids: [await onlyAccount(world)], body: { user: 'another' } }),
  'POST /redirect_accounts/{id}/check': async (world) => ({ ids: [await onlyAccount(world)] }),
  'POST /redirect_accounts/{id}/destroy': async (world) => ({
    ids: [await onlyAccount(world)],
    body: { forget: true },
  }),
  'GET /followers': async (world) => {
    await world.made('/followers', follower(world))
    return {}
  },
  'POST /followers': (world) => ({ body: follower(world) }),
  'GET /followers/{id}': async (world) => ({ ids: [await world.made('/followers', follower(world))] }),
  'POST /followers/{id}': async (world) => ({
    ids: [await world.made('/followers', follower(world))],
    body: { interval_minutes: 15 },
  }),
  'POST /followers/{id}/run': async (world) => ({
    ids: [await world.made('/followers', follower(world))],
    body: { may_vanish: 2 },
  }),
  'POST /followers/{id}/destroy': async (world) => ({ ids: [await world.made('/followers', follower(world))] }),
}
