import { z } from 'zod'
import { vendorNamed } from '../../../catalogue/index.js'
import { notFound } from '../../../domain/errors.js'
import { type Parameter, parametersOf } from '../../../render/parameters.js'
import { type Route, route } from '../../route.js'

const parameter = z.object({
  name: z.string().describe('as overrides name it; holes in braces are numbers or names'),
  settings: z.array(z.string()).describe('settings its value comes from'),
  firmware: z
    .array(z.object({ from: z.string().nullable(), below: z.string().nullable() }))
    .describe('versions that have it; empty = all'),
  sources: z.array(z.string()),
})

const readParameter = ({ name, settings, firmware, sources }: Parameter) => ({
  name,
  settings,
  firmware: firmware.map(({ from, below }) => ({ from: from ?? null, below: below ?? null })),
  sources,
})

export const parameterRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/vendors/{vendor}/parameters',
    tag: 'Phone models',
    summary: 'Every parameter offhook writes for the phones of a vendor, and the settings each comes from',
    needs: 'token',
    reply: { status: 200, description: 'Parameters', schema: z.object({ count: z.int(), items: z.array(parameter) }) },
    handle: async ({ params }) => {
      const vendor = vendorNamed(params.vendor ?? '') ?? notFound('vendor')
      const items = parametersOf(vendor).map(readParameter)
      return { count: items.length, items }
    },
  }),
]
