/** Lines per key and minute that are written; what is more is counted. */
const MOST_LINES = 5
const MINUTE_MS = 60_000
/** Keys told apart within a minute; the rest is counted together, so that an attacker cannot fill the memory. */
const MOST_KEYS = 5_000
const OTHERS = 'others'

/**
 * Keeps an attack from filling the disk with log lines: the first few of a kind are written, then their number once a
 * minute. Nothing goes uncounted.
 */
export class LineLimiter {
  readonly #counts = new Map<string, number>()
  readonly #summary: (key: string, suppressed: number) => void
  #timer: NodeJS.Timeout | undefined

  /** @param summary told once a minute how many lines of a key were not written. */
  constructor(summary: (key: string, suppressed: number) => void) {
    this.#summary = summary
  }

  /** Whether this line may be written. */
  pass(wanted: string): boolean {
    const key = this.#counts.has(wanted) || this.#counts.size < MOST_KEYS ? wanted : OTHERS
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    this.#timer ??= setTimeout(() => this.flush(), MINUTE_MS).unref()
    return count <= MOST_LINES
  }

  /** Tells of what was held back so far and starts a new minute. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const [key, count] of this.#counts) if (count > MOST_LINES) this.#summary(key, count - MOST_LINES)
    this.#counts.clear()
  }
}
