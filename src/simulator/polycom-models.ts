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

type Row = readonly [accounts: number, keys: number, modules: number, part?: string]

/** polycom.md ch. 4. A colour module of a VVX holds 28 keys on 3 pages (3.2). */
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
/** These end at 5.9 (1.9). */
const OLD_VVX: Readonly<Record<string, Row>> = {
  '200': [2, 2, 0],
  '300': [6, 6, 3, '3111-46135-002'],
  '310': [6, 6, 3, '3111-46161-001'],
  '400': [12, 12, 3, '3111-46157-002'],
  '410': [12, 12, 3, '3111-46162-001'],
  '500': [12, 12, 3, '3111-44500-001'],
  '600': [16, 16, 3, '3111-44600-001'],
  '1500': [6, 6, 0, '2345-17960-001'],
}

/** 48 keys with three modules, six of them the phone's own: 14 a module. */
const SOUNDPOINT: Readonly<Record<string, Row>> = {
  '321': [2, 2, 0],
  '331': [2, 2, 0, '2345-12365-001'],
  '335': [2, 2, 0, '2345-12375-001'],
  '450': [3, 3, 0, '2345-12450-001'],
  '550': [4, 4, 0, '2345-12500-001'],
  '560': [4, 4, 0, '2345-12560-001'],
  '650': [6, 6, 3, '2345-12600-001'],
  '670': [6, 6, 3, '2345-12670-001'],
}
/** These end at SIP 3.2 (1.9 U). */
const OLD_SOUNDPOINT: Readonly<Record<string, Row>> = {
  '300': [2, 2, 0],
  '301': [2, 2, 0],
  '320': [2, 2, 0],
  '330': [2, 2, 0],
  '430': [2, 2, 0],
  '500': [3, 3, 0],
  '501': [3, 3, 0],
  '600': [6, 6, 0],
  '601': [6, 6, 3],
}

const SOUNDSTATION: Readonly<Record<string, Row>> = {
  '5000': [1, 1, 0, '3111-30900-001'],
  '6000': [1, 1, 0, '3111-15600-001'],
  '7000': [1, 1, 0, '3111-40000-001'],
}
const OLD_SOUNDSTATION: Readonly<Record<string, Row>> = { '4000': [1, 1, 0] }
const DUO: Readonly<Record<string, Row>> = { Duo: [1, 1, 0] }
const TRIO: Readonly<Record<string, Row>> = {
  '8300': [1, 1, 0],
  '8500': [1, 1, 0],
  '8800': [1, 1, 0],
  C60: [1, 1, 0],
}

/** CCX and Edge E counts include pages and are the upper bound of what is reported for them. */
const CCX: Readonly<Record<string, Row>> = {
  '400': [24, 48, 0],
  '500': [24, 48, 0],
  '505': [24, 48, 0],
  '600': [24, 48, 0],
  '700': [24, 48, 0],
}
const EDGE: Readonly<Record<string, Row>> = {
  E100: [2, 16, 0],
  E220: [4, 16, 0],
  E300: [8, 24, 0],
  E320: [8, 24, 0],
  E350: [8, 24, 0],
  E400: [14, 42, 0],
  E450: [14, 42, 0],
  E500: [15, 50, 0],
  E550: [15, 50, 0],
}

interface Family {
  /** In front of the catalogue's spelling of a model. */
  readonly prefix: string
  readonly product: string
  readonly firmware: string
  readonly updater: string
  readonly moduleKeys?: number
}

function family(rows: Readonly<Record<string, Row>>, { prefix, product, moduleKeys = 84, ...versions }: Family) {
  return Object.entries(rows).map(([name, [accounts, keys, modules, part = null]]): [string, PolycomModel] => [
    `${prefix}${name}`,
    { accounts, keys, modules, moduleKeys, part, product: `${product}_${name}`, ...versions },
  ])
}

const vvx = { prefix: 'VVX', product: 'PolycomVVX-VVX' }
const soundpoint = { prefix: 'SPIP', product: 'PolycomSoundPointIP-SPIP', moduleKeys: 14 }
const soundstation = { prefix: 'SSIP', product: 'PolycomSoundStationIP-SSIP' }
const UCS4 = { firmware: '4.0.15.1047', updater: '5.0.15.1047' }
/** Before UC Software the one program that fetches is the application, and its User-Agent has no type (1.5). */
const SIP3 = { firmware: '3.2.1.0078', updater: '4.2.2.0710' }

const MODELS: Readonly<Record<string, PolycomModel>> = Object.fromEntries([
  ...family(VVX, { ...vvx, firmware: '6.3.1.8427', updater: '6.0.2.0483' }),
  ...family(OLD_VVX, { ...vvx, firmware: '5.9.7.3480', updater: '5.9.9.3512' }),
  ...family(SOUNDPOINT, { ...soundpoint, ...UCS4 }),
  ...family(OLD_SOUNDPOINT, { ...soundpoint, ...SIP3 }),
  ...family(SOUNDSTATION, { ...soundstation, ...UCS4 }),
  ...family(OLD_SOUNDSTATION, { ...soundstation, ...SIP3 }),
  ...family(DUO, { prefix: 'SS', product: 'PolycomSoundStation-SS', ...UCS4 }),
  ...family(TRIO, {
    ...{ prefix: 'Trio', product: 'PolycomRealPresenceTrio-Trio' },
    ...{ firmware: '7.2.2.1094', updater: '7.2.2.1094' },
  }),
  ...family(EDGE, {
    ...{ prefix: 'Edge', product: 'PolyEdge-Edge' },
    ...{ firmware: '8.0.0.15602', updater: '8.0.0.15602' },
  }),
  ...family(CCX, { prefix: 'CCX', product: 'PolyCCX-CCX', firmware: '8.0.2.3267', updater: '8.0.2.3267' }),
])

/** @throws Error naming the known models. */
export function polycomModel(text: string): { readonly model: string; readonly row: PolycomModel } {
  return findModel(MODELS, 'polycom', text.replace(/^(E\d{3})$/i, 'Edge$1'))
}
