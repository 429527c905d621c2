import { z } from 'zod'
import { HOLIDAY_PARTS, type Holiday } from '../../domain/directory.js'
import { line } from '../../domain/text.js'
import { present } from './members.js'
import { optional } from './rules.js'

const region = z
  .string()
  .regex(/^[A-Za-z]{3}$/, { error: 'must be an ISO 3166-1 alpha-3 code such as GBR' })
  .transform((code) => code.toUpperCase())

const part = (min: number, max: number) => optional(z.int().min(min).max(max))

const span = {
  year_start: part(1, 9999),
  year_end: part(1, 9999),
  month_start: part(1, 12),
  month_end: part(1, 12),
  day_start: part(1, 31),
  day_end: part(1, 31),
  hour_start: part(0, 23),
  hour_end: part(0, 23),
  minute_start: part(0, 59),
  minute_end: part(0, 59),
}

export const newHolidayShape = {
  name: line(64, 1),
  region,
  consecutive: z.boolean(),
  every_year: z.boolean(),
  ...span,
}

/** Nothing is required in a change, although the vendor wants three members. */
export const holidayShape = {
  name: newHolidayShape.name.optional(),
  region: region.optional(),
  consecutive: z.boolean().optional(),
  every_year: z.boolean().optional(),
  ...span,
}

/** Which of the tenant's holidays shall hold, by id. */
export const holidayChoiceShape = { items: z.array(z.string().max(64)).max(1000) }

const number = z.int().nullable()

export const holidayRead = z.object({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  consecutive: z.boolean(),
  every_year: z.boolean(),
  year_start: number,
  year_end: number,
  month_start: number,
  month_end: number,
  day_start: number,
  day_end: number,
  hour_start: number,
  hour_end: number,
  minute_start: number,
  minute_end: number,
})

export function readHoliday(holiday: Holiday): z.infer<typeof holidayRead> {
  const { id, name, region, consecutive, every_year } = holiday
  const parts = Object.fromEntries(HOLIDAY_PARTS.map((part) => [part, holiday[part]]))
  return { id, name, region, consecutive, every_year, ...parts } as z.infer<typeof holidayRead>
}

type Body = Partial<z.infer<z.ZodObject<typeof holidayShape>>>

export const writtenHoliday = (body: Body) => present(body)
