import { networkOf } from './addresses.js'
import { hashToken } from './token.js'

/** How wrong passwords slow further attempts down. */
interface Rule {
  /** Failures that cost nothing. */
  readonly free: number
  /** The first delay, doubled by every further failure. */
  readonly firstMs: number
  readonly mostMs: number
}

/** One account from one address: guessing there is refused for up to a minute at a time. */
const PAIR: Rule = { free: 10, firstMs: 1000, mostMs: 60_000 }
/** One address, whatever the account: room for an office behind one address on a Monday morning. */
const SOURCE: Rule = { free: 30, firstMs: 1000, mostMs: 60_000 }
/**
 * One account from anywhere: slowed, never refused. A refusal would let anybody lock an administrator out by guessing
 * from many addresses; a pause of two seconds does not.
 */
const ACCOUNT: Rule = { free: 20, firstMs: 100, mostMs: 2000 }

/** A quarter of an hour without failure forgives. */
const FORGET_MS = 15 * 60_000
const MOST_COUNTED = 30_000
const MOST_WAITING = 200

interface Count {
  failures: number
  at: number
}

/** What the guard says to an attempt: how long to come back later, or how long to be held before it is looked at. */
export type Verdict = { readonly retryAfterMs: number } | { readonly pauseMs: number }

const delay = ({ free, firstMs, mostMs }: Rule, failures: number): number =>
  failures <= free ? 0 : Math.min(mostMs, firstMs * 2 ** Math.min(30, failures - free - 1))

/**
 * Slows password guessing, per account and per source, in bounded memory. What it does depends on names alone and not
 * on whether an account exists. Every attempt counts as failed until it has succeeded, so that guesses sent at the same
 * time gain nothing.
 */
export class LoginGuard {
  readonly #counts = new Map<string, Count>()
  readonly #now: () => Date
  #waiting = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  /** How many accounts and sources are counted at the moment. */
  get size(): number {
    return this.#counts.size
  }

  /**
   * Asks for an attempt; one that is let through must end with {@link end}.
   * @param source where it comes from; undefined = unknown, then it is only ever slowed
   */
  begin(account: string, source: string | undefined): Verdict {
    const now = this.#now().getTime()
    const keys = keysOf(account, source)
    const refusedUntil = Math.max(this.#until(keys.pair, PAIR), this.#until(keys.source, SOURCE))
    if (refusedUntil > now) return { retryAfterMs: refusedUntil - now }
    const pauseMs = delay(ACCOUNT, this.#failures(keys.account, now) + 1)
    if (pauseMs > 0 && this.#waiting >= MOST_WAITING) return { retryAfterMs: ACCOUNT.mostMs }
    for (const key of Object.values(keys)) this.#count(key, now)
    if (pauseMs > 0) this.#waiting += 1
    return { pauseMs }
  }

  /** Ends an attempt that was let through; a right password forgives its account and that account's source. */
  end(account: string, source: string | undefined, right: boolean, pauseMs: number): void {
    if (pauseMs > 0) this.#waiting -= 1
    if (!right) return
    const keys = keysOf(account, source)
    this.#counts.delete(keys.account)
    if (keys.pair === undefined || keys.source === undefined) return
    this.#counts.delete(keys.pair)
    // Only this attempt is taken back: whoever has one password must not wash off guesses at others.
    const count = this.#counts.get(keys.source)
    if (count) count.failures -= 1
  }

  #failures(key: string | undefined, now: number): number {
    const count = key === undefined ? undefined : this.#counts.get(key)
    return count && count.at + FORGET_MS > now ? count.failures : 0
  }

  #until(key: string | undefined, rule: Rule): number {
    const count = key === undefined ? undefined : this.#counts.get(key)
    return count ? count.at + delay(rule, count.failures) : 0
  }

  #count(key: string, now: number): void {
    const failures = this.#failures(key, now) + 1
    // Moved to the end, so that what is forgotten first is what was quiet longest.
    this.#counts.delete(key)
    this.#counts.set(key, { failures, at: now })
    if (this.#counts.size <= MOST_COUNTED) return
    for (const oldest of this.#counts.keys()) {
      this.#counts.delete(oldest)
      break
    }
  }
}

/** Hashed, so that a long name takes no more room than a short one. */
function keysOf(account: string, source: string | undefined): { account: string; pair?: string; source?: string } {
  const name = hashToken(account.toLowerCase())
  if (source === undefined) return { account: `a${name}` }
  const party = networkOf(source)
  return { pair: `p${name}${party}`, account: `a${name}`, source: `s${party}` }
}
