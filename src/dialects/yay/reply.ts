import { z } from 'zod'

const flag = z.boolean()
const text = z.string().nullable()

/** A user as every read and write answers it: the 39 members of the form and three of ours. */
export const userReply = z.object({
  allow_direct_calls: flag,
  allow_multi_device: flag,
  allowed_caller_ids: z.array(z.string()),
  call_encryption: flag,
  call_recording: flag,
  caller_id: text,
  can_auto_deploy: flag,
  can_barge: flag,
  can_be_barged: flag,
  can_be_listened: flag,
  can_be_picked_up: flag,
  can_be_whispered: flag,
  can_invite_anonymously: flag,
  can_listen: flag,
  can_pickup: flag,
  can_whisper: flag,
  chat_enabled: flag,
  country_code: text,
  created_on: z.string(),
  display_name: z.string(),
  emergency_caller_id: text,
  extension: z.int().nullable(),
  hold_playlist: text,
  mobile_dnd: flag,
  mobile_dnd_allow_internal: flag,
  mute_chat_notifications: flag,
  personal_mailbox: text,
  related_product: z.string(),
  restrict_caller_id: flag,
  restrict_outbound: flag,
  ring_duration: z.int(),
  show_missed_calls: flag,
  timezone: text,
  transfer_backup_extension: z.int().nullable(),
  type: z.int(),
  updated_on: z.string(),
  use_default_playlist: flag,
  use_direct_calls: flag,
  use_mailbox_on_transfer: flag,
  user_name: z.string(),
  user_password: z.string(),
  uuid: z.string(),
})

export const statusReply = z.object({ status: z.enum(['open', 'closed']), uuid: z.string() })

export const availabilityReply = z.object({ available: z.boolean() })
