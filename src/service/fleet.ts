import { modelIn, readUserAgent } from '../catalogue/index.js'
import type { LedgerRow } from '../domain/ledger.js'
import { printMac } from '../domain/mac.js'
import type { Phone, Served } from '../domain/model.js'
import type { Permission } from '../domain/permission.js'
import type { EventSink, Ports } from '../domain/ports.js'
import { giveWay } from '../store/breathe.js'
import { type Store, type Touched, touchedBehind } from '../store/store.js'
import { phonesTouchedBy } from './dependents.js'
import { foreignAgent } from './foreign-agent.js'
import { nextPollBy } from './next-poll.js'
import { type Judgement, NOTIFIED_MS, type PhoneState, type StateOfPhone, stateOfPhone } from './phone-state.js'
import type { PhoneInsights } from './states.js'

/** Who is told of phones' states. */
const WATCHES_PHONES: readonly Permission[] = [
  'user_management.users',
  'phone_system.view_only',
  'phone_system.full_access',
]

/** A phone's state with what it was last seen as. */
export interface PhoneView {
  readonly state: PhoneState
  readonly state_reason: string | null
  /** RFC 3339, UTC; null before the first time. */
  readonly last_seen_at: string | null
  /** Null for a phone that does not poll. */
  readonly next_poll_by: string | null
  /** As the phone called itself when it last fetched its main file. */
  readonly seen_model: string | null
  /** In words, where what the phone says it is differs from its record. */
  readonly mismatch: string | null
}

/** How a phone was found when it was last looked at. */
interface Known extends StateOfPhone {
  readonly judgement: Judgement
}

/** Why a phone is looked at: to know it at all, because it fetched, or because a commit may have changed its files. */
type Cause = 'start' | 'fetched' | 'changed'
const WEIGHT: Readonly<Record<Cause, number>> = { start: 0, fetched: 1, changed: 2 }

interface FleetDeps {
  readonly store: Store
  readonly insights: PhoneInsights
  readonly ports: Ports
  readonly events: EventSink
  readonly onError: (error: unknown) => void
}

/**
 * Every phone's state, kept up to date behind the writes and fetches that change it: what a commit may have touched is
 * rendered again in small slices, compared with what was served, and told as events in the order it was found.
 */
