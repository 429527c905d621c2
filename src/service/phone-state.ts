import type { Served } from '../domain/model.js'
import { nextPollBy, type Poll } from './next-poll.js'

export type PhoneState = 'never seen' | 'out of date' | 'notified' | 'current' | 'failing' | 'cleared' | 'no registrar'

/** What a phone's record comes to, whatever the phone did. */
export interface Judgement {
  /** Fingerprint of the main file it would be served now; null where none can be made. */
  readonly wanted: string | null
  /** Why nothing the phone fetches would help, in words; null where it would. */
  readonly barred: string | null
  /** Why its file cannot be made; null where it can. */
  readonly broken: string | null
  readonly registrar: boolean
  readonly poll: Poll
}

export interface StateOfPhone {
  readonly state: PhoneState
  /** Why, where the state alone does not say it. */
  readonly reason: string | null
}

/** A phone that was notified and has not come after this long will not come for that. */
export const NOTIFIED_MS = 5 * 60_000

/** What can be said of the phone now. */
export function stateOfPhone(
  { wanted, barred, broken, registrar, poll }: Judgement,
  served: Pick<Served, 'fingerprint' | 'cleared' | 'at'> | undefined,
  notified_at: number | null,
  now: Date,
): StateOfPhone {
  if (barred !== null) return { state: 'failing', reason: barred }
  if (!registrar) return { state: 'no registrar', reason: 'no account is written before the tenant has a registrar' }
  if (!served) return { state: 'never seen', reason: null }
  if (broken !== null || wanted === null) return { state: 'failing', reason: broken }
  if (wanted === served.fingerprint) return { state: served.cleared ? 'cleared' : 'current', reason: null }
  if (notified_at !== null && now.getTime() - notified_at < NOTIFIED_MS) return { state: 'notified', reason: null }
  const due = nextPollBy(poll, new Date(served.at), now)
  return { state: 'out of date', reason: due ? `next poll by ${due.toISOString()}` : 'it does not poll' }
}
