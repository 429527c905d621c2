import { z } from 'zod'
import { modelIn, vendorNamed, vendors, ZONE_NAMES } from '../../../catalogue/index.js'
import { phoneModelRead, readPhoneModel } from '../../../dialects/portsip/phone-model.js'
import { notFound } from '../../../domain/errors.js'
import type { ModelRow, Vendor } from '../../../domain/vendor.js'
import { type Route, route } from '../../route.js'

const tag = 'Phone models'

const model = z.object({
  filename: z.string(),
  model: z.string(),
  display_name: z.string(),
  vendor: z.string(),
  lines: z.int(),
  keys: z.int(),
  softkeys: z.int(),
  modules: z.object({ count: z.int(), keys: z.int(), reserved: z.array(z.int()) }).nullable(),
  firmware: z.string(),
  key_kinds: z.array(z.string()),
  codecs: z.array(z.string()),
  source: z.string(),
  conflict: z.string().nullable(),
})

function readModel(vendor: Vendor, row: ModelRow) {
  const codecs = Object.keys(vendor.codecs)
  return {
    filename: `${vendor.id}.ph.xml`,
    model: row.id,
    display_name: `${vendor.name} ${row.id}`,
    vendor: vendor.id,
    lines: row.lines,
    keys: row.keys,
    softkeys: row.softkeys ?? 0,
    modules: row.modules ? { reserved: [], ...row.modules } : null,
    firmware: row.firmware,
    key_kinds: Object.entries(vendor.keyKinds).flatMap(([kind, form]) => (form ? [kind] : [])),
    codecs: codecs.filter((codec) => row.codecs?.some((name) => name === codec) ?? true),
    source: row.source,
    conflict: row.conflict ?? null,
  }
}

export const modelRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/phone_models',
    tag,
    summary: 'Every model of the catalogue',
    needs: 'token',
    reply: { status: 200, description: 'Models', schema: z.object({ count: z.int(), items: z.array(model) }) },
    handle: async () => {
      const items = vendors.flatMap((vendor) => vendor.models.map((row) => readModel(vendor, row)))
      return { count: items.length, items }
    },
  }),
  route({
    method: 'get',
    path: '/phone_models/{filename}',
    tag,
    summary: 'What phones of a template file may be given, and what they have unless somebody chooses',
    needs: 'token',
    reply: { status: 200, description: 'Lists of values, and defaults', schema: phoneModelRead },
    handle: async ({ params: { filename = '' } }) => {
      const vendor = vendors.find(({ id }) => `${id}.ph.xml` === filename.toLowerCase())
      return readPhoneModel(vendor ?? notFound('template file'), ZONE_NAMES)
    },
  }),
  route({
    method: 'get',
    path: '/phone_models/{vendor}/{model}',
    tag,
    summary: 'One model; the name is read in any usual spelling',
    needs: 'token',
    reply: { status: 200, description: 'The model', schema: model },
    handle: async ({ params }) => {
      const vendor = vendorNamed(params.vendor ?? '') ?? notFound('vendor')
      const { row, known } = modelIn(vendor, params.model ?? '')
      return known ? readModel(vendor, row) : notFound('model')
    },
  }),
]
