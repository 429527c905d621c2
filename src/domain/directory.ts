import type { Entity, User } from './model.js'

/** The two books of short codes a user has: one digit 2 to 9, or two digits 00 to 99. */
export const SPEED_DIAL_BOOKS = ['8', '100'] as const
export type SpeedDialBook = (typeof SPEED_DIAL_BOOKS)[number]

export interface SpeedDial extends Entity {
  readonly tenant_id: string
  readonly user_id: string
  readonly book: SpeedDialBook
  /** Unique in the user's book. */
  readonly code: string
  readonly phone_number: string
  readonly description: string | null
}

/** When a holiday begins and ends; what is null was not stated. Years do not count when it comes every year. */
export const HOLIDAY_PARTS = [
  'year_start',
  'year_end',
  'month_start',
  'month_end',
  'day_start',
  'day_end',
  'hour_start',
  'hour_end',
  'minute_start',
  'minute_end',
] as const
export type HolidaySpan = Readonly<Record<(typeof HOLIDAY_PARTS)[number], number | null>>

export interface Holiday extends Entity, HolidaySpan {
  readonly tenant_id: string
  /** null = a holiday of the tenant, which its users may choose. */
  readonly user_id: string | null
  readonly name: string
  /** ISO 3166-1 alpha-3. */
  readonly region: string
  /** The days from start to end all count; else only the first. */
  readonly consecutive: boolean
  readonly every_year: boolean
}

/** Which of the tenant's holidays hold for a user; the id is the user's. */
export interface HolidayChoice extends Entity {
  readonly tenant_id: string
  readonly holidays: readonly string[]
}

export const CONTACT_MEMBERS = [
  'email',
  'company',
  'title',
  'business',
  'business2',
  'mobile_phone',
  'mobile_phone2',
  'home_phone',
  'home_phone2',
  'other',
  'business_fax',
  'home_fax',
  'address',
  'notes',
] as const
export type ContactMembers = Readonly<Record<(typeof CONTACT_MEMBERS)[number], string | null>>

/** Somebody outside the tenant: a user's personal contact or, without a user, a contact of the whole tenant. */
export interface Contact extends Entity, ContactMembers {
  readonly tenant_id: string
  readonly user_id: string | null
  readonly name: string
  /** Marked by its user; the tenant's contacts are marked by {@link Favourite} records. */
  readonly favorite: boolean
}

/** A user's mark on a colleague or a contact of the tenant. */
export interface Favourite extends Entity {
  readonly tenant_id: string
  readonly user_id: string
  readonly kind: 'business' | 'extension'
  readonly target_id: string
}

export const favouriteId = (user_id: string, target_id: string): string => `${user_id}/${target_id}`

/** The newest number of a change log; the record is a new one whenever anything the log is about has changed. */
export interface ChangeLog extends Entity {
  readonly tenant_id: string
  readonly last: number
}

/** One entry of a change log. */
export interface Change extends Entity {
  readonly log_id: string
  readonly n: number
  readonly record_id: string
  readonly kind: 'created' | 'updated' | 'deleted'
}

/** What a change log is about: a tenant's colleagues and contacts, a user's own contacts and marks. */
export const LOGS = {
  colleagues: (tenant_id: string) => `${tenant_id}/colleagues`,
  business: (tenant_id: string) => `${tenant_id}/business`,
  audit: (tenant_id: string) => `${tenant_id}/audit`,
  contacts: (user_id: string) => `${user_id}/contacts`,
  favourites: (user_id: string, kind: Favourite['kind']) => `${user_id}/${kind}`,
} as const

/** What colleagues see of a user in a directory. */
export interface Colleague {
  readonly id: string
  readonly display_name: string
  readonly extension: string
  readonly email: string | null
  readonly mobile_phone: string | null
  readonly work_phone: string | null
  readonly home_phone: string | null
}

/** Whatever API wrote them, these members are called the same. */
function told(user: User, name: string): string | null {
  for (const members of Object.values(user.foreign)) {
    const value = members[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

/** A user as the tenant's directory lists them; undefined while nobody could call them. */
export function colleagueOf(user: User | undefined): Colleague | undefined {
  if (!user?.enabled || user.deleted_at !== null || user.extension === null) return undefined
  return {
    id: user.id,
    display_name: user.display_name,
    extension: user.extension,
    email: user.email,
    mobile_phone: told(user, 'mobile_phone'),
    work_phone: told(user, 'work_phone'),
    home_phone: told(user, 'home_phone'),
  }
}

/** What no phone shows of a user but a client that follows the directory does, wherever it is kept. */
export const colleagueDetails = (user: User): readonly unknown[] =>
  [user, ...Object.values(user.foreign)].flatMap((members) =>
    Object.entries(members).filter(([name]) => /^(?:address|department|avatar)/.test(name)),
  )

/** The parts a phone's directory is made of. */
export type DirectoryGroup = 'favourites' | 'contacts' | 'speed_dials' | 'colleagues' | 'business'

/** What kind of number it is; shown where one name has several. */
export type NumberKind = 'extension' | 'work' | 'mobile' | 'home' | 'other'

export interface DirectoryNumber {
  readonly kind: NumberKind
  /** As it is dialled: no blanks, brackets or dashes. */
  readonly number: string
}

/** A name with its numbers, as every vendor's phonebook is made from it. */
export interface DirectoryEntry {
  /** The record it comes from: an entry of several groups is listed once. */
  readonly id: string
  readonly group: DirectoryGroup
  readonly name: string
  readonly numbers: readonly DirectoryNumber[]
  readonly favourite: boolean
}

const WRITTEN = /^[+0-9*#][0-9*#\s()./-]*$/
const ADDRESS = /^(?:sips?:)?[A-Za-z0-9._+*#-]+(?:@[A-Za-z0-9.-]+(?::[0-9]+)?)?$/

/**
 * A number as it is dialled: people write blanks, brackets and dashes into it, and after a country code the zero in
 * brackets that is not dialled. Undefined when it is nothing a phone could call.
 */
export function dialable(text: string | null): string | undefined {
  const trimmed = text?.trim() ?? ''
  if (!WRITTEN.test(trimmed)) return ADDRESS.test(trimmed) ? trimmed : undefined
  const digits = trimmed.replace(/^(\+[0-9\s]*)\(0\)/, '$1').replace(/[\s()./-]/g, '')
  return /[0-9*#]/.test(digits) ? digits : undefined
}
