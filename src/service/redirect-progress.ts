import type { RedirectOutcome, RedirectRecord } from '../domain/redirect.js'
import { Secret } from '../domain/secret.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Failures in a row after which trying on is shown as a failure. */
const PATIENCE = 3
const LONGEST_WORDS = 300

interface Pace {
  readonly first: number
  readonly longest: number
}
const USUAL: Pace = { first: 2 * SECOND, longest: HOUR }
/** A phone without any entry gets lost if it is reset now: it does not wait long. */
const URGENT: Pace = { first: 500, longest: MINUTE }
/** Rejected credentials and foreign owners change by people, not by asking; asking too often locks accounts. */
const PATIENT: Pace = { first: 10 * MINUTE, longest: 6 * HOUR }

/** Doubling pauses, each somewhere in its upper half, so that many failures do not come back as one wave. */
export function pause({ first, longest }: Pace, attempts: number, chance: number): number {
  const whole = Math.min(longest, first * 2 ** Math.min(attempts, 30))
  return Math.round(whole / 2 + (whole / 2) * chance)
}

const paceOf = ({ kind }: RedirectOutcome, gone: boolean): Pace =>
  kind === 'denied' || kind === 'conflict' ? PATIENT : gone ? URGENT : USUAL

const ADVICE: Readonly<Partial<Record<RedirectOutcome['kind'], string>>> = {
  conflict:
    'The device is registered by another account of this vendor: have it released there, or ask the vendor, then sync again.',
  denied: 'The vendor does not accept the credentials: check the redirect account and its rights.',
  refused: 'The vendor does not take this entry: correct what its answer names.',
}

/** The vendor's words without any path secret of ours in them. */
const quoted = (text: string): string => text.replace(/\/p\/[A-Za-z0-9_-]{16,}/g, '/p/…').slice(0, LONGEST_WORDS)

export interface Moment {
  readonly now: Date
  /** From 0 to 1. */
  readonly chance: number
}

/** A deletion that may have happened took nothing from a phone that had no entry. */
const isGone = ({ told, gone }: RedirectRecord, outcome: RedirectOutcome): boolean =>
  outcome.kind !== 'done' && (outcome.gone === true || (outcome.gone === 'perhaps' && told !== null) || gone)

function after(registration: RedirectRecord, outcome: RedirectOutcome, { now, chance }: Moment): string | null {
  // What our own input caused waits for that to change; a phone without an entry keeps trying all the same.
  const gone = isGone(registration, outcome)
  if (outcome.kind === 'refused' && !gone) return null
  const own = pause(paceOf(outcome, gone), registration.attempts, chance)
  return new Date(now.getTime() + Math.max(own, outcome.after_ms ?? 0)).toISOString()
}

function registered(registration: RedirectRecord, outcome: RedirectOutcome, moment: Moment): Partial<RedirectRecord> {
  const gone = isGone(registration, outcome)
  if (outcome.kind === 'done')
    return { state: 'registered', told: registration.url, gone, due_at: null, pin: pinOf(registration, outcome) }
  const due_at = after(registration, outcome, moment)
  const told = gone || outcome.kind === 'conflict' ? null : registration.told
  if (outcome.kind === 'conflict') return { state: 'conflict', told, gone, due_at }
  const trying = outcome.kind === 'later' && !gone && registration.attempts + 1 < PATIENCE
  return { state: trying ? registration.state : 'failed', told, gone, due_at }
}

/** An entry that is another account's is as much out of ours as one that was taken out. */
function removed(registration: RedirectRecord, outcome: RedirectOutcome, moment: Moment): Partial<RedirectRecord> {
  if (outcome.kind === 'done' || outcome.kind === 'conflict')
    return { state: 'removed', told: null, gone: false, due_at: null, pin: null }
  const trying = outcome.kind === 'later' && registration.attempts + 1 < PATIENCE
  return { state: trying ? registration.state : 'failed', due_at: after(registration, outcome, moment) }
}

const pinOf = (registration: RedirectRecord, { pin }: RedirectOutcome): Secret | null =>
  pin === undefined ? registration.pin : new Secret(pin)

/** The registration once the vendor has answered to what it now wants. */
export function settled(registration: RedirectRecord, outcome: RedirectOutcome, moment: Moment): RedirectRecord {
  const at = moment.now.toISOString()
  const change =
    registration.goal === 'registered'
      ? registered(registration, outcome, moment)
      : removed(registration, outcome, moment)
  const answered = outcome.kind === 'done' || outcome.kind === 'conflict'
  return {
    ...registration,
    ...change,
    answer: quoted(outcome.text),
    advice: change.state === 'removed' || outcome.kind === 'done' ? null : (ADVICE[outcome.kind] ?? null),
    attempts: outcome.kind === 'done' ? 0 : registration.attempts + 1,
    checked_at: answered ? at : registration.checked_at,
    changed_at: change.state !== registration.state ? at : registration.changed_at,
  }
}

/**
 * The registration as it now stands, once the vendor has answered to an older wish: what it holds is known, what is
 * wanted stays to be done.
 */
export function overtaken(now: RedirectRecord, older: RedirectRecord, outcome: RedirectOutcome): RedirectRecord {
  const told = older.goal === 'registered' ? older.url : null
  if (outcome.kind === 'done') return { ...now, told, gone: older.goal === 'registered' ? false : now.gone }
  return isGone(now, outcome) ? { ...now, told: null, gone: true } : now
}
