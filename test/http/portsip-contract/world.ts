import { apiRoutes } from '../../../src/http/app.js'
import { type Api, everySample, fill, type Sample, startApi, USER_PASSWORD } from '../../support/api.js'

type Json = Record<string, unknown>

/** Values for the placeholders `text` and `[email protected]`, which the contract's own rules refuse, by member. */
const VALUES: Json = {
  password: USER_PASSWORD,
  email: 'somebody@example.com',
  role: 'StandardUser',
  extension_password: 'sip-password-1',
  voicemail_pin: '739254',
  number: '+4930123',
  vendor: 'yealink',
  model: 'T46U',
  codecs: ['PCMU', 'G722'],
  door_password1: '1234',
  door_password2: '87654321',
  region: 'GBR',
  phone_number: '+4930123',
  timezone: 'Europe/Berlin',
  admin_pin: '7392',
  room_pin: '7392',
  year_start: 2026,
  year_end: 2026,
  external_invitees: 'somebody@example.com',
  avatar_file_id: null,
}

/** The beginning of a sound file, as far as anybody looks at it. */
const WAV = Buffer.concat([Buffer.from('RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1'), Buffer.alloc(200)])

/** Password of a phone, which is not bound by the rules for users. */
const PHONE_PASSWORD = 'Phone1pass'

export interface Call {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly token: string
}

