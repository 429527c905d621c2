import type { Tenant, User } from '../../domain/model.js'
import { namesOf } from '../names.js'
import { ownOf as portsipOf } from '../portsip/members.js'
import { RECORDINGS, scopeOf, yesNo } from './enums.js'
import { OWN_DEFAULTS, OWN_NAMES } from './user-form.js'
import type { UserRead } from './user-reply.js'

export const DIALECT = 'netsapiens'

export const ownOf = ({ foreign }: Pick<User, 'foreign'>): Readonly<Record<string, unknown>> => foreign[DIALECT] ?? {}

export const departmentOf = (user: Pick<User, 'foreign'>): string => String(portsipOf(user).department ?? '')

/** The first of the addresses is what everybody knows; the others are kept while it stays. */
function emailsOf({ email, foreign }: User): string {
  const given = ownOf({ foreign })['email-address']
  return typeof given === 'string' && firstOf(given) === email ? given : (email ?? '')
}

export const firstOf = (emails: string): string => (emails.split(';')[0] ?? '').trim()

/** The language alone, lower case; undefined where a token names none. */
export const languageIn = (token: unknown): string | undefined =>
  /^([a-z]{2})(?:$|[_-])/i.exec(String(token))?.[1]?.toLowerCase()

function languageOf({ settings: { language }, foreign }: User): string {
  const given = ownOf({ foreign })['language-token']
  if (typeof given === 'string' && languageIn(given) === language?.slice(0, 2)) return given
  return language?.replace('-', '_') ?? 'en_US'
}

/** Recording is on or off for everybody; what else is done with it, this API alone knows. */
function recordingOf(user: User): UserRead['recording-configuration'] {
  const on = portsipOf(user).enable_audio_recording === true
  const given = RECORDINGS.find((value) => value === ownOf(user)['recording-configuration'])
  return on ? (given ?? 'yes') : 'no'
}

/** Phones wait no longer; what a client asked beyond it is kept for it. */
export const LONGEST_RING = 600

function ringOf({ settings, foreign }: User, tenant: Around['tenant']): number | null {
  const seconds = settings.forward?.no_answer?.seconds ?? tenant.settings.forward?.no_answer?.seconds ?? null
  const given = ownOf({ foreign })['ring-no-answer-timeout-seconds']
  return typeof given === 'number' && Math.min(given, LONGEST_RING) === seconds ? given : seconds
}

/** What a user's view needs beside the record. */
export interface Around {
  readonly tenant: Pick<Tenant, 'sip_domain' | 'settings'>
  /** Name of the site they sit at. */
  readonly site: string | undefined
  readonly registered: boolean
}

/** A user as this API shows one. */
export function readUser(user: User, { tenant, site, registered }: Around): UserRead {
  const own = ownOf(user)
  const { first, last } = namesOf(user)
  const number = user.extension ?? user.sip_user
  const kept = Object.fromEntries(OWN_NAMES.map((name) => [name, own[name] ?? OWN_DEFAULTS[name]]))
  return {
    domain: tenant.sip_domain,
    user: number,
    'name-first-name': first,
    'name-last-name': last,
    'login-username': user.login ?? `${number}@${tenant.sip_domain}`,
    'email-address': emailsOf(user),
    'user-scope': scopeOf(user.role, user.portal !== false, own['user-scope']),
    department: departmentOf(user),
    site: site ?? '',
    'time-zone': user.settings.timezone ?? tenant.settings.timezone ?? '',
    'voicemail-login-pin': user.pin?.reveal() ?? '',
    privacy: yesNo(user.settings.anonymous_calls === true),
    'status-message': user.presence_note ?? '',
    'language-token': languageOf(user),
    ...(kept as Pick<UserRead, (typeof OWN_NAMES)[number]>),
    'ring-no-answer-timeout-seconds': ringOf(user, tenant),
    'recording-configuration': recordingOf(user),
    'user-presence-status': registered ? 'open' : 'inactive',
    'active-calls-total-current': 0,
    'account-status': user.password_hash === null ? 'new' : 'standard',
    'created-datetime': user.created_at,
    'last-modified-datetime': user.updated_at ?? user.created_at,
  }
}

/** PINs are shown to those who read one user, never to a list. */
export const readUserItem = (user: User, around: Around): UserRead => ({
  ...readUser(user, around),
  'voicemail-login-pin': null,
})
