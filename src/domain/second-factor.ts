import type { Entity } from './model.js'
import type { Secret } from './secret.js'

/** What the system administrator's second factor is kept under; everybody else's under the id of their user. */
export const ADMIN_ACCOUNT = 'admin'

/** The one-time codes an account's owner shows beside the password; `id` is the account's. */
export interface SecondFactor extends Entity {
  /** null for the system administrator. */
  readonly tenant_id: string | null
  /** The key codes are made from, base32. */
  readonly secret: Secret
  /** null = shown to its owner, who has not shown a code yet: logins go on without one. */
  readonly confirmed_at: string | null
  /** Time step of the last code that was taken; no code up to it is taken again. */
  readonly last_step: number
  /** SHA-256 of the recovery codes that are left. */
  readonly recovery: readonly string[]
}
