import { z } from 'zod'
import { Secret } from '../../domain/secret.js'
import { isTimezone } from '../../domain/settings.js'
import { line } from '../../domain/text.js'
import { UUID } from '../uuid.js'

/** A member that goes back to its default when it is left out or null. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullable().optional()

const uuid = z.string().regex(UUID, { error: 'must be a UUID' })
const flag = optional(z.boolean())

/** Numbers of VoIP bundles: Starting Out 8 and 14, Flying High 9 and 15, Enterprise 10 and 16. */
const TYPES = [8, 9, 10, 14, 15, 16] as const

/** Members this API alone knows. They are kept as they came. */
const ownShape = {
  allow_direct_calls: flag,
  allow_multi_device: flag,
  // The contract says a list, its own samples send one text.
  allowed_caller_ids: optional(
    z.union([z.array(uuid).max(500), uuid.transform((one) => [one])], {
      error: 'must be a list of at most 500 UUIDs, or one UUID',
    }),
  ),
  call_recording: flag,
  caller_id: optional(uuid),
  can_auto_deploy: flag,
  can_barge: flag,
  can_be_barged: flag,
  can_be_listened: flag,
  can_be_whispered: flag,
  can_invite_anonymously: flag,
  can_listen: flag,
  can_whisper: flag,
  chat_enabled: flag,
  country_code: optional(z.string().regex(/^[A-Za-z]{2}$/, { error: 'must be an ISO 3166-1 alpha-2 country code' })),
  emergency_caller_id: optional(uuid),
  hold_playlist: optional(uuid),
  mobile_dnd: flag,
  mobile_dnd_allow_internal: flag,
  mute_chat_notifications: flag,
  personal_mailbox: optional(uuid),
  related_product: uuid,
  restrict_caller_id: flag,
  restrict_outbound: flag,
  show_missed_calls: flag,
  transfer_backup_extension: optional(z.int().min(1)),
  type: z.literal(TYPES),
  use_default_playlist: flag,
  use_direct_calls: flag,
  use_mailbox_on_transfer: flag,
}

/** What is said of members nobody has written; the contract names no defaults. */
export const OWN_DEFAULTS = {
  allow_direct_calls: true,
  allow_multi_device: false,
  allowed_caller_ids: [] as readonly string[],
  call_recording: false,
  caller_id: null,
  can_auto_deploy: true,
  can_barge: false,
  can_be_barged: false,
  can_be_listened: false,
  can_be_whispered: false,
  can_invite_anonymously: false,
  can_listen: false,
  can_whisper: false,
  chat_enabled: true,
  country_code: null,
  emergency_caller_id: null,
  hold_playlist: null,
  mobile_dnd: false,
  mobile_dnd_allow_internal: true,
  mute_chat_notifications: false,
  personal_mailbox: null,
  related_product: null,
  restrict_caller_id: false,
  restrict_outbound: false,
  show_missed_calls: true,
  transfer_backup_extension: null,
  type: 10,
  use_default_playlist: true,
  use_direct_calls: false,
  use_mailbox_on_transfer: false,
} as const satisfies Record<keyof typeof ownShape, unknown>

export const OWN_MEMBERS = Object.keys(OWN_DEFAULTS) as (keyof typeof ownShape)[]

/** The whole object, as both create and update take it: 39 members, six of them required. */
export const userShape = {
  ...ownShape,
  call_encryption: flag,
  can_be_picked_up: flag,
  can_pickup: flag,
  display_name: line(1024, 1),
  // Null only for a user of another API who has no number.
  extension: z.int().min(1).nullable(),
  ring_duration: optional(z.int().min(0).max(600)).describe('seconds'),
  timezone: optional(z.string().max(64).refine(isTimezone, { error: 'must be a zone name such as Europe/London' })),
  user_name: line(64, 1),
  user_password: z
    .string()
    .max(128)
    .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, {
      error: 'must be printable ASCII without a blank at either end',
    })
    .transform((text) => new Secret(text)),
}

export type YayBody = Partial<z.infer<z.ZodObject<typeof userShape>>>

export const availabilityShape = { available: z.boolean() }
