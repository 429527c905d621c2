import { z } from 'zod'
import { clock } from '../../domain/text.js'

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
type Day = (typeof DAYS)[number]

const range = z
  .object({ from: clock, to: clock })
  .refine(({ from, to }) => from < to, { error: 'must begin before it ends', params: { rule: 'order' }, path: ['to'] })

/** Disabled: closed all day. Enabled without ranges: open all day. */
const day = z.object({
  enabled: z.boolean(),
  ranges: z
    .array(range)
    .max(48)
    .superRefine((ranges, context) => {
      ranges.forEach(({ from, to }, index) => {
        if (!ranges.some((other, earlier) => earlier < index && other.from < to && from < other.to)) return
        context.addIssue({
          code: 'custom',
          path: [index],
          message: 'overlaps another range',
          params: { rule: 'overlap' },
        })
      })
    }),
})

const closed = (): z.infer<typeof day> => ({ enabled: false, ranges: [] })

/** A week as a client may write it: a day left out is closed. */
const writtenDay = z
  .object({ enabled: z.boolean().default(false), ranges: day.shape.ranges.default([]) })
  .default(closed)

const everyDay = <S extends z.ZodType>(schema: S) =>
  Object.fromEntries(DAYS.map((name) => [name, schema])) as Record<Day, S>

export const weekHours = z.object(everyDay(writtenDay))
export const readHours = z.object(everyDay(day))

const mode = z.enum(['GLOBAL', 'CUSTOM'])
export const officeHours = z.object({ mode: mode.default('GLOBAL'), ...everyDay(writtenDay) })
export const readOfficeHours = z.object({ mode, ...everyDay(day) })

/** The tenant's hours apply; the days are there, but unused. */
export const GLOBAL_HOURS = officeHours.parse({})
