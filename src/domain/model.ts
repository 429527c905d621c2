import type { Followed } from './follower.js'
import type { Key, Softkey } from './keys.js'
import type { Mac } from './mac.js'
import type { NotifyChoice } from './notify.js'
import type { PbxKind } from './pbx.js'
import type { Permission } from './permission.js'
import type { PublicMove } from './public-move.js'
import type { Secret } from './secret.js'
import type { Settings } from './settings.js'
import type { Avatar } from './user-file.js'

/** Every stored record: an opaque id and when it was made (RFC 3339, UTC). */
export interface Entity {
  readonly id: string
  readonly created_at: string
}

/** Raw parameters set by hand, by the vendor's own name; they are written last. */
export type Overrides = Readonly<Record<string, string>>

export interface LevelChoice {
  readonly settings: Settings
  readonly overrides: Overrides
}

export const INTERFACES = [
  'WEB_DOMAIN',
  'PUBLIC_IPV4',
  'PUBLIC_IPV6',
  'PRIVATE_IPV4',
  'PRIVATE_IPV6',
  'SBC_DOMAIN',
] as const
export type Interface = (typeof INTERFACES)[number]

/** An address of the PBX that phones may be pointed at, written as their outbound proxy. */
export interface InterfaceAddress {
  readonly host: string
  readonly ports: Readonly<Partial<Record<'udp' | 'tcp' | 'tls', number>>>
}

/** A random path secret: the text, its SHA-256 (what look-ups use) and the six characters people may see. */
export interface PathToken {
  readonly secret: Secret
  readonly hash: string
  readonly short: string
}

export const PHONE_LOGIN_MODES = ['off', 'digest', 'basic'] as const
export type PhoneLoginMode = (typeof PHONE_LOGIN_MODES)[number]

export interface Tenant extends Entity, LevelChoice {
  readonly name: string
  /** SIP domain, and the registrar while `settings.registrar` is unset; lower case. */
  readonly sip_domain: string
  readonly pbx: PbxKind
  readonly models: Readonly<Record<string, LevelChoice>>
  readonly interfaces: Readonly<Partial<Record<Interface, InterfaceAddress>>>
  /** One URL for all phones of the tenant (DHCP): opens a phone's file while that phone's window is open. */
  readonly enrolment_token: PathToken
  readonly enrolment_networks: readonly string[]
  /** Whether phones may log in with credentials of their own, and how; absent = off. `basic` allows Digest too. */
  readonly phone_login?: PhoneLoginMode
  /** Beside an enrolment token, the PIN of the phone's first user is asked for. */
  readonly enrolment_pin?: boolean
  /** A phone whose secret another vendor, model or MAC has used gets nothing until an administrator agrees. */
  readonly lock_on_foreign_agent?: boolean
  /** How phones are asked to fetch; absent = not at all. */
  readonly notify?: NotifyChoice
  /** Sites, and as many departments, that may come into being because a user is said to be in one; absent = {@link SITE_LIMIT}. */
  readonly site_limit?: number
}

export const SITE_LIMIT = 100

export interface Blf {
  readonly key: string
  readonly value: string
  readonly first_name: string
  readonly last_name: string
}

export interface User extends Entity {
  readonly tenant_id: string
  readonly sip_user: string
  readonly extension: string | null
  readonly login: string | null
  readonly email: string | null
  readonly display_name: string
  readonly enabled: boolean
  readonly role: string
  readonly sip_password: Secret
  /** argon2id of the web password; null = cannot log in. */
  readonly password_hash: string | null
  readonly pin: Secret | null
  readonly blfs: readonly Blf[]
  /** Ids of the groups this user is a member of. */
  readonly groups: readonly string[]
  /** Names the user's provisioning material; a reset makes a new one. */
  readonly profile: string
  /** What the user chose for every phone they sit at; between group and phone in inheritance. */
  readonly settings: Settings
  readonly interface: Interface | null
  readonly presence: string
  readonly presence_note: string | null
  /** Absent on records from before there were pictures. */
  readonly avatar?: Avatar | null
  /** Members only one API knows, by dialect, kept and returned as they came. */
  readonly foreign: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Who may pick up a call that rings elsewhere: this user, and others theirs; absent = nobody has said otherwise. */
  readonly pickup?: { readonly may?: boolean; readonly by_others?: boolean }
  /** When the account was last changed; absent = never since it was made. */
  readonly updated_at?: string
  /** When the user was deleted so that they can be restored; null = they are there. */
  readonly deleted_at: string | null
  /** False = may not log in, whatever the password; absent = may. */
  readonly portal?: boolean
  /** Set where the user is kept in another system. */
  readonly followed?: Followed
}

/** A user who is accepted but not in place yet; the names are theirs from now on. The id is the user's. */
export interface AcceptedUser extends Entity {
  readonly tenant_id: string
  readonly user: User
}

/** What a group can be beside a group: where people sit, and what they work in. */
export type Place = 'site' | 'department'

export interface Group extends Entity, LevelChoice {
  readonly tenant_id: string
  readonly name: string
  readonly description: string | null
  readonly foreign: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Absent = neither. */
  readonly places?: readonly Place[]
}

