import { z } from 'zod'
import { line } from '../../domain/text.js'

/** Caller IDs of a trunk; trunks live in the PBX, so `provider_id` is kept unchecked (api-portsip.md ch. 5.1, 14.21). */
const shape = {
  provider_id: line(64, 1),
  caller_id: line(64, 1),
  description: line(1024).nullable().default(null),
}

/** As groups have them. */
export const callerIds = z.array(z.object(shape)).max(200)

/** As users have them: at most one is preferred. */
export const preferredCallerIds = z
  .array(z.object({ ...shape, preferred: z.boolean().default(false) }))
  .max(200)
  .superRefine((ids, context) => {
    const first = ids.findIndex((id) => id.preferred)
    ids.forEach((id, index) => {
      if (!id.preferred || index === first) return
      context.addIssue({
        code: 'custom',
        path: [index, 'preferred'],
        message: 'only one may be preferred',
        params: { rule: 'unique' },
      })
    })
  })

const read = { provider_id: z.string(), caller_id: z.string(), description: z.string().nullable() }
export const readCallerIds = z.array(z.object(read))
export const readPreferredCallerIds = z.array(z.object({ ...read, preferred: z.boolean() }))
