/** Names and values in the order they stood; texts hold one character per byte, so that echoed headers stay the same. */
export type Headers = readonly (readonly [name: string, value: string])[]

export interface SipRequest {
  readonly kind: 'request'
  readonly method: string
  readonly uri: string
  readonly headers: Headers
  readonly body: Buffer
}

export interface SipResponse {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
  readonly headers: Headers
  readonly body: Buffer
}

export type SipMessage = SipRequest | SipResponse

/** No honest message of a phone or proxy comes near; what is larger is not read. */
const MOST_HEADERS = 128

/** One-letter names of RFC 3261 ch. 7.3.3 and RFC 6665, to the full ones; all lower case. */
const COMPACT: Readonly<Record<string, string>> = {
  i: 'call-id',
  m: 'contact',
  e: 'content-encoding',
  l: 'content-length',
  c: 'content-type',
  f: 'from',
  s: 'subject',
  k: 'supported',
  t: 'to',
  v: 'via',
  o: 'event',
  u: 'allow-events',
}

const fullName = (name: string): string => COMPACT[name.toLowerCase()] ?? name.toLowerCase()

/** Every value of a header, long and compact form alike, in order. */
export const headersOf = (message: Pick<SipMessage, 'headers'>, name: string): string[] =>
  message.headers.filter(([candidate]) => fullName(candidate) === name).map(([, value]) => value)

/** The first value of a header; `name` in lower case, in full. */
export const headerOf = (message: Pick<SipMessage, 'headers'>, name: string): string | undefined =>
  headersOf(message, name)[0]

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/
const REQUEST_LINE = /^([A-Za-z0-9\-.!%*_+`'~]{1,64}) ([^\s<>"]{1,2048}) SIP\/2\.0$/
const STATUS_LINE = /^SIP\/2\.0 ([1-6][0-9]{2})(?: (.*))?$/

function readHeaders(lines: readonly string[]): Headers | undefined {
  const headers: [string, string][] = []
  for (const line of lines) {
    const last = headers.at(-1)
    if (/^[ \t]/.test(line)) {
      if (!last) return undefined
      last[1] = `${last[1]} ${line.trim()}`.trim()
      continue
    }
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trimEnd()
    if (colon < 1 || !TOKEN.test(name) || headers.length === MOST_HEADERS) return undefined
    headers.push([name, line.slice(colon + 1).trim()])
  }
  return headers
}

/** What every message must carry exactly once (RFC 3261 ch. 8.1.1), and a CSeq that counts and fits the method. */
function isWhole(message: SipMessage): boolean {
  if (headersOf(message, 'via').length === 0) return false
  if (['from', 'to', 'call-id', 'cseq'].some((name) => headersOf(message, name).length !== 1)) return false
  const cseq = cseqOf(message)
  return cseq !== undefined && (message.kind === 'response' || cseq.method === message.method)
}

export function cseqOf(message: Pick<SipMessage, 'headers'>): { number: number; method: string } | undefined {
  const [, digits, method] = /^([0-9]{1,10})\s+(\S+)$/.exec(headerOf(message, 'cseq') ?? '') ?? []
  if (digits === undefined || method === undefined || Number(digits) >= 2 ** 31) return undefined
  return { number: Number(digits), method }
}

/** The length the message states for its body; undefined when it states none, null when that is not a length. */
function statedLength(headers: Headers): number | undefined | null {
  const stated = headersOf({ headers }, 'content-length')
  if (stated.length === 0) return undefined
  const [first = ''] = stated
  return stated.every((value) => value === first) && /^[0-9]{1,7}$/.test(first) ? Number(first) : null
}

interface Head {
  readonly start: string
  readonly headers: Headers
  readonly bodyAt: number
}

function readHead(data: Buffer): Head | undefined {
  const end = data.indexOf('\r\n\r\n')
  const head = data.toString('latin1', 0, end < 0 ? data.length : end)
  const [start = '', ...lines] = head.split('\r\n')
  if (end < 0 && lines.at(-1) === '') lines.pop()
  // Half a line end is none, and would become a whole one in whatever we echo.
  if (/[\r\n]/.test(start) || lines.some((line) => /[\r\n]/.test(line))) return undefined
  const headers = readHeaders(lines)
  return headers && { start, headers, bodyAt: end < 0 ? data.length : end + 4 }
}

function assemble({ start, headers }: Head, body: Buffer): SipMessage | undefined {
  const [, method, uri] = REQUEST_LINE.exec(start) ?? []
  const [, status, reason] = STATUS_LINE.exec(start) ?? []
  const message: SipMessage | undefined =
    method !== undefined && uri !== undefined
      ? { kind: 'request', method, uri, headers, body }
      : status !== undefined
        ? { kind: 'response', status: Number(status), reason: reason ?? '', headers, body }
        : undefined
  return message && isWhole(message) ? message : undefined
}

/** Reads one datagram. Never throws; undefined is all that is said about what is no SIP message (RFC 3261 ch. 18.3). */
export function parseDatagram(data: Buffer): SipMessage | undefined {
  const head = readHead(data)
  if (!head) return undefined
  const rest = data.subarray(head.bodyAt)
  const length = statedLength(head.headers)
  if (length === null || (length !== undefined && length > rest.length)) return undefined
  return assemble(head, length === undefined ? rest : rest.subarray(0, length))
}

/**
 * Takes the first message off a stream. `rest` is what follows it; 'more' when it is not whole yet, 'broken' when no
 * later byte could make it a message and the connection is of no more use.
 */
export function takeFromStream(data: Buffer): { message: SipMessage; rest: Buffer } | 'more' | 'broken' {
  const from = /^(?:\r\n)*/.exec(data.toString('latin1', 0, Math.min(data.length, 64)))?.[0].length ?? 0
  const text = data.subarray(from)
  if (text.indexOf('\r\n\r\n') < 0) return text.length > 64 * 1024 ? 'broken' : 'more'
  const head = readHead(text)
  const length = head && statedLength(head.headers)
  if (!head || length === undefined || length === null) return 'broken'
  if (text.length < head.bodyAt + length) return 'more'
  const message = assemble(head, text.subarray(head.bodyAt, head.bodyAt + length))
  return message ? { message, rest: text.subarray(head.bodyAt + length) } : 'broken'
}

/** A message as bytes; Content-Length is added. @throws RangeError when a header would break out of its line. */
export function serialise(message: Omit<SipRequest, 'body'> | Omit<SipResponse, 'body'>, body = ''): Buffer {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`
  const content = Buffer.from(body, 'utf8')
  const lines = [start, ...message.headers.map(([name, value]) => `${name}: ${value}`)]
  if (lines.some((line) => /[\r\n]/.test(line))) throw new RangeError('a header may not hold a line break')
  return Buffer.concat([
    Buffer.from(`${lines.join('\r\n')}\r\nContent-Length: ${content.length}\r\n\r\n`, 'latin1'),
    content,
  ])
}
