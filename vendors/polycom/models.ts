import type { Codec } from '../../src/domain/codec.js'
import type { ModelRow } from '../../src/domain/vendor.js'

const SHEET = 'polycom.md ch. 4'

/** SIP 3.2 has no name for iLBC (polycom.md 3.3). */
const OLDEST: readonly Codec[] = ['PCMU', 'PCMA', 'G722', 'G729']
const CLASSIC: readonly Codec[] = [...OLDEST, 'iLBC']
const MODERN: readonly Codec[] = [...CLASSIC, 'OPUS']

/** Releases where families end: SIP 3.2 and UC Software 4.0 (SoundPoint), 5.9 (VVX x00, x10), 6.3 (newer VVX). polycom.md 1.9, 1.5. */
const SIP3 = '3.2.1.0078'
const UCS4 = '4.0.15.1047'
const UCS5 = '5.9.7'
const UCS6 = '6.3'
const TRIO = '7.2.2.1094'
const CCX = '8.0.2.3267'
const EDGE = '8.0.0.15602'

/** `softkey.N` goes to 13, of which the last three are doubtful (ch. 2 H, 3.2 U). */
const SOFTKEYS = 10

/** Three colour modules of 28 keys on three pages each. */
const VVX_MODULES = { count: 3, keys: 84 }
const VVX_MODULES_CONFLICT =
  '84 keys per module (colour module, vendor addendum) against 40 (paper module, wazo): the larger, a phone ignores keys it lacks'
/** 48 keys with three modules, less the six of the phone itself. */
const SOUNDPOINT_MODULES = { count: 3, keys: 14 }

const OLD = 'that its last release is SIP 3.2 is U (1.9 says 4.0 at most): no key of a SIP 3.2 phone can be placed'

const soundpoint3 = {
  softkeys: SOFTKEYS,
  firmware: SIP3,
  codecs: OLDEST,
  source: `${SHEET} H, firmware 1.9`,
  conflict: OLD,
}
const soundpoint4 = { softkeys: SOFTKEYS, firmware: UCS4, codecs: CLASSIC, source: `${SHEET} H, firmware 1.9` }
const conference = {
  lines: 1,
  keys: 1,
  softkeys: SOFTKEYS,
  codecs: CLASSIC,
  source: `${SHEET} H; one account, no line keys of its own`,
}
const vvx5 = { softkeys: SOFTKEYS, firmware: UCS5, codecs: MODERN, source: `${SHEET} H, firmware 1.9 H` }
const vvx6 = { softkeys: SOFTKEYS, firmware: UCS6, codecs: MODERN, source: `${SHEET} H, firmware 1.9 H` }
const vvx5Modules = { ...vvx5, modules: VVX_MODULES, conflict: VVX_MODULES_CONFLICT }
const vvx6Modules = { ...vvx6, modules: VVX_MODULES, conflict: VVX_MODULES_CONFLICT }
const trio = {
  lines: 1,
  keys: 1,
  softkeys: SOFTKEYS,
  firmware: TRIO,
  codecs: MODERN,
  source: `${SHEET}, firmware 1.5 H`,
  conflict: 'one account (table) against up to three (U): the proven one',
}
const ccx = {
  lines: 24,
  softkeys: SOFTKEYS,
  firmware: CCX,
  codecs: MODERN,
  traits: { profile: 'Generic' },
  source: `${SHEET} U, firmware 1.5 M`,
  conflict:
    '24 to 48 touch keys (U), accounts nowhere counted: 24 keys on the smallest model, 48 on the others, 24 accounts',
}
const edge = {
  softkeys: SOFTKEYS,
  firmware: EDGE,
  codecs: MODERN,
  traits: { eula: '1' },
  source: `${SHEET}, firmware 1.5 H`,
  conflict:
    'hard keys (L) against 16 to 50 keys on up to three pages (M): the pages count, as they do on a phone; accounts = hard keys; modules for E4xx and E5xx are U: none',
}

