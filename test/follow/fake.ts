import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FollowedSystem } from '../../src/domain/follower.js'
import type { Outgoing } from '../../src/security/outgoing.js'

export type Json = Record<string, unknown>

export const KEYS: Readonly<Record<FollowedSystem, string>> = {
  yay: 'uuid',
  jambonz: 'client_sid',
  netsapiens: 'user',
  opentact: 'uuid',
  portsip: 'id',
}

/** The least a record of each system holds. */
export const rowOf: Readonly<Record<FollowedSystem, (n: number) => Json>> = {
  yay: (n) => ({ uuid: `k${n}`, user_name: `u${n}`, extension: 1000 + n, display_name: `User ${n}` }),
  jambonz: (n) => ({ client_sid: `k${n}`, username: `${1000 + n}`, password: 'sxxxx', is_active: 1 }),
  netsapiens: (n) => ({ user: `${1000 + n}`, domain: 'pbx.example.net', 'name-first-name': 'User' }),
  opentact: (n) => ({ uuid: `k${n}`, login: `${1000 + n}`, first_name: 'User', last_name: `${n}` }),
  portsip: (n) => ({ id: `k${n}`, name: `u${n}`, extension_number: `${1000 + n}`, display_name: `User ${n}` }),
}

/** Everybody there, as each system answers it; the paged ones hand out `most` at once. */
export class Directory {
  rows: readonly Json[]
  /** What was asked, e.g. `/api/users?skip=0&top=100`. */
  readonly asked: string[] = []
  /** Runs before a page is handed out. */
  before: (start: number) => void = () => undefined
  readonly #system: FollowedSystem
  readonly #most: number

  constructor(system: FollowedSystem, rows: readonly Json[], most = 30) {
    this.#system = system
    this.rows = rows
    this.#most = most
  }

  #one(path: string, key: string): unknown {
    return this.rows.find((row) => row[key] === decodeURIComponent(path.split('/').at(-1) ?? ''))
  }

  #page(start: number): readonly Json[] {
    this.before(start)
    return this.rows.slice(start, start + this.#most)
  }

  /** What is answered; undefined = there is no such thing. */
  answer(target: string): unknown {
    this.asked.push(target)
    const { pathname, searchParams } = new URL(target, 'http://x')
    const start = Number(searchParams.get('start') ?? searchParams.get('skip') ?? 0)
    switch (this.#system) {
      case 'yay':
        return { result: this.rows, status_code: 200, status_message: 'OK' }
      case 'jambonz':
        return this.rows
      case 'opentact':
        return { success: true, payload: this.rows }
      case 'netsapiens':
        return pathname.endsWith('/users') ? this.#page(start) : this.#one(pathname, 'user')
      case 'portsip':
        if (pathname.endsWith('/users')) return { items: this.#page(start), count: this.rows.length }
        return this.#one(pathname, 'id')
    }
  }

  readonly outgoing: Outgoing = async (url) => {
    const { pathname, search } = new URL(url)
    const answer = this.answer(`${pathname}${search}`)
    return new Response(JSON.stringify(answer ?? {}), { status: answer === undefined ? 404 : 200 })
  }
}

export interface Fake {
  readonly url: string
  readonly asked: string[]
  stop(): Promise<void>
}

/** A server on a port of the loopback address that answers as it is told. */
export async function startFake(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Fake> {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
