import type { Entity } from './model.js'

/** A phone that anybody may sit down at: it has an account of its own, until a user logs in there. */
export interface Desk extends Entity {
  readonly tenant_id: string
  readonly phone_id: string
  /** The phone's own account. */
  readonly user_id: string
  /** Who is logged in; null = nobody. */
  readonly current_user_id: string | null
}
