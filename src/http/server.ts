import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttps, type Server as SecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { networkOf } from '../security/addresses.js'
import { handshakeFault } from './handshake.js'

/** A request must be complete within these; phones on bad lines are slow, attackers slower. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
/** Firmware over a slow line. */
const FILE_TIMEOUT_MS = 15 * 60_000
const KEEP_ALIVE_MS = 15_000
/** How often the limits above are looked at; node's own 30 s would make them three times as long. */
const CHECK_MS = 5_000
/** A TLS handshake must be done; the slowest phone's RSA takes about two seconds. */
const HANDSHAKE_MS = 15_000
/** Requests that run are given this long when the server stops. */
const GRACE_MS = 10_000
const CLOSING_MS = 50
/** Boot storms arrive at once; the kernel's default queue of 511 drops connections. */
const BACKLOG = 4096

/** Ends a connection whose request is not complete in time; node's own limit is one for all, and files take longer. */
function hurry(request: IncomingMessage): void {
  const timer = setTimeout(() => request.complete || request.destroy(), REQUEST_TIMEOUT_MS)
  const done = () => clearTimeout(timer)
  request.once('end', done).once('close', done)
}

/** Phones first, then the API; without phones, the API alone. */
export function createListener(
  phones: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined,
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
    if (hasBody) {
      const file = takesFile(request.method ?? '', (request.url ?? '').split('?')[0] ?? '')
      // Who was refused before the file was read has no claim to its time.
      if (file) response.once('finish', () => hurry(request))
      else hurry(request)
    }
    if (!phones?.(request, response)) void api(request, response)
  }
}

export interface Listening {
  readonly port: number
  /** Takes a new certificate for connections to come; only of a TLS listener. */
  setTls(options: SecureContextOptions): void
  close(): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly tls?: TlsOptions
  readonly connections: SourceConnections
  /** Told of connections that ended before they were safe to speak, and by whom. */
  readonly onHandshakeFailed?: (source: string, reason: string) => void
}

/** Counts connections per source, over all listeners that share it, and refuses those beyond the cap. */
export class SourceConnections {
  readonly #open = new Map<string, number>()
  readonly #most: number
  readonly #exempt: (address: string) => boolean

  /** @param exempt addresses behind which many sources stand: trusted proxies. */
  constructor(most: number, exempt: (address: string) => boolean) {
    this.#most = most
    this.#exempt = exempt
  }

  /** Takes the connection, or ends it at once: a phone comes again, a flood costs nothing. */
  readonly take = (socket: Socket): void => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined) return
    const source = networkOf(remoteAddress)
    const open = this.#open.get(source) ?? 0
    if (open >= this.#most && !this.#exempt(remoteAddress)) {
      socket.destroy()
      return
    }
    this.#open.set(source, open + 1)
    socket.once('close', () => {
      const left = (this.#open.get(source) ?? 1) - 1
      if (left > 0) this.#open.set(source, left)
      else this.#open.delete(source)
    })
  }
}

/** Opens a listener; port 0 takes any free one. Requests in flight are finished on close, up to a limit. */
export async function listen(listener: RequestListener, options: ListenOptions): Promise<Listening> {
  const limits = {
    connectionsCheckingInterval: CHECK_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: FILE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
  const secure: SecureServer | undefined =
    options.tls && createHttps({ ...options.tls, ...limits, handshakeTimeout: HANDSHAKE_MS }, listener)
  const server: Server = secure ?? createHttp(limits, listener)
  // The TCP connection, before any handshake: that is what a flood opens.
  server.on('connection', options.connections.take)
  secure?.on('tlsClientError', (error: Error, { remoteAddress }) => {
    if (remoteAddress !== undefined) options.onHandshakeFailed?.(remoteAddress, handshakeFault(error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: options.host, port: options.port, backlog: BACKLOG }, () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    setTls: (tls) => secure?.setSecureContext(tls),
    close: () => closeGently(server),
  }
}

/** A kept connection is idle again once its request is answered, so it is looked for until none is left. */
function closeGently(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const closing = setInterval(() => server.closeIdleConnections(), CLOSING_MS)
    const late = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    server.close(() => {
      clearInterval(closing)
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