export const models: readonly ModelRow[] = [
  { id: 'SPIP300', lines: 2, keys: 2, ...soundpoint3 },
  { id: 'SPIP301', lines: 2, keys: 2, ...soundpoint3 },
  { id: 'SPIP320', lines: 2, keys: 2, ...soundpoint3 },
  { id: 'SPIP321', lines: 2, keys: 2, ...soundpoint4 },
  { id: 'SPIP330', lines: 2, keys: 2, ...soundpoint3 },
  { id: 'SPIP331', lines: 2, keys: 2, ...soundpoint4 },
  { id: 'SPIP335', lines: 2, keys: 2, ...soundpoint4 },
  { id: 'SPIP430', lines: 2, keys: 2, ...soundpoint3 },
  { id: 'SPIP450', lines: 3, keys: 3, ...soundpoint4 },
  { id: 'SPIP500', lines: 3, keys: 3, ...soundpoint3 },
  { id: 'SPIP501', lines: 3, keys: 3, ...soundpoint3 },
  { id: 'SPIP550', lines: 4, keys: 4, ...soundpoint4 },
  { id: 'SPIP560', lines: 4, keys: 4, ...soundpoint4 },
  {
    id: 'SPIP600',
    lines: 6,
    keys: 6,
    ...soundpoint3,
    conflict: `6 accounts (wazo) against 12 (sipXecs): the one both know; ${OLD}`,
  },
  {
    id: 'SPIP601',
    lines: 6,
    keys: 6,
    ...soundpoint3,
    modules: SOUNDPOINT_MODULES,
    conflict: `6 accounts (wazo) against 12 (sipXecs): the one both know; ${OLD}`,
  },
  {
    id: 'SPIP650',
    lines: 6,
    keys: 6,
    ...soundpoint4,
    modules: SOUNDPOINT_MODULES,
    traits: { codec_prefix: 'IP_650' },
    conflict: '6 accounts (wazo) against 34 (sipXecs, needs modules): the one both know',
  },
  {
    id: 'SPIP670',
    lines: 6,
    keys: 6,
    ...soundpoint4,
    modules: SOUNDPOINT_MODULES,
    conflict: '6 accounts (wazo) against 34 (sipXecs, needs modules): the one both know',
  },
  { id: 'SSIP4000', ...conference, firmware: SIP3, codecs: OLDEST, conflict: OLD },
  { id: 'SSIP5000', ...conference, firmware: UCS4 },
  { id: 'SSIP6000', ...conference, firmware: UCS4 },
  { id: 'SSIP7000', ...conference, firmware: UCS4 },
  {
    id: 'SSDuo',
    ...conference,
    firmware: UCS4,
    source: 'polycom.md 1.2 H (name); counts as the other SoundStations, U',
  },
  { id: 'VVX101', lines: 1, keys: 2, ...vvx6 },
  { id: 'VVX150', lines: 2, keys: 2, ...vvx6 },
  { id: 'VVX200', lines: 2, keys: 2, ...vvx5 },
  { id: 'VVX201', lines: 2, keys: 2, ...vvx6 },
  { id: 'VVX250', lines: 4, keys: 4, ...vvx6 },
  { id: 'VVX300', lines: 6, keys: 6, ...vvx5Modules },
  { id: 'VVX301', lines: 6, keys: 6, ...vvx6Modules },
  { id: 'VVX310', lines: 6, keys: 6, ...vvx5Modules },
  { id: 'VVX311', lines: 6, keys: 6, ...vvx6Modules },
  { id: 'VVX350', lines: 6, keys: 6, ...vvx6 },
  { id: 'VVX400', lines: 12, keys: 12, ...vvx5Modules },
  { id: 'VVX401', lines: 12, keys: 12, ...vvx6Modules },
  { id: 'VVX410', lines: 12, keys: 12, ...vvx5Modules },
  { id: 'VVX411', lines: 12, keys: 12, ...vvx6Modules },
  { id: 'VVX450', lines: 12, keys: 12, ...vvx6Modules },
  { id: 'VVX500', lines: 12, keys: 12, ...vvx5Modules },
  { id: 'VVX501', lines: 12, keys: 12, ...vvx6Modules },
  { id: 'VVX600', lines: 16, keys: 16, ...vvx5Modules },
  { id: 'VVX601', lines: 16, keys: 16, ...vvx6Modules },
  { id: 'VVX1500', lines: 6, keys: 6, ...vvx5 },
  { id: 'Trio8300', ...trio, source: 'polycom.md 1.9 M (name); counts as the other Trios, U' },
  { id: 'Trio8500', ...trio },
  { id: 'Trio8800', ...trio },
  { id: 'TrioC60', ...trio },
  { id: 'CCX400', keys: 24, ...ccx },
  { id: 'CCX500', keys: 48, ...ccx },
  { id: 'CCX505', keys: 48, ...ccx },
  { id: 'CCX600', keys: 48, ...ccx },
  { id: 'CCX700', keys: 48, ...ccx },
  { id: 'EdgeE100', lines: 2, keys: 16, ...edge },
  { id: 'EdgeE220', lines: 4, keys: 16, ...edge },
  { id: 'EdgeE300', lines: 8, keys: 24, ...edge },
  { id: 'EdgeE320', lines: 8, keys: 24, ...edge },
  { id: 'EdgeE350', lines: 8, keys: 24, ...edge },
  { id: 'EdgeE400', lines: 8, keys: 24, ...edge },
  { id: 'EdgeE450', lines: 14, keys: 42, ...edge },
  { id: 'EdgeE500', lines: 15, keys: 50, ...edge },
  { id: 'EdgeE550', lines: 15, keys: 50, ...edge },
]

/** For a model the catalogue does not know: the smallest counts, and a release new models are likely to speak. */
export const genericModel: ModelRow = {
  id: 'generic',
  lines: 1,
  keys: 1,
  firmware: UCS6,
  codecs: CLASSIC,
  source: `${SHEET}, smallest counts`,
}
