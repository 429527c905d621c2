import { z } from 'zod'
import { keySchema, softkeySchema } from '../../domain/keys.js'
import type { Line, Phone } from '../../domain/model.js'
import { Secret } from '../../domain/secret.js'
import { line } from '../../domain/text.js'
import { withoutSecrets } from './present.js'
import { overridesPatch, overridesRead, settingsMember, settingsPatch, warning } from './shapes.js'

const lineSchema = z
  .strictObject({
    user_id: z.string().min(1).max(64),
    label: line(64).optional(),
    auth_name: line(64, 1).optional(),
    shared: z.boolean().optional(),
    line_keys: z.int().min(1).max(48).optional(),
    calls_per_key: z.int().min(1).max(24).optional(),
    settings: settingsPatch.optional(),
  })
  .transform((value) => value as Line)

/** The members a phone has beside PortSIP's (design ch. 12). */
export const phoneShape = {
  firmware: line(64).nullable().optional(),
  lines: z.array(lineSchema).max(1000).optional(),
  keys: z
    .array(keySchema)
    .max(1000)
    .nullable()
    .optional()
    .describe('null = the layout, else the first user’s BLFs; [] = no keys'),
  softkeys: z.array(softkeySchema).max(20).nullable().optional(),
  key_layout_id: z.string().max(64).nullable().optional(),
  settings: settingsPatch.optional(),
  overrides: overridesPatch.optional(),
}

/** What is read of a phone beside PortSIP's members. */
export const phoneReadShape = {
  firmware: z.string().nullable(),
  seen_firmware: z.string().nullable(),
  lines: z.array(z.record(z.string(), z.unknown())),
  keys: z.array(keySchema).nullable(),
  softkeys: z.array(softkeySchema).nullable(),
  key_layout_id: z.string().nullable(),
  settings: settingsMember,
  overrides: overridesRead,
  token: z.string().describe('Six characters that tell tokens apart'),
  window: z.object({ opened_at: z.string(), expires_at: z.string(), closed_at: z.string().nullable() }).nullable(),
  locked: z
    .object({ at: z.string(), reason: z.string() })
    .nullable()
    .describe('Since when and why the phone gets nothing; the action unlock ends it'),
  created_at: z.string(),
}

/** What is known of the phone's doings. */
export const phoneStateShape = {
  state: z.enum(['never seen', 'out of date', 'notified', 'current', 'failing', 'cleared', 'no registrar']),
  state_reason: z.string().nullable(),
  last_seen_at: z.string().nullable().describe('When it last fetched, sent or told something'),
  next_poll_by: z.string().nullable().describe('When it comes by itself; null for a phone that does not poll'),
  seen_model: z.string().nullable().describe('What it called itself'),
  mismatch: z.string().nullable().describe('Where what it says it is differs from its record'),
}

export const phoneInsightShape = {
  warnings: z.array(warning),
  enrolment_url: z
    .string()
    .nullable()
    .describe('For redirect services, PnP and installers; opens while the window is open'),
  login: z
    .object({ user: z.string(), password: z.string() })
    .nullable()
    .describe('What the phone logs in with by HTTP Digest or Basic, where its tenant allows that'),
}

type PhoneBody = { [K in keyof typeof phoneShape]?: z.infer<(typeof phoneShape)[K]> }

/** Our members joined to what another dialect read of the same body; in settings, ours win. */
export function combinePhone<D extends { readonly settings?: unknown }>(draft: D, body: PhoneBody) {
  const { settings, ...members } = body
  const kept = Object.fromEntries(
    Object.entries(members).filter(([name, value]) => name in phoneShape && value !== undefined),
  )
  return {
    ...draft,
    ...(kept as Omit<{ [K in keyof PhoneBody]?: Exclude<PhoneBody[K], undefined> }, 'settings'>),
    settings: patched(draft.settings ?? {}, settings ?? {}),
  }
}

/** Joins two changes so that nulls of both reach what they are merged into. */
function patched(first: unknown, second: unknown): unknown {
  if (!isPlain(first) || !isPlain(second)) return second
  const joined: Record<string, unknown> = { ...first }
  for (const [name, value] of Object.entries(second)) joined[name] = patched(joined[name], value)
  return joined
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret)

/** Our members of a phone as a reader sees them. */
export function readPhone(phone: Phone) {
  return {
    firmware: phone.firmware,
    seen_firmware: phone.seen_firmware,
    lines: withoutSecrets(phone.lines),
    keys: phone.keys,
    softkeys: phone.softkeys,
    key_layout_id: phone.key_layout_id,
    settings: withoutSecrets(phone.settings),
    overrides: phone.overrides,
    token: phone.token.short,
    window: phone.window,
    locked: phone.locked ?? null,
    created_at: phone.created_at,
  }
}
