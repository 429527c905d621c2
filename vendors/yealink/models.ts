import type { Codec } from '../../src/domain/codec.js'
import type { ModelRow } from '../../src/domain/vendor.js'

/*
 * Source of every row: yealink.md 4 (LK = keys, Acc = lines, EXP = modules, y = `common`, fw = first number of the
 * firmware). Where no full version of a model was seen, its newest generation stands with zeros: only the generation
 * decides the syntax.
 *
 * Traits: `form` says what kind of device it is (desk, dect, conference, handset); `common` is the code of its
 * `y….cfg`; `slots` its numbered codecs up to V81 (3.2 D); `srtp_ciphers` and `tls_ciphers` what tancredi had to send
 * to it (3.1, 1.5 P); `memory` how many line keys come before its memory keys; `key_line` 'zero' where keys count
 * accounts from 0; `page_key` the module key that only turns pages (3.3 D); `servers` from when a base takes its
 * servers from templates: `early` V85, `late` V87 (4, dialects).
 */

const SHEET = 'yealink.md 4 P wz, tan, fus'

/** What every desk phone of V80 and later has. */
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
/** The twelve slots of yealink.md 3.2 D also hold G.723. */
const LONG: readonly Codec[] = [...DESK, 'G723']
/** V73 and older: before Opus. */
const OLD: readonly Codec[] = ['PCMU', 'PCMA', 'G722', 'G729', 'iLBC', 'G726-16', 'G726-24', 'G726-32', 'G726-40']

/** Key 21 turns the page and cannot be configured: yealink.md 3.3 P! D. */
const EXP20 = { count: 6, keys: 40, reserved: [21] }
const EXP40 = { count: 6, keys: 40 }
const EXP43 = { count: 3, keys: 60 }
const EXP50 = { count: 3, keys: 60 }
const EXP55 = { count: 3, keys: 78 }

const KEYS_DISPUTED = 'the larger one, because a phone ignores keys it lacks'
const EXP20_DISPUTED =
  'modules 3 x 38 (tancredi) against 6 x 40 (Wazo): numbers up to 40 as the manual has them, key 21 left to the page key'

const t2 = { softkeys: 4, codecs: OLD, source: SHEET }
const t2e = { softkeys: 4, codecs: DESK, source: SHEET }
const t3 = { softkeys: 4, firmware: '124.86.0.75', codecs: DESK, source: SHEET }
const t4g = { softkeys: 4, codecs: LONG, source: SHEET }
const t4s = { softkeys: 4, firmware: '66.86.0.15', codecs: LONG, source: SHEET }
const t4u = { softkeys: 4, firmware: '108.86.0.20', codecs: DESK, source: SHEET }
const t5s = { softkeys: 4, firmware: '70.84.0.0', codecs: LONG, modules: EXP50, source: SHEET }
const t5w = { softkeys: 4, firmware: '96.86.0.70', codecs: DESK, modules: EXP50, source: SHEET }
const t5a = { softkeys: 4, codecs: DESK, modules: EXP50, source: SHEET }
const t7 = { softkeys: 4, firmware: '185.87.0.10', codecs: DESK, modules: EXP55, source: SHEET }
const other = { keys: 0, codecs: DESK, source: SHEET }

const old = { form: 'desk' }
const desk = { form: 'desk', srtp_ciphers: 'list' }
const short = { form: 'desk', slots: 'short', tls_ciphers: 'list' }
const t40 = { ...desk, slots: 'short', tls_ciphers: 'list' }
const long = { ...desk, slots: 'long' }
const longS = { ...long, tls_ciphers: 'list' }
const exp20 = { form: 'desk', slots: 'long', page_key: '21' }
const conference = { form: 'conference' }
const handset = { form: 'handset', srtp_ciphers: 'list' }
const late = { form: 'dect', servers: 'late' }
const early = { form: 'dect', servers: 'early' }

