import { type RedirectCredentials, RedirectFault, type RedirectOutcome } from '../domain/redirect.js'
import type { Outgoing } from '../security/outgoing.js'
import { type Answered, NoAnswerError, retryAfter, type Sent, wholeAnswer } from '../security/whole-answer.js'

/** An answer may not be larger, bytes; a list of ten thousand devices is below it. */
const LARGEST_ANSWER = 16 * 1024 * 1024
const LONGEST_TEXT = 300

export interface WireOptions {
  readonly outgoing: Outgoing
  readonly signal: AbortSignal
  /** How long one call may take, milliseconds. */
  readonly timeoutMs: number
  readonly now: () => Date
  readonly random: (bytes: number) => Buffer
}

const later = (text: string, more: Partial<RedirectOutcome> = {}): RedirectFault =>
  new RedirectFault({ kind: 'later', text, ...more })

/** The connection to one account's service: one call at a time, no redirect followed, every failure a fault. */
export class Wire {
  readonly credentials: RedirectCredentials
  readonly base: string
  readonly options: WireOptions

  constructor(credentials: RedirectCredentials, base: string, options: WireOptions) {
    this.credentials = credentials
    this.base = base
    this.options = options
  }

  /**
   * Sends one request and reads the answer whole, whatever its status.
   * @throws RedirectFault `later` when there is no whole answer.
   */
  async send(sent: Sent): Promise<Answered> {
    try {
      return await wholeAnswer(sent, { ...this.options, largest: LARGEST_ANSWER })
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error
      throw later(`the service ${error.message}`, { wide: true, ...(error.unsent ? { unsent: true } : {}) })
    }
  }
}

/** The beginning of a vendor's text on one line. */
export const excerpt = (text: string): string =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\p{Zs}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT)

/** What a status that is no success means for the entry it answered. */
export function faultOf({ status, headers, text }: Answered, now: Date, said = excerpt(text)): RedirectFault {
  const words = `HTTP ${status}${said ? `: ${said}` : ''}`
  if (status === 401 || status === 403) return new RedirectFault({ kind: 'denied', text: words, wide: true })
  if (status === 408 || status === 429) {
    const after_ms = retryAfter(headers, now)
    return later(words, { wide: true, unsent: true, ...(after_ms === undefined ? {} : { after_ms }) })
  }
  if (status >= 300 && status < 400) return later(`${words} (a redirect is not followed)`, { wide: true, unsent: true })
  return status >= 400 && status < 500 ? new RedirectFault({ kind: 'refused', text: words }) : later(words)
}

/** What an act came to, faults included. */
export async function outcomeOf(act: () => Promise<RedirectOutcome>): Promise<RedirectOutcome> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof RedirectFault) return error.outcome
    throw error
  }
}

/** Acts on one item after another; what concerns the whole account is not asked again for the rest. */
export async function oneByOne<T>(
  items: readonly T[],
  act: (item: T) => Promise<RedirectOutcome>,
): Promise<RedirectOutcome[]> {
  const outcomes: RedirectOutcome[] = []
  for (const item of items) {
    const last = outcomes.at(-1)
    if (last?.wide) {
      const { gone: _its, pin: _own, ...same } = last
      outcomes.push(same)
    } else outcomes.push(await outcomeOf(() => act(item)))
  }
  return outcomes
}

/** What a deletion without a clear answer means: it may have happened, so the phone may have no entry any more. */
export const perhapsGone = (outcome: RedirectOutcome): RedirectOutcome =>
  outcome.kind === 'later' && !outcome.unsent ? { ...outcome, gone: 'perhaps' } : outcome

const TRIES = 3

/**
 * Adds an entry whose predecessor was just deleted. A failure is tried again at once: until it works the phone has
 * no entry at all, and the outcome says so.
 */
export async function addAfterDelete(add: () => Promise<RedirectOutcome>): Promise<RedirectOutcome> {
  let outcome = await outcomeOf(add)
  for (let tries = 1; tries < TRIES && outcome.kind === 'later'; tries++) outcome = await outcomeOf(add)
  return outcome.kind === 'done' ? outcome : { ...outcome, gone: true }
}
