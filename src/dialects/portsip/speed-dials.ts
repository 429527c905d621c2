import { z } from 'zod'
import type { SpeedDial, SpeedDialBook } from '../../domain/directory.js'
import { line } from '../../domain/text.js'
import { present } from './members.js'
import { description } from './rules.js'

/** Codes of the two books (api-portsip.md ch. 3). */
const CODES: Readonly<Record<SpeedDialBook, z.ZodString>> = {
  '8': z.string().regex(/^[2-9]$/, { error: 'must be one digit from 2 to 9' }),
  '100': z.string().regex(/^[0-9]{2}$/, { error: 'must be two digits from 00 to 99' }),
}

export function newSpeedDialShape(book: SpeedDialBook) {
  return { code: CODES[book], phone_number: line(64, 1), description }
}

export function speedDialShape(book: SpeedDialBook) {
  const { code, phone_number } = newSpeedDialShape(book)
  return { code: code.optional(), phone_number: phone_number.optional(), description }
}

export const speedDialRead = z.object({
  id: z.string(),
  code: z.string(),
  phone_number: z.string(),
  description: z.string().nullable(),
})

export const readSpeedDial = ({ id, code, phone_number, description }: SpeedDial): z.infer<typeof speedDialRead> => ({
  id,
  code,
  phone_number,
  description,
})

type Body = Partial<z.infer<z.ZodObject<ReturnType<typeof speedDialShape>>>>

/** A draft or a change; an empty description is none. */
export const writtenSpeedDial = ({ code, phone_number, description }: Body) =>
  present({ code, phone_number, description })
