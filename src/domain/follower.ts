import type { Entity } from './model.js'
import type { Secret } from './secret.js'

/** What is true of a system whose users can be followed, whoever runs it. */
interface SystemFacts {
  readonly title: string
  /** How its API lets us in: a token, or a login of user and password. */
  readonly proofs: readonly ('token' | 'login')[]
  /** What `account` names there; required where the API's paths need it. */
  readonly account: { readonly names: string; readonly required: boolean }
  /**
   * Members of a user its API gives beside those that every system decides (user name, extension, display name,
   * e-mail, whether they are enabled, what only other APIs know). Without `sip_password` the password stays ours.
   */
  readonly gives: readonly string[]
  /** Settings of a user its API gives. */
  readonly settings: readonly string[]
}

/** Every system offhook can follow (api-others.md; api-portsip.md ch. 5). */
const FOLLOWED_SYSTEMS = {
  yay: {
    title: 'Yay',
    proofs: ['login', 'token'],
    account: { names: 'reseller', required: false },
    gives: ['sip_password', 'pickup'],
    settings: ['srtp', 'timezone', 'forward'],
  },
  jambonz: {
    title: 'jambonz',
    proofs: ['token'],
    account: { names: 'AccountSid', required: false },
    // Passwords are shown masked.
    gives: [],
    settings: [],
  },
  netsapiens: {
    title: 'NetSapiens',
    proofs: ['token'],
    account: { names: 'domain', required: false },
    gives: ['login', 'pin', 'presence_note'],
    settings: ['timezone', 'language'],
  },
  opentact: {
    title: 'OpenTACT',
    proofs: ['token'],
    account: { names: 'UUID of the SIP connection', required: true },
    gives: [],
    settings: [],
  },
  portsip: {
    title: 'PortSIP',
    proofs: ['login', 'token'],
    account: { names: 'domain of the login', required: false },
    gives: ['login', 'pin', 'interface'],
    settings: ['transport', 'dnd'],
  },
} as const satisfies Readonly<Record<string, SystemFacts>>

export type FollowedSystem = keyof typeof FOLLOWED_SYSTEMS
export const FOLLOWED_SYSTEM_IDS = Object.keys(FOLLOWED_SYSTEMS) as FollowedSystem[]

export const systemFacts = (system: FollowedSystem): SystemFacts => FOLLOWED_SYSTEMS[system]

/** Where users are read from, and as whom. */
export interface FollowSource {
  readonly system: FollowedSystem
  /** What stands before the paths of the system's API. */
  readonly url: string
  readonly account: string | null
  /** Name of the login; null = the secret is a token. */
  readonly user: string | null
  readonly secret: Secret
}

/** Why a user of the other system is not here as they are there. */
export interface Conflict {
  /** Their id there. */
  readonly key: string
  readonly title: string
  readonly reason: string
  /** True where only a member was left out. */
  readonly taken: boolean
}

export const RUN_OUTCOMES = ['running', 'done', 'stopped', 'failed'] as const

/** What one look at the other system led to. */
export interface FollowerCounts {
  /** Users there. */
  readonly total: number
  readonly created: number
  readonly updated: number
  /** Came back. */
  readonly enabled: number
  /** Are gone there. */
  readonly disabled: number
  readonly same: number
  readonly conflicts: number
}

export interface FollowerRun extends FollowerCounts {
  readonly outcome: (typeof RUN_OUTCOMES)[number]
  readonly started_at: string
  readonly finished_at: string | null
  /** Users looked at so far. */
  readonly done: number
  /** Why it failed or was stopped. */
  readonly reason: string | null
  /** The first of them. */
  readonly listed: readonly Conflict[]
}

/** A system whose users a tenant follows: they are kept there and changed here as they change there. */
export interface Follower extends Entity, FollowSource {
  readonly tenant_id: string
  readonly name: string
  /** Null = only when asked. */
  readonly interval_minutes: number | null
  readonly enabled: boolean
  /** When it is looked next; null = when asked. */
  readonly next_at: string | null
  /** Failures in a row. */
  readonly failures: number
  /** How many users the next run may take for gone at most, where somebody said so. */
  readonly may_vanish: number | null
  /** The present run, else the last; null = there was none. */
  readonly run: FollowerRun | null
}

/** That a user is kept elsewhere. */
export interface Followed {
  /** Id of the follower. */
  readonly by: string
  /** The user's id there. */
  readonly key: string
  /** The SIP password that was made because the other system gives none. */
  readonly made?: Secret
  /** When the user was found to be gone there. */
  readonly vanished_at?: string
}
