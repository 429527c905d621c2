import type { RedirectOutcome, RedirectRecord } from '../domain/redirect.js'
import type { Store, Transaction } from '../store/store.js'
import { type Moment, overtaken, settled } from './redirect-progress.js'

export interface Settlement {
  readonly registration: RedirectRecord
  readonly outcome: RedirectOutcome
}

/**
 * The work that waits, as the worker sees it. One process has it to itself now; several that share a store would claim
 * for a time, which is why nothing is worked on that was not claimed.
 */
export interface Outbox {
  /** What is due of an account, longest waiting first. */
  claim(account_id: string, most: number, now: Date): Promise<readonly RedirectRecord[]>
  /** When an account's next work is due; null = nothing waits. */
  nextDue(account_id: string): Promise<Date | null>
  /** Writes down what the vendor answered, durable when it resolves. Returns the records as they stand then. */
  settle(settlements: readonly Settlement[], moment: () => Moment): Promise<readonly RedirectRecord[]>
}

const byDue = (a: RedirectRecord, b: RedirectRecord): number => ((a.due_at ?? '') < (b.due_at ?? '') ? -1 : 1)

/** The outbox of a store that only this process works on. */
export function storeOutbox(store: Store): Outbox {
  return {
    async claim(account_id, most, now) {
      const waiting = await store.find('redirects', 'due', account_id)
      const due = waiting.filter(({ due_at }) => due_at !== null && Date.parse(due_at) <= now.getTime())
      return due.sort(byDue).slice(0, most)
    },
    async nextDue(account_id) {
      const [first] = [...(await store.find('redirects', 'due', account_id))].sort(byDue)
      return first?.due_at ? new Date(first.due_at) : null
    },
    settle: (settlements, moment) =>
      store.transact(async (tx) => {
        const written: RedirectRecord[] = []
        for (const { registration, outcome } of settlements) {
          const now = await tx.get('redirects', registration.id)
          if (!now) continue
          const next =
            now.revision === registration.revision
              ? settled(now, outcome, moment())
              : overtaken(now, registration, outcome)
          tx.put('redirects', next)
          written.push(next)
          if (next.state === 'removed') await wakeSiblings(tx, next, moment().now)
        }
        return written
      }),
  }
}

/** A device that one account has let go can be had by the account that waits for it. */
async function wakeSiblings(tx: Transaction, freed: RedirectRecord, now: Date): Promise<void> {
  for (const other of await tx.find('redirects', 'mac', freed.mac)) {
    if (other.id === freed.id || other.state !== 'conflict' || other.goal !== 'registered') continue
    tx.put('redirects', { ...other, due_at: now.toISOString() })
  }
}
