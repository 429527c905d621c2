import type { Mac } from './mac.js'
import type { Entity } from './model.js'
import type { DailyWindow } from './notify.js'
import type { Permission } from './permission.js'

/** What an administrator can ask of a phone that is somewhere else. */
export const ASKING_ACTIONS = ['reprovision', 'reboot'] as const
/** What happens in a phone's life: its record changes, then the device is told and waited for. */
const LIFE_ACTIONS = ['unassign', 'delete', 'move', 'replace', 'rotate_sip_password', 'sip_domain'] as const
export type LifeAction = (typeof LIFE_ACTIONS)[number]
export const JOB_ACTIONS = [...ASKING_ACTIONS, ...LIFE_ACTIONS] as const
export type JobAction = (typeof JOB_ACTIONS)[number]

export const isLifeAction = (action: JobAction): action is LifeAction =>
  (LIFE_ACTIONS as readonly JobAction[]).includes(action)

/** After these a phone registers anew, which shows that it has what was changed. */
const REGISTERING_ACTIONS: ReadonlySet<JobAction> = new Set(['move', 'replace', 'rotate_sip_password', 'sip_domain'])
export const isRegisteringAction = (action: JobAction): boolean => REGISTERING_ACTIONS.has(action)

/** Something wanted of phones, one step for each. */
export interface Job extends Entity {
  readonly tenant_id: string
  readonly action: JobAction
  /** null = several phones, or every phone of the tenant. */
  readonly phone_id: string | null
  /** Asked for by itself: while it is wanted, asking again is the same job. */
  readonly wish: boolean
  /** Nobody asked: files had changed. */
  readonly automatic: boolean
  /** By somebody, or, after a failure of what goes one after another, by itself. */
  readonly held: { readonly as: 'paused' | 'cancelled'; readonly reason: string | null } | null
  /** In the zone of the tenant; null = at any time. */
  readonly window: DailyWindow | null
  /** Phones told and waited for at a time; null = as many as the rate lets. */
  readonly batch: number | null
  /** One phone of each vendor goes first, the rest once it has fetched. */
  readonly pilots: boolean
  /** Failed phones with which somebody let it go on all the same. */
  readonly excused: number
  /** NOTIFYs a second, within the tenant's; null = the tenant's. */
  readonly rate: number | null
  /** The new user of `move`, the new hardware of `replace`, the new SIP domain. */
  readonly to: {
    readonly user_id?: string
    readonly mac?: Mac
    readonly model?: string
    readonly sip_domain?: string
  } | null
  /** With whose rights records are changed. */
  readonly by: { readonly user_id: string | null; readonly permissions: readonly Permission[] }
  readonly finished_at: string | null
}

/**
 * `changed`: the record is, and the phone learns it at its next poll. `told`: a NOTIFY is on its way. `registered`: it
 * began to register since the change, so it has it, whether or not its fetch was seen.
 */
export const STEP_STATES = [
  'waiting',
  'changed',
  'told',
  'answered',
  'fetched',
  'registered',
  'failed',
  'cancelled',
] as const
export type StepState = (typeof STEP_STATES)[number]

/** One phone of a job. */
export interface JobStep extends Entity {
  readonly tenant_id: string
  readonly job_id: string
  readonly phone_id: string
  readonly mac: Mac
  readonly vendor: string
  /** SIP user of line 1 when the job began: what the device is registered as until it has fetched. */
  readonly account: string | null
  /** Whose password is renewed: steps of one user go together. Absent = the step goes by itself. */
  readonly user_id?: string
  /** SIP domain the device is registered by, where its files say another one by now. */
  readonly domain?: string
  readonly state: StepState
  /** When the record was changed; null = not yet, or nothing is to be changed. */
  readonly changed_at: string | null
  readonly told_at: string | null
  /** Fingerprint of the main file it was told to fetch; absent = none yet. */
  readonly wanted?: string
  readonly attempts: number
  /** When it is looked at next; null = nothing is to be done. */
  readonly due_at: string | null
  /** Of the SIP answer. */
  readonly status: number | null
  /** What it waits for, or why it failed, in words an administrator understands. */
  readonly reason: string | null
  /** What is left to be done by hand. */
  readonly advice: string | null
}

/** A MAC an administrator wants to hear nothing of: its requests get the one refusal. */
export interface Rejection extends Entity {
  readonly tenant_id: string
  readonly mac: Mac
  readonly reason: string | null
}
