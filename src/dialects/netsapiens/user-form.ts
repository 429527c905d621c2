import { z } from 'zod'
import { Secret } from '../../domain/secret.js'
import { settingsSchema } from '../../domain/settings.js'
import { line } from '../../domain/text.js'
import { email, optional } from '../portsip/rules.js'
import { RECORDINGS, SCOPES, TRANSCRIPTIONS, VOICEMAIL_BEHAVIORS, YES_NO } from './enums.js'
import { TIME_ZONES } from './time-zones.js'

const yesNo = z.enum(YES_NO)
const text = line(256)

/** A whole number, which clients of this API write as a text as well. */
const integer = (min: number, max = Number.MAX_SAFE_INTEGER) => {
  const error = `must be a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`
  const digits = z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .transform(Number)
  return z.union([z.int(), digits], { error }).pipe(z.int().min(min, { error }).max(max, { error }))
}

/** Digits, which clients write as a number as well. */
const digits = (pattern: RegExp, error: string) =>
  z
    .union([z.string(), z.int().transform(String)], { error })
    .pipe(
      z.string().refine((written) => written === '' || pattern.test(written), { error, params: { rule: 'digits' } }),
    )

const callerId = digits(/^\+?[0-9*#]{1,32}$/, 'must be at most 32 digits, as a text or a number')
const seconds = integer(0, 3600)

/** Members this API alone knows, and what the contract says of those nobody has written. */
const own = {
  'dial-plan': [text, ''],
  'dial-policy': [text, ''],
  'directory-name-number-dtmf-mapping': [integer(100, 999), null],
  'voicemail-user-control-enabled': [yesNo, 'yes'],
  'phone-numbers-to-allow-enabled': [yesNo, 'yes'],
  'phone-numbers-to-reject-enabled': [yesNo, 'yes'],
  'call-screening-enabled': [yesNo, 'yes'],
  'ring-no-answer-timeout-seconds': [seconds, null],
  'limits-max-data-storage-kilobytes': [integer(0), null],
  'limits-max-active-calls-total': [integer(0, 3600), null],
  'directory-annouce-in-dial-by-name-enabled': [yesNo, 'yes'],
  'directory-override-order-duplicate-dtmf-mapping': [integer(0, 100), null],
  'voicemail-greeting-index': [integer(0), null],
  'voicemail-enabled': [yesNo, 'yes'],
  'voicemail-receive-broadcast-enabled': [yesNo, 'yes'],
  'reject-anonymous-calls-enabled': [yesNo, 'no'],
  'voicemail-playback-announce-datetime-received': [yesNo, 'no'],
  'voicemail-playback-announce-caller-id': [yesNo, 'no'],
  'voicemail-playback-sort-newest-to-oldest': [yesNo, 'yes'],
  'email-send-alert-new-voicemail-cc-list-csv': [line(1024), ''],
  'email-send-alert-new-voicemail-behavior': [z.enum(VOICEMAIL_BEHAVIORS), 'no'],
  'email-send-alert-new-voicemail-enabled': [yesNo, 'no'],
  'email-send-alert-new-missed-call-enabled': [yesNo, 'no'],
  'email-send-alert-data-storage-limit-reached-enabled': [yesNo, 'no'],
  'caller-id-number': [callerId, ''],
  'caller-id-name': [text, ''],
  'caller-id-number-emergency': [callerId, ''],
  'area-code': [integer(100, 999), null],
  'directory-name-visible-in-list-enabled': [yesNo, 'yes'],
  'service-code': [text, ''],
  'voicemail-transcription-enabled': [z.enum(TRANSCRIPTIONS), 'no'],
  'emergency-address-id': [text, ''],
  'call-recordings-hide-from-others-enabled': [yesNo, 'no'],
  'music-on-hold-randomized-enabled': [yesNo, 'no'],
  'music-on-hold-comfort-message-repeat-interval-seconds': [seconds, null],
} as const satisfies Record<string, readonly [z.ZodType, string | null]>

export type OwnName = keyof typeof own
export const OWN_NAMES = Object.keys(own) as OwnName[]
export const OWN_DEFAULTS = Object.fromEntries(OWN_NAMES.map((name) => [name, own[name][1]])) as {
  readonly [N in OwnName]: (typeof own)[N][1]
}

const ownShape = Object.fromEntries(OWN_NAMES.map((name) => [name, optional(own[name][0])])) as {
  readonly [N in OwnName]: z.ZodOptional<z.ZodNullable<(typeof own)[N][0]>>
}

/** One address, or several with a semicolon between them. */
const emails = line(1024, 1).refine((list) => list.split(';').every((one) => email.safeParse(one.trim()).success), {
  error: 'must be e-mail addresses with ; between them',
  params: { rule: 'email' },
})

const timezone = z
  .union([z.enum(TIME_ZONES as [string, ...string[]]), z.literal(''), settingsSchema.shape.timezone.unwrap()], {
    error: 'must be a name of the list, or another IANA time zone',
  })
  .describe('one of 221 names, or any other IANA name')

const user = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, { error: 'may hold 1 to 64 letters, digits and . _ -' })
const loginUsername = line(128).regex(/^\S*$/, { error: 'must not hold blanks' })
const pin = digits(/^[0-9]{3,16}$/, 'must be 3 to 16 digits').transform((written) => new Secret(written))

/** What other APIs know too, under names of their own. */
const sharedShape = {
  'login-username': optional(loginUsername).describe('unique over the whole system; <user>@<domain> when left out'),
  department: optional(line(128)),
  site: optional(line(64)),
  'time-zone': optional(timezone),
  'voicemail-login-pin': optional(pin),
  privacy: optional(yesNo),
  'status-message': optional(line(128)),
  'language-token': optional(line(16)),
  'recording-configuration': optional(z.enum(RECORDINGS)),
  ...ownShape,
  'directory-announce-in-dial-by-name-enabled': optional(yesNo).describe('how 45.0 writes it'),
}

const required = {
  user,
  'name-first-name': line(64, 1),
  'name-last-name': line(64, 1),
  'email-address': emails,
  'user-scope': z.enum(SCOPES),
}

/** The 50 members of a create (api-others.md C.1). */
export const newUserShape = {
  synchronous: optional(yesNo).describe('yes: the answer is 200 with the user, once there; else 202'),
  ...required,
  ...sharedShape,
}

/** An update: members left out keep their value, null or an empty text returns one to its default. */
export const userShape = {
  user: user.optional(),
  'name-first-name': required['name-first-name'].optional(),
  'name-last-name': required['name-last-name'].optional(),
  'email-address': emails.optional(),
  'user-scope': required['user-scope'].optional(),
  ...sharedShape,
}

export type NewUserBody = Partial<z.infer<z.ZodObject<typeof newUserShape>>>
export type UserBody = Partial<z.infer<z.ZodObject<typeof userShape>>>
