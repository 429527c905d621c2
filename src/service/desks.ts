import type { Desk } from '../domain/desk.js'
import { DomainError } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { Transaction } from '../store/store.js'

/** Marks the account of a desk, which is nobody's and so stands in no list of users. */
export const DESK_ACCOUNT = { offhook: { desk: true } } as const

export const isDeskAccount = (user: User): boolean => user.foreign.offhook?.desk === true

/** Puts an account on line 1 of the desk's phone; what the line was called goes with whoever it was. */
export async function seat(tx: Transaction, desk: Desk, user_id: string | null): Promise<void> {
  const phone = await tx.get('phones', desk.phone_id)
  if (phone) {
    const [, ...others] = phone.lines
    tx.put('phones', { ...phone, lines: [{ user_id: user_id ?? desk.user_id }, ...others] })
  }
  tx.put('desks', { ...desk, current_user_id: user_id })
}

/** Gives the desks a user is logged in at back to themselves. @throws DomainError `in_use` for the account of a desk. */
export async function leaveDesks(tx: Transaction, user: User): Promise<void> {
  if (isDeskAccount(user)) throw new DomainError('in_use', 'this is the account of a hot desk; delete the desk')
  for (const desk of await tx.find('desks', 'current', user.id)) await seat(tx, desk, null)
}

/** The phone goes: so does the desk it was, with the desk's account. */
export async function forgetDesk(tx: Transaction, phone_id: string): Promise<void> {
  for (const desk of await tx.find('desks', 'phone', phone_id)) {
    tx.remove('desks', desk.id)
    tx.remove('users', desk.user_id)
  }
}
