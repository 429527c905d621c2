import type { Effective } from './inherit.js'
import type { KeyKind } from './keys.js'
import type { Mac } from './mac.js'
import type { Warning } from './model.js'
import type { NotifyRoute } from './notify.js'
import type { AlertInfo } from './pbx.js'
import type { Secret } from './secret.js'

/** A line as the phone shall have it. */
export interface PlannedLine {
  readonly n: number
  readonly label: string
  readonly display_name: string
  readonly user: string
  readonly auth: string
  readonly password: Secret
  readonly settings: Effective
  readonly shared: boolean
  readonly line_keys: number
  readonly calls_per_key: number | undefined
}

/** A programmable key with its label, value and pickup code filled in; `module` 0 is the phone itself. */
export interface PlannedKey {
  readonly position: number
  readonly module: number
  readonly kind: KeyKind
  readonly value: string | undefined
  readonly label: string | undefined
  readonly line: number
  readonly pickup: string | undefined
}

export interface PlannedSoftkey {
  readonly position: number
  readonly kind: KeyKind
  readonly value: string | undefined
  readonly label: string | undefined
}

/** How a phone is told to come back: by its lasting URL, or at once after an enrolment. */
export type Flavour = 'lasting' | 'enrolment'

/** Everything decided for one phone, vendor-neutral; the only input of a render. */
export interface Plan {
  readonly mac: Mac
  readonly vendor: string
  readonly model: string
  readonly firmware: string | null
  readonly flavour: Flavour
  /** True: the phone has no user any more and is told to empty itself. */
  readonly cleared: boolean
  /** True: the phone restarts again and again, and is told nothing that makes it restart. */
  readonly careful: boolean
  readonly settings: Effective
  readonly lines: readonly PlannedLine[]
  readonly keys: readonly PlannedKey[]
  readonly softkeys: readonly PlannedSoftkey[]
  /** Soft keys that had a function once and have none now. */
  readonly softkeys_gone: readonly number[]
  readonly admin_password: Secret
  readonly user_password: Secret
  /** The key of its encrypted file, to be told to the phone; null where none is wanted or made yet. */
  readonly file_key: Secret | null
  /** The provisioning URL to be written, ending in `/`; null while no safe address is known. */
  readonly url: string | null
  /** Where the phone fetches our CA certificate, and the certificate; null when a public CA signed ours. */
  readonly ca: { readonly url: string; readonly pem: string } | null
  /** Names of the assets its settings name and it can use. */
  readonly assets: ReadonlySet<string>
  /** What the PBX says about a call. */
  readonly alert_info: AlertInfo
  /** Where a NOTIFY of ours comes from, as the phone sees it. */
  readonly notify: NotifyRoute
  /** Minute of the day at which this phone polls, the same for its life. */
  readonly poll_minute: number
  /** Present when the phone gets the directory of its user; the books are what it fetches by name. */
  readonly directory?: { readonly books: readonly { readonly name: string; readonly file: string }[] }
  readonly overrides: ReadonlyMap<string, { readonly value: string; readonly from: string }>
  readonly warnings: readonly Warning[]
}
