/** How many misses of one key are forgiven, and how long the key is answered "too many" once there are more. */
export interface MissLimits {
  /** Misses within the window that are still answered as any other. */
  readonly most: number
  readonly windowMs: number
  /** The first block; each further one lasts twice as long as the one before, up to `longestMs`. */
  readonly blockMs: number
  readonly longestMs: number
  /** Keys remembered; the one that missed longest ago is forgotten first. */
  readonly keys: number
}

export interface Missed {
  /** Milliseconds until the key is answered as any other again; 0 while it is within the limit. */
  readonly wait: number
  /** True for the one miss that began a block. */
  readonly began: boolean
}

interface Tally {
  count: number
  since: number
  blockedUntil: number
  blocks: number
}

const WITHIN: Missed = { wait: 0, began: false }

/**
 * Counts misses by key. Bounded in memory and without timers, however many addresses an attacker has: a counter per
 * address that lives until its own timer ends is a way to fill the server.
 */
export class MissCounter {
  readonly #tallies = new Map<string, Tally>()
  readonly #limits: MissLimits
  readonly #clock: () => number

  /** @param clock milliseconds that only go forward; a corrected wall clock must neither free nor hold anybody. */
  constructor(limits: MissLimits, clock: () => number = () => performance.now()) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Keys remembered. */
  get size(): number {
    return this.#tallies.size
  }

  /** Keys that are blocked now. */
  get blocked(): number {
    const now = this.#clock()
    let blocked = 0
    for (const { blockedUntil } of this.#tallies.values()) if (blockedUntil > now) blocked++
    return blocked
  }

  /** Milliseconds the key has to wait, without counting anything. */
  waiting(key: string): number {
    return Math.max(0, (this.#tallies.get(key)?.blockedUntil ?? 0) - this.#clock())
  }

  /** Counts a miss of the key. Misses during a block do not prolong it: a phone that polls on gets out of it. */
  miss(key: string): Missed {
    const { most, windowMs } = this.#limits
    const now = this.#clock()
    const tally = this.#latest(key, now)
    if (tally.blockedUntil > now) return { wait: tally.blockedUntil - now, began: false }
    if (now - tally.since >= windowMs) {
      tally.since = now
      tally.count = 0
    }
    tally.count++
    if (tally.count <= most) return WITHIN
    const wait = this.#block(tally, now)
    return { wait, began: true }
  }

  #block(tally: Tally, now: number): number {
    const { blockMs, longestMs } = this.#limits
    // A key that has kept quiet for as long as the longest block starts over.
    if (tally.blockedUntil > 0 && now - tally.blockedUntil > longestMs) tally.blocks = 0
    const wait = Math.min(longestMs, blockMs * 2 ** Math.min(tally.blocks, 30))
    tally.blocks++
    tally.blockedUntil = now + wait
    tally.since = tally.blockedUntil
    tally.count = 0
    return wait
  }

  /** The key's tally as the newest of the map, so that the map's first is the one to forget. */
  #latest(key: string, now: number): Tally {
    const tally = this.#tallies.get(key) ?? { count: 0, since: now, blockedUntil: 0, blocks: 0 }
    this.#tallies.delete(key)
    this.#tallies.set(key, tally)
    if (this.#tallies.size > this.#limits.keys) {
      const [oldest] = this.#tallies.keys()
      if (oldest !== undefined) this.#tallies.delete(oldest)
    }
    return tally
  }
}
