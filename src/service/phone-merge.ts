import type { Problems } from '../domain/errors.js'
import { mergePatch } from '../domain/inherit.js'
import type { Line, Overrides } from '../domain/model.js'
import { settingsWithoutFirmware } from '../domain/settings.js'
import { checkSettings } from './check-settings.js'

/** Raw parameters after a change: null removes one. */
export function mergedOverrides(
  stored: Overrides,
  patch: Readonly<Record<string, string | null>> | undefined,
): Overrides {
  return patch === undefined ? stored : (mergePatch(stored, patch) as Overrides)
}

/**
 * The lines sent, which replace those stored, but for their settings: those merge member by member into what the
 * same place holds for the same user. A place where somebody else sits now begins anew.
 */
export function mergedLines(stored: readonly Line[], sent: readonly Line[], problems: Problems): Line[] {
  return sent.map(({ settings: patch, ...line }, index) => {
    const before = stored[index]
    const held = before?.user_id === line.user_id ? before.settings : undefined
    const merged = mergePatch(held ?? {}, patch ?? {})
    const settings = checkSettings(merged, problems, `lines[${index}].settings`, settingsWithoutFirmware)
    return settings && Object.keys(settings).length > 0 ? { ...line, settings } : line
  })
}
