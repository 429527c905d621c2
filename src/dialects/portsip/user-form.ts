import { z } from 'zod'
import { INTERFACES } from '../../domain/model.js'
import { line } from '../../domain/text.js'
import { blfs } from './blf.js'
import { preferredCallerIds } from './caller-ids.js'
import { PLAY_DATETIME, PRESENCES, SMS, TRANSPORTS } from './enums.js'
import { customRules, NO_RULES, ruleShape } from './forward.js'
import { GLOBAL_HOURS, officeHours } from './hours.js'
import {
  email,
  extensionNumber,
  languageTag,
  optional,
  pin,
  presentPassword,
  sipPassword,
  userName,
  webPassword,
} from './rules.js'

const flag = optional(z.boolean())

/** Members this API alone knows. They are kept as they came. */
const ownShape = {
  mobile_phone: optional(line(32)),
  work_phone: optional(line(32)),
  home_phone: optional(line(32)),
  address: optional(line(128)),
  department: optional(line(128)),
  enable_audio_recording: flag,
  enable_video_recording: flag,
  enable_acb: flag,
  enable_hot_desking: flag,
  delivery_outbound_cid: flag,
  sms: optional(z.enum(SMS)),
  outbound_caller_ids: optional(preferredCallerIds),
  custom_options: optional(z.string().max(65536)).describe('a JSON document as a string'),
  office_hours: optional(officeHours),
  ...ruleShape,
  custom_forward_rules: optional(customRules),
  voicemail_prompt: optional(languageTag),
  enable_voicemail_pin: flag,
  enable_voicemail_notify: flag,
  voicemail_play_datetime: optional(z.enum(PLAY_DATETIME)),
}

/** What the contract says of members nobody has written. */
export const OWN_DEFAULTS = {
  mobile_phone: null,
  work_phone: null,
  home_phone: null,
  address: null,
  department: null,
  enable_audio_recording: false,
  enable_video_recording: false,
  enable_acb: false,
  enable_hot_desking: false,
  delivery_outbound_cid: true,
  sms: 'DISABLE',
  outbound_caller_ids: [],
  custom_options: null,
  office_hours: GLOBAL_HOURS,
  ...NO_RULES,
  custom_forward_rules: [],
  voicemail_prompt: 'en-US',
  enable_voicemail_pin: true,
  enable_voicemail_notify: false,
  voicemail_play_datetime: 'DISABLE',
} as const satisfies Record<keyof typeof ownShape, unknown>

export const OWN_MEMBERS = Object.keys(OWN_DEFAULTS) as (keyof typeof ownShape)[]

/** Members of every write: create, admin update, self update. */
const shared = {
  ...ownShape,
  enable_dnd: flag,
  anonymous_outbound_calls: flag,
  interface: optional(z.enum(INTERFACES)),
  preferred_transport: optional(z.enum(TRANSPORTS)),
  blfs: optional(blfs),
}

const displayName = line(1024, 1)

/** Column C of api-portsip.md ch. 5: 49 members, eight of them required. */
export const newUserShape = {
  name: userName,
  password: webPassword,
  email,
  display_name: displayName,
  role: line(64, 1),
  extension_number: extensionNumber,
  extension_password: sipPassword,
  voicemail_pin: pin,
  enabled: flag,
  ...shared,
}

/** Column S, 44 members. */
const ownUserShape = {
  email: optional(email),
  display_name: displayName.optional(),
  voicemail_pin: optional(pin),
  ...shared,
}
export const selfShape = { ...ownUserShape, avatar_file_id: optional(line(128)) }

/** Column U, 44 members. */
export const userShape = { ...ownUserShape, enabled: flag }

export type NewUserBody = Partial<z.infer<z.ZodObject<typeof newUserShape>>>
export type UserBody = Partial<z.infer<z.ZodObject<typeof userShape>> & z.infer<z.ZodObject<typeof selfShape>>>

export const passwordShape = { password: webPassword }
export const sipPasswordShape = { password: sipPassword }
export const ownPasswordShape = { old_password: presentPassword, new_password: webPassword }
export const ownSipPasswordShape = { old_password: presentPassword, new_password: sipPassword }
export const presenceShape = { presence: z.enum(PRESENCES), presence_note: optional(line(128)) }
export const bindingShape = { id: line(256, 1) }
