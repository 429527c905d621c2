import type { Phone, ServerRecord } from '../domain/model.js'
import type { PublicMove } from '../domain/public-move.js'

/** How long the first phone of a vendor may take before another one tries the new address. */
const PILOT_MS = 24 * 3600 * 1000

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((url) => b.includes(url))

/**
 * The move that a change of addresses starts: one phone per vendor goes first, the rest follow once it has fetched
 * there. Without addresses that phones were told before, nothing moves. Addresses that change again on the way are
 * forgotten where no phone has come to them: a slip of the pen must not reach the others by being mended.
 */
export function moveFor({ told_urls: told, move }: ServerRecord, urls: readonly string[] | null): PublicMove | null {
  if (urls === null || told === null || same(told, urls)) return move
  if (!move) return { from: told, pilots: {} }
  const arrived = Object.entries(move.pilots).filter(([, pilot]) => pilot.arrived)
  const came = { ...move.came, ...Object.fromEntries(arrived.map(([vendor]) => [vendor, told])) }
  return { from: move.from, came, passed: told, pilots: {} }
}

/** What phones of the vendor have until one of them has come to the new addresses. */
const before = ({ from, came }: PublicMove, vendor: string): readonly string[] => came?.[vendor] ?? from

/** Every address but the present ones at which phones may still ask. */
export const askedElsewhere = ({ from, came = {}, passed = [] }: PublicMove): readonly string[] => [
  ...from,
  ...Object.values(came).flat(),
  ...passed,
]

/** The addresses a phone is told while a move goes on; undefined = the present ones. */
export function addressesBeforeMove(move: PublicMove | null, phone: Phone): readonly string[] | undefined {
  if (!move) return undefined
  const pilot = move.pilots[phone.vendor]
  return pilot && (pilot.arrived || pilot.phone_id === phone.id) ? undefined : before(move, phone.vendor)
}

/** True while it matters to the move that phones of this vendor are looked at one by one. */
export const moving = (move: PublicMove | null, phone: Phone): boolean =>
  move !== null && !move.pilots[phone.vendor]?.arrived

const hostOf = (url: string): string => new URL(url).host

/** Whether the name the phone asked under is one that only the new, or only the old addresses have. */
function askedAt(
  move: PublicMove,
  urls: readonly string[],
  { vendor }: Phone,
  host: string | undefined,
): 'new' | 'old' | 'unknown' {
  const present = urls.map(hostOf)
  const old = before(move, vendor).map(hostOf)
  const name = host?.toLowerCase() ?? ''
  if (present.includes(name) === old.includes(name)) return 'unknown'
  return old.includes(name) ? 'old' : 'new'
}

/**
 * What a proven fetch means for the move: the first phone of its vendor becomes the pilot, and a phone that asks at the
 * new address has arrived. A move that keeps the host, or a proxy that rewrites it, cannot be told by name: there the
 * pilot's coming back at all must do. Who enrols says something by the name alone: it asks for several files at once.
 * @returns the move as it is after the fetch; the same object when nothing changed.
 */
export function moveAfterFetch(
  move: PublicMove,
  urls: readonly string[],
  phone: Phone,
  { host, enrols, now }: { readonly host: string | undefined; readonly enrols: boolean; readonly now: Date },
): PublicMove {
  const pilot = move.pilots[phone.vendor]
  if (pilot?.arrived) return move
  const asked = askedAt(move, urls, phone, host)
  const since = now.toISOString()
  const become = (arrived: boolean): PublicMove => ({
    ...move,
    pilots: { ...move.pilots, [phone.vendor]: { phone_id: phone.id, since, arrived } },
  })
  if (asked === 'new') return become(true)
  if (enrols) return move
  const overdue = pilot !== undefined && now.getTime() - Date.parse(pilot.since) > PILOT_MS
  if (!pilot || (overdue && pilot.phone_id !== phone.id)) return become(false)
  return pilot.phone_id === phone.id && asked !== 'old' ? become(true) : move
}
