import { mergePatch } from '../domain/inherit.js'
import type { Blf, Interface, User } from '../domain/model.js'
import { present } from '../domain/present.js'
import type { Secret } from '../domain/secret.js'
import type { Settings } from '../domain/settings.js'

/** A user as a caller states it; what is left out gets the domain's default. */
export interface UserDraft {
  readonly sip_user: string
  readonly sip_password: Secret
  readonly extension?: string | null
  readonly login?: string | null
  readonly password?: Secret
  readonly email?: string | null
  readonly display_name?: string
  readonly enabled?: boolean
  readonly role?: string
  readonly pin?: Secret | null
  readonly blfs?: readonly Blf[]
  readonly settings?: Settings
  readonly interface?: Interface | null
  readonly pickup?: User['pickup']
  readonly foreign?: User['foreign']
  readonly presence_note?: string | null
  readonly portal?: boolean
  /** Ids of groups of the tenant, which exist. */
  readonly groups?: readonly string[]
}

/** A draft whose web password is hashed already: hashing takes longer than a transaction may. */
export type HashedDraft = Partial<UserDraft> & { readonly password_hash?: string | null }

/** What may change later by itself; the rest has an operation of its own. */
export type UserChange = Partial<
  Omit<UserDraft, 'password' | 'settings'> & {
    settings: unknown
    presence: string
    avatar_file_id: string | null
  }
>

/** What a change leaves of a user, before anything is checked; an avatar is a file, and chosen apart. */
export function changed(user: User, { settings, avatar_file_id: _file, foreign, ...members }: UserChange): User {
  return {
    ...user,
    ...present(members),
    settings: (settings === undefined ? user.settings : mergePatch(user.settings, settings)) as Settings,
    foreign: { ...user.foreign, ...foreign },
  }
}
