import {
  type RedirectAccount,
  type RedirectClient,
  RedirectFault,
  type RedirectFound,
  type RedirectRecord,
} from '../domain/redirect.js'
import { Secret } from '../domain/secret.js'
import type { Store } from '../store/store.js'

const SHOWN = 100
/** How long the record of an entry that was taken out for a deleted phone stays, milliseconds. */
const KEPT_MS = 30 * 24 * 3600 * 1000

const normal = (url: string): string => (URL.canParse(url) ? new URL(url).href : url)

/** Whether what the vendor holds is what it shall hold. */
function judged(registration: RedirectRecord, found: RedirectFound): 'true' | 'drifted' | 'elsewhere' | 'unknown' {
  if (found.kind !== 'ours') return found.kind === 'absent' ? 'drifted' : found.kind
  if (found.url === null) return 'true'
  const same = [found.url, normal(found.url)].some((url) => registration.url?.equals(new Secret(url)))
  return same ? 'true' : 'drifted'
}

/** The registration with what was found: the truth confirmed, or the repair made due. */
function corrected(registration: RedirectRecord, found: RedirectFound, now: string): RedirectRecord {
  const verdict = judged(registration, found)
  if (verdict === 'unknown') return registration
  if (verdict === 'true') return { ...registration, checked_at: now }
  const elsewhere = verdict === 'elsewhere'
  return {
    ...registration,
    state: elsewhere ? 'conflict' : 'wanted',
    told: null,
    gone: found.kind === 'absent',
    due_at: now,
    attempts: 0,
    checked_at: now,
    changed_at: now,
    answer: elsewhere ? 'another account has taken the device' : 'the entry was changed or deleted at the vendor',
    advice: elsewhere ? 'Have the device released by the account that holds it, then sync again.' : null,
  }
}

type Listed = Awaited<ReturnType<RedirectClient['list']>>

/** What the vendor holds for these phones, as far as it tells before the first fault. */
async function readBack(
  client: RedirectClient,
  ours: readonly RedirectRecord[],
  list: Listed,
): Promise<{ found: Map<string, RedirectFound>; fault: RedirectFault | undefined }> {
  const held = list && new Map(list.map(({ mac, url }) => [mac.replace(/[^0-9a-f]/gi, '').toLowerCase(), url]))
  const found = new Map<string, RedirectFound>()
  try {
    for (const { id, mac } of ours) {
      const url = held?.get(mac)
      if (held && url === undefined) found.set(id, { kind: 'absent' })
      else found.set(id, typeof url === 'string' ? { kind: 'ours', url } : await client.read(mac))
    }
  } catch (error) {
    if (!(error instanceof RedirectFault)) throw error
    return { found, fault: error }
  }
  return { found, fault: undefined }
}

export interface Reconciled {
  readonly checked: number
  readonly repaired: number
  /** Entries no phone of ours accounts for; null where the service does not list. */
  readonly strangers: number | null
  /** Why not everything could be read. */
  readonly fault: string | null
}

/**
 * Reads back what a vendor holds for an account's phones. An entry that is gone, changed or somebody else's is made
 * due again; entries nobody here accounts for are counted and named on the account, never touched.
 * @param only the phones that are looked at; all when absent.
 */
export async function reconcile(
  store: Store,
  account: RedirectAccount,
  client: RedirectClient,
  now: Date,
  only?: ReadonlySet<string>,
): Promise<Reconciled> {
  const all = await store.find('redirects', 'account', account.id)
  const ours = all.filter(
    ({ goal, state, phone_id }) =>
      goal === 'registered' && state === 'registered' && (only === undefined || only.has(phone_id)),
  )
  let list: Listed = null
  try {
    if (only === undefined) list = await client.list()
  } catch (error) {
    if (!(error instanceof RedirectFault)) throw error
    return { checked: 0, repaired: 0, strangers: null, fault: error.message }
  }
  const { found, fault } = await readBack(client, ours, list)
  const known = new Set<string>(all.filter(({ state }) => state !== 'removed').map(({ mac }) => mac))
  const strangers = list?.map(({ mac }) => mac).filter((mac) => !known.has(mac.toLowerCase()))
  const at = now.toISOString()
  const repaired = await store.transact(async (tx) => {
    let count = 0
    for (const seen of ours) {
      const registration = await tx.get('redirects', seen.id)
      const held = found.get(seen.id)
      // What changed while the vendor was asked is answered by the change, not by what was read before it.
      if (!held || registration?.revision !== seen.revision || registration.state !== 'registered') continue
      const next = corrected(registration, held, at)
      if (next !== registration) tx.put('redirects', next)
      if (next.due_at !== null) count++
    }
    if (only !== undefined) return count
    for (const { id, state, goal, phone_id, changed_at } of all) {
      const over = state === 'removed' && goal === 'removed' && now.getTime() - Date.parse(changed_at) > KEPT_MS
      if (over && !(await tx.get('phones', phone_id))) tx.remove('redirects', id)
    }
    const kept = await tx.get('redirect_accounts', account.id)
    if (kept && !fault) {
      const stray = { count: strangers?.length ?? 0, macs: strangers?.slice(0, SHOWN) ?? [] }
      tx.put('redirect_accounts', { ...kept, reconciled: { at, repaired: count, ...stray } })
    }
    return count
  })
  return { checked: found.size, repaired, strangers: strangers?.length ?? null, fault: fault?.message ?? null }
}
