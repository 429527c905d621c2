import type { IncomingMessage } from 'node:http'
import { type Context, Hono } from 'hono'
import type { Logger } from 'pino'
import { DomainError, TooManyError } from '../domain/errors.js'
import type { Services } from '../service/index.js'
import { type Api, holds, pathsOf } from './api.js'
import { apis, ownApi } from './apis.js'
import { addDocs } from './docs.js'
import { failureOf, InvalidJsonError } from './errors.js'
import { handlerOf } from './handler.js'
import { safeHeaders } from './headers.js'
import type { Metrics } from './metrics.js'
import { describeApi } from './openapi.js'
import type { Route } from './route.js'

export interface AppDeps {
  /** What is served; a path that is nobody's is answered in the manner of the first, our own. */
  readonly apis: readonly [Api, ...Api[]]
  readonly services: Services
  readonly metrics: Metrics
  readonly log: Logger
  readonly version: string
  /** The client's address after trusted proxies are believed. */
  readonly source: (request: IncomingMessage) => string
  /** Whether writes are taken, and if not, why. */
  readonly health: () => { readonly writable: boolean; readonly reason: string | null }
}

/** Every operation below `/api`. */
export const apiRoutes: readonly Route[] = ownApi.routes

const FILES = new Set(
  apis.flatMap((api) =>
    api.routes
      .filter((route) => route.upload)
      .flatMap((route) => pathsOf(api, route).map((path) => `${route.method.toUpperCase()} ${path}`)),
  ),
)

/** True for the operations that take a file of any length and bound it themselves. */
export const takesFile = (method: string, path: string): boolean => FILES.has(`${method} ${path}`)

/** A failure in the words of the API it happened in. */
function refusal({ failing }: Api, c: Context, error: unknown): Response {
  const failure = failureOf(error)
  const status = failing.statuses[failure.code]
  const { body, headers } = failing.answer(failure, status)
  const wait = error instanceof TooManyError ? { 'Retry-After': String(error.retryAfter) } : {}
  // What is left of it is not read, so nothing else can follow on this connection.
  const close = failure.code === 'too_large' ? { Connection: 'close' } : {}
  const all = { ...headers, ...wait, ...close }
  return body === null ? c.body(null, status, all) : c.json(body, status, all)
}

/** The application behind the phone listener: APIs, descriptions, health and metrics. */
export function createApp({ apis: served, services, metrics, log, version, source, health }: AppDeps): Hono {
  const app = new Hono()
  const [own] = served
  const at = (c: Context): Api => served.find((api) => holds(api, c.req.path)) ?? own
  const described = served.map((api) => ({ api, description: describeApi(api, version) }))

  app.use('*', safeHeaders)
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', (c) => {
    const { writable, reason } = health()
    return writable ? c.json({ status: 'ready' }) : c.json({ status: 'read only', reason }, 503)
  })
  app.get('/metrics', async (c) =>
    c.body(await metrics.registry.metrics(), 200, { 'Content-Type': metrics.registry.contentType }),
  )
  addDocs(app, { own, version, described })

  for (const api of served) {
    for (const declared of api.routes) {
      const handle = handlerOf(api, declared, services, source)
      const label = api === own ? declared.path : `${api.base}${declared.path}`
      for (const path of pathsOf(api, declared)) {
        app.on(declared.method.toUpperCase(), path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
          const response = await handle(c)
          metrics.called(label, response.status)
          return response
        })
      }
    }
  }

  app.onError((error, c) => {
    const response = refusal(at(c), c, error)
    if (error instanceof InvalidJsonError) return response
    if (!(error instanceof DomainError)) log.error({ err: error, method: c.req.method }, 'request failed')
    else if (response.status === 502 || response.status === 504)
      log.warn({ event: 'upstream.failed', reason: error.message }, 'the PBX did not answer')
    return response
  })
  app.notFound((c) => refusal(at(c), c, new DomainError('not_found', 'there is no such operation')))
  return app
}
