import type { MiddlewareHandler } from 'hono'

/**
 * Nothing here is a page, so a browser that shows an answer may load nothing, run nothing and be framed by nobody.
 * Answers hold passwords: no cache keeps them.
 */
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/** Sets the headers every answer of the API has, errors included, unless the operation chose its own. */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
}
