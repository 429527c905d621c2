import { findModel } from './models.js'
import type { ModelRoom } from './personality.js'

/** What tells a Polycom model apart. */
export interface PolycomModel extends ModelRoom {
  /** `PolycomVVX-VVX_450`: family and model of the User-Agent (polycom.md 1.5). */
  readonly product: string
  readonly firmware: string
  /** Version of the updater, which is not the firmware's (polycom.md 1.5). */
  readonly updater: string
  /** Part number it prefixes to the firmware's file name; null where not known. */
  readonly part: string | null
}

type Row = readonly [accounts: number, keys: number, modules: number, part: string | null]

/** A colour module of a VVX holds 28 keys on 3 pages (polycom.md 3.2). */
const MODULE_KEYS = 84

/** polycom.md ch. 4. CCX and Edge E counts include pages and are the upper bound of what is reported for them. */
const VVX: Readonly<Record<string, Row>> = {
  '101': [1, 2, 0, '3111-40250-001'],
  '150': [2, 2, 0, '3111-48810-001'],
  '201': [2, 2, 0, '3111-40450-001'],
  '250': [4, 4, 0, '3111-48820-001'],
  '301': [6, 6, 3, '3111-48300-001'],
  '311': [6, 6, 3, '3111-48350-001'],
  '350': [6, 6, 0, '3111-48830-001'],
  '401': [12, 12, 3, '3111-48400-001'],
  '411': [12, 12, 3, '3111-48450-001'],
  '450': [12, 12, 3, '3111-48840-001'],
  '501': [12, 12, 3, '3111-48500-001'],
  '601': [16, 16, 3, '3111-48600-001'],
}
const EDGE: Readonly<Record<string, Row>> = { E350: [8, 24, 0, null] }
const CCX: Readonly<Record<string, Row>> = {
  '400': [24, 48, 0, null],
  '500': [24, 48, 0, null],
  '600': [24, 48, 0, null],
}

function family(
  rows: Readonly<Record<string, Row>>,
  prefix: string,
  product: string,
  firmware: string,
  updater: string,
) {
  return Object.entries(rows).map(([name, [accounts, keys, modules, part]]): [string, PolycomModel] => [
    `${prefix}${name}`,
    { accounts, keys, modules, moduleKeys: MODULE_KEYS, part, product: `${product}_${name}`, firmware, updater },
  ])
}

const MODELS: Readonly<Record<string, PolycomModel>> = Object.fromEntries([
  ...family(VVX, 'VVX', 'PolycomVVX-VVX', '6.3.1.8427', '6.0.2.0483'),
  ...family(EDGE, 'Edge', 'PolyEdge-Edge', '8.0.0.15602', '8.0.0.15602'),
  ...family(CCX, 'CCX', 'PolyCCX-CCX', '8.0.2.3267', '8.0.2.3267'),
])

/** @throws Error naming the known models. */
export function polycomModel(text: string): { readonly model: string; readonly row: PolycomModel } {
  return findModel(MODELS, 'polycom', text.replace(/^(E\d{3})$/i, 'Edge$1'))
}