export class Fleet {
  readonly #deps: FleetDeps
  readonly #known = new Map<string, Known>()
  readonly #seen = new Map<string, string>()
  readonly #notified = new Map<string, number>()
  readonly #queue = new Map<string, Cause>()
  readonly #listeners = new Set<(phone_id: string) => void>()
  readonly #foundListeners = new Set<(phone_id: string, wanted: string) => void>()
  #commits: Touched[] = []
  #running: Promise<void> | undefined
  #stop: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(deps: FleetDeps) {
    this.#deps = deps
  }

  /** Looks at every phone once, and from now on at whatever changes. */
  async start(): Promise<void> {
    this.#stop = this.#deps.store.onCommit((touched) => {
      this.#commits.push(touched)
      this.#work()
    })
    await this.lookAtAll('start')
  }

  /** Ends the watch; resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#stop?.()
    this.#stop = undefined
    clearTimeout(this.#timer)
    this.#queue.clear()
    this.#commits = []
    await this.#running
  }

  /** Looks at every phone, because something changed that is in no record, such as a template. */
  async lookAtAll(cause: Cause = 'changed'): Promise<void> {
    for (const { id } of await this.#deps.store.all('phones')) this.#want(id, cause)
    this.#work()
  }

  /** Calls the listener with each phone that became out of date, and again when what it shall have changed since. */
  onOutOfDate(listener: (phone_id: string) => void): void {
    this.#listeners.add(listener)
  }

  /** Calls the listener with each phone that is out of date when the server starts, and the fingerprint it shall have. */
  onFoundOutOfDate(listener: (phone_id: string, wanted: string) => void): void {
    this.#foundListeners.add(listener)
  }

  /** The phone was asked to fetch and agreed. It falls back to `out of date` when it does not come. */
  notified(phone_id: string, at: Date): void {
    this.#notified.set(phone_id, at.getTime())
    this.#want(phone_id, 'fetched')
    this.#work()
    this.#timer ??= setTimeout(() => this.expire(), NOTIFIED_MS).unref()
  }

  /** Looks again at phones that were notified and had time enough to come. */
  expire(): void {
    this.#timer = undefined
    const now = this.#deps.ports.now().getTime()
    let next = Number.POSITIVE_INFINITY
    for (const [id, at] of this.#notified) {
      if (now - at >= NOTIFIED_MS) {
        this.#notified.delete(id)
        this.#want(id, 'fetched')
      } else next = Math.min(next, at + NOTIFIED_MS - now)
    }
    if (Number.isFinite(next)) this.#timer = setTimeout(() => this.expire(), next).unref()
    this.#work()
  }

  /** Rows of the ledger tell when a phone was last heard of, whatever it fetched. */
  readonly heard = (rows: readonly LedgerRow[]): void => {
    for (const { phone_id, proof, at } of rows)
      if (phone_id !== null && proof !== null && this.#known.has(phone_id)) this.#seen.set(phone_id, at)
  }

  /** Resolves once every change so far was looked at. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running
  }

  /** The phone as it is known; rendered now where a change has not been looked at yet, or `fresh` asks for it. */
  async viewOf(phone: Phone, fresh = false): Promise<PhoneView> {
    const { store, insights, ports } = this.#deps
    const known = this.#commits.length === 0 && !this.#queue.has(phone.id) ? this.#known.get(phone.id) : undefined
    const judgement = known && !fresh ? known.judgement : await insights.judge(phone)
    const served = await store.get('served', phone.id)
    const now = ports.now()
    const { state, reason } = stateOfPhone(judgement, served, this.#notified.get(phone.id) ?? null, now)
    const last = latest(this.#seen.get(phone.id), served?.at)
    return {
      state,
      state_reason: reason,
      last_seen_at: last,
      next_poll_by: nextPollBy(judgement.poll, last === null ? null : new Date(last), now)?.toISOString() ?? null,
      ...seenAs(phone, served),
    }
  }

  #want(id: string, cause: Cause): void {
    const before = this.#queue.get(id)
    if (before === undefined || WEIGHT[cause] > WEIGHT[before]) this.#queue.set(id, cause)
  }

  #work(): void {
    this.#running ??= this.#run()
      .catch(this.#deps.onError)
      .finally(() => {
        this.#running = undefined
        // What came after the last look and before the end.
        if (this.#stop && (this.#commits.length > 0 || this.#queue.size > 0)) this.#work()
      })
  }

  async #run(): Promise<void> {
    // The write that caused this is acknowledged first.
    await giveWay()
    for (;;) {
      if (this.#commits.length > 0) await this.#sort()
      const [next] = this.#queue
      if (!next) return
      const [id, cause] = next
      this.#queue.delete(id)
      await giveWay()
      await this.#look(id, cause).catch(this.#deps.onError)
    }
  }

  /** Turns commits into phones to look at. */
  async #sort(): Promise<void> {
    const { store } = this.#deps
    const commits = this.#commits
    this.#commits = []
    const touched = new Set(commits.flatMap((keys) => [...keys]))
    for (const id of await phonesTouchedBy(store, touched)) this.#want(id, 'changed')
    for (const id of touchedBehind(touched, 'served/')) this.#want(id, 'fetched')
    for (const key of touchedBehind(touched, 'rejections.mac/')) {
      const mac = key.split('/')[1] ?? ''
      for (const { id } of await store.find('phones', 'mac', mac)) this.#want(id, 'changed')
    }
  }

  async #look(id: string, cause: Cause): Promise<void> {
    const { store, insights, ports } = this.#deps
    const phone = await store.get('phones', id)
    if (!phone) {
      for (const about of [this.#known, this.#seen, this.#notified]) about.delete(id)
      return
    }
    const before = this.#known.get(id)
    const judgement = before && cause === 'fetched' ? before.judgement : await insights.judge(phone)
    const renewed = before !== undefined && judgement.wanted !== before.judgement.wanted
    // It was asked to fetch something else than it would be given now.
    if (renewed) this.#notified.delete(id)
    const served = await store.get('served', id)
    const now = stateOfPhone(judgement, served, this.#notified.get(id) ?? null, ports.now())
    if (now.state !== 'out of date' && now.state !== 'notified') this.#notified.delete(id)
    this.#known.set(id, { ...now, judgement })
    if (cause === 'start') {
      if (now.state === 'out of date' && judgement.wanted !== null)
        for (const listener of this.#foundListeners) listener(id, judgement.wanted)
      return
    }
    const changed = before?.state !== now.state || (now.state === 'failing' && before.reason !== now.reason)
    if (changed) this.#tell(phone, now, before?.state ?? null)
    const fellBack = before?.state === 'notified' && !renewed
    if (now.state === 'out of date' && (changed || renewed) && !fellBack)
      for (const listener of this.#listeners) listener(id)
  }

  #tell({ mac, tenant_id }: Phone, { state, reason }: StateOfPhone, before: PhoneState | null): void {
    this.#deps.events.emit({
      kind: 'phone.state',
      tenant_id,
      needs: WATCHES_PHONES,
      data: { mac: printMac(mac), state, reason, before },
    })
  }
}

const latest = (a: string | undefined, b: string | undefined): string | null => {
  if (a === undefined || b === undefined) return a ?? b ?? null
  return a > b ? a : b
}

function seenAs(phone: Phone, served: Served | undefined): Pick<PhoneView, 'seen_model' | 'mismatch'> {
  const told = served && readUserAgent(served.user_agent)
  return {
    seen_model: told?.model === undefined ? null : modelIn(told.vendor, told.model).id,
    mismatch: (served && foreignAgent(phone, served.user_agent)) ?? null,
  }
}
