import type { Entity } from './model.js'

/** Who makes a change, and from where. */
export interface Origin {
  /** `administrator`: the system's; `program`: an operator token; `job`: work that somebody asked for. */
  readonly kind: 'user' | 'administrator' | 'program' | 'job'
  readonly user_id: string | null
  /** Of a program or a job; a user is called what they are called when it is read. */
  readonly name: string | null
  /** Address of the caller; empty for a job. */
  readonly source: string
  /** What was called, e.g. `POST /phones/{mac}`. */
  readonly operation: string
}

/** Members of a record; those that are or hold a secret are kept sealed. */
export type AuditMembers = Readonly<Record<string, unknown>>

/** One thing somebody did to a record. */
export interface AuditRow extends Entity, Origin {
  readonly tenant_id: string
  readonly what: string
  /** null where one change touched more records than are told one by one. */
  readonly record_id: string | null
  /** What people call the record; null where that would outlive a person it names. */
  readonly record: string | null
  readonly change: 'created' | 'changed' | 'deleted' | 'many' | 'secrets_read'
  /** Records concerned. */
  readonly count: number
  /** The members that changed, before and after; null where there is nothing to compare. */
  readonly before: AuditMembers | null
  readonly after: AuditMembers | null
  /** The person whose data the row holds: what goes with them. */
  readonly about: string | null
}
