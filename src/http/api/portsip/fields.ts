import { phoneField } from '../../../dialects/portsip/phone-write.js'
import { DomainError } from '../../../domain/errors.js'

/** Whether a member such as `settings.vlan.phone.id` was sent under that very name. */
function isSent(field: string, settings: unknown): boolean {
  const [first, ...path] = field.split('.')
  if (first !== 'settings' || path.length === 0) return false
  let at = settings
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false
    at = (at as Record<string, unknown>)[name]
  }
  return true
}

/**
 * Waits for a write of a phone and reports its faults under the names its members have in this API, or under those
 * by which they were sent in `settings`.
 */
export async function phoneNames<T>(written: Promise<T>, settings?: unknown): Promise<T> {
  try {
    return await written
  } catch (error) {
    if (!(error instanceof DomainError) || error.problems.length === 0) throw error
    const problems = error.problems.map((problem) => ({
      ...problem,
      field: isSent(problem.field, settings) ? problem.field : phoneField(problem.field),
    }))
    throw new DomainError(error.code, error.message, problems)
  }
}
