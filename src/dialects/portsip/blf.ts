import { z } from 'zod'
import { line } from '../../domain/text.js'

const text = (max: number) =>
  line(max)
    .nullish()
    .transform((value) => value ?? '')

/** Up to 200 keys of four strings; an entry without any text keeps its place as an empty key (api-portsip.md ch. 5.4, 16). */
export const blfs = z
  .array(z.object({ key: text(64), value: text(256), first_name: text(128), last_name: text(128) }))
  .max(200)

export const readBlfs = z.array(
  z.object({ key: z.string(), value: z.string(), first_name: z.string(), last_name: z.string() }),
)
