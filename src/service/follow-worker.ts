import type { Follower, FollowerRun } from '../domain/follower.js'
import type { EventSink, Ports } from '../domain/ports.js'
import type { Store, Transaction } from '../store/store.js'
import { batches, begun, ended, letGo, survey, takeAll } from './follow-run.js'
import type { FollowedUsers } from './followed-users.js'
import { FollowError, type FollowPort, type ForeignUser } from './foreign-user.js'
import { Looking } from './looking.js'
import { inNameOf } from './origin.js'
import { pause } from './redirect-progress.js'

const MINUTE = 60_000
/** The longest sleep: a clock that was set is seen at least this often. */
const SLEEP_MS = MINUTE
/** After a fault of our own, a follower is let be for this long. */
const REST_MS = MINUTE
/** Pauses after failures, unless the interval is longer. */
const BACK_OFF = { first: MINUTE / 2, longest: 60 * MINUTE }
/** No system has so many users that reading them takes longer. */
const LONGEST_READING_MS = 15 * MINUTE
/** Other systems that are read at one time. */
const MOST_RUNNING = 4
/** Between two events about one run, unless it begins or ends. */
const NEWS_MS = 1000

/** Who may see users may see how they came here. */
const NEEDS = ['user_management.users'] as const

export interface FollowWorkerDeps {
  /** One that lets followers write what others may not. */
  readonly store: Store
  readonly ports: Ports
  readonly follow: FollowPort
  readonly users: FollowedUsers
  readonly events: EventSink
  /** Told of every run that ended. */
  readonly onRun: (follower: Follower, run: FollowerRun) => void
  readonly onError: (error: unknown) => void
}

/** Somebody changed, switched off or deleted the follower while it ran. */
class HaltedError extends Error {
  override readonly name = 'HaltedError'
}

const nameFor = ({ name }: Follower) =>
  ({ kind: 'job', user_id: null, name, source: '', operation: 'follower' }) as const

/**
 * Looks at other systems when it is time: each by itself, one run of a follower after another.
 *
 * What a run has taken over stands in its record, written with the users. A run that a stop or a crash broke off begins
 * again; whom it had taken is then the same as there.
 */
export class FollowWorker {
  readonly #deps: FollowWorkerDeps
  readonly #looking: Looking
  readonly #stopping = new AbortController()
  readonly #running = new Map<string, { readonly halt: AbortController; readonly over: Promise<void> }>()
  readonly #resting = new Map<string, number>()
  readonly #told = new Map<string, number>()
  #unsubscribe: () => void = () => undefined

  constructor(deps: FollowWorkerDeps) {
    this.#deps = deps
    this.#looking = new Looking({ look: () => this.#look(), onError: deps.onError, again: 0, failed: SLEEP_MS })
  }

