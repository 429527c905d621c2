import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a service can do wrong, besides what its own protocol has. `lost`: it acts, and the answer never arrives. */
export type Mischief = 'error' | 'hang' | 'half' | 'malformed' | 'limit' | 'lost'

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly raw: IncomingMessage
}

export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A redirect service on a port of the loopback address: what it holds, who owns what, and how it misbehaves. */
export interface Fake {
  readonly url: string
  /** Our account's entries: MAC in 12 lower-case digits, and the URL a phone would be told. */
  readonly entries: Map<string, string>
  /** MACs of another account. */
  readonly foreign: Set<string>
  /** Breaches of the protocol; every test ends with none. */
  readonly violations: string[]
  /** What was asked, in order, e.g. `registerDevice`. */
  readonly calls: string[]
  /** How often the entry of a MAC was deleted. */
  readonly deletions: Map<string, number>
  /** Goes wrong that many times, after as many answers as `after` says. */
  misbehave(kind: Mischief, times?: number, after?: number): void
  behave(): void
  stop(): Promise<void>
}

export const ACCOUNT = { user: 'reseller-7', password: 'p&ss <w0rd> "ü"' }

class Violation extends Error {}

export function must(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Violation(what)
}

export const basicOf = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`

export interface FakeState {
  readonly entries: Map<string, string>
  readonly foreign: Set<string>
  readonly calls: string[]
  readonly deletions: Map<string, number>
}

/** Counts a deletion of an entry, which leaves a phone without one until something is added. */
export function forget(state: FakeState, mac: string): boolean {
  if (!state.entries.delete(mac)) return false
  state.deletions.set(mac, (state.deletions.get(mac) ?? 0) + 1)
  return true
}

const BROKEN: Reply = { status: 200, type: 'text/html', body: '<html><body>We will be back soon' }

export async function startFake(
  path: string,
  answer: (request: Request, state: FakeState) => Promise<Reply> | Reply,
): Promise<Fake> {
  const state: FakeState = { entries: new Map(), foreign: new Set(), calls: [], deletions: new Map() }
  const violations: string[] = []
  let mischief: { kind: Mischief; left: number; skip: number } | undefined

  const misbehaving = (): Mischief | undefined => {
    if (!mischief) return undefined
    if (mischief.skip > 0) {
      mischief.skip--
      return undefined
    }
    const { kind } = mischief
    if (--mischief.left <= 0) mischief = undefined
    return kind
  }

  const send = (response: ServerResponse, { status, type, body, headers = {} }: Reply) =>
    response
      .writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...headers })
      .end(body)

  const handle = async (raw: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of raw) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const request: Request = { method: raw.method ?? '', path: raw.url ?? '', headers: raw.headers, body, raw }
    const wrong = misbehaving()
    if (wrong === 'hang') return
    if (wrong === 'error') return void send(response, { status: 500, type: 'text/plain', body: 'database is down' })
    if (wrong === 'malformed') return void send(response, BROKEN)
    if (wrong === 'limit')
      return void send(response, {
        status: 429,
        type: 'text/plain',
        body: 'slow down',
        headers: { 'Retry-After': '2' },
      })
    let reply: Reply
    try {
      reply = await answer(request, state)
    } catch (error) {
      if (!(error instanceof Violation)) throw error
      violations.push(error.message)
      reply = { status: 400, type: 'text/plain', body: `protocol: ${error.message}` }
    }
    if (wrong === 'lost') return void raw.socket.destroy()
    if (wrong === 'half') {
      response.writeHead(reply.status, { 'Content-Type': reply.type, 'Content-Length': Buffer.byteLength(reply.body) })
      response.write(reply.body.slice(0, Math.floor(reply.body.length / 2)), () => raw.socket.destroy())
      return
    }
    send(response, reply)
  }

  const server: Server = createServer((raw, response) => {
    handle(raw, response).catch((error) => {
      violations.push(String(error))
      raw.socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    ...state,
    violations,
    misbehave: (kind, times = 1, after = 0) => {
      mischief = { kind, left: times, skip: after }
    },
    behave: () => {
      mischief = undefined
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
