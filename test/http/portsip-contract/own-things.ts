import { Secret, TOTP } from 'otpauth'
import { USER_PASSWORD } from '../../support/api.js'
import { pngFile } from '../../support/media.js'
import type { World } from './world.js'

/* What calls of our own operations need to be there, each made anew under a name or MAC of its own. */

export const name = (world: World, what: string): string => `${what} ${world.number()}`
export const png = (): Uint8Array<ArrayBuffer> => new Uint8Array(pngFile(480, 272))

export async function phone(world: World, members: object = {}): Promise<string> {
  const mac = world.mac()
  await world.made('/phones', {
    mac,
    vendor: 'yealink',
    model: 'T46U',
    lines: [{ user_id: world.alice }],
    ...members,
  })
  return mac
}

/** A phone that has uploaded what somebody changed at it. */
export async function changedPhone(world: World): Promise<readonly [string, string]> {
  const mac = await phone(world, { settings: { provisioning: { protect_user_changes: true } } })
  const { url } = (await world.api.get(`/phones/${mac}`)).body
  const file = `${mac}-local.cfg`
  const answer = await fetch(`${world.api.server.base}${new URL(file, String(url)).pathname}`, {
    method: 'PUT',
    body: '#!version:1.0.0.1\naccount.1.label = mine\n',
  })
  if (!answer.ok) throw new Error(`a phone's upload for a test: ${answer.status}`)
  return [mac, file]
}

export async function asset(world: World): Promise<string> {
  const answer = await world.api.call('POST', `/assets?name=w${world.number()}.png&kind=wallpaper&vendor=Yealink`, {
    raw: png(),
    type: 'application/octet-stream',
  })
  return String(answer.body.id)
}

export const desk = (world: World) => ({
  mac: world.mac(),
  vendor: 'yealink',
  model: 'T46U',
  extension_number: String(world.number()),
  extension_password: 'desk-password-1',
  display_name: 'Desk',
})
export const base = (world: World) => ({
  name: name(world, 'Floor'),
  mac: `805ec0${world.number().toString(16).padStart(6, '0')}`,
  vendor: 'Yealink',
  model: 'W70B',
})
export const tenant = (world: World) => {
  const n = world.number()
  return { name: `Tenant ${n}`, sip_domain: `t${n}.example.net` }
}
export async function template(world: World): Promise<string> {
  const filename = `yealink.greeting${world.number()}.hbs`
  await world.api.post('/templates/phones', { filename, content: '# {{phone.model}}\n' })
  return filename
}

/** A vendor's service that cannot be reached; what we answer about it is an answer like any other. */
export const account = () => ({
  service: 'snom-sraps',
  base_url: 'http://127.0.0.1:9',
  user: 'key id',
  password: 'c2VjcmV0',
})
/** There is one account for a service. */
export async function onlyAccount(world: World): Promise<string> {
  const { items } = (await world.api.get('/redirect_accounts')).body as { items: { id: string }[] }
  return items[0]?.id ?? world.made('/redirect_accounts', account())
}
export async function noAccount(world: World): Promise<void> {
  await world.api.post(`/redirect_accounts/${await onlyAccount(world)}/destroy`, { forget: true })
}

/** A system that cannot be reached. */
export const follower = (world: World) => ({
  name: name(world, 'Office'),
  system: 'netsapiens',
  url: 'http://127.0.0.1:9/ns-api/v2',
  secret: 'a token there',
})

/** A new account makes a job of telling the vendor about the phones that were there before it. */
export async function manyToTell(world: World): Promise<void> {
  await noAccount(world)
  await phone(world, { vendor: 'snom', model: 'D785', rps: true })
  await onlyAccount(world)
}

export const job = async (world: World) =>
  String((await world.api.post(`/phones/${await phone(world)}/reprovision`)).body.id)

/** A base with the user on its first handset. */
export async function seated(world: World): Promise<string> {
  const id = await world.made('/dect_phones', base(world))
  await world.api.post(`/dect_phones/${id}/members`, { items: [{ extension_number: '101', handset_index: 1 }] })
  return id
}

/** A phone nobody knows, which asked for its file and was refused. */
export async function knock(world: World): Promise<string> {
  const mac = world.mac()
  await fetch(`${world.api.server.base}/${mac}.cfg`)
  await world.api.server.services.ledger.flush()
  return mac
}

/** The audit row of a change that can be taken back. */
export async function changed(world: World): Promise<string> {
  const group = await world.made('/groups', { name: name(world, 'Group') })
  await world.api.post(`/groups/${group}`, { description: 'Changed' })
  const { items } = (await world.api.get('/audit')).body as { items: { id: string }[] }
  return String(items[0]?.id)
}

/** Somebody who may have a second factor, logged in. */
export async function administrator(world: World): Promise<string> {
  const number = String(world.number())
  await world.api.newUser(number, { role: 'Admin' })
  return world.api.login(`user${number}`, USER_PASSWORD)
}

/** The same with a key that is made and not confirmed, and the code that confirms it. */
export async function keyHolder(world: World): Promise<{ token: string; totp: string }> {
  const token = await administrator(world)
  const { secret } = (await world.api.post('/totp', { password: USER_PASSWORD }, token)).body
  return { token, totp: new TOTP({ secret: Secret.fromBase32(String(secret)) }).generate() }
}
