import type { Blf, Interface, User } from '../domain/model.js'
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
}

/** What may change later by itself; the rest has an operation of its own. */
export type UserChange = Partial<
  Pick<
    UserDraft,
    | 'sip_user'
    | 'sip_password'
    | 'extension'
    | 'email'
    | 'display_name'
    | 'enabled'
    | 'pin'
    | 'blfs'
    | 'interface'
    | 'pickup'
    | 'foreign'
  > & {
    settings: unknown
    presence: string
    presence_note: string | null
    avatar_file_id: string | null
  }
>
