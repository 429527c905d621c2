import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttps, type Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'

/** A request must be complete within these; phones on bad lines are slow, attackers slower. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
/** Firmware over a slow line. */
const FILE_TIMEOUT_MS = 15 * 60_000
const KEEP_ALIVE_MS = 15_000
/** Boot storms arrive at once; the kernel's default queue of 511 drops connections. */
const BACKLOG = 4096

/** Ends a connection whose request is not complete in time; node's own limit is one for all, and files take longer. */
function hurry(request: IncomingMessage): void {
  const timer = setTimeout(() => request.complete || request.destroy(), REQUEST_TIMEOUT_MS)
  const done = () => clearTimeout(timer)
  request.once('end', done).once('close', done)
}

/** Phones first, then the API. */
export function createListener(
  phones: (request: IncomingMessage, response: ServerResponse) => boolean,
  app: Hono,
  takesFile: (method: string, path: string) => boolean,
): RequestListener {
  const api = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  return (request, response) => {
    const coding = request.headers['transfer-encoding']
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
      response.writeHead(400, { Connection: 'close' }).end()
      return
    }
    const hasBody = coding !== undefined || (request.headers['content-length'] ?? '0') !== '0'
    const file = takesFile(request.method ?? '', (request.url ?? '').split('?')[0] ?? '')
    // Who was refused before the file was read has no claim to its time.
    if (hasBody && file) response.once('finish', () => hurry(request))
    else if (hasBody) hurry(request)
    if (!phones(request, response)) void api(request, response)
  }
}

export interface Listening {
  readonly port: number
  /** Takes a new certificate for connections to come; only of a TLS listener. */
  setTls(options: SecureContextOptions): void
  close(): Promise<void>
}

/** Opens a listener; port 0 takes any free one. Requests in flight are finished on close. */
export async function listen(
  listener: RequestListener,
  options: { readonly host: string; readonly port: number; readonly tls?: TlsOptions },
): Promise<Listening> {
  const secure: SecureServer | undefined = options.tls && createHttps(options.tls, listener)
  const server: Server = secure ?? createHttp(listener)
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = FILE_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: options.host, port: options.port, backlog: BACKLOG }, () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    setTls: (tls) => secure?.setSecureContext(tls),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}
