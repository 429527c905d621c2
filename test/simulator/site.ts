import { mkdtempSync, rmSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** What a phone asked for. */
interface Seen {
  readonly method: string
  readonly path: string
  readonly userAgent: string
  readonly authorization: string | undefined
  readonly body: string
}

/** A provisioning server of the simplest kind: a table of files, by path. */
export interface Site {
  readonly origin: string
  readonly files: Map<string, string | Buffer>
  readonly seen: Seen[]
  /** When set, decides a request before the table does; true = answered. */
  guard: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  /** Paths asked for since the last call, in order. */
  asked(): string[]
  stop(): Promise<void>
}

/** Starts a server that is stopped when the test ends. */
export async function startSite(tls?: https.ServerOptions): Promise<Site> {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const path = request.url ?? ''
      const { 'user-agent': userAgent = '', authorization } = request.headers
      const body = Buffer.concat(parts).toString()
      site.seen.push({ method: request.method ?? '', path, userAgent, authorization, body })
      if (site.guard?.(request, response)) return
      const file = site.files.get(path)
      const status = request.method === 'PUT' ? 405 : file === undefined ? 404 : 200
      response.writeHead(status).end(status === 200 ? file : 'no such file')
    })
  }
  const server = tls ? https.createServer(tls, handle) : http.createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let mark = 0
  const site: Site = {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    files: new Map(),
    seen: [],
    guard: undefined,
    asked() {
      const paths = site.seen.slice(mark).map((seen) => seen.path)
      mark = site.seen.length
      return paths
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
  onTestFinished(() => site.stop())
  return site
}

/** Answers every request with a status and no file. */
export function always(status: number): NonNullable<Site['guard']> {
  return (_, response) => {
    response.writeHead(status).end()
    return true
  }
}

/** A directory that is gone when the test ends. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'simulated-phone-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
