import type { Codec } from '../../src/domain/codec.js'
import type { ModelRow } from '../../src/domain/vendor.js'

const SHEET = 'yealink.md 4'
const DESK: readonly Codec[] = [
  'PCMU',
  'PCMA',
  'G722',
  'G729',
  'iLBC',
  'OPUS',
  'G726-16',
  'G726-24',
  'G726-32',
  'G726-40',
]

/** EXP43: 60 keys over three pages, three modules in a row. EXP40: 40 keys, six modules. EXP50: 60 keys, three. */
const EXP43 = { count: 3, keys: 60 }
const EXP40 = { count: 6, keys: 40 }
const EXP50 = { count: 3, keys: 60 }

export const models: readonly ModelRow[] = [
  {
    id: 'T31G',
    lines: 2,
    keys: 2,
    softkeys: 4,
    firmware: '124.86.0.75',
    codecs: DESK,
    traits: { common: '123' },
    source: SHEET,
  },
  {
    id: 'T33G',
    lines: 4,
    keys: 12,
    softkeys: 4,
    firmware: '124.86.0.75',
    codecs: DESK,
    traits: { common: '124' },
    source: SHEET,
  },
  {
    id: 'T42S',
    lines: 12,
    keys: 15,
    softkeys: 4,
    firmware: '66.86.0.15',
    codecs: DESK,
    traits: { common: '067', slots: 'long' },
    source: SHEET,
  },
  {
    id: 'T43U',
    lines: 12,
    keys: 21,
    softkeys: 4,
    modules: EXP43,
    firmware: '108.86.0.20',
    codecs: DESK,
    traits: { common: '107' },
    source: SHEET,
    conflict:
      '21 keys (tancredi, a FusionPBX comment) against 15 (Wazo): the larger count, because a phone ignores keys it lacks',
  },
  {
    id: 'T46S',
    lines: 16,
    keys: 27,
    softkeys: 4,
    modules: EXP40,
    firmware: '66.86.0.15',
    codecs: DESK,
    traits: { common: '066', slots: 'long' },
    source: SHEET,
  },
  {
    id: 'T46U',
    lines: 16,
    keys: 27,
    softkeys: 4,
    modules: EXP43,
    firmware: '108.86.0.20',
    codecs: DESK,
    traits: { common: '108' },
    source: SHEET,
  },
  {
    id: 'T48U',
    lines: 16,
    keys: 29,
    softkeys: 4,
    modules: EXP43,
    firmware: '108.86.0.20',
    codecs: DESK,
    traits: { common: '109' },
    source: SHEET,
  },
  {
    id: 'T53W',
    lines: 12,
    keys: 21,
    softkeys: 4,
    modules: EXP50,
    firmware: '96.86.0.70',
    codecs: DESK,
    traits: { common: '095' },
    source: SHEET,
  },
  {
    id: 'T54W',
    lines: 16,
    keys: 27,
    softkeys: 4,
    modules: EXP50,
    firmware: '96.86.0.70',
    codecs: DESK,
    traits: { common: '096' },
    source: SHEET,
  },
  {
    id: 'T57W',
    lines: 16,
    keys: 29,
    softkeys: 4,
    modules: EXP50,
    firmware: '96.86.0.70',
    codecs: DESK,
    traits: { common: '097' },
    source: SHEET,
  },
]

/** For a model the catalogue does not know: what every Yealink desk phone with keys has at least. */
export const genericModel: ModelRow = {
  id: 'generic',
  lines: 1,
  keys: 2,
  softkeys: 4,
  firmware: '0.86.0.0',
  codecs: DESK,
  source: `${SHEET}, smallest counts`,
}
