import { DomainError } from '../domain/errors.js'

export const failed = (message: string): DomainError => new DomainError('upstream_failed', message)
const late = (): DomainError => new DomainError('upstream_timeout', 'the PBX did not answer in time')

const MOST_REDIRECTS = 3

export interface Exchange {
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** How long the PBX may keep silent, before its answer and within it, ms. */
  readonly timeoutMs: number
}

/** Where a redirect may lead: to the same host over the same scheme, and only for reads. */
function redirected(response: Response, { url, method }: Exchange): URL | undefined {
  const location = response.headers.get('location')
  if (response.status < 300 || response.status > 399 || response.status === 304 || location === null) return undefined
  const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
  if (method !== 'GET' || next?.origin !== url.origin) throw failed('the PBX sends its callers elsewhere')
  return next
}

async function once({ url, method, headers, body }: Exchange, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { method, headers, redirect: 'manual', signal, ...(body === undefined ? {} : { body }) })
  } catch {
    // Undici's words may quote the request; ours do not.
    throw signal.aborted ? late() : failed('the PBX cannot be reached')
  }
}

/** The body as it arrives, its failures in our words; every part that comes starts the wait anew. */
async function* watched(body: ReadableStream<Uint8Array>, timer: NodeJS.Timeout, signal: AbortSignal) {
  try {
    for await (const chunk of body) {
      timer.refresh()
      yield chunk
    }
  } catch {
    throw signal.aborted ? late() : failed('the PBX broke off its answer')
  } finally {
    clearTimeout(timer)
  }
}

/**
 * One request and its answer, whose body keeps the time limit for every silence within it. Redirects stay on the host.
 * @throws DomainError `upstream_failed`, `upstream_timeout`; reading the body throws them too.
 */
export async function exchange(asked: Exchange): Promise<Response> {
  const abort = new AbortController()
  const { signal } = abort
  const timer = setTimeout(() => abort.abort(), asked.timeoutMs)
  try {
    let response = await once(asked, signal)
    for (let hops = 0, next = redirected(response, asked); next; next = redirected(response, asked)) {
      await response.body?.cancel()
      if (++hops > MOST_REDIRECTS) throw failed('the PBX sends its callers round in circles')
      response = await once({ ...asked, url: next }, signal)
    }
    if (response.body) return new Response(ReadableStream.from(watched(response.body, timer, signal)), response)
    clearTimeout(timer)
    return response
  } catch (error) {
    clearTimeout(timer)
    throw error
  }
}
