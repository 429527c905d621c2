import { z } from 'zod'
import { line } from '../../domain/text.js'
import { callerIds, readCallerIds } from './caller-ids.js'
import { languageTag, optional } from './rules.js'

const CONTROLS = ['FREE', 'MASTER'] as const
const LAYOUTS = ['LAYOUT0', 'LAYOUT1', 'LAYOUT2', 'LAYOUT3', 'LAYOUT4', 'LAYOUT6', 'LAYOUT9'] as const
const MODES = ['AUDIO', 'VIDEO'] as const

const side = optional(z.int().min(144).max(1920))
const pin = optional(z.string().regex(/^[0-9]{3,6}$/, { error: 'must be 3 to 6 digits' }))
const time = optional(z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time such as 2017-07-21T17:32:28Z' }))
const flag = optional(z.boolean())
const id = line(128, 1)

/** Members of create and update (api-portsip.md ch. 11.2). */
const shared = {
  control: optional(z.enum(CONTROLS)),
  height: side,
  width: side,
  bitrate: optional(z.int().min(128).max(10240)),
  framerate: optional(z.int().min(5).max(30)),
  layout: optional(z.enum(LAYOUTS)),
  language: optional(languageTag),
  admin_pin: pin,
  room_pin: pin,
  enable_recording: flag,
  enable_prompt: flag,
  scheduled_start_at: time,
  scheduled_end_at: time,
  internal_invitees: optional(z.array(id).max(1000)),
  external_invitees: optional(line(65536)),
  close_on_nobody: flag,
  outbound_caller_ids: optional(callerIds),
  custom_options: optional(z.string().max(65536)).describe('a JSON document as a string'),
}
const subject = line(64, 1)
const timezone = line(64, 1).describe('IANA name')

export const newMeetingShape = { mode: z.enum(MODES), subject, timezone, ...shared }
export const meetingShape = {
  subject: subject.optional(),
  timezone: timezone.optional(),
  capacity: optional(z.int().min(1).max(200)),
  ...shared,
}
export const inviteShape = { number: line(128, 1) }
export const positionShape = { position: z.int().min(-1).max(1000).describe('-1 hides the tile') }
export const tilesShape = { items: z.array(id).max(1000).describe('participants in the order of their tiles') }

const text = z.string().nullable()
const number = z.number().nullable()

/** A meeting in a list. */
export const meetingItem = z.object({
  id: z.string(),
  extension_number: text,
  mode: z.enum(MODES),
  control: z.enum(CONTROLS),
  height: number,
  width: number,
  bitrate: number,
  framerate: number,
  layout: z.enum(LAYOUTS).nullable(),
  subject: z.string(),
  language: text,
  capacity: number,
  admin_pin: text,
  room_pin: text,
  enable_recording: z.boolean(),
  enable_prompt: z.boolean(),
  timezone: text,
  created_at: text,
  scheduled_start_at: text,
  scheduled_end_at: text,
  internal_invitees: z.array(z.string()),
  external_invitees: text,
  close_on_nobody: z.boolean(),
  outbound_caller_ids: readCallerIds,
  ownership: z.boolean(),
  custom_options: text,
})
/** A meeting by itself, with how to join it. */
export const meetingRead = z.object({
  ...meetingItem.shape,
  domain: text,
  sbc_host: text,
  sbc_port: z.int().nullable(),
  token: text,
})
export const meetingMade = z.object({ id: z.string(), extension_number: text })

export const meetingState = z.object({
  status: z.enum(['ONLINE', 'OFFLINE', 'ON_CALL']),
  locked: z.boolean(),
  muted: z.boolean(),
  recording: z.boolean(),
})

export const participantRead = z.object({
  id: z.string(),
  display_name: text,
  muted: z.boolean(),
  chairman: z.boolean(),
  position: z.int(),
})
