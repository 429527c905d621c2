import type { ValueMap } from '../../src/domain/vendor.js'

/*
 * Numbered codec slots of V81 and older, by the newer parameter names. Source: yealink.md 3.2 D; older guides spell
 * G726_16 and so on with an underscore.
 */

/** T4xG, T4xS, T29 and the T54S. */
export const slot_long: ValueMap = {
  pcmu: '1',
  pcma: '2',
  g723_53: '3',
  g729: '5',
  g722: '6',
  ilbc: '7',
  g726_16: '8',
  g726_24: '9',
  g726_32: '10',
  g726_40: '11',
  opus: '12',
}

export const slot_name: ValueMap = {
  pcmu: 'PCMU',
  pcma: 'PCMA',
  g723_53: 'G723_53',
  g729: 'G729',
  g722: 'G722',
  ilbc: 'iLBC',
  g726_16: 'G726-16',
  g726_24: 'G726-24',
  g726_32: 'G726-32',
  g726_40: 'G726-40',
  opus: 'opus',
}

export const slot_rtpmap: ValueMap = {
  pcmu: '0',
  pcma: '8',
  g723_53: '4',
  g729: '18',
  g722: '9',
  ilbc: '106',
  g726_16: '103',
  g726_24: '104',
  g726_32: '102',
  g726_40: '105',
  opus: '107',
}

/** T40, T23, T21 and T19. */
export const slot_short: ValueMap = {
  pcmu: '1',
  pcma: '2',
  g729: '3',
  g722: '4',
  ilbc: '5',
  g726_16: '6',
  g726_24: '7',
  g726_32: '8',
  g726_40: '9',
  opus: '10',
}
