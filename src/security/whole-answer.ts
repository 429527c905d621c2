import { type Outgoing, type OutgoingRequest, TARGET_REFUSED } from './outgoing.js'

export interface Sent extends Omit<OutgoingRequest, 'signal'> {
  readonly url: string
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Asking {
  readonly outgoing: Outgoing
  readonly signal: AbortSignal
  /** How long one call may take, milliseconds. */
  readonly timeoutMs: number
  /** An answer may not be larger, bytes. */
  readonly largest: number
}

/** There is no whole answer. The message goes on behind a name for whoever was asked, and quotes nothing of the request. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'

  /** @param unsent true when the request has not left. */
  constructor(
    message: string,
    readonly unsent = false,
  ) {
    super(message)
  }
}

/**
 * Sends one request and reads the answer whole, whatever its status; no redirect is followed.
 * @throws NoAnswerError when it does not come whole, in time and within bounds.
 */
export async function wholeAnswer({ url, ...init }: Sent, asking: Asking): Promise<Answered> {
  const { outgoing, signal, timeoutMs, largest } = asking
  // A timer of our own: combined timeout signals are held weakly, and one that is collected never fires.
  const call = new AbortController()
  const stop = () => call.abort(signal.reason)
  const timer = setTimeout(() => call.abort(new Error('no whole answer in time')), timeoutMs)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    const response = await outgoing(url, { ...init, signal: call.signal })
    return { status: response.status, headers: response.headers, text: await wholeText(response, largest) }
  } catch (error) {
    if (error instanceof NoAnswerError) throw error
    const { reason, unsent } = causeOf(error, call.signal)
    throw new NoAnswerError(`did not answer: ${reason}`, unsent)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

async function wholeText(response: Response, largest: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > largest) throw new NoAnswerError('answered more than can be meant')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Failures before a request has left: what it asked for cannot have happened. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  TARGET_REFUSED,
])

function causeOf(error: unknown, { aborted, reason }: AbortSignal): { reason: string; unsent: boolean } {
  const { cause } = error as Error & { cause?: { code?: string; message?: string } }
  // Without a cause the request itself was at fault, and the words for it quote its headers.
  const own = aborted ? (reason as Error).message : 'the request cannot be made'
  const said = (cause?.code === TARGET_REFUSED ? undefined : cause?.code) ?? cause?.message ?? own
  return { reason: said, unsent: NEVER_SENT.has(cause?.code ?? '') }
}

/** How long an answer asks to be left alone, milliseconds; undefined where it does not say. */
export function retryAfter(headers: Headers, now: Date): number | undefined {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const ms = /^[0-9]{1,6}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}
