import type { Phone, PublicMove, ServerRecord } from '../domain/model.js'

/** How long the first phone of a vendor may take before another one tries the new address. */
const PILOT_MS = 24 * 3600 * 1000

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((url) => b.includes(url))

/**
 * The move that a change of addresses starts: one phone per vendor goes first, the rest follow once it has fetched
 * there. Without addresses that phones were told before, nothing moves.
 */
export function moveFor(record: ServerRecord, urls: readonly string[] | null): PublicMove | null {
  const told = record.told_urls
  if (urls === null || told === null || same(told, urls)) return record.move
  return { from: told, pilots: {} }
}

/** The addresses a phone is told while a move goes on; undefined = the present ones. */
export function addressesBeforeMove(move: PublicMove | null, phone: Phone): readonly string[] | undefined {
  if (!move) return undefined
  const pilot = move.pilots[phone.vendor]
  return pilot && (pilot.arrived || pilot.phone_id === phone.id) ? undefined : move.from
}

/** True while it matters to the move that phones of this vendor are looked at one by one. */
export const moving = (move: PublicMove | null, phone: Phone): boolean =>
  move !== null && !move.pilots[phone.vendor]?.arrived

const hostOf = (url: string): string => new URL(url).host

/**
 * True unless the phone still asked under a name that only the old addresses have. A move that keeps the host, or a
 * proxy that rewrites it, cannot be told by name: there coming back at all must do.
 */
function askedThere(move: PublicMove, urls: readonly string[], host: string | undefined): boolean {
  const present = urls.map(hostOf)
  const old = move.from.map(hostOf).filter((name) => !present.includes(name))
  return host === undefined || !old.includes(host.toLowerCase())
}

/**
 * What a proven fetch means for the move: the first phone of its vendor becomes the pilot, and a pilot that asks
 * at the new address has arrived.
 * @returns the move as it is after the fetch; the same object when nothing changed.
 */
export function moveAfterFetch(
  move: PublicMove,
  urls: readonly string[],
  phone: Phone,
  host: string | undefined,
  now: Date,
): PublicMove {
  const pilot = move.pilots[phone.vendor]
  if (pilot?.arrived) return move
  const overdue = pilot !== undefined && now.getTime() - Date.parse(pilot.since) > PILOT_MS
  if (!pilot || (overdue && pilot.phone_id !== phone.id)) {
    return {
      ...move,
      pilots: { ...move.pilots, [phone.vendor]: { phone_id: phone.id, since: now.toISOString(), arrived: false } },
    }
  }
  if (pilot.phone_id !== phone.id || !askedThere(move, urls, host)) return move
  return { ...move, pilots: { ...move.pilots, [phone.vendor]: { ...pilot, arrived: true } } }
}
