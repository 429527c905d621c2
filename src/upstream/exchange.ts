import { DomainError } from '../domain/errors.js'
import type { Outgoing } from '../security/outgoing.js'

export const failed = (message: string): DomainError => new DomainError('upstream_failed', message)
const late = (): DomainError => new DomainError('upstream_timeout', 'the PBX did not answer in time')

const MOST_REDIRECTS = 3

export interface Exchange {
  readonly outgoing: Outgoing
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** How long the PBX may keep silent, before its answer and within it, ms. */
  readonly timeoutMs: number
}

/** Where a redirect may lead: to the same host over the same scheme, and only for reads. */
async function redirected(response: Response, { url, method }: Exchange): Promise<URL | undefined> {
  const location = response.headers.get('location')
  if (response.status < 300 || response.status > 399 || response.status === 304 || location === null) return undefined
  await response.body?.cancel()
  const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
  if (method !== 'GET' || next?.origin !== url.origin) throw failed('the PBX sends its callers elsewhere')
  return next
}

/** Waits for a step of the PBX; silence beyond the limit aborts the whole exchange. */
async function within<T>(timeoutMs: number, abort: AbortController, step: Promise<T>): Promise<T> {
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  try {
    return await step
  } finally {
    clearTimeout(timer)
  }
}

async function once(asked: Exchange, abort: AbortController): Promise<Response> {
  const { url, method, headers, body, timeoutMs, outgoing } = asked
  const { signal } = abort
  try {
    return await within(timeoutMs, abort, outgoing(url, { method, headers, signal, body }))
  } catch {
    // Undici's words may quote the request; ours do not.
    throw signal.aborted ? late() : failed('the PBX cannot be reached')
  }
}

/** The body as it arrives, its failures in our words. Only the PBX's silence counts, not a slow reader's. */
function watched(body: ReadableStream<Uint8Array>, timeoutMs: number, abort: AbortController) {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await within(timeoutMs, abort, reader.read())
          if (done) controller.close()
          else controller.enqueue(value)
        } catch {
          controller.error(abort.signal.aborted ? late() : failed('the PBX broke off its answer'))
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/**
 * One request and its answer, whose body keeps the time limit for every silence within it. Redirects stay on the host.
 * @throws DomainError `upstream_failed`, `upstream_timeout`; reading the body throws them too.
 */
export async function exchange(asked: Exchange): Promise<Response> {
  const abort = new AbortController()
  let at = asked
  let response = await once(at, abort)
  for (let hops = 0, next = await redirected(response, at); next; next = await redirected(response, at)) {
    if (++hops > MOST_REDIRECTS) throw failed('the PBX sends its callers round in circles')
    at = { ...asked, url: next }
    response = await once(at, abort)
  }
  return response.body ? new Response(watched(response.body, asked.timeoutMs, abort), response) : response
}
