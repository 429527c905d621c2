import type { ValueMap } from '../../src/domain/vendor.js'

/*
 * Where a key's position is found on phones that name some keys otherwise; a position that is not here has no parameter.
 * Source: yealink.md 3.3 P wz (memory keys), P! D (page key).
 */

/** T26P: three line keys, then ten memory keys. */
export const first_3: ValueMap = { '1': '1', '2': '2', '3': '3' }

export const after_3: ValueMap = {
  '4': '1',
  '5': '2',
  '6': '3',
  '7': '4',
  '8': '5',
  '9': '6',
  '10': '7',
  '11': '8',
  '12': '9',
  '13': '10',
}

/** T28P and T38G: six line keys, then ten memory keys. */
export const first_6: ValueMap = { '1': '1', '2': '2', '3': '3', '4': '4', '5': '5', '6': '6' }

export const after_6: ValueMap = {
  '7': '1',
  '8': '2',
  '9': '3',
  '10': '4',
  '11': '5',
  '12': '6',
  '13': '7',
  '14': '8',
  '15': '9',
  '16': '10',
}

/** EXP20: key 21 turns the page and cannot be configured. */
export const exp20: ValueMap = {
  '1': '1',
  '2': '2',
  '3': '3',
  '4': '4',
  '5': '5',
  '6': '6',
  '7': '7',
  '8': '8',
  '9': '9',
  '10': '10',
  '11': '11',
  '12': '12',
  '13': '13',
  '14': '14',
  '15': '15',
  '16': '16',
  '17': '17',
  '18': '18',
  '19': '19',
  '20': '20',
  '22': '22',
  '23': '23',
  '24': '24',
  '25': '25',
  '26': '26',
  '27': '27',
  '28': '28',
  '29': '29',
  '30': '30',
  '31': '31',
  '32': '32',
  '33': '33',
  '34': '34',
  '35': '35',
  '36': '36',
  '37': '37',
  '38': '38',
  '39': '39',
  '40': '40',
}
