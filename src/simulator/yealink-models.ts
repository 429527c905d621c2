import { findModel } from './models.js'
import type { ModelRoom } from './personality.js'

/** What tells a Yealink model apart. */
export interface YealinkModel extends ModelRoom {
  /** Digits of the common file `y0000000000NN.cfg`. */
  readonly code: string
  readonly firmware: string
}

type Row = readonly [
  code: string,
  firmware: string,
  keys: number,
  accounts: number,
  modules: number,
  moduleKeys: number,
]

/**
 * yealink.md ch. 4 (where peers disagree on key counts, the larger one: the judge must not refuse what a phone may have).
 * Firmware: family number and the last generation of that hardware.
 */
const ROWS: Readonly<Record<string, Row>> = {
  T19P_E2: ['053', '53.84.0.125', 0, 1, 0, 0],
  T21P_E2: ['052', '52.84.0.125', 2, 2, 0, 0],
  T23G: ['044', '44.84.0.140', 3, 3, 0, 0],
  T27G: ['069', '69.86.0.15', 21, 6, 6, 40],
  T29G: ['046', '46.83.0.120', 27, 16, 6, 40],
  T31G: ['123', '124.86.0.40', 2, 2, 0, 0],
  T31P: ['123', '124.86.0.40', 2, 2, 0, 0],
  T33G: ['124', '124.86.0.40', 12, 4, 0, 0],
  T33P: ['124', '124.86.0.40', 12, 4, 0, 0],
  T40G: ['076', '76.84.0.125', 3, 3, 0, 0],
  T41S: ['068', '66.86.0.15', 15, 6, 0, 0],
  T42G: ['029', '29.83.0.120', 15, 12, 0, 0],
  T42S: ['067', '66.86.0.15', 15, 12, 0, 0],
  T42U: ['116', '108.86.0.20', 15, 12, 0, 0],
  T43U: ['107', '108.86.0.20', 21, 12, 3, 60],
  T46G: ['028', '28.83.0.120', 27, 16, 6, 40],
  T46S: ['066', '66.86.0.15', 27, 16, 6, 40],
  T46U: ['108', '108.86.0.20', 27, 16, 3, 60],
  T48G: ['035', '35.83.0.120', 29, 16, 6, 40],
  T48S: ['065', '66.86.0.15', 29, 16, 6, 40],
  T48U: ['109', '108.86.0.20', 29, 16, 3, 60],
  T53: ['095', '96.86.0.20', 21, 12, 3, 60],
  T53W: ['095', '96.86.0.20', 21, 12, 3, 60],
  T54W: ['096', '96.86.0.20', 27, 16, 3, 60],
  T57W: ['097', '96.86.0.20', 29, 16, 3, 60],
}

const MODELS: Readonly<Record<string, YealinkModel>> = Object.fromEntries(
  Object.entries(ROWS).map(([model, [code, firmware, keys, accounts, modules, moduleKeys]]) => [
    model,
    { code, firmware, keys, accounts, modules, moduleKeys },
  ]),
)

/** @throws Error naming the known models. */
export function yealinkModel(text: string): { readonly model: string; readonly row: YealinkModel } {
  return findModel(MODELS, 'yealink', text)
}
