import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const KEY_BYTES = 32
const TIME_BYTES = 6
const RANDOM_BYTES = 10
const TAG_BYTES = 16
const NONCE_BYTES = TIME_BYTES + RANDOM_BYTES + TAG_BYTES

/** A boot takes seconds; whoever is slower is told `stale` and asks again without bothering anybody. */
export const NONCE_LIFE_MS = 5 * 60_000
/** Nonces whose counts are remembered; each has served at least one right answer. */
const MOST_COUNTED = 20_000

export type NonceState = 'fresh' | 'stale' | 'forged'

/**
 * Nonces of HTTP Digest (RFC 7616 ch. 5.4) that need no memory until somebody has answered one rightly: each carries its
 * time and our signature. Then its counts are kept, so that no answer is taken twice.
 */
export class Nonces {
  readonly #key = randomBytes(KEY_BYTES)
  readonly #clock: () => number
  readonly #most: number
  readonly #counts = new Map<string, { count: number; issued: number }>()
  /** Nonces issued before this are stale: their counts may have been forgotten. */
  #floor = 0

  /** @param clock milliseconds that only go forward, from 0 up. */
  constructor(clock: () => number = () => performance.now(), most = MOST_COUNTED) {
    this.#clock = clock
    this.#most = most
  }

  issue(): string {
    const head = Buffer.alloc(TIME_BYTES + RANDOM_BYTES)
    head.writeUIntBE(Math.floor(this.#clock()), 0, TIME_BYTES)
    randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES)
    return Buffer.concat([head, this.#tag(head)]).toString('base64url')
  }

  /** Whether we issued the nonce, and not too long ago. Says nothing about how often it was used. */
  state(nonce: string): NonceState {
    const issued = this.#issuedAt(nonce)
    if (issued === undefined) return 'forged'
    return issued < this.#floor || this.#clock() - issued > NONCE_LIFE_MS ? 'stale' : 'fresh'
  }

  /**
   * Takes a count of a nonce after a right answer.
   * @returns false when it is not above every count taken before: a replay.
   */
  spend(nonce: string, count: number): boolean {
    const issued = this.#issuedAt(nonce)
    if (issued === undefined || this.state(nonce) !== 'fresh') return false
    const known = this.#counts.get(nonce)
    if (known && count <= known.count) return false
    this.#counts.set(nonce, { count, issued })
    if (this.#counts.size > this.#most) this.#forgetOldest()
    return true
  }

  #forgetOldest(): void {
    const [oldest] = this.#counts
    if (!oldest) return
    this.#counts.delete(oldest[0])
    // Everything as old as what is forgotten dies with it, else its answers could be sent again.
    this.#floor = Math.max(this.#floor, oldest[1].issued + 1)
  }

  #issuedAt(nonce: string): number | undefined {
    const bytes = Buffer.from(nonce, 'base64url')
    if (bytes.length !== NONCE_BYTES || bytes.toString('base64url') !== nonce) return undefined
    const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES)
    return timingSafeEqual(bytes.subarray(head.length), this.#tag(head)) ? head.readUIntBE(0, TIME_BYTES) : undefined
  }

  #tag(head: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(head).digest().subarray(0, TAG_BYTES)
  }
}
