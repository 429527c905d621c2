import type { Problem } from '../domain/errors.js'
import type { FollowSource } from '../domain/follower.js'
import type { Tenant, User } from '../domain/model.js'
import { Secret } from '../domain/secret.js'
import type { PlacedChange, PlacedDraft } from './placed-users.js'

/** A user of another system, readable as ours by the mappers of that system's API. */
export interface ForeignUser {
  /** Their id there. */
  readonly key: string
  /** What people there call them. */
  readonly title: string
  /** Members that cannot be taken as they are. */
  readonly faults: readonly Problem[]
  /** Who they would be here; `made` stands for a SIP password the API does not give. */
  draft(made: Secret): PlacedDraft
  /** What has to change of who they are here. */
  change(user: User, around: { readonly tenant: Tenant; readonly site: string | undefined }): PlacedChange
}

const NO_PASSWORD = new Secret('')

/** What a user says of themselves, where no password is asked for. */
export const statedBy = (user: ForeignUser): PlacedDraft['draft'] => user.draft(NO_PASSWORD).draft

/** The other system did not say who its users are; nothing may be concluded from that. */
export class FollowError extends Error {
  override readonly name = 'FollowError'

  /** @param after_ms how long it asks to be left alone. */
  constructor(
    message: string,
    readonly after_ms = 0,
  ) {
    super(message)
  }
}

/** How other systems are read. */
export interface FollowPort {
  /**
   * Every user there, each once.
   * @throws FollowError when not all of them could be read.
   */
  read(source: FollowSource, signal: AbortSignal): Promise<readonly ForeignUser[]>
}
