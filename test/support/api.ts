import { readFileSync } from 'node:fs'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from './server.js'

type Json = Record<string, unknown>

interface Answer {
  readonly status: number
  readonly text: string
  /** The parsed body; empty when there is none. */
  readonly body: Json
  /** Fields at fault, in order. */
  readonly fields: readonly unknown[]
  /** Code of the first error. */
  readonly code: unknown
}

export interface Api {
  readonly server: TestServer
  /** A token of the system administrator. */
  readonly admin: string
  call(
    method: string,
    path: string,
    options?: { token?: string | null; body?: unknown; raw?: string; type?: string },
  ): Promise<Answer>
  get(path: string, token?: string | null): Promise<Answer>
  post(path: string, body?: unknown, token?: string | null): Promise<Answer>
  login(username: string, password: string): Promise<string>
  /** Creates a user with all required members; returns its id. */
  newUser(number: string, members?: Json): Promise<string>
}

interface ErrorEntry {
  readonly code: string
  readonly detail?: { readonly field?: string }
}

export const USER_PASSWORD = 'web password 1'

/** A user as its form demands; `number` tells one from another. */
export const userBody = (number: string, members: Json = {}): Json => ({
  name: `user${number}`,
  password: USER_PASSWORD,
  email: `user${number}@example.com`,
  display_name: `User ${number}`,
  role: 'StandardUser',
  extension_number: number,
  extension_password: `sip-password-${number}`,
  voicemail_pin: '739254',
  ...members,
})

function answerOf(status: number, text: string): Answer {
  const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Json
  const errors = (body.errors ?? []) as ErrorEntry[]
  return { status, text, body, fields: errors.map((error) => error.detail?.field), code: errors[0]?.code }
}

/** A stream of events has no end: its beginning stands for it. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text()
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  await reader?.cancel()
  return Buffer.from(value ?? []).toString()
}

/** A server with a logged-in administrator. */
export async function startApi(env: Readonly<Record<string, string>> = {}): Promise<Api> {
  const server = await startTestServer(env)
  let admin = ''
  const api: Api = {
    server,
    get admin() {
      return admin
    },
    call: async (method, path, { token = admin, body, raw, type = 'application/json' } = {}) => {
      const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
      const response = await fetch(`${server.base}/api${path}`, {
        method,
        headers: {
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...(content === undefined ? {} : { 'Content-Type': type }),
        },
        ...(content === undefined ? {} : { body: content }),
      })
      return answerOf(response.status, await textOf(response))
    },
    get: (path, token = admin) => api.call('GET', path, { token }),
    post: (path, body, token = admin) => api.call('POST', path, { token, body }),
    login: async (username, password) => {
      const { body } = await api.call('POST', '/login', { token: null, body: { username, password } })
      return String(body.access_token)
    },
    newUser: async (number, members) => {
      const made = await api.post('/users', userBody(number, members))
      if (made.status !== 201) throw new Error(made.text)
      return String(made.body.id)
    },
  }
  admin = await api.login('admin', ADMIN_PASSWORD)
  return api
}

export interface Sample {
  /** e.g. `GET /api/users/{id}` */
  readonly operation: string
  readonly chapter: number
  readonly status: number
  readonly request: Json | null
  readonly reply: Json | null
}

const { operations } = JSON.parse(
  readFileSync(new URL('../../fixtures/portsip/samples.json', import.meta.url), 'utf8'),
) as {
  operations: readonly Sample[]
}

/** Every published operation with its samples. */
export const everySample = operations

/** Those of roles, users, phones and groups. */
export const samples = operations.filter(({ chapter }) => chapter <= 8)

export function sampleOf(operation: string): { request: Json; reply: Json } {
  const sample = operations.find((candidate) => candidate.operation === operation)
  if (!sample) throw new Error(`no sample of ${operation}`)
  return { request: structuredClone(sample.request ?? {}), reply: structuredClone(sample.reply ?? {}) }
}

/** Writes values over members of that name at any depth. */
export function fill(value: unknown, values: Json): unknown {
  if (Array.isArray(value)) return value.map((member) => fill(member, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name in values ? values[name] : fill(member, values)]),
  )
}