export interface KeyLayout extends Entity {
  readonly tenant_id: string
  readonly name: string
  readonly description: string | null
  readonly keys: readonly Key[]
  readonly softkeys: readonly Softkey[]
  /** The most expansion modules this layout ever had keys on. */
  readonly modules: number
  /** The last soft key this layout ever had; absent = none. */
  readonly softkeys_used?: number
}

/** A user's account on a phone. */
export interface Line {
  readonly user_id: string
  readonly label?: string
  readonly auth_name?: string
  readonly shared?: boolean
  readonly line_keys?: number
  readonly calls_per_key?: number
  /** Pins the account of a DECT base to one handset: 10 hexadecimal digits. */
  readonly ipui?: string
  readonly settings?: Settings
}

/** The time during which an enrolment token opens a phone's file. */
export interface EnrolmentWindow {
  readonly opened_at: string
  readonly expires_at: string
  readonly closed_at: string | null
}

/** The key a phone's own file is encrypted with, where somebody wants that. */
export interface FileKey {
  readonly key: Secret
  /** When the phone was told it last, in a file it can read without. */
  readonly told_at: string
}

export interface Phone extends Entity, LevelChoice {
  readonly tenant_id: string
  readonly mac: Mac
  /** Catalogue spelling, e.g. `yealink`. */
  readonly vendor: string
  /** Catalogue spelling, e.g. `T46U`; free text when the catalogue does not know it. */
  readonly model: string
  /** Firmware as the administrator states it. */
  readonly firmware: string | null
  /** Firmware as the phone last told in its User-Agent; wins over `firmware`. */
  readonly seen_firmware: string | null
  readonly lines: readonly Line[]
  /** null = fall back to the layout, then the first user's BLFs; [] = no keys at all. */
  readonly keys: readonly Key[] | null
  readonly softkeys: readonly Softkey[] | null
  readonly key_layout_id: string | null
  /** The most expansion modules this phone ever had keys on: those are cleared when the keys go. */
  readonly modules: number
  /** The last soft key this phone ever had; absent = none. Those up to it are blanked when they go. */
  readonly softkeys_used?: number
  readonly token: PathToken
  /** The token before the last routine rotation, until the phone has fetched by the new one. */
  readonly previous_token: PathToken | null
  readonly enrolment_token: PathToken
  /** Absent until an encrypted file was wanted. */
  readonly file_key?: FileKey
  readonly window: EnrolmentWindow | null
  /** Set while the phone is locked: since when, and why. */
  readonly locked?: { readonly at: string; readonly reason: string } | null
  /** Set while the phone restarts again and again: since when; an administrator's acknowledgement ends it. */
  readonly reboot_loop?: { readonly at: string } | null
  /** Generated: 16 letters and digits, used unless settings choose one. */
  readonly admin_password: Secret
  /** Generated: 10 digits, typed on the phone's keypad. */
  readonly user_password: Secret
  readonly interface: Interface | null
  readonly rps: boolean
  readonly https: boolean | null
  readonly serial_number: string | null
  readonly door_passwords: readonly (Secret | null)[]
  readonly foreign: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Set on a tombstone: the phone was deleted or replaced and is only told to clear itself. */
  readonly deleted_at: string | null
}

/** The last answer a phone was given for its main file. Not read when rendering. */
export interface Served extends Entity {
  readonly phone_id: string
  readonly tenant_id: string
  readonly file: string
  readonly fingerprint: string
  readonly at: string
  readonly source: string
  readonly user_agent: string
  readonly cleared: boolean
  /** Hash of what restarts the phone beside its main file; absent in rows of older versions. */
  readonly restart_mark?: string
  /** The same of its main file; only where the phone was deleted and the file with it. */
  readonly main_mark?: string
}

/** A file a phone sent; `id` is its key, the newest of a name and user stands for all before it. */
export interface Upload extends Entity {
  readonly tenant_id: string
  readonly phone_id: string
  /** Who sat on line 1 when it came; null = nobody. */
  readonly user_id: string | null
  /** Lower case. */
  readonly file: string
  /** The row of the vendor's file table, e.g. `log`, `phone-overrides`. */
  readonly kind: string
  readonly bytes: number
  /** When it came last. */
  readonly at: string
}

/** A login: `id` is the SHA-256 of the token. */
export interface Session extends Entity {
  readonly user_id: string | null
  readonly tenant_id: string | null
  readonly kind: 'access' | 'refresh'
  readonly expires_at: string
  /** Ties the two tokens of one login together. */
  readonly login_id: string
}

/** A custom role of a tenant; the built-in ones are code. */
export interface Role extends Entity {
  readonly tenant_id: string
  readonly name: string
  readonly description: string | null
  readonly permissions: readonly Permission[]
}

/** Something an administrator should know about a phone, without being an error. */
export interface Warning {
  readonly code: string
  readonly field: string
  readonly message: string
}

/** Facts about the installation itself; one record with the id `server`. */
export interface ServerRecord extends Entity {
  readonly default_tenant_id: string
  readonly admin_password_hash: string
  /** Set or confirmed by an administrator; null = files carry no provisioning URL. */
  readonly public_urls: readonly string[] | null
  /** The safe addresses phones were told last, from whatever source. */
  readonly told_urls: readonly string[] | null
  readonly move: PublicMove | null
  /** The administrator says our own CA is installed on the phones. */
  readonly ca_installed: boolean
  readonly ca: { readonly key: Secret; readonly certificate: string } | null
}
