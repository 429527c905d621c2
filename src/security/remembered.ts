import { createHmac, randomBytes } from 'node:crypto'

/** Passwords found right lately; beyond it, the oldest is looked at again. */
const MOST = 1000

/**
 * Passwords that were right lately, for callers that send one with every request: argon2id costs a tenth of a second
 * each time. Kept as HMACs under a key of this process, together with the stored hash, so that a changed password is
 * forgotten by itself.
 */
export class RememberedPasswords {
  readonly #key = randomBytes(32)
  readonly #right = new Set<string>()

  #mark(passwordHash: string, text: string): string {
    return createHmac('sha256', this.#key).update(`${passwordHash}\n${text}`).digest('base64')
  }

  has(passwordHash: string | null, text: string): boolean {
    return passwordHash !== null && this.#right.has(this.#mark(passwordHash, text))
  }

  add(passwordHash: string, text: string): void {
    this.#right.add(this.#mark(passwordHash, text))
    if (this.#right.size <= MOST) return
    for (const oldest of this.#right) {
      this.#right.delete(oldest)
      break
    }
  }
}