export const models: readonly ModelRow[] = [
  { id: 'T19P_E2', lines: 1, keys: 0, firmware: '53.84.0.125', ...t2e, traits: { ...short, common: '053' } },
  { id: 'T20P', lines: 2, keys: 2, firmware: '9.73.0.0', ...t2, traits: { ...old, common: '007' } },
  {
    id: 'T21P',
    lines: 2,
    keys: 2,
    firmware: '34.72.14.6',
    ...t2,
    traits: { ...old, common: '034' },
    conflict: 'the sheet names only its firmware family 34; counts of its successor T21P_E2, common file by the rule',
  },
  { id: 'T21P_E2', lines: 2, keys: 2, firmware: '52.84.0.125', ...t2e, traits: { ...short, common: '052' } },
  { id: 'T22P', lines: 3, keys: 3, firmware: '7.73.0.0', ...t2, traits: { ...old, common: '005' } },
  { id: 'T23P', lines: 3, keys: 3, firmware: '44.84.0.140', ...t2e, traits: { ...short, common: '044' } },
  { id: 'T23G', lines: 3, keys: 3, firmware: '44.84.0.140', ...t2e, traits: { ...short, common: '044' } },
  { id: 'T26P', lines: 3, keys: 13, firmware: '6.73.0.0', ...t2, traits: { ...old, common: '004', memory: '3' } },
  {
    id: 'T27P',
    lines: 6,
    keys: 21,
    modules: EXP20,
    firmware: '45.83.0.0',
    ...t4g,
    traits: { ...exp20, tls_ciphers: 'list', common: '045' },
    conflict: EXP20_DISPUTED,
  },
  {
    id: 'T27G',
    lines: 6,
    keys: 21,
    modules: EXP20,
    firmware: '69.86.0.15',
    ...t4g,
    traits: { ...exp20, tls_ciphers: 'list', common: '069' },
    conflict: EXP20_DISPUTED,
  },
  { id: 'T28P', lines: 6, keys: 16, firmware: '2.73.0.0', ...t2, traits: { ...old, common: '000', memory: '6' } },
  {
    id: 'T29G',
    lines: 16,
    keys: 27,
    modules: EXP20,
    firmware: '46.83.0.120',
    ...t4g,
    traits: { ...exp20, common: '046' },
    conflict: EXP20_DISPUTED,
  },
  { id: 'T30', lines: 1, keys: 0, ...t3, traits: { ...desk, common: '127' } },
  { id: 'T30P', lines: 1, keys: 0, ...t3, traits: { ...desk, common: '127' } },
  { id: 'T31G', lines: 2, keys: 2, ...t3, traits: { ...desk, common: '123' } },
  { id: 'T31P', lines: 2, keys: 2, ...t3, traits: { ...desk, common: '123' } },
  { id: 'T31W', lines: 2, keys: 2, ...t3, traits: { ...desk, common: '172' } },
  {
    id: 'T32G',
    lines: 3,
    keys: 3,
    firmware: '32.70.0.0',
    ...t2,
    traits: { ...old, common: '032', key_line: 'zero' },
  },
  { id: 'T33G', lines: 4, keys: 12, ...t3, traits: { ...desk, common: '124' } },
  { id: 'T33P', lines: 4, keys: 12, ...t3, traits: { ...desk, common: '124' } },
  { id: 'T34W', lines: 4, keys: 12, ...t3, traits: { ...desk, common: '171' } },
  {
    id: 'T38G',
    lines: 6,
    keys: 16,
    firmware: '38.70.0.125',
    ...t2,
    traits: { ...old, common: '038', memory: '6', key_line: 'zero' },
  },
  { id: 'T40P', lines: 3, keys: 3, firmware: '54.84.0.125', ...t2e, traits: { ...t40, common: '054' } },
  { id: 'T40G', lines: 3, keys: 3, firmware: '76.84.0.125', ...t2e, traits: { ...t40, common: '076' } },
  { id: 'T41P', lines: 6, keys: 15, firmware: '36.83.0.0', ...t4g, traits: { ...long, common: '036' } },
  { id: 'T41S', lines: 6, keys: 15, ...t4s, traits: { ...longS, common: '068' } },
  { id: 'T41U', lines: 6, keys: 15, ...t4u, traits: desk },
  { id: 'T42G', lines: 12, keys: 15, firmware: '29.83.0.120', ...t4g, traits: { ...long, common: '029' } },
  { id: 'T42S', lines: 12, keys: 15, ...t4s, traits: { ...longS, common: '067' } },
  { id: 'T42U', lines: 12, keys: 15, ...t4u, traits: { ...desk, common: '116' } },
  {
    id: 'T43U',
    lines: 12,
    keys: 21,
    modules: EXP43,
    ...t4u,
    traits: { ...desk, common: '107' },
    conflict: `21 keys (tancredi, a FusionPBX comment) against 15 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T44U',
    lines: 12,
    keys: 24,
    modules: EXP43,
    ...t4u,
    traits: desk,
    conflict: `21 keys (tancredi) against 24 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T44W',
    lines: 12,
    keys: 24,
    modules: EXP43,
    ...t4u,
    traits: { ...desk, common: '174' },
    conflict: `21 keys (tancredi) against 24 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T46G',
    lines: 16,
    keys: 27,
    modules: EXP40,
    firmware: '28.83.0.120',
    ...t4g,
    traits: { ...long, common: '028' },
  },
  { id: 'T46S', lines: 16, keys: 27, modules: EXP40, ...t4s, traits: { ...longS, common: '066' } },
  { id: 'T46U', lines: 16, keys: 27, modules: EXP43, ...t4u, traits: { ...desk, common: '108' } },
  {
    id: 'T48G',
    lines: 16,
    keys: 29,
    modules: EXP40,
    firmware: '35.83.0.120',
    ...t4g,
    traits: { ...long, common: '035' },
  },
  { id: 'T48S', lines: 16, keys: 29, modules: EXP40, ...t4s, traits: { ...longS, common: '065' } },
  { id: 'T48U', lines: 16, keys: 29, modules: EXP43, ...t4u, traits: { ...desk, common: '109' } },
  {
    id: 'T49G',
    lines: 16,
    keys: 29,
    modules: EXP43,
    firmware: '51.80.0.10',
    ...t2e,
    traits: { ...desk, common: '051' },
    conflict: `4 keys (tancredi) against 29 (Wazo): ${KEYS_DISPUTED}`,
  },
  { id: 'T52S', lines: 12, keys: 21, ...t5s, traits: { ...long, common: '074' } },
  { id: 'T53', lines: 12, keys: 21, ...t5w, traits: { ...desk, common: '095' } },
  { id: 'T53W', lines: 12, keys: 21, ...t5w, traits: { ...desk, common: '095' } },
  { id: 'T54S', lines: 16, keys: 27, ...t5s, traits: { ...long, common: '070' } },
  { id: 'T54W', lines: 16, keys: 27, ...t5w, traits: { ...desk, common: '096' } },
  { id: 'T56A', lines: 16, keys: 27, firmware: '58.84.0.0', ...t5a, traits: { ...desk, common: '056' } },
  { id: 'T57W', lines: 16, keys: 29, ...t5w, traits: { ...desk, common: '097' } },
  {
    id: 'T58',
    lines: 16,
    keys: 27,
    firmware: '58.84.0.0',
    ...t5a,
    traits: { ...desk, tls_ciphers: 'list', common: '058' },
    conflict: 'no model of its own: what a T58A or T58V calls itself in its User-Agent on some firmware (1.3)',
  },
  {
    id: 'T58A',
    lines: 16,
    keys: 27,
    firmware: '58.84.0.0',
    ...t5a,
    traits: { ...desk, tls_ciphers: 'list', common: '058' },
  },
  {
    id: 'T58V',
    lines: 16,
    keys: 27,
    firmware: '58.84.0.0',
    ...t5a,
    traits: { ...desk, tls_ciphers: 'list', common: '058' },
  },
  { id: 'T58W', lines: 16, keys: 27, firmware: '150.86.0.0', ...t5a, traits: { ...desk, common: '150' } },
  {
    id: 'T73U',
    lines: 12,
    keys: 48,
    ...t7,
    traits: { ...desk, common: '186' },
    conflict: `40 keys (tancredi) against 48 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T73W',
    lines: 12,
    keys: 48,
    ...t7,
    traits: { ...desk, common: '183' },
    conflict: `40 keys (tancredi) against 48 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T74U',
    lines: 16,
    keys: 60,
    ...t7,
    traits: { ...desk, common: '187' },
    conflict: `50 keys (tancredi) against 60 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T74W',
    lines: 16,
    keys: 60,
    ...t7,
    traits: { ...desk, common: '184' },
    conflict: `50 keys (tancredi) against 60 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T77U',
    lines: 16,
    keys: 95,
    ...t7,
    traits: { ...desk, common: '188' },
    conflict: `56 keys (tancredi) against 95 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T85W',
    lines: 16,
    keys: 72,
    ...t7,
    traits: { ...desk, common: '196' },
    conflict: `60 keys (tancredi) against 72 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T87W',
    lines: 16,
    keys: 95,
    ...t7,
    traits: { ...desk, common: '197' },
    conflict: `84 keys (tancredi) against 95 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T88V',
    lines: 16,
    keys: 95,
    ...t7,
    firmware: '192.87.0.0',
    traits: { ...desk, common: '192' },
    conflict: `84 keys (tancredi) against 95 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'T88W',
    lines: 16,
    keys: 95,
    ...t7,
    firmware: '192.87.0.0',
    traits: { ...desk, common: '192' },
    conflict: `84 keys (tancredi) against 95 (Wazo): ${KEYS_DISPUTED}`,
  },
  {
    id: 'VP59',
    lines: 16,
    keys: 27,
    firmware: '91.86.0.0',
    ...t5a,
    traits: { form: 'desk', common: '091' },
    conflict: 'keys from tancredi alone; 16 accounts are unconfirmed',
  },
  { id: 'VP530', lines: 4, firmware: '23.70.0.40', ...other, codecs: OLD, traits: { ...old, common: '023' } },
  { id: 'AX83H', lines: 4, firmware: '180.87.0.15', ...other, traits: { ...handset, common: '180' } },
  { id: 'AX86R', lines: 4, firmware: '180.87.0.15', ...other, traits: { ...handset, common: '182' } },
  { id: 'CP860', lines: 1, firmware: '37.81.0.0', ...other, traits: { ...conference, common: '037' } },
  { id: 'CP920', lines: 1, firmware: '78.85.0.5', ...other, traits: { ...conference, common: '078' } },
  { id: 'CP925', lines: 1, firmware: '148.86.0.0', ...other, traits: { ...conference, common: '148' } },
  {
    id: 'CP960',
    lines: 1,
    firmware: '73.83.0.30',
    ...other,
    keys: 30,
    traits: { ...conference, common: '073', memory: '0' },
  },
  { id: 'CP965', lines: 1, firmware: '143.86.0.0', ...other, traits: { ...conference, common: '143' } },
  { id: 'W52P', lines: 5, firmware: '25.81.0.10', ...other, traits: { ...late, common: '025' } },
  { id: 'W56P', lines: 5, firmware: '25.81.0.10', ...other, traits: { ...late, common: '025' } },
  { id: 'W60B', lines: 8, firmware: '77.85.0.0', ...other, traits: { ...late, syslog: 'mode', common: '077' } },
  { id: 'W70B', lines: 10, firmware: '146.85.0.5', ...other, traits: { ...late, syslog: 'mode', common: '146' } },
  { id: 'W75B', lines: 20, firmware: '175.85.0.5', ...other, traits: { ...early, syslog: 'mode', common: '175' } },
  { id: 'W75DM', lines: 20, firmware: '175.85.0.5', ...other, traits: { ...early, syslog: 'mode', common: '175' } },
  {
    id: 'W80B',
    lines: 30,
    firmware: '103.85.0.0',
    ...other,
    traits: { ...early, syslog: 'mode', common: '103' },
    conflict: 'common file 103 by the rule against 175 (FusionPBX, whose folder is the W75): the rule',
  },
  {
    id: 'W80DM',
    lines: 30,
    firmware: '103.85.0.0',
    ...other,
    traits: { ...early, syslog: 'mode', common: '103' },
    conflict: 'common file 103 by the rule against 175 (FusionPBX, whose folder is the W75): the rule',
  },
  { id: 'W90B', lines: 250, firmware: '130.85.0.15', ...other, traits: { ...early, syslog: 'mode', common: '130' } },
  { id: 'W90DM', lines: 250, firmware: '130.85.0.15', ...other, traits: { ...early, syslog: 'mode', common: '130' } },
]

/** For a model the catalogue does not know: what every Yealink desk phone with keys has at least. */
export const genericModel: ModelRow = {
  id: 'generic',
  lines: 1,
  keys: 2,
  softkeys: 4,
  firmware: '0.86.0.0',
  codecs: DESK,
  traits: { form: 'desk' },
  source: `${SHEET}, smallest counts`,
}
