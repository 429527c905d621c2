import { z } from 'zod'
import { codecList } from './codec.js'
import { Secret } from './secret.js'
import { clock, dialCode, fileUrl, host, line, webUrl } from './text.js'

const port = z.int().min(1).max(65535)
const seconds = (max: number) => z.int().min(0).max(max)
const endpoint = z.strictObject({ host, port: port.optional() })

/** A password a phone can hold: printable ASCII without blanks, so that every vendor's file carries it unchanged. */
const password = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\x21-\x7e]+$/, { error: 'must be printable ASCII without blanks' })
    .transform((text) => new Secret(text))

const vlan = z.union([
  z.literal('off'),
  z.strictObject({ id: z.int().min(1).max(4094), priority: z.int().min(0).max(7).optional() }),
])

const codePair = z.strictObject({ on: dialCode.optional(), off: dialCode.optional() })
const forward = z.strictObject({
  target: line(64).optional(),
  seconds: seconds(600).optional(),
  on_code: dialCode.optional(),
  off_code: dialCode.optional(),
})

/** True for a name of the IANA time zone database. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return !/^[+-]/.test(name)
  } catch {
    return false
  }
}

export const DATE_FORMATS = [
  'WWW MMM DD',
  'DD MMM YY',
  'YYYY MM DD',
  'DD MM YY',
  'DD MM YYYY',
  'MM DD YY',
  'MM DD YYYY',
  'DD MMM YYYY',
  'WWW DD MMM',
] as const

const shape = {
  transport: z.enum(['udp', 'tcp', 'tls', 'dns-srv']),
  srtp: z.enum(['off', 'optional', 'required']),
  registrar: endpoint,
  backup_registrar: endpoint,
  outbound_proxy: endpoint,
  registration_expires: z.int().min(30).max(86400).describe('seconds'),
  nat_keepalive_seconds: seconds(3600),
  codecs: codecList,
  dtmf: z.enum(['rfc4733', 'inband', 'info']),
  voicemail_number: line(64),
  mwi: z.boolean(),
  pickup_code: dialCode,
  group_pickup_code: dialCode,
  dnd_codes: codePair,
  dnd: z.boolean(),
  anonymous_calls: z.boolean().describe('Calls hide who makes them'),
  call_waiting: z.strictObject({ enabled: z.boolean().optional(), tone: z.boolean().optional() }),
  forward: z.strictObject({ always: forward.optional(), busy: forward.optional(), no_answer: forward.optional() }),
  auto_answer_alert_info: line(128),
  dial_plan: line(2048),
  dial_timeout: seconds(60),
  emergency_numbers: z.array(dialCode).max(20),
  language: z
    .string()
    .regex(/^[a-z]{2}(?:-[A-Z]{2})?$/, { error: 'must be a language tag such as en, de or fr-CA' })
    .describe('BCP 47, e.g. en, de, fr-CA'),
  tone_country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, { error: 'must be an ISO 3166-1 alpha-2 country code' })
    .transform((code) => code.toUpperCase()),
  timezone: z
    .string()
    .max(64)
    .refine(isTimezone, { error: 'must be an IANA time zone such as Europe/Berlin', params: { rule: 'timezone' } }),
  time_format: z.enum(['12', '24']),
  date_format: z.enum(DATE_FORMATS),
  ringtone: line(128),
  queue_ringtone: line(128),
  external_ringtone: line(128),
  brightness: z.int().min(1).max(10),
  backlight_seconds: seconds(86400),
  screensaver_seconds: seconds(86400),
  wallpaper: fileUrl,
  screensaver: fileUrl,
  power_led: line(64),
  vlan: z.strictObject({ phone: vlan.optional(), pc: vlan.optional() }),
  lldp: z.boolean(),
  cdp: z.boolean(),
  ntp_servers: z.array(host).min(1).max(2),
  syslog: z.strictObject({
    server: host.optional(),
    port: port.optional(),
    level: z.int().min(0).max(7).describe('RFC 5424 severity').optional(),
  }),
  phonebooks: z.array(z.strictObject({ name: line(64, 1), url: webUrl })).max(5),
  ldap: z.strictObject({
    host: host.optional(),
    port: port.optional(),
    tls: z.enum(['none', 'starttls', 'ldaps']).optional(),
    base: line(256).optional(),
    user: line(256).optional(),
    password: password(128).optional(),
    name_filter: line(512).optional(),
    number_filter: line(512).optional(),
    name_attributes: z.array(line(64, 1)).max(10).optional(),
    number_attributes: z.array(line(64, 1)).max(10).optional(),
    display_name: line(128).optional(),
    max_hits: z.int().min(1).max(32000).optional(),
  }),
  admin_password: password(32),
  user_password: password(32),
  transfer: z.enum(['blind', 'attended', 'new_call']),
  provisioning: z.strictObject({
    poll: z.enum(['never', 'interval', 'daily']).optional(),
    poll_minutes: z.int().min(1).max(43200).optional(),
    window: z.strictObject({ from: clock, to: clock }).optional(),
    power_on: z.boolean().optional(),
    protect_user_changes: z.boolean().optional(),
    overwrite: z.boolean().describe('What a file leaves out returns to the factory value').optional(),
    pnp: z.boolean().optional(),
    encrypt: z.boolean().describe('The phone’s own file, with a key of its own').optional(),
    pin: z.boolean().optional(),
  }),
  firmware: z.strictObject({ url: fileUrl.optional(), version: line(64, 1).optional() }),
}

/** All vendor-neutral choices (design ch. 12). Every member is optional: what is absent inherits. */
export const settingsSchema = z.strictObject(shape).partial()

/** Settings where firmware has no place: firmware is chosen per model or per phone only. */
export const settingsWithoutFirmware = settingsSchema.omit({ firmware: true }).strict()

export type Settings = z.infer<typeof settingsSchema>