  start(): void {
    this.#unsubscribe = this.#deps.store.onCommit((touched) => {
      if (touched.has('followers')) this.#looking.wake()
    })
    this.#looking.wake()
  }

  /** Breaks off what runs; it begins again at the next start. */
  async stop(): Promise<void> {
    this.#unsubscribe()
    this.#stopping.abort()
    await this.#looking.stop()
    await Promise.all([...this.#running.values()].map(({ over }) => over))
  }

  /** Breaks off a run whose record says that it is over. */
  halt(id: string): void {
    this.#running.get(id)?.halt.abort()
  }

  /**
   * Everybody in the other system.
   * @throws FollowError when they could not all be read.
   */
  async read(follower: Follower, halted?: AbortSignal): Promise<readonly ForeignUser[]> {
    const reading = new AbortController()
    const stop = () => reading.abort(new Error('it is no longer wanted'))
    const signals = [this.#stopping.signal, ...(halted ? [halted] : [])]
    for (const signal of signals) signal.addEventListener('abort', stop)
    if (signals.some(({ aborted }) => aborted)) stop()
    const tooLong = `it took more than ${LONGEST_READING_MS / MINUTE} minutes`
    const timer = setTimeout(() => reading.abort(new Error(tooLong)), LONGEST_READING_MS)
    try {
      return await this.#deps.follow.read(follower, reading.signal)
    } finally {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', stop)
    }
  }

  #now(): Date {
    return this.#deps.ports.now()
  }

  /** Starts what is due; returns how long nothing will be, milliseconds. */
  async #look(): Promise<number> {
    const now = this.#now().getTime()
    let sleep = SLEEP_MS
    for (const { id, run, next_at } of await this.#deps.store.all('followers')) {
      if (this.#running.has(id)) continue
      const asked = run?.outcome === 'running' ? 0 : next_at === null ? Number.POSITIVE_INFINITY : Date.parse(next_at)
      const due = Math.max(asked, this.#resting.get(id) ?? 0)
      // Whoever ends makes room and looks again.
      if (due <= now && this.#running.size < MOST_RUNNING) this.#start(id)
      else if (due > now) sleep = Math.min(sleep, due - now)
    }
    return sleep
  }

  #start(id: string): void {
    const halt = new AbortController()
    const over = this.#run(id, halt.signal)
      .then(() => void this.#resting.delete(id))
      .catch((error) => {
        if (this.#stopping.signal.aborted) return
        this.#resting.set(id, this.#now().getTime() + REST_MS)
        this.#deps.onError(error)
      })
      .finally(() => {
        this.#running.delete(id)
        this.#told.delete(id)
        this.#looking.wake()
      })
    this.#running.set(id, { halt, over })
  }

  async #run(id: string, halted: AbortSignal): Promise<void> {
    const follower = await this.#begin(id)
    if (!follower) return
    try {
      await inNameOf(nameFor(follower), () => this.#follow(follower, halted))
    } catch (error) {
      if (this.#stopping.signal.aborted || halted.aborted || error instanceof HaltedError) return
      const known = error instanceof FollowError
      await this.#end(follower, 'failed', known ? error.message : 'an internal error', known ? error.after_ms : 0)
      if (!known) throw error
    }
  }

  async #begin(id: string): Promise<Follower | undefined> {
    const follower = await this.#deps.store.transact(async (tx) => {
      const known = await tx.get('followers', id)
      if (!known || (known.next_at === null && known.run?.outcome !== 'running')) return undefined
      const begin = { ...known, next_at: null, run: begun(this.#now()) }
      tx.put('followers', begin)
      return begin
    })
    if (follower) this.#tell(follower, follower.run)
    return follower
  }

  async #follow(follower: Follower, halted: AbortSignal): Promise<void> {
    const { store, users } = this.#deps
    const found = await survey(store, follower, await this.read(follower, halted))
    await this.#step(follower, async (_tx, _now, run) => ({ ...run, total: found.foreign.length }))
    if (found.stop !== null) return this.#end(follower, 'stopped', found.stop)
    for (const batch of batches(found.foreign))
      await this.#step(follower, (tx, now, run) => takeAll(tx, users, now, found, batch, run))
    for (const ids of batches(found.gone)) await this.#step(follower, (tx, now, run) => letGo(tx, users, now, ids, run))
    await this.#end(follower, 'done', null)
  }

  /** A part of a run, and how far the run then is, in one transaction. @throws HaltedError when it shall not go on. */
  async #step(
    follower: Follower,
    act: (tx: Transaction, now: Follower, run: FollowerRun) => Promise<FollowerRun>,
  ): Promise<void> {
    if (this.#stopping.signal.aborted) throw new HaltedError()
    const run = await this.#deps.store.transact(async (tx) => {
      const now = await this.#present(tx, follower)
      if (!now?.run) throw new HaltedError()
      const next = await act(tx, now, now.run)
      tx.put('followers', { ...now, run: next })
      return next
    })
    this.#tell(follower, run)
  }

  /** The follower as it is now, if this run of it still goes on. */
  async #present(tx: Transaction, { id, run }: Follower): Promise<Follower | undefined> {
    const now = await tx.get('followers', id)
    return now?.run?.outcome === 'running' && now.run.started_at === run?.started_at ? now : undefined
  }

  async #end(follower: Follower, outcome: FollowerRun['outcome'], reason: string | null, after_ms = 0): Promise<void> {
    const last = await this.#deps.store.transact(async (tx) => {
      const now = await this.#present(tx, follower)
      if (!now?.run) return undefined
      const failures = outcome === 'failed' ? now.failures + 1 : 0
      const over: Follower = {
        ...now,
        failures,
        // Whoever asked meanwhile is not kept waiting.
        next_at: now.next_at ?? this.#nextOf(now, failures, after_ms),
        // What was allowed is allowed once; a run that learnt nothing has not used it.
        may_vanish: outcome === 'failed' ? now.may_vanish : null,
        run: ended(now.run, outcome, reason, this.#now()),
      }
      tx.put('followers', over)
      return over
    })
    if (!last?.run) return
    this.#tell(last, last.run)
    this.#deps.onRun(last, last.run)
  }

  #nextOf({ enabled, interval_minutes }: Follower, failures: number, after_ms: number): string | null {
    if (!enabled || interval_minutes === null) return null
    const interval = interval_minutes * MINUTE
    const pace = { first: BACK_OFF.first, longest: Math.max(BACK_OFF.longest, interval) }
    const chance = this.#deps.ports.random(4).readUInt32BE() / 2 ** 32
    const wait = failures === 0 ? interval : Math.max(pause(pace, failures - 1, chance), after_ms)
    return new Date(this.#now().getTime() + wait).toISOString()
  }

  /** Tells listeners how far a run is: at once when it begins or ends, at most once a second in between. */
  #tell({ id, tenant_id, name, system }: Follower, run: FollowerRun): void {
    const now = this.#now().getTime()
    if (run.outcome === 'running' && now - (this.#told.get(id) ?? 0) < NEWS_MS) return
    this.#told.set(id, now)
    const { listed: _listed, ...counts } = run
    this.#deps.events.emit({
      kind: 'follower.run',
      tenant_id,
      needs: NEEDS,
      data: { follower_id: id, name, system, ...counts },
    })
  }
}
