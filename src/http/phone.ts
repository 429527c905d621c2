import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FetchRequest, Refused } from '../service/answer.js'
import type { Answer, Provision } from '../service/provision.js'
import { LARGEST_UPLOAD } from '../service/serve-upload.js'
import type { WarmEntry } from '../service/warm.js'
import { sendAsset } from './send-asset.js'

const NOT_FOUND = Buffer.from('not found\n')
const REFUSAL = [
  'Content-Type',
  'text/plain; charset=utf-8',
  'Content-Length',
  String(NOT_FOUND.length),
  'Cache-Control',
  'private, no-cache',
  'X-Content-Type-Options',
  'nosniff',
]

/**
 * A refused login is answered this long after it came. A phone that is known costs some microseconds more than one that
 * is not, and ten thousand measurements show that; a timer set on arrival does not.
 */
const LOGIN_MS = 5

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** What the phone listener needs; `source` is the client's address after trusted proxies are believed. */
export interface PhoneListenerDeps {
  readonly provision: Provision
  readonly source: (request: IncomingMessage) => string
  /** The client certificate and what came with it, DER, leaf first; from a header only if a trusted proxy set it. */
  readonly certificates: (request: IncomingMessage) => readonly Buffer[]
  readonly onRefused: (details: {
    reason: string
    source: string
    userAgent: string
    phone_id: string | undefined
    throttled: boolean
  }) => void
  readonly onServed: (file: string, status: 200 | 304) => void
  readonly onError: (error: unknown) => void
  /** Targets that are not a phone's and are passed on. */
  readonly others: RegExp
}

type Counted = 200 | 304

function sendEntry(request: IncomingMessage, response: ServerResponse, entry: WarmEntry): Counted {
  if (request.headers['if-none-match'] === entry.etag) {
    response.writeHead(304, ['ETag', entry.etag, 'Cache-Control', 'private, no-cache'])
    response.end()
    return 304
  }
  response.writeHead(200, entry.headers as string[])
  response.end(request.method === 'HEAD' ? undefined : entry.body)
  return 200
}

const bytesOf = (entry: WarmEntry, status: Counted, method: string): number =>
  status === 200 && method !== 'HEAD' ? entry.body.length : 0

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

/** The one refusal: the same bytes whatever was asked for, and whether it exists. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { wait, challenges }: Pick<Refused, 'wait' | 'challenges'> = { wait: 0, challenges: [] },
): void {
  if (wait > 0) response.writeHead(429, [...REFUSAL, 'Retry-After', String(wait)])
  else if (challenges.length === 0) response.writeHead(404, REFUSAL)
  else response.writeHead(401, [...REFUSAL, ...challenges.flatMap((challenge) => ['WWW-Authenticate', challenge])])
  response.end(request.method === 'HEAD' ? undefined : NOT_FOUND)
}

/** Reads an upload up to the limit; undefined when it is longer. */
async function readUpload(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Names under which people and programs reach something else than a phone's file.
 * @param bases where the APIs are, e.g. `/api`
 */
export function administrationAt(bases: readonly string[]): RegExp {
  const names = bases.map((base) => base.slice(1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return new RegExp(`^/(?:(?:${names})(?:/|$|\\?)|(?:healthz|readyz|metrics)(?:$|\\?)|$|\\?)`)
}

/** What is left of them where administration has a port of its own: phones fetch the CA, balancers ask for life. */
export const FOR_PHONES = /^\/(?:api\/ca\.pem|healthz|readyz)(?:$|\?)/

/**
 * Answers phones before anything else looks at the request: finished answers at once, then the full way.
 * @returns false when the path is not a phone's, so that the API may answer.
 */
export function createPhoneListener(
  deps: PhoneListenerDeps,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { provision, onServed } = deps

  /** What the service says; `body` is undefined where an upload was too long, or none was sent. */
  const ask = async (asked: FetchRequest, upload: boolean, body: Buffer | undefined): Promise<Answer> => {
    if (!upload) return provision.fetch(asked)
    return body ? provision.upload(asked, body) : { kind: 'too_large' }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    const source = deps.source(request)
    const userAgent = request.headers['user-agent'] ?? ''
    const { method = 'GET' } = request
    const { host, authorization } = request.headers
    const asked = { url, method, source, userAgent, host, authorization, certificates: deps.certificates(request) }
    const due = authorization === undefined ? undefined : after(LOGIN_MS)
    const upload = method === 'PUT' || method === 'POST'
    if (!upload && method !== 'GET' && method !== 'HEAD') return refuse(request, response)
    const body = upload ? await readUpload(request, LARGEST_UPLOAD) : undefined
    const result = await ask(asked, upload, body).catch((error: unknown) => {
      provision.failed(asked, error)
      throw error
    })
    let bytes = body?.length ?? 0
    if (result.kind === 'asset') {
      const sent = await sendAsset(request, response, result.file)
      bytes = sent.bytes
      onServed(result.file.asset.name, sent.status)
    } else if (result.kind === 'file') {
      const status = sendEntry(request, response, result.entry)
      bytes = bytesOf(result.entry, status, method)
      onServed(result.entry.file, status)
    } else if (result.kind === 'stored') sendText(response, 201, '')
    else if (result.kind === 'noted') sendText(response, 200, '')
    else if (result.kind === 'too_large') sendText(response, 413, 'too large\n')
    else {
      const { reason, phone_id, wait } = result
      await due
      deps.onRefused({ reason, source, userAgent, phone_id, throttled: wait > 0 })
      refuse(request, response, result)
    }
    provision.answered(asked, result, { status: response.statusCode, bytes })
  }

  return (request, response) => {
    const url = request.url ?? '/'
    const method = request.method
    if (method === 'GET' || method === 'HEAD') {
      const warm = provision.warm(url)
      if (warm) {
        const status = sendEntry(request, response, warm)
        const sent = { status, bytes: bytesOf(warm, status, method) }
        provision.entryNoted(warm, sent, deps.source(request), request.headers['user-agent'] ?? '')
        onServed(warm.file, status)
        return true
      }
    }
    if (deps.others.test(url)) return false
    answer(request, response, url).catch((error: unknown) => {
      deps.onError(error)
      // 503 and not 404: the phone keeps what it has and asks again.
      if (!response.headersSent) sendText(response, 503, 'try again later\n')
      else response.destroy()
    })
    return true
  }
}
