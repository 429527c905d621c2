import { dialable, type SpeedDial } from '../domain/directory.js'
import type { Key, KeyKind } from '../domain/keys.js'
import type { Blf } from '../domain/model.js'

const squash = (text: string): string => text.toUpperCase().replace(/[\s_-]/g, '')

/** Functions of PortSIP's keys (api-portsip.md ch. 5.4 and 16) and what they are on a phone. */
const KINDS: Readonly<Record<string, KeyKind>> = {
  BLF: 'blf',
  SPEEDDIAL: 'speed_dial',
  CUSTOMSPEEDDIAL: 'speed_dial',
  VISUALPARK: 'park',
  VISUALGROUPPARK: 'park',
  CHANGESTATUS: 'speed_dial',
  NIGHTMODE: 'blf',
  LINE: 'line',
}

const NIGHT_MODE = '*16'
const GROUP_PARK = '*58'

function toKey({ key, value, first_name, last_name }: Blf, position: number): Key {
  const label = [first_name, last_name].filter(Boolean).join(' ')
  const name = squash(key)
  const digits = /^[0-9]+$/.test(key)
  const extension = /^[0-9]{3,64}$/.test(value)
  const kind: KeyKind =
    key === '' && value === '' ? 'none' : (KINDS[name] ?? (digits || (key === '' && extension) ? 'blf' : 'speed_dial'))
  const number =
    name === 'NIGHTMODE' ? `${NIGHT_MODE}${value}` : name === 'VISUALGROUPPARK' && value === '' ? GROUP_PARK : value
  return {
    position: digits ? Number(key) : position,
    kind,
    ...(number === '' ? {} : { value: number }),
    ...(label === '' ? {} : { label }),
  }
}

/**
 * A user's BLFs as keys. Without a LINE entry the first keys are the phone's line keys and the list follows them;
 * with one, the place in the list is the key's number.
 */
export function keysOfBlfs(blfs: readonly Blf[], lines: number): Key[] {
  const explicit = blfs.some((blf) => squash(blf.key) === 'LINE')
  const first = explicit ? 1 : lines + 1
  return blfs.map((blf, index) => toKey(blf, first + index))
}

/** As many characters as a key's own label may have. */
const LABEL_MAX = 64

/** Speed dials on the keys behind the line keys, as far as the phone itself has some; the rest is in its directory. */
export function keysOfSpeedDials(dials: readonly SpeedDial[], lines: number, room: number): Key[] {
  return dials.slice(0, Math.max(0, room - lines)).map(({ phone_number, description }, index) => ({
    position: lines + 1 + index,
    kind: 'speed_dial',
    value: dialable(phone_number) ?? phone_number,
    label: [...(description || phone_number)].slice(0, LABEL_MAX).join(''),
  }))
}