const built = new Set(apiRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`))

/** `GET /api/users/{id}` as our routes are named. */
export const nameOf = ({ operation }: Sample): string => operation.replace(' /api', ' ')
export const isBuilt = (sample: Sample): boolean => built.has(nameOf(sample))

/** A server on which every published sample can be sent: its placeholders and ids replaced by what exists. */
export class World {
  readonly api: Api
  #alice = ''
  #token = ''
  #group = ''
  #next = 200

  constructor(api: Api) {
    this.api = api
  }

  static async open(): Promise<World> {
    const world = new World(await startApi())
    world.#alice = await world.#made('POST /users', { path: '/users', body: world.#user('101') })
    world.#token = await world.api.login('user101', USER_PASSWORD)
    world.#group = await world.#made('POST /groups', {
      path: '/groups',
      body: fill(everySample.find(({ operation }) => operation === 'POST /api/groups')?.request, { name: 'Sales' }),
    })
    await world.api.post(`/groups/${world.#group}/members/101`)
    return world
  }

  #number(): number {
    return this.#next++
  }

  #user(number: string): unknown {
    const sample = everySample.find(({ operation }) => operation === 'POST /api/users')
    return fill(sample?.request, { ...VALUES, name: `user${number}`, extension_number: number })
  }

  async #made(what: string, { path, body, token }: { path: string; body?: unknown; token?: string }): Promise<string> {
    const answer = await this.api.post(path, body, token)
    if (answer.status !== 201) throw new Error(`${what} for a test: ${answer.status} ${answer.text}`)
    return String(answer.body.id ?? answer.body.token)
  }

  /** The id of a sound file that was uploaded and is not used yet. */
  async #file(token: string): Promise<string> {
    const begun = (await this.api.post('/blobs/uploads?filename=hello.wav', undefined, token)).body
    const step = async (name: string, body?: Uint8Array<ArrayBuffer>) =>
      fetch(`${this.api.server.base}/api/blobs/uploads/${begun.id}/${name}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'PortSIP-Upload-Token': String(begun.token) },
        ...(body ? { body } : {}),
      })
    await step('append', new Uint8Array(WAV))
    return String(((await (await step('complete')).json()) as { id: string }).id)
  }

  /** The request of a sample with values our rules accept, files in it really uploaded. */
  async #bodyWith(sample: Sample, path: string, token: string): Promise<unknown> {
    const body = this.#bodyOf(sample, path)
    const needsFile = typeof body === 'object' && body !== null && 'file_id' in body
    return needsFile ? { ...body, file_id: await this.#file(token) } : body
  }

  /** The request of a sample with values our rules accept. */
  #bodyOf(sample: Sample, path: string): unknown {
    if (sample.request === null) return undefined
    if (/^\/users$/.test(path)) return this.#user(String(this.#number()))
    if (/password$/.test(path))
      return 'old_password' in sample.request
        ? { old_password: path.includes('extension') ? 'sip-password-1' : USER_PASSWORD, new_password: USER_PASSWORD }
        : { password: USER_PASSWORD }
    const n = this.#number()
    const values: Json = { ...VALUES, name: `Name ${n}` }
    if (path.includes('/phones')) {
      values.mac = `0015650${n.toString(16).padStart(5, '0')}`
      values.password = PHONE_PASSWORD
    }
    // No holiday of the tenant has the printed id.
    if (path.endsWith('global_holidays')) values.items = []
    if (path.includes('speed_dial_8')) values.code = String(2 + (n % 8))
    if (path.includes('speed_dial_100')) values.code = String(n % 100).padStart(2, '0')
    const body = fill(sample.request, values)
    // A change may keep the code; another one may be taken by now.
    if (/speed_dial_\d+\/\{/.test(path) && typeof body === 'object' && body !== null)
      return { ...body, code: undefined }
    return body
  }

  /** Something to name in the path: what exists already, else what the collection before the parameter makes. */
  async #idFor(before: string, parameter: string, rest: string): Promise<string> {
    const destroys = rest === '/destroy'
    if (before === '/users') return destroys ? this.api.newUser(String(this.#number())) : this.#alice
    if (before === '/groups' && !destroys) return this.#group
    if (before.endsWith('/members')) return '101'
    if (parameter === 'name') {
      const name = `Role ${this.#number()}`
      await this.api.post('/roles', { name, permissions: {} })
      return name
    }
    if (before === '/user/extension_contacts') return this.api.newUser(String(this.#number()))
    const collection = before === '/user/business_contacts' ? '/contacts' : before
    const template = collection.replace(this.#alice, '{id}').replace(this.#group, '{id}')
    if (!built.has(`POST ${template}`)) return 'bm9ib2R5'
    const making = everySample.find(({ operation }) => operation === `POST /api${template}`)
    const token = collection.startsWith('/user/') ? this.#token : this.api.admin
    const body = making
      ? await this.#bodyWith(making, template, token)
      : template === '/contacts'
        ? { name: 'Contact' }
        : undefined
    const answer = await this.api.call('POST', collection, { body, token })
    // A code may be taken already: then the one that has it serves as well.
    if (answer.status === 409) {
      const { items } = (await this.api.get(collection, token)).body as { items: { id: string }[] }
      return items[0]?.id ?? 'bm9ib2R5'
    }
    return answer.status === 201 ? String(answer.body.id ?? answer.body.token) : 'bm9ib2R5'
  }

  /** The sample as a call that should succeed. */
  async prepare(sample: Sample): Promise<Call> {
    const [method = '', template = ''] = nameOf(sample).split(' ')
    let path = template
    for (const [whole, parameter = ''] of template.matchAll(/\{(\w+)\}/g)) {
      const at = path.indexOf(whole)
      const before = path.slice(0, at - 1)
      const id = await this.#idFor(before, parameter, path.slice(at + whole.length))
      path = `${before}/${encodeURIComponent(id)}${path.slice(at + whole.length)}`
    }
    // A list is asked for when something is in it.
    if (method === 'GET' && built.has(`POST ${template}`) && !template.endsWith('}')) await this.#idFor(path, '', '')
    const token = /^\/user(?:\/|$)/.test(template) ? this.#token : this.api.admin
    // Required, but a query and so not among the printed bodies.
    if (path.endsWith('/cdrs/sync_tokens')) path += '?date_from=2026-01-01T00:00:00Z'
    return { method, path, body: await this.#bodyWith(sample, template, token), token }
  }

  async send(call: Call) {
    const answer = await this.api.call(call.method, call.path, { body: call.body, token: call.token })
    // A new password ends the logins made with the old one.
    if (call.path === `/users/${this.#alice}/password`) this.#token = await this.api.login('user101', USER_PASSWORD)
    return answer
  }
}
