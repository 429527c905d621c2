import { phoneField } from '../../../dialects/portsip/phone-write.js'
import { DomainError } from '../../../domain/errors.js'

/** Waits for a write of a phone and reports its faults under the names its members have in this API. */
export async function phoneNames<T>(written: Promise<T>): Promise<T> {
  try {
    return await written
  } catch (error) {
    if (!(error instanceof DomainError) || error.problems.length === 0) throw error
    const problems = error.problems.map((problem) => ({ ...problem, field: phoneField(problem.field) }))
    throw new DomainError(error.code, error.message, problems)
  }
}
