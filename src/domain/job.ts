import type { Mac } from './mac.js'
import type { Entity } from './model.js'

/** What an administrator can ask of a phone that is somewhere else. */
export const JOB_ACTIONS = ['reprovision', 'reboot'] as const
export type JobAction = (typeof JOB_ACTIONS)[number]

/** Something wanted of one phone, or of every phone of the tenant that existed when it was asked. */
export interface Job extends Entity {
  readonly tenant_id: string
  readonly action: JobAction
  /** null = every phone of the tenant. */
  readonly phone_id: string | null
}

/** A MAC an administrator wants to hear nothing of: its requests get the one refusal. */
export interface Rejection extends Entity {
  readonly tenant_id: string
  readonly mac: Mac
  readonly reason: string | null
}
