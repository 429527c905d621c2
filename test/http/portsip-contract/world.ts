import { apiRoutes } from '../../../src/http/app.js'
import { type Answer, type Api, everySample, type Sample, startApi, USER_PASSWORD } from '../../support/api.js'
import { pngFile, wavFile } from '../../support/media.js'
import { askPbx, type FakePbx, startPbx } from '../../support/pbx.js'
import { answerAsPublished, PUBLISHED_ID, PUBLISHED_TOKEN } from '../../support/published-pbx.js'
import { OWN_CALLS } from './own-calls.js'
import { bodyOf, macOf, requestOf } from './sample-bodies.js'

/** What is passed by name in a path. */
interface Named {
  readonly parameter: string
  readonly value: string
}

export interface Call {
  readonly method: string
  /** With a query, where there is one. */
  readonly path: string
  readonly body?: unknown
  /** A body that is sent as it is, by itself a file. */
  readonly raw?: Uint8Array<ArrayBuffer>
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly token: string | null
  /** The ids in the path, in order. */
  readonly ids: readonly Named[]
}

export const UNKNOWN_ID = 'bm9ib2R5'

const built = new Set(apiRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`))

/** `GET /api/users/{id}` as our routes are named. */
export const nameOf = ({ operation }: Pick<Sample, 'operation'>): string => operation.replace(' /api', ' ')

/** Collections whose items only the PBX has. */
const IN_PBX = /\/(?:cdrs|external_messages|recordings|meetings|participants|call_queues)$/

/**
 * A server on which every operation can succeed: with a PBX behind it, an account that was made by the published
 * sample and has a picture, a phone that is registered, a group.
 */
export class World {
  readonly api: Api
  readonly #pbx: FakePbx
  #alice = ''
  #token = ''
  #group = ''
  #next = 200

  private constructor(api: Api, pbx: FakePbx) {
    this.api = api
    this.#pbx = pbx
  }

  static async open(): Promise<World> {
    const pbx = await startPbx()
    answerAsPublished(pbx)
    const world = new World(await startApi(askPbx(pbx.url)), pbx)
    const { api } = world
    world.#alice = await world.made('/users', world.user('101'))
    world.#token = await api.login('user101', USER_PASSWORD)
    world.#group = await world.made('/groups', requestOf('POST /api/groups', { name: 'Sales' }))
    await api.post(`/groups/${world.#group}/members/101`)
    await api.post('/user', { avatar_file_id: await world.file('me.png', pngFile(64, 64)) }, world.#token)
    await api.post(`/users/${world.#alice}/ms365_binding`, { id: 'alice@contoso.example' })
    await api.post('/user/presence', { presence: 'AVAILABLE', presence_note: 'Here until four' }, world.#token)
    await world.register('stays')
    // Its firmware was learnt, as after a fetch.
    const lines = [{ user_id: world.#alice }]
    await world.made('/phones', { mac: world.mac(), vendor: 'yealink', model: 'T46U', firmware: '108.86.0.20', lines })
    return world
  }

  async close(): Promise<void> {
    await this.api.server.remove()
    await this.#pbx.close()
  }

  get alice(): string {
    return this.#alice
  }

  /** Of a user with no rights beyond her own account. */
  get token(): string {
    return this.#token
  }

  /** A number nobody else in this world was given; names and MACs are made of it. */
  number(): number {
    return this.#next++
  }

  mac(): string {
    return macOf(this.number())
  }

  /** The published user under another name and number. */
  user(number: string): unknown {
    return requestOf('POST /api/users', { name: `user${number}`, extension_number: number })
  }

  /** Makes something a call will need; its id or token. */
  async made(path: string, body?: unknown, token = this.api.admin): Promise<string> {
    const answer = await this.api.post(path, body, token)
    if (answer.status !== 201) throw new Error(`${path} for a test: ${answer.status} ${answer.text}`)
    return String(answer.body.id ?? answer.body.token)
  }

  /** The id of a file that was uploaded and is not used yet. */
  async file(name = 'hello.wav', content: Buffer = wavFile(), token = this.#token): Promise<string> {
    const upload = await this.upload(name, token)
    await this.api.call('POST', `/blobs/uploads/${upload.id}/append`, {
      token,
      raw: new Uint8Array(content),
      type: 'application/octet-stream',
      headers: upload.headers,
    })
    const done = await this.api.call('POST', `/blobs/uploads/${upload.id}/complete`, {
      token,
      headers: upload.headers,
    })
    return String(done.body.id)
  }

  /** An upload that has begun, and the header that continues it. */
  async upload(name = 'hello.wav', token = this.#token): Promise<{ id: string; headers: Record<string, string> }> {
    const { body } = await this.api.post(`/blobs/uploads?filename=${name}`, undefined, token)
    return { id: String(body.id), headers: { 'PortSIP-Upload-Token': String(body.token) } }
  }

  /** Reports a registration of the user as the registrar would. */
  async register(instance_id: string): Promise<string> {
    const item = {
      user: '101',
      contact_address: 'sip:101@192.0.2.7:5060',
      expires: 3600,
      instance_id,
      user_agent: 'Yealink SIP-T46U 108.86.0.20',
      application: 'T46U',
      ip: '192.0.2.7',
      enable_push: true,
    }
    await this.api.post('/registrations', { items: [item] })
    return instance_id
  }

  /** The request of a sample with values our rules accept, files in it really uploaded. */
  async #bodyWith(sample: Sample, path: string, token: string): Promise<unknown> {
    const body =
      sample.request && path === '/users' ? this.user(String(this.number())) : bodyOf(sample, path, this.number())
    if (typeof body !== 'object' || body === null) return body
    if ('file_id' in body) return { ...body, file_id: await this.file('hello.wav', wavFile(), token) }
    if ('avatar_file_id' in body) return { ...body, avatar_file_id: await this.file('me.png', pngFile(64, 64)) }
    if (path.endsWith('/global_holidays')) return { ...body, items: [await this.made('/holidays', this.holiday())] }
    return body
  }

  holiday(): unknown {
    return requestOf('POST /api/user/holidays', { name: `Holiday ${this.number()}` })
  }

  /** What has changed since the token was given is what its next answer tells. */
  async #tokenOf(collection: string): Promise<string> {
    const token = await this.made(collection, undefined, this.#token)
    if (collection.includes('/business_contacts')) await this.made('/contacts', this.#contact())
    else if (collection.includes('/extension_contacts')) await this.#colleague()
    else await this.made('/user/contacts', this.#contact(), this.#token)
    return token
  }

  #contact(): unknown {
    return requestOf('POST /api/user/contacts', { name: `Contact ${this.number()}` })
  }

  /** The published user again, with a picture of their own. */
  async #colleague(): Promise<void> {
    const number = String(this.number())
    await this.made('/users', this.user(number))
    const token = await this.api.login(`user${number}`, USER_PASSWORD)
    await this.api.post('/user', { avatar_file_id: await this.file('me.png', pngFile(64, 64), token) }, token)
  }

  /** Something to name in the path: what exists already, else what the collection before the parameter makes. */
  async #idFor(before: string, parameter: string, rest: string): Promise<string> {
    const destroys = rest === '/destroy'
    if (IN_PBX.test(before)) return PUBLISHED_ID
    if (before.endsWith('/cdrs/sync_tokens')) return PUBLISHED_TOKEN
    if (before.endsWith('/sync_tokens')) return this.#tokenOf(before)
    if (before.endsWith('/status')) return this.register(`goes-${this.number()}`)
    if (before === '/users') return destroys ? this.api.newUser(String(this.number())) : this.#alice
    if (before === '/groups' && !destroys) return this.#group
    if (before.endsWith('/members')) return destroys ? this.#newMember(before) : '101'
    if (parameter === 'name') {
      const name = `Role ${this.number()}`
      await this.api.post('/roles', { name, permissions: {}, description: 'Made by a test' })
      return name
    }
    if (before === '/user/extension_contacts') return this.api.newUser(String(this.number()))
    if (before === '/user/business_contacts') return this.made('/contacts', { name: 'Contact' })
    return this.#madeIn(before)
  }

  async #newMember(collection: string): Promise<string> {
    const number = String(this.number())
    await this.api.newUser(number)
    await this.api.post(`${collection}/${number}`)
    return number
  }

  /** Makes an item of a collection by its published sample. */
  async #madeIn(collection: string): Promise<string> {
    const template = collection.replace(this.#alice, '{id}').replace(this.#group, '{id}')
    const making = everySample.find(({ operation }) => operation === `POST /api${template}`)
    if (!making) throw new Error(`nothing is made in ${collection}`)
    const token = collection.startsWith('/user/') ? this.#token : this.api.admin
    const answer = await this.api.call('POST', collection, {
      body: await this.#bodyWith(making, template, token),
      token,
    })
    if (answer.status === 201) return String(answer.body.id)
    if (answer.status !== 409) throw new Error(`${collection} for a test: ${answer.status} ${answer.text}`)
    // A code may be taken already: then the one that has it serves as well.
    const { items } = (await this.api.get(collection, token)).body as { items: { id: string }[] }
    return String(items[0]?.id)
  }

  /** A call of an operation that should succeed, published or our own, by its name. */
  async prepare(name: string): Promise<Call> {
    const sample = everySample.find((published) => nameOf(published) === name)
    return sample ? this.#published(sample) : this.#own(name)
  }

  async #own(name: string): Promise<Call> {
    const prepared = await OWN_CALLS[name]?.(this)
    if (!prepared) throw new Error(`nothing calls ${name}`)
    const [method = '', template = ''] = name.split(' ')
    const values = [...(prepared.ids ?? [])]
    const ids: Named[] = []
    const path = template.replace(/\{(\w+)\}/g, (_whole, parameter: string) => {
      const value = values.shift() ?? UNKNOWN_ID
      ids.push({ parameter, value })
      return encodeURIComponent(value)
    })
    return { token: this.api.admin, ...prepared, method, path: `${path}${prepared.query ?? ''}`, ids }
  }

  async #published(sample: Sample): Promise<Call> {
    const [method = '', template = ''] = nameOf(sample).split(' ')
    let path = template
    const ids: Named[] = []
    for (const [whole, parameter = ''] of template.matchAll(/\{(\w+)\}/g)) {
      const at = path.indexOf(whole)
      const before = path.slice(0, at - 1)
      const value = await this.#idFor(before, parameter, path.slice(at + whole.length))
      ids.push({ parameter, value })
      path = `${before}/${encodeURIComponent(value)}${path.slice(at + whole.length)}`
    }
    // A list is asked for when something is in it.
    if (
      method === 'GET' &&
      built.has(`POST ${template}`) &&
      !/\}$|^\/users?$|meetings|\/(?:agent|balance)$/.test(template)
    )
      await this.#madeIn(path)
    const token = /^\/user(?:\/|$)/.test(template) ? this.#token : this.api.admin
    const body = await this.#bodyWith(sample, template, token)
    // A code is one entry's alone: the change keeps the one it has.
    if (/speed_dial_\d+\/\{\w+\}$/.test(template) && method === 'POST')
      Object.assign(body as object, { code: (await this.api.get(path, token)).body.code })
    // Required, but a query and so not among the printed bodies.
    const query = path.endsWith('/cdrs/sync_tokens') ? '?date_from=2026-01-01T00:00:00Z' : ''
    return { method, path: `${path}${query}`, body, token, ids }
  }

  async send(call: Call): Promise<Answer> {
    const { method, path, ids: _named, ...options } = call
    const answer = await this.api.call(method, path, {
      ...(call.raw ? { type: 'application/octet-stream' } : {}),
      ...options,
    })
    // A new password ends the logins made with the old one.
    if (path === `/users/${this.#alice}/password` && answer.status === 204)
      this.#token = await this.api.login('user101', USER_PASSWORD)
    return answer
  }
}
