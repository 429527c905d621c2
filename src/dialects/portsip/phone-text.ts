import type { Phone } from '../../domain/model.js'
import { DATE_FORMATS, type Settings } from '../../domain/settings.js'
import { ownOf } from './members.js'
import { zoneOfText } from './timezone.js'

/** Free texts of the contract that stand for a setting: what a text means, and how a value is said. */
interface Spelling<M extends keyof Settings> {
  readonly setting: M
  readonly means: (text: string) => NonNullable<Settings[M]> | undefined
  readonly spell: (value: unknown) => string
}

const TIME_FORMATS = { '12': '12-hour clock', '24': '24-hour clock' } as const

function timeFormat(text: string): '12' | '24' | undefined {
  const [, hours] = /^(12|24)(?:\s*-?\s*(?:h|hours?))?(?:\s+(?:clock|format))?$/i.exec(text.trim()) ?? []
  return hours as '12' | '24' | undefined
}

const MONTH = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$/i
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$/i

/** What one word of a date stands for, be it a sample (`15 JAN MON`) or a pattern (`DD MMM WWW`). */
function datePart(word: string): string | undefined {
  if (/^(?:D|DD|[0-9]{1,2})$/i.test(word)) return 'DD'
  if (/^(?:MM)$/i.test(word)) return 'MM'
  if (/^MMM+$/i.test(word) || MONTH.test(word)) return 'MMM'
  if (/^W{1,3}$/i.test(word) || WEEKDAY.test(word)) return 'WWW'
  if (/^(?:YYYY|[0-9]{4})$/i.test(word)) return 'YYYY'
  return /^YY$/i.test(word) ? 'YY' : undefined
}

/** Our formats by their parts; those that name the weekday last differ on no phone we know but in its place. */
const DATES: Readonly<Record<string, (typeof DATE_FORMATS)[number]>> = {
  ...Object.fromEntries(DATE_FORMATS.map((format) => [format, format])),
  'DD MMM WWW': 'WWW DD MMM',
  'MMM DD WWW': 'WWW MMM DD',
}

function dateFormat(text: string): (typeof DATE_FORMATS)[number] | undefined {
  const parts = text
    .trim()
    .split(/[\s,./-]+/)
    .map(datePart)
  return DATES[parts.map((part) => part ?? '?').join(' ')]
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }

/** A duration such as `30 seconds`, `5 min` or `1h`; `words` stand for zero. */
function duration(text: string, words: RegExp): number | undefined {
  const trimmed = text.trim()
  if (words.test(trimmed)) return 0
  const [, amount, unit = 's'] =
    /^([0-9]{1,5})\s*(s|m|h)?(?:ec|ecs|econds?|in|ins|inutes?|ours?|rs?)?$/i.exec(trimmed) ?? []
  const seconds = amount === undefined ? Number.NaN : Number(amount) * (UNITS[unit.toLowerCase()] ?? 1)
  return seconds <= 86400 ? seconds : undefined
}

const ALWAYS_ON = /^(?:always(?: on)?)$/i
const SWITCHED_OFF = /^(?:off|disabled?|never|none)$/i

const seconds = (value: unknown, zero: string): string =>
  value === 0 ? zero : value === 1 ? '1 second' : `${value} seconds`

export const SPELLINGS = {
  timezone: { setting: 'timezone', means: zoneOfText, spell: String } satisfies Spelling<'timezone'>,
  date_format: { setting: 'date_format', means: dateFormat, spell: String } satisfies Spelling<'date_format'>,
  time_format: {
    setting: 'time_format',
    means: timeFormat,
    spell: (value) => TIME_FORMATS[value as '12' | '24'],
  } satisfies Spelling<'time_format'>,
  backlight: {
    setting: 'backlight_seconds',
    means: (text) => duration(text, ALWAYS_ON),
    spell: (value) => seconds(value, 'Always on'),
  } satisfies Spelling<'backlight_seconds'>,
  screensaver: {
    setting: 'screensaver_seconds',
    means: (text) => duration(text, SWITCHED_OFF),
    spell: (value) => seconds(value, 'Off'),
  } satisfies Spelling<'screensaver_seconds'>,
} as const

export type SpelledMember = keyof typeof SPELLINGS
export const SPELLED_MEMBERS = Object.keys(SPELLINGS) as SpelledMember[]

/** A text as it came, with the phone's own setting it was written beside: it is shown while that still holds. */
export interface KeptText {
  readonly text: string
  readonly setting: unknown
}

/** The text a client wrote for a member, while what it stood for still holds. */
export function keptText(member: SpelledMember, phone: Phone): string | undefined {
  const kept = ownOf(phone)[member] as KeptText | undefined
  return kept && kept.setting === (phone.settings[SPELLINGS[member].setting] ?? null) ? kept.text : undefined
}

/** Members that show a text nobody can tell the meaning of, so that no phone is told of it. */
export function unreadTexts(phone: Phone): SpelledMember[] {
  return SPELLED_MEMBERS.filter((member) => {
    const text = keptText(member, phone)
    return text !== undefined && SPELLINGS[member].means(text) === undefined
  })
}
