import { z } from 'zod'
import { dialCode, line } from './text.js'

/** What a programmable key does. A vendor's table maps every kind to its own code, or to null: "this vendor cannot". */
export const KEY_KINDS = [
  'none',
  'line',
  'blf',
  'speed_dial',
  'park',
  'retrieve',
  'pickup',
  'group_pickup',
  'intercom',
  'dtmf',
  'voicemail',
  'dnd',
  'forward',
  'transfer',
  'hold',
  'conference',
  'redial',
  'history',
  'directory',
  'ldap',
  'url',
  'xml',
  'paging',
  'record',
  'prefix',
  'menu',
] as const

export type KeyKind = (typeof KEY_KINDS)[number]

/** A programmable key; `position` counts from 1 on the phone or, with `module`, on that expansion module. */
export const keySchema = z.strictObject({
  position: z.int().min(1).max(999),
  module: z.int().min(1).max(6).optional(),
  kind: z.enum(KEY_KINDS),
  value: line(256).optional(),
  label: line(64).optional(),
  line: z.int().min(1).max(1000).optional(),
  pickup: dialCode.optional(),
})

export const softkeySchema = z.strictObject({
  position: z.int().min(1).max(10),
  kind: z.enum(KEY_KINDS),
  value: line(256).optional(),
  label: line(64).optional(),
})

export type Key = z.infer<typeof keySchema>
export type Softkey = z.infer<typeof softkeySchema>

/** Kinds that watch a colleague: their keys show that colleague's name where no label is set, and may pick up their calls. */
export const WATCHING_KINDS: ReadonlySet<KeyKind> = new Set(['blf', 'intercom'])

/** The extensions and user names of those some of the keys watch: their names show, and whether their calls may be picked up. */
export const watchedBy = (keys: readonly Key[] | null | undefined): string[] => [
  ...new Set(
    (keys ?? []).flatMap(({ kind, value }) => (WATCHING_KINDS.has(kind) && value !== undefined ? [value] : [])),
  ),
]
