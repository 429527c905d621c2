import { fileIn, readUserAgent, vendorNamed } from '../catalogue/index.js'
import type { LedgerRow } from '../domain/ledger.js'
import type { Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import type { Store } from '../store/store.js'
import { ownRecord } from './context.js'
import { minuteOfDay, type Poll } from './next-poll.js'

/** So many full boots within so long are a loop. */
const BOOTS = 4
const WITHIN_MS = 15 * 60_000
/** A phone that was asked to fetch comes once for that within this long. */
const ASKED_MS = 5 * 60_000
/** Phones do not poll to the second. */
const POLL_MINUTES = 5
const POLL_SHARE = 0.8

/** What a phone has fetched lately, as far as boots can be told from it. */
interface Trail {
  /** It has asked for something else than its own file since it last fetched that. */
  asked: boolean
  /** When it was last asked to fetch and has not come for that yet. */
  notified: number | null
  /** When it last went through its whole dialogue, for whatever reason. */
  last: number | null
  boots: number[]
}

interface GuardDeps {
  readonly store: Store
  readonly ports: Ports
  /** How the phone was told to poll. */
  readonly pollOf: (phone: Phone) => Promise<Poll>
  readonly onError: (error: unknown) => void
}

/** Whether a dialogue at this time is what the phone was told to do by itself. */
function isPoll(poll: Poll, at: number, last: number | null): boolean {
  if (poll.kind === 'never' || (poll.kind === 'daily' && last !== null && at - last < WITHIN_MS)) return false
  if (poll.kind === 'interval') return last !== null && at - last >= poll.minutes * 60_000 * POLL_SHARE
  const away = Math.abs(minuteOfDay(new Date(at), poll.timezone) - poll.minute)
  return Math.min(away, 24 * 60 - away) <= POLL_MINUTES
}

/**
 * Finds phones that restart without end, such as by a VLAN another source of configuration sets back. No phone says
 * that it booted, so a boot is known by its dialogue: a phone asks for the files all phones of its vendor share, or for
 * its master, before its own (yealink.md 1.2, snom.md 1, polycom.md 1.1); a poll and a NOTIFY start the same dialogue
 * and are not counted. What somebody reads under the phone's address with another program is not the phone's doing.
 */
export class BootGuard {
  readonly #deps: GuardDeps
  readonly #trails = new Map<string, Trail>()
  #working: Promise<void> = Promise.resolve()

  constructor(deps: GuardDeps) {
    this.#deps = deps
  }

  /** Takes rows of the ledger, in order. */
  readonly heard = (rows: readonly LedgerRow[]): void => {
    const about = rows.filter(({ phone_id, proof, kind }) => phone_id !== null && (proof !== null || kind === 'notify'))
    if (about.length === 0) return
    this.#working = this.#working.then(async () => {
      for (const row of about) await this.#follow(row).catch(this.#deps.onError)
    })
  }

  /** Resolves once every row so far was looked at. */
  settled(): Promise<void> {
    return this.#working
  }

  /** Somebody has looked after the phone: it is told everything again. @throws DomainError `not_found`. */
  async acknowledge(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) =>
      tx.put('phones', { ...(await ownRecord(tx, actor, 'phones', id, 'phone')), reboot_loop: null }),
    )
    this.#trails.delete(id)
  }

  async #follow(row: LedgerRow): Promise<void> {
    const id = row.phone_id ?? ''
    const phone = await this.#deps.store.get('phones', id)
    if (!phone || phone.reboot_loop) {
      this.#trails.delete(id)
      return
    }
    // Whoever enrols restarts for the address, the VLAN and the firmware it is told at once.
    if (row.proof === 'enrolment') {
      this.#trails.delete(id)
      return
    }
    const at = Date.parse(row.at)
    const trail = this.#trails.get(id) ?? { asked: false, notified: null, last: null, boots: [] }
    this.#trails.set(id, trail)
    if (row.kind === 'notify') trail.notified = row.status !== null && row.status < 300 ? at : trail.notified
    else if (!isOwn(phone, row)) trail.asked ||= row.file !== null && isVisit(phone, row)
    else if (trail.asked && isVisit(phone, row)) {
      trail.asked = false
      await this.#dialogue(phone, trail, at)
    }
  }

  /** The phone went through its whole dialogue. */
  async #dialogue(phone: Phone, trail: Trail, at: number): Promise<void> {
    const { store, ports, pollOf } = this.#deps
    const { notified, last } = trail
    trail.notified = null
    trail.last = at
    if (notified !== null && at - notified < ASKED_MS) return
    if (isPoll(await pollOf(phone), at, last)) return
    trail.boots = [...trail.boots.filter((boot) => at - boot < WITHIN_MS), at]
    if (trail.boots.length < BOOTS) return
    await store.transact(async (tx) => {
      const now = await tx.get('phones', phone.id)
      if (now && !now.reboot_loop) tx.put('phones', { ...now, reboot_loop: { at: ports.now().toISOString() } })
    })
  }
}

/** Whether the row is a whole fetch of the phone's own file under its lasting address or another proof of its own. */
function isOwn({ vendor }: Phone, { kind, file, status, bytes }: LedgerRow): boolean {
  const known = vendorNamed(vendor)
  const main = known !== undefined && file !== null && fileIn(known, file)?.row.main === true
  return main && kind === 'fetch' && (bytes > 0 || status === 304)
}

const isVisit = ({ vendor, mac }: Phone, { user_agent }: LedgerRow): boolean => {
  const told = readUserAgent(user_agent)
  return told?.vendor.id === vendor && (told.mac === undefined || told.mac === mac)
}
