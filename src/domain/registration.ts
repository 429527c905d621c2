import type { Entity } from './model.js'

/** A SIP registration somebody reported: a registrar, or the phone itself. `id` is made of user and instance. */
export interface Registration extends Entity {
  readonly tenant_id: string
  readonly user_id: string
  /** Tells one device of the user from another, e.g. the `+sip.instance` of its contact. */
  readonly instance_id: string
  readonly user_agent: string
  readonly application: string
  readonly ip: string
  readonly enable_push: boolean
  readonly contact_address: string
  /** RFC 3339, UTC; from then on the registration is over, whether or not it was cleared away. */
  readonly expires_at: string
  /** RFC 3339, UTC: when it began as far as was told; a refresh keeps it. Absent in older records. */
  readonly began_at?: string
}

/** What is reported of one registration; `seconds` it holds from now, 0 = it ended. */
export type RegistrationReport = Omit<
  Registration,
  'id' | 'created_at' | 'expires_at' | 'began_at' | 'tenant_id' | 'user_id'
> & {
  readonly seconds: number
  /** It is no refresh of what went before: the phone says that it begins, or proved the password of today. */
  readonly anew?: boolean
}
