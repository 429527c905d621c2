import { z } from 'zod'
import { wholeNumber } from '../../whole-number.js'

/** The five list parameters (api-portsip.md ch. 1.3); `count` is accepted, because the envelope always has it. */
export const listQuery = {
  filter: z.string().optional().describe("e.g. startswith(name,'10') and enabled eq true"),
  search: z.string().max(256).optional().describe('free text'),
  orderby: z.string().max(1024).optional().describe('e.g. display_name asc,created_at desc'),
  skip: wholeNumber(0, 2 ** 31 - 1),
  top: wholeNumber(1, 100),
  count: z.string().optional(),
}

/** The reply of a list with a count. */
export const listReply = (item: z.ZodType, description: string) => ({
  status: 200 as const,
  description,
  schema: z.object({ count: z.int(), items: z.array(item) }),
})

/** The reply of a short list. */
export const itemsReply = (item: z.ZodType, description: string) => ({
  status: 200 as const,
  description,
  schema: z.object({ items: z.array(item) }),
})

export const created = { status: 201, description: 'Created', schema: z.object({ id: z.string() }) } as const
export const done = { status: 204, description: 'Done' } as const

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodNullable || schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema
}

/** Dotted paths of the members of a reply that can be compared: everything but lists. */
export function fieldsOf(schema: z.ZodObject, without: readonly string[] = []): ReadonlySet<string> {
  const paths = Object.entries(schema.shape).flatMap(([name, member]) => {
    const inner = unwrapped(member)
    if (inner instanceof z.ZodArray || without.includes(name)) return []
    return inner instanceof z.ZodObject ? [...fieldsOf(inner)].map((path) => `${name}.${path}`) : [name]
  })
  return new Set(paths)
}
