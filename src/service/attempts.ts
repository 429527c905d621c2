import { setTimeout } from 'node:timers/promises'
import { TooManyError } from '../domain/errors.js'
import type { Ports } from '../domain/ports.js'
import { LoginGuard } from '../security/login-guard.js'

/** Attempts to show a password or a code: whoever fails too often is slowed down, then refused. */
export class Attempts {
  readonly #guard: LoginGuard

  constructor(ports: Ports) {
    this.#guard = new LoginGuard(() => ports.now())
  }

  /** Runs one attempt; it counts as failed when it throws. @throws TooManyError after too many failures. */
  async run<T>(account: string, source: string, attempt: () => Promise<T>): Promise<T> {
    const verdict = this.#guard.begin(account, source)
    if ('retryAfterMs' in verdict)
      throw new TooManyError('too many failed logins', Math.ceil(verdict.retryAfterMs / 1000))
    const { pauseMs } = verdict
    let right = false
    try {
      if (pauseMs > 0) await setTimeout(pauseMs)
      const result = await attempt()
      right = true
      return result
    } finally {
      this.#guard.end(account, source, right, pauseMs)
    }
  }
}
