/** Values of the contract's enumerations (api-others.md C.2). */
export const YES_NO = ['yes', 'no'] as const
export type YesNo = (typeof YES_NO)[number]

export const yesNo = (value: boolean): YesNo => (value ? 'yes' : 'no')

export const VOICEMAIL_BEHAVIORS = [
  'no',
  'yes',
  'attnew',
  'attsave',
  'atttrash',
  'brief',
  'briefattnew',
  'briefattsave',
  'briefatttrash',
] as const

export const TRANSCRIPTIONS = ['no', 'Deepgram', 'Google', 'Mutare', 'Voicebase'] as const
export const RECORDINGS = ['yes', 'yes-with-transcription', 'yes-with-transcription-and-sentiment', 'no'] as const

/** Revisions up to 44.x write the last one with a blank at its end. */
const NO_PORTAL = ['No Portal', 'No Portal '] as const

export const SCOPES = [
  'Basic User',
  'Simple User',
  'Advanced User',
  'Call Center Agent',
  'Call Center Supervisor',
  'Site Manager',
  'Office Manager',
  'Reseller',
  'Super User',
  'NDP',
  ...NO_PORTAL,
] as const
export type Scope = (typeof SCOPES)[number]

export const isWithoutPortal = (scope: Scope): boolean => scope === NO_PORTAL[0] || scope === NO_PORTAL[1]

/** The role a scope stands for (C.4, 6). */
export const ROLE_OF: Readonly<Record<Scope, string>> = {
  'Basic User': 'StandardUser',
  'Simple User': 'StandardUser',
  'Advanced User': 'StandardUser',
  'Call Center Agent': 'StandardUser',
  'Call Center Supervisor': 'QueueManager',
  'Site Manager': 'Admin',
  'Office Manager': 'Admin',
  Reseller: 'Dealer',
  'Super User': 'SystemAdmin',
  NDP: 'Replicator',
  'No Portal': 'StandardUser',
  'No Portal ': 'StandardUser',
}

/** The scope shown of a role that was given elsewhere; those of the contract that say most. */
const SCOPE_OF: Readonly<Record<string, Scope>> = {
  QueueManager: 'Call Center Supervisor',
  Admin: 'Office Manager',
  Dealer: 'Reseller',
  SystemAdmin: 'Super User',
  Replicator: 'NDP',
}

/** The scope a user is shown with: the one they were given, while it still says what holds. */
export function scopeOf(role: string, portal: boolean, given: unknown): Scope {
  const known = SCOPES.find((scope) => scope === given)
  if (known && ROLE_OF[known] === role && isWithoutPortal(known) !== portal) return known
  return portal ? (SCOPE_OF[role] ?? 'Basic User') : 'No Portal'
}

export const PRESENCES = ['open', 'inactive'] as const
export const ACCOUNT_STATUSES = ['standard', 'reset', 'new', 'pwd reset'] as const
