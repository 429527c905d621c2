import { isDeepStrictEqual } from 'node:util'
import { type Change, type Contact, colleagueDetails, colleagueOf, type Favourite, LOGS } from '../domain/directory.js'
import type { User } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { CollectionName, Collections, Store, Transaction } from '../store/store.js'
import { observed, withTransact } from './consequences.js'

/** Changes remembered per log; a client that was away for longer starts over. */
export const LOG_LENGTH = 2000

/** The collections whose writes have consequences in others. */
const FOLLOWED = ['users', 'contacts', 'favourites'] as const
type Followed = (typeof FOLLOWED)[number]

const isFollowed = (collection: CollectionName): collection is Followed =>
  (FOLLOWED as readonly CollectionName[]).includes(collection)

/** The records a transaction wrote, each as it was before the first write. */
type Befores = ReadonlyMap<string, { readonly collection: Followed; readonly id: string; readonly before: unknown }>

/** The transaction, noting what every record of a followed collection was before it was touched. */
function noting(tx: Transaction): { tx: Transaction; befores: Befores } {
  const befores = new Map<string, { collection: Followed; id: string; before: Promise<unknown> }>()
  const note = (collection: CollectionName, id: string) => {
    const key = `${collection}/${id}`
    if (!isFollowed(collection) || befores.has(key)) return
    befores.set(key, { collection, id, before: tx.get(collection, id) })
  }
  return { befores, tx: observed(tx, note) }
}

const kindOf = (before: unknown, after: unknown): Change['kind'] =>
  before === undefined ? 'created' : after === undefined ? 'deleted' : 'updated'

/** Adds to a log and forgets what is too old. */
async function append(
  tx: Transaction,
  ports: Ports,
  log: { readonly id: string; readonly tenant_id: string },
  record_id: string,
  kind: Change['kind'],
): Promise<void> {
  const created_at = ports.now().toISOString()
  const known = await tx.get('change_logs', log.id)
  const n = (known?.last ?? 0) + 1
  tx.put('change_logs', { created_at, ...known, ...log, last: n })
  tx.put('changes', { id: `${log.id}/${n}`, created_at, log_id: log.id, n, record_id, kind })
  if (n > LOG_LENGTH) tx.remove('changes', `${log.id}/${n - LOG_LENGTH}`)
}

/** Everything of a deleted user goes with them, and so do the marks others set on them. */
async function forget(tx: Transaction, user_id: string): Promise<void> {
  for (const dial of await tx.find('speed_dials', 'user', user_id)) tx.remove('speed_dials', dial.id)
  for (const holiday of await tx.find('holidays', 'user', user_id)) tx.remove('holidays', holiday.id)
  for (const contact of await tx.find('contacts', 'user', user_id)) tx.remove('contacts', contact.id)
  for (const mark of await tx.find('favourites', 'user', user_id)) tx.remove('favourites', mark.id)
  for (const mark of await tx.find('favourites', 'target', user_id)) tx.remove('favourites', mark.id)
  tx.remove('holiday_choices', user_id)
  tx.remove('second_factors', user_id)
  for (const log of [
    LOGS.contacts(user_id),
    LOGS.favourites(user_id, 'business'),
    LOGS.favourites(user_id, 'extension'),
  ]) {
    for (const change of await tx.find('changes', 'log', log)) tx.remove('changes', change.id)
    tx.remove('change_logs', log)
  }
}

type Followers = {
  readonly [C in Followed]: (
    tx: Transaction,
    ports: Ports,
    before: Collections[C] | undefined,
    after: Collections[C] | undefined,
  ) => Promise<void>
}

const FOLLOWERS: Followers = {
  users: async (tx, ports, before, after) => {
    const user = (after ?? before) as User
    const [was, is] = [colleagueOf(before), colleagueOf(after)]
    const same =
      isDeepStrictEqual(was, is) &&
      (!was || !before || !after || isDeepStrictEqual(colleagueDetails(before), colleagueDetails(after)))
    if (!same)
      await append(
        tx,
        ports,
        { id: LOGS.colleagues(user.tenant_id), tenant_id: user.tenant_id },
        user.id,
        kindOf(was, is),
      )
    if (!after) await forget(tx, user.id)
  },
  contacts: async (tx, ports, before, after) => {
    const { id, tenant_id, user_id } = (after ?? before) as Contact
    if (isDeepStrictEqual(before, after)) return
    if (user_id === null) {
      await append(tx, ports, { id: LOGS.business(tenant_id), tenant_id }, id, kindOf(before, after))
      if (!after) for (const mark of await tx.find('favourites', 'target', id)) tx.remove('favourites', mark.id)
    } else if (after || (await tx.get('users', user_id)))
      await append(tx, ports, { id: LOGS.contacts(user_id), tenant_id }, id, kindOf(before, after))
  },
  favourites: async (tx, ports, before, after) => {
    const { user_id, tenant_id, kind, target_id } = (after ?? before) as Favourite
    if (before && after) return
    // A mark that goes with its user or its target is no news to anybody.
    const target = await tx.get(kind === 'business' ? 'contacts' : 'users', target_id)
    if (target && (await tx.get('users', user_id)))
      await append(tx, ports, { id: LOGS.favourites(user_id, kind), tenant_id }, target_id, 'updated')
  },
}

async function follow<C extends Followed>(
  tx: Transaction,
  ports: Ports,
  collection: C,
  id: string,
  before: Collections[C] | undefined,
): Promise<void> {
  const after = await tx.get(collection, id)
  if (before || after) await FOLLOWERS[collection](tx, ports, before, after)
}

/**
 * The store with the consequences of a write in the same transaction, whoever wrote: change logs of directories follow
 * users, contacts and marks, and what belongs to a deleted user goes. No writer needs to think of them.
 */
export function followedStore(store: Store, ports: Ports): Store {
  return withTransact(store, (change) =>
    store.transact(async (plain) => {
      const { tx, befores } = noting(plain)
      const result = await change(tx)
      // What following writes is followed too: the map grows while it is walked.
      for (const { collection, id, before } of befores.values())
        await follow(tx, ports, collection, id, (await before) as never)
      return result
    }),
  )
}
