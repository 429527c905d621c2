import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PbxSaw {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Handler = (saw: PbxSaw, response: ServerResponse) => void

export interface FakePbx {
  readonly url: string
  /** Every request, oldest first. */
  readonly saw: PbxSaw[]
  /** Answers all requests but logins and look-ups of users, until it is set again. */
  answer: Handler
  close(): Promise<void>
}

/** A JSON answer. */
export const json =
  (status: number, body: unknown): Handler =>
  (_saw, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  }

export const LOGIN = { username: 'user102', password: 'the login of 102' }
export const TOKENS = { alice: 'pbx-token-of-101', operator: 'pbx-token-of-the-operator' }
/** Ids of users at the PBX; ours are others. */
export const PBX_ID = 'UEJYLXVzZXItMTAx'

/** A PBX on a port of the loopback address that remembers what it was asked. */
export async function startPbx(): Promise<FakePbx> {
  const saw: PbxSaw[] = []
  let logins = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    saw.push(seen)
    if (seen.url === '/api/login/oauth/token') {
      const form = new URLSearchParams(body)
      const right = form.get('username') === LOGIN.username && form.get('password') === LOGIN.password
      if (!right) return json(400, { errors: [] })(seen, response)
      return json(200, { access_token: `pbx-login-${++logins}`, expires_in: 1800 })(seen, response)
    }
    if (seen.url.startsWith('/api/users?')) {
      const known = new URL(seen.url, 'http://pbx').searchParams.get('filter') === "extension_number eq '101'"
      return json(200, { count: 1, items: known ? [{ id: PBX_ID, extension_number: '101' }] : [] })(seen, response)
    }
    pbx.answer(seen, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const pbx: FakePbx = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    saw,
    answer: json(200, {}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return pbx
}

/** Configuration that makes a server ask this PBX. */
export function askPbx(url: string, credentials?: unknown): Readonly<Record<string, string>> {
  const file = join(mkdtempSync(join(tmpdir(), 'offhook-pbx-')), 'credentials.json')
  const told = credentials ?? {
    '101@pbx.example.net': { token: TOKENS.alice },
    '102@PBX.example.net': LOGIN,
    '103@pbx.example.net': { username: 'user103', password: 'wrong' },
    '*@pbx.example.net': { token: TOKENS.operator },
  }
  writeFileSync(file, typeof told === 'string' ? told : JSON.stringify(told))
  return { OFFHOOK_UPSTREAM_PBX_URL: url, OFFHOOK_UPSTREAM_PBX_CREDENTIALS: file, OFFHOOK_UPSTREAM_PBX_TIMEOUT: '1' }
}
