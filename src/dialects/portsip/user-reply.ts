import { z } from 'zod'
import { INTERFACES } from '../../domain/model.js'
import { readBlfs } from './blf.js'
import { readPreferredCallerIds } from './caller-ids.js'
import { PLAY_DATETIME, READABLE_PRESENCES, SMS, STATUSES, SYNC_TYPE, TRANSPORTS, VERIFICATIONS } from './enums.js'
import { readCustomRules, readRuleShape } from './forward.js'
import { readOfficeHours } from './hours.js'

const text = z.string().nullable()

/** List item, 17 members (api-portsip.md ch. 5). */
export const userItem = z.object({
  id: z.string(),
  name: text,
  enabled: z.boolean(),
  email: text,
  display_name: z.string(),
  role: z.string(),
  mobile_phone: text,
  work_phone: text,
  home_phone: text,
  address: text,
  department: text,
  extension_number: text,
  created_at: z.string(),
  avatar_file_name: text,
  avatar_file_size: z.int().nullable(),
  avatar_file_url: text,
  sync_type: z.literal(SYNC_TYPE).nullable(),
})

/** Single read, 54 members. */
export const userRead = z.object({
  ...userItem.shape,
  enable_audio_recording: z.boolean(),
  enable_video_recording: z.boolean(),
  enable_dnd: z.boolean(),
  enable_acb: z.boolean(),
  enable_hot_desking: z.boolean(),
  anonymous_outbound_calls: z.boolean(),
  delivery_outbound_cid: z.boolean(),
  sms: z.enum(SMS),
  outbound_caller_ids: readPreferredCallerIds,
  custom_options: text,
  office_hours: readOfficeHours,
  ...readRuleShape,
  custom_forward_rules: readCustomRules,
  voicemail_prompt: z.string(),
  enable_voicemail_pin: z.boolean(),
  voicemail_pin: text,
  enable_voicemail_notify: z.boolean(),
  voicemail_play_datetime: z.enum(PLAY_DATETIME),
  interface: z.enum(INTERFACES),
  preferred_transport: z.enum(TRANSPORTS),
  blfs: readBlfs,
  profile: z.string(),
})

/** The caller's own read, 55 members. */
export const selfRead = z.object({
  ...userRead.shape,
  transports: z.array(z.object({ protocol: z.enum(TRANSPORTS), port: z.int(), verification: z.enum(VERIFICATIONS) })),
})

export const statusRead = z.object({
  status: z.enum(STATUSES),
  presence: z.enum(READABLE_PRESENCES),
  presence_note: text,
  registration: z.array(
    z.object({
      instance_id: z.string(),
      user_agent: z.string(),
      application: z.string(),
      ip: z.string(),
      enable_push: z.boolean(),
      contact_address: z.string(),
    }),
  ),
  enable_dnd: z.boolean(),
  enable_acb: z.boolean(),
})
