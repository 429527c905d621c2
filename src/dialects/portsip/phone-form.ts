import { z } from 'zod'
import { codecList } from '../../domain/codec.js'
import { INTERFACES } from '../../domain/model.js'
import { settingsSchema } from '../../domain/settings.js'
import { line } from '../../domain/text.js'
import { LANGUAGE_NAMES, TRANSFERS, TRANSPORTS } from './enums.js'
import { doorPassword, optional } from './rules.js'

const flag = optional(z.boolean())
const vlanId = optional(z.int().min(1).max(4094))
const vlanPriority = optional(z.int().min(0).max(7))
const settings = settingsSchema.shape

/** Column "update" of api-portsip.md ch. 6: 27 members. */
export const phoneShape = {
  password: optional(settings.admin_password.unwrap()),
  language: optional(z.string().toUpperCase().pipe(z.enum(LANGUAGE_NAMES))).describe(LANGUAGE_NAMES.join(' ')),
  transfer: optional(z.enum(TRANSFERS)),
  timezone: optional(line(128)).describe('free text; IANA names and known spellings set the clock'),
  ringtone: optional(settings.ringtone.unwrap()),
  queue_ringtone: optional(settings.queue_ringtone.unwrap()),
  external_ringtone: optional(settings.external_ringtone.unwrap()),
  date_format: optional(line(64)),
  time_format: optional(line(64)),
  powerled: optional(settings.power_led.unwrap()),
  backlight: optional(line(64)),
  screensaver: optional(line(64)),
  rps: flag,
  https: flag,
  codecs: optional(codecList),
  enable_lldp: flag,
  enable_vlan_wan_port: flag,
  wan_port_id: vlanId,
  wan_port_priority: vlanPriority,
  enable_vlan_pc_port: flag,
  pc_port_id: vlanId,
  pc_port_priority: vlanPriority,
  interface: optional(z.enum(INTERFACES)),
  preferred_transport: optional(z.enum(TRANSPORTS)),
  serial_number: optional(line(64)),
  door_password1: optional(doorPassword),
  door_password2: optional(doorPassword),
}

/** Column "create": 31 members. Only what names the device is required. */
export const newPhoneShape = {
  mac: line(64, 1),
  vendor: line(64, 1),
  model: line(64, 1),
  filename: optional(line(128)),
  ...phoneShape,
}

export type PhoneBody = Partial<z.infer<z.ZodObject<typeof phoneShape>>>
export type NewPhoneBody = Partial<z.infer<z.ZodObject<typeof newPhoneShape>>>
