import { z } from 'zod'

/**
 * A number of a query. Digits only: `1e1` or ` 5` is a mistake, and an empty text is no zero.
 * @param max of at most ten digits
 */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,10}$/, { abort: true, error: `must be a whole number from ${min} to ${max}` })
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .optional()
    .meta({ type: 'integer', minimum: min, maximum: max, pattern: undefined })
