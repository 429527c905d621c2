import { findModel } from './models.js'
import type { ModelRoom } from './personality.js'

/** What tells a Snom model apart. */
export interface SnomModel extends ModelRoom {
  readonly firmware: string
  /** The model as the phone itself says it, in its User-Agent and its file names. */
  readonly ownName: string
  /** Unused key numbers between the phone's keys and its first module (D3 modules, snom.md 3.3). */
  readonly gap: number
  /** A DECT base: accounts name a shared server and a handset (snom.md ch. 4, dialects of M-series). */
  readonly dect: boolean
}

type Row = readonly [accounts: number, keys: number, modules: number, gap?: number, ownName?: string]

/** snom.md ch. 4 (where peers disagree on key counts, the larger one that an index can reach). */
const D_SERIES: Readonly<Record<string, Row>> = {
  D120: [2, 2, 0],
  D140: [2, 2, 3],
  D150: [2, 2, 3],
  D305: [4, 5, 0],
  D315: [4, 5, 3, 126],
  D335: [12, 32, 3],
  D345: [12, 48, 3, 126],
  D375: [12, 12, 3, 126],
  D385: [12, 48, 3],
  D710: [4, 5, 0, 0, '710'],
  D712: [4, 5, 0],
  D713: [6, 4, 0],
  D715: [4, 5, 3, 0, '715'],
  D717: [6, 3, 3],
  D725: [12, 18, 3, 0, '725'],
  D735: [12, 32, 3],
  D745: [12, 32, 3],
  D765: [12, 16, 3],
  D785: [12, 24, 4],
  D810: [12, 16, 3],
  D812: [12, 32, 3],
  D815: [12, 40, 3],
  D862: [8, 32, 3],
  D865: [12, 40, 3],
  D892: [12, 40, 3],
  SP800: [1, 28, 3],
}

/** Phones that end with firmware 8; what their modules' keys are called is in no source, so 3xx phones have none. */
const OLD: Readonly<Record<string, Row>> = {
  '300': [12, 6, 0],
  '320': [12, 12, 0],
  '360': [12, 12, 0],
  '370': [12, 12, 0],
  '710': [4, 5, 0],
  '715': [4, 5, 3],
  '720': [12, 18, 3],
  '725': [12, 18, 3],
  '760': [12, 16, 3],
}
const OLDER: Readonly<Record<string, Row>> = {
  '820': [12, 16, 0],
  '821': [12, 12, 0],
  '870': [12, 15, 0],
  MP: [12, 0, 0],
  PA1: [1, 0, 0],
}

const BASES: Readonly<Record<string, Row>> = {
  M300: [20, 0, 0],
  M400: [20, 0, 0],
  M700: [1000, 0, 0],
  M900: [1000, 0, 0],
}

function family(rows: Readonly<Record<string, Row>>, firmware: (model: string) => string, dect = false) {
  return Object.entries(rows).map(
    ([model, [accounts, keys, modules, gap = 0, ownName = model]]): [string, SnomModel] => [
      model,
      { accounts, keys, modules, moduleKeys: 18, gap, ownName, firmware: firmware(model), dect },
    ],
  )
}

const MODELS: Readonly<Record<string, SnomModel>> = Object.fromEntries([
  ...family(D_SERIES, (model) => (model.startsWith('D8') ? '10.1.184.15' : '10.1.169.16')),
  ...family(OLD, () => '8.7.5.35'),
  ...family(OLDER, () => '8.4.35'),
  ...family(BASES, () => '05.20.0001', true),
])

/** @throws Error naming the known models. */
export function snomModel(text: string): { readonly model: string; readonly row: SnomModel } {
  return findModel(MODELS, 'snom', text)
}
