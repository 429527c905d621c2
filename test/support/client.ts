import { ADMIN_PASSWORD, type TestServer } from './server.js'

export interface TestReply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: replies are asserted on, not typed
  readonly body: any
}

/** The API as a client sees it, logged in as the system administrator. */
export interface TestApi {
  get(path: string): Promise<TestReply>
  post(path: string, body?: object): Promise<TestReply>
  /** The same server for another login. */
  as(username: string, password: string): Promise<TestApi>
}

async function login(base: string, username: string, password: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', username, password })
  const response = await fetch(`${base}/api/login/oauth/token`, { method: 'POST', body })
  if (!response.ok) throw new Error(`login of ${username}: ${response.status}`)
  return ((await response.json()) as { access_token: string }).access_token
}

function clientOf(base: string, token: string): TestApi {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const call = async (path: string, init: RequestInit): Promise<TestReply> => {
    const response = await fetch(`${base}/api${path}`, { ...init, headers })
    const text = await response.text()
    const json = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, body: json ? JSON.parse(text) : text }
  }
  return {
    get: (path) => call(path, {}),
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body ?? {}) }),
    as: async (username, password) => clientOf(base, await login(base, username, password)),
  }
}

export async function apiOf(server: Pick<TestServer, 'base'>): Promise<TestApi> {
  return clientOf(server.base, await login(server.base, 'admin', ADMIN_PASSWORD))
}
