import { RedirectFault } from '../domain/redirect.js'
import type { Answered, Sent } from '../security/whole-answer.js'
import { basicHeader } from './credentials.js'
import { type Json, jsonOf, textIn, wordsOf } from './json.js'
import { faultOf, type Wire } from './wire.js'

/** A token is renewed this long before it ends, milliseconds (yealink.md 8.2 P). */
const SPARE_MS = 60_000
const HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json' }

/** The service's own number of what went wrong; 0 when it gives none. */
function codeOf(answer: Answered): number {
  try {
    return Number((JSON.parse(answer.text) as Json).code) || 0
  } catch {
    return 0
  }
}

/** What its error codes mean (yealink.md 8.2 P); everything else is judged by the HTTP status. */
export function ymcsFault(answer: Answered, now: Date): RedirectFault {
  const code = codeOf(answer)
  const words = wordsOf(answer, ['message', 'error'])
  const text = code ? `${code}: ${words}` : words
  if ([70011, 900401, 900403, 900440].includes(code)) return new RedirectFault({ kind: 'denied', text, wide: true })
  if (code === 800004) return new RedirectFault({ kind: 'conflict', text })
  if ([800001, 800002, 800005, 800006, 800007, 800008, 800200, 900400].includes(code))
    return new RedirectFault({ kind: 'refused', text })
  if (code === 900409 || code === 900408 || (code >= 900500 && code <= 900599))
    return new RedirectFault({ kind: 'later', text })
  if (code === 900429) return new RedirectFault({ ...faultOf({ ...answer, status: 429 }, now).outcome, text })
  return faultOf(answer, now, words)
}

/** True for the refusal that says our own account, or somebody, has the device already. */
export const existsAlready = (answer: Answered): boolean => codeOf(answer) === 800003

/** Signed-in calls to YMCS: one token at a time, fetched once however many wait for it. */
export class YmcsSession {
  readonly #wire: Wire
  #token: Promise<{ readonly header: string; readonly until: number }> | undefined

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /**
   * Sends a request with a valid token; one that the service no longer believes is renewed once.
   * @throws RedirectFault when there is no token or no answer; other failures are the caller's to judge.
   */
  async send(method: Sent['method'], path: string, body?: unknown): Promise<Answered> {
    const first = await this.#signed(method, path, body, await this.#header())
    if (first.status !== 401 && codeOf(first) !== 900401 && codeOf(first) !== 900440) return first
    this.#token = undefined
    return this.#signed(method, path, body, await this.#header())
  }

  #signed(method: Sent['method'], path: string, body: unknown, authorization: string): Promise<Answered> {
    const { now, random } = this.#wire.options
    return this.#wire.send({
      method,
      url: `${this.#wire.base.replace(/\/+$/, '')}${path}`,
      headers: {
        ...HEADERS,
        Authorization: authorization,
        timestamp: String(now().getTime()),
        nonce: random(16).toString('hex'),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async #header(): Promise<string> {
    const held = this.#token
    if (held && (await held).until > this.#wire.options.now().getTime()) return (await held).header
    // Others may have begun to renew it while this one looked at the old one.
    if (this.#token === held) {
      const renewed = this.#renew()
      this.#token = renewed
      renewed.catch(() => {
        if (this.#token === renewed) this.#token = undefined
      })
    }
    return this.#token ? (await this.#token).header : this.#header()
  }

  async #renew() {
    const now = this.#wire.options.now().getTime()
    const answer = await this.#signed(
      'POST',
      '/v2/token',
      { grant_type: 'client_credentials' },
      basicHeader(this.#wire.credentials),
    )
    if (answer.status !== 200) throw ymcsFault(answer, this.#wire.options.now())
    const body = jsonOf(answer) as Json
    const token = textIn(body, 'access_token')
    const seconds = Number(body.expires_in)
    if (token === null || !Number.isFinite(seconds))
      throw new RedirectFault({ kind: 'later', text: 'the service gave no token', wide: true })
    return { header: `Bearer ${token}`, until: now + seconds * 1000 - SPARE_MS }
  }
}
