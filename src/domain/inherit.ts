import { Secret } from './secret.js'
import type { Settings } from './settings.js'

/** Where a value was chosen; a later level wins. */
export type Level = 'catalogue' | 'tenant' | 'model' | 'group' | 'user' | 'phone' | 'line'

/** A setting's leaf as it holds for one phone or line, and who chose it. */
export interface Chosen {
  readonly value: unknown
  readonly from: Level
}

/** Effective settings by dotted path, e.g. `vlan.phone.id`; lists and endpoints are leaves. */
export type Effective = ReadonlyMap<string, Chosen>

/** Members taken whole from one level: a host must never meet another level's port. */
const WHOLE = new Set(['registrar', 'backup_registrar', 'outbound_proxy', 'provisioning.window'])

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret)

function assign(into: Map<string, Chosen>, path: string, value: unknown, from: Level): void {
  if (value === undefined || value === null) return
  if (isBranch(value) && !WHOLE.has(path)) {
    into.delete(path)
    for (const [name, member] of Object.entries(value)) assign(into, path ? `${path}.${name}` : name, member, from)
    return
  }
  if (value === 'off') for (const known of into.keys()) if (known.startsWith(`${path}.`)) into.delete(known)
  into.set(path, { value, from })
}

/** Merges levels in the order given, later ones winning member by member. */
export function inherit(levels: Iterable<readonly [Level, Settings | undefined]>, base?: Effective): Effective {
  const merged = new Map(base)
  for (const [level, settings] of levels) if (settings) assign(merged, '', settings, level)
  return merged
}

/**
 * RFC 7396 merge of a change into stored settings: absent keeps, null returns to inherited.
 * Lists, secrets and `off` are replaced whole; branches left empty disappear.
 */
export function mergePatch(stored: unknown, patch: unknown): unknown {
  if (!isBranch(patch)) return patch
  const merged: Record<string, unknown> = isBranch(stored) ? { ...stored } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  }
  return merged
}
