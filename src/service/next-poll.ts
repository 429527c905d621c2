import type { Effective } from '../domain/inherit.js'
import type { Plan } from '../domain/plan.js'

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60
/** Where a vendor's rows ask for an interval and none is chosen. */
const USUAL_MINUTES = 60

/** When a phone comes by itself, as far as its settings say so. */
export type Poll =
  | { readonly kind: 'never' }
  | { readonly kind: 'interval'; readonly minutes: number }
  /** At a minute of the day on the phone's own clock. */
  | { readonly kind: 'daily'; readonly minute: number; readonly timezone: string }

const chosen = (settings: Effective, name: string): unknown => settings.get(name)?.value

/** How the phone was told to poll. */
export function pollOf({ settings, poll_minute }: Pick<Plan, 'settings' | 'poll_minute'>): Poll {
  const mode = chosen(settings, 'provisioning.poll') ?? 'daily'
  if (mode === 'never') return { kind: 'never' }
  if (mode === 'interval')
    return { kind: 'interval', minutes: Number(chosen(settings, 'provisioning.poll_minutes') ?? USUAL_MINUTES) }
  return { kind: 'daily', minute: poll_minute, timezone: String(chosen(settings, 'timezone') ?? 'Etc/UTC') }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Minute of the day on the clocks of a zone. */
export function minuteOfDay(at: Date, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    clocks.set(timeZone, clock)
  }
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  return Number(parts.hour) * 60 + Number(parts.minute)
}

/**
 * The moment by which the phone polls next, a whole minute. A change of clocks in between is not looked for: the answer
 * may then be an hour off.
 * @param last when it fetched last; null where it never did.
 * @returns null for a phone that does not poll.
 */
export function nextPollBy(poll: Poll, last: Date | null, now: Date): Date | null {
  if (poll.kind === 'never') return null
  const from = Math.ceil(now.getTime() / MINUTE_MS) * MINUTE_MS
  if (poll.kind === 'interval') {
    const due = (last?.getTime() ?? 0) + poll.minutes * MINUTE_MS
    return new Date(due > now.getTime() ? due : from + poll.minutes * MINUTE_MS)
  }
  const wait = (poll.minute - minuteOfDay(new Date(from), poll.timezone) + DAY_MINUTES) % DAY_MINUTES
  return new Date(from + wait * MINUTE_MS)
}
