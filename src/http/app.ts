import type { IncomingMessage } from 'node:http'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { DomainError, TooManyError } from '../domain/errors.js'
import type { Services } from '../service/index.js'
import { offhookRoutes } from './api/offhook/index.js'
import { portsipRoutes } from './api/portsip/index.js'
import { addDocs } from './docs.js'
import { answerTo, InvalidJsonError } from './errors.js'
import { safeHeaders } from './headers.js'
import type { Metrics } from './metrics.js'
import { describeApi } from './openapi.js'
import { handlerOf, type Route } from './route.js'

export interface AppDeps {
  readonly services: Services
  readonly metrics: Metrics
  readonly log: Logger
  readonly version: string
  /** The client's address after trusted proxies are believed. */
  readonly source: (request: IncomingMessage) => string
  /** Whether writes are taken, and if not, why. */
  readonly health: () => { readonly writable: boolean; readonly reason: string | null }
}

const API = '/api'

/** A body may not be larger, bytes; the largest honest one is a key layout of some hundred keys. */
const LARGEST_BODY = 1024 * 1024

/** Every operation below `/api`. */
export const apiRoutes: readonly Route[] = [...portsipRoutes, ...offhookRoutes]

const FILES = new Set(
  apiRoutes.filter((route) => route.upload).map((route) => `${route.method.toUpperCase()} ${API}${route.path}`),
)

/** True for the operations that take a file of any length and bound it themselves. */
export const takesFile = (method: string, path: string): boolean => FILES.has(`${method} ${path}`)

/** The application behind the phone listener: API, description, health and metrics. */
export function createApp({ services, metrics, log, version, source, health }: AppDeps): Hono {
  const app = new Hono()
  const description = describeApi(apiRoutes, API, version)

  app.use('*', safeHeaders)
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', (c) => {
    const { writable, reason } = health()
    return writable ? c.json({ status: 'ready' }) : c.json({ status: 'read only', reason }, 503)
  })
  app.get('/metrics', async (c) =>
    c.body(await metrics.registry.metrics(), 200, { 'Content-Type': metrics.registry.contentType }),
  )
  app.get(`${API}/openapi.json`, (c) => c.json(description))
  addDocs(app, API, description)

  const tooLarge = { errors: [{ code: 'TOO_LARGE', message: `a body may have at most ${LARGEST_BODY} bytes` }] }
  const limited = bodyLimit({ maxSize: LARGEST_BODY, onError: (c) => c.json(tooLarge, 413) })
  app.use(`${API}/*`, (c, next) => (takesFile(c.req.method, c.req.path) ? next() : limited(c, next)))

  for (const declared of apiRoutes) {
    const path = `${API}${declared.path.replace(/\{(\w+)\}/g, ':$1')}`
    const handle = handlerOf(declared, services, source)
    app.on(declared.method.toUpperCase(), path, async (c) => {
      const response = await handle(c)
      metrics.called(declared.path, response.status)
      return response
    })
  }

  app.onError((error, c) => {
    if (error instanceof InvalidJsonError)
      return c.json({ errors: [{ code: 'INVALID_JSON', message: error.message }] }, 400)
    const { status, body } = answerTo(error)
    if (!(error instanceof DomainError)) log.error({ err: error, method: c.req.method }, 'request failed')
    else if (status === 502 || status === 504)
      log.warn({ event: 'upstream.failed', reason: error.message }, 'the PBX did not answer')
    return c.json(body, status, error instanceof TooManyError ? { 'Retry-After': String(error.retryAfter) } : {})
  })
  app.notFound((c) => c.json(answerTo(new DomainError('not_found', 'there is no such operation')).body, 404))
  return app
}
