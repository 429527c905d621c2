import type { Phone } from '../domain/model.js'

/** Marks a device that belongs to nobody who sits on its lines: they neither see it among their phones nor change it. */
export const SHARED = { offhook: { shared: true } } as const

/** Whose phone it is: the user on line 1, unless the device is shared. */
export function ownerIdOf(phone: Phone): string | undefined {
  return phone.foreign.offhook?.shared === true ? undefined : phone.lines[0]?.user_id
}

/** Stands on a line of a DECT base that no account uses: the numbers of the handsets behind it must not move. */
export const NO_ONE = ''
