import { zoneOf } from '../catalogue/index.js'
import type { Problems } from '../domain/errors.js'
import { problemsOf } from '../domain/form.js'
import { Secret } from '../domain/secret.js'
import { type Settings, settingsSchema } from '../domain/settings.js'

type SettingsSchema = { safeParse(value: unknown): ReturnType<typeof settingsSchema.safeParse> }

/** Secrets already stored pass the schema as the text they hold. */
function opened(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(opened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, opened(member)]))
}

/**
 * Checks whole settings, as they will be stored, and reports each fault under its path.
 * @returns the checked settings; undefined when there were none or something is wrong.
 */
export function checkSettings(
  value: unknown,
  problems: Problems,
  field: string,
  schema: SettingsSchema = settingsSchema,
): Settings | undefined {
  if (value === undefined) return undefined
  const parsed = schema.safeParse(opened(value))
  if (!parsed.success) {
    problems.addAll(problemsOf(parsed.error, field))
    return undefined
  }
  const { timezone } = parsed.data
  if (timezone !== undefined && !zoneOf(timezone))
    problems.add(`${field}.timezone`, 'timezone', `no rule is known for ${timezone}`)
  return parsed.data as Settings
}
