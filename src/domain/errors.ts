/** One broken rule: `field` is the JSON path of the faulty member, `rule` a stable identifier. */
export interface Problem {
  readonly field: string
  readonly rule: string
  readonly message: string
}

/** What went wrong, independent of any protocol; each dialect owns one table from code to status. */
export type ErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'login_failed'
  | 'totp_required'
  | 'too_many'
  | 'forbidden'
  | 'sync_token_unknown'
  | 'not_found'
  | 'taken'
  | 'in_use'
  | 'not_supported'
  | 'store_failed'
  | 'upstream_failed'
  | 'upstream_timeout'
  | 'too_large'
  | 'busy'

export class DomainError extends Error {
  override readonly name = 'DomainError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message)
  }
}

/** Too much was asked in too short a time; worth asking again after `retryAfter` seconds. */
export class TooManyError extends DomainError {
  constructor(
    message: string,
    readonly retryAfter: number,
  ) {
    super('too_many', message)
  }
}

/**
 * Collects every broken rule of one request, so that the caller learns all of them at once.
 * Conflicts ("taken") are kept apart: they decide the answer only when nothing else is wrong.
 */
export class Problems {
  readonly #invalid: Problem[] = []
  readonly #conflicts: Problem[] = []

  add(field: string, rule: string, message: string): void {
    this.#invalid.push({ field, rule, message })
  }

  addAll(problems: Iterable<Problem>): void {
    this.#invalid.push(...problems)
  }

  conflict(field: string, rule: string, message: string): void {
    this.#conflicts.push({ field, rule, message })
  }

  /** True when a problem was reported for the field or a member of it. */
  has(field: string): boolean {
    const within = (p: Problem) =>
      p.field === field || p.field.startsWith(`${field}.`) || p.field.startsWith(`${field}[`)
    return this.#invalid.some(within) || this.#conflicts.some(within)
  }

  /** Every broken rule so far, conflicts last. */
  listed(): readonly Problem[] {
    return [...this.#invalid, ...this.#conflicts]
  }

  /** @throws DomainError `invalid` (conflicts included) or, with conflicts alone, `taken`. */
  throwIfAny(): void {
    const first = this.#conflicts[0]
    if (this.#invalid.length > 0) {
      throw new DomainError('invalid', 'field validation failed', this.listed())
    }
    if (first) throw new DomainError('taken', first.message, this.#conflicts)
  }
}

/** @throws DomainError `not_found` naming what is missing. */
export function notFound(what: string): never {
  throw new DomainError('not_found', `${what} not found`)
}
