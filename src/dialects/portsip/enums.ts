/** Values of the contract (api-portsip.md ch. 2), spelled as its clients send and read them. */
export const TRANSPORTS = ['UDP', 'TCP', 'TLS'] as const
export const TRANSFERS = ['BLIND', 'ATTENDED', 'NEW_CALL'] as const
export const SMS = ['DISABLE', 'ALLOW', 'ALLOW_WITH_SENDER_ID'] as const
export const PLAY_DATETIME = ['DISABLE', '12_HOUR_CLOCK', '24_HOUR_CLOCK'] as const
export const PRESENCES = ['DO_NOT_DISTURB', 'AVAILABLE', 'AWAY', 'BUSINESS_TRIP', 'LUNCH'] as const
export const READABLE_PRESENCES = [...PRESENCES, 'ON_CALL', 'OFFLINE'] as const
export const STATUSES = ['ONLINE', 'ON_CALL', 'OFFLINE'] as const
export const VERIFICATIONS = ['DISABLE', 'OPTIONAL', 'MANDATORY'] as const
export const SYNC_TYPE = 'Microsoft 365'

/** Display languages and the tags our settings use for them. */
export const LANGUAGES = {
  ENGLISH: 'en',
  CHINESE: 'zh',
  DUTCH: 'nl',
  FRENCH: 'fr',
  GERMAN: 'de',
  GREEK: 'el',
  ITALIAN: 'it',
  JAPANESE: 'ja',
  POLISH: 'pl',
  RUSSIAN: 'ru',
  SPANISH: 'es',
  SWEDISH: 'sv',
  UKRAINIAN: 'uk',
  BULGARIAN: 'bg',
} as const

export type Language = keyof typeof LANGUAGES
export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as [Language, ...Language[]]

/** The contract's name of a language tag, a regional one included; null for a language it has no name for. */
export function languageName(tag: unknown): Language | null {
  const [primary] = String(tag).split('-')
  return LANGUAGE_NAMES.find((name) => LANGUAGES[name] === primary) ?? null
}

export type Transport = (typeof TRANSPORTS)[number]

/** The contract's name of a transport. DNS look-ups have none there; UDP is where they begin. */
export function transportName(transport: unknown): Transport {
  return TRANSPORTS.find((name) => name.toLowerCase() === transport) ?? 'UDP'
}

/** The setting a transport's name stands for. */
export const transportOf = (name: Transport) => name.toLowerCase() as 'udp' | 'tcp' | 'tls'
