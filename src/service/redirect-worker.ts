import type { Ports, RedirectPort } from '../domain/ports.js'
import {
  REDIRECT_SERVICES,
  type RedirectAccount,
  type RedirectClient,
  type RedirectOutcome,
  type RedirectRecord,
} from '../domain/redirect.js'
import type { Secret } from '../domain/secret.js'
import type { Store } from '../store/store.js'
import { Looking } from './looking.js'
import { type Outbox, type Settlement, storeOutbox } from './redirect-outbox.js'
import { type Moment, pause } from './redirect-progress.js'
import { type Reconciled, reconcile } from './redirect-reconcile.js'

const DAY_MS = 24 * 3600 * 1000
/** A reading that could not be finished is tried again after this long. */
const REREAD_MS = 3600 * 1000
/** The longest sleep: what other processes or clocks change is seen at least this often. */
const SLEEP_MS = 60_000
/** While the service is down, an account as a whole waits. */
const OUTAGE = { first: 2000, longest: 15 * 60_000 }

export interface WorkerDeps {
  readonly store: Store
  readonly ports: Ports
  readonly redirect: RedirectPort
  /** Told of every answer of a vendor, without any secret. */
  readonly onSettled: (registration: RedirectRecord) => void
  readonly onError: (error: unknown) => void
}

interface Session {
  readonly credentials: string
  readonly password: Secret
  readonly client: RedirectClient
}

/** Tells vendors what they shall know: one account at a time each, in batches, for as long as it takes. */
export class RedirectWorker {
  readonly #deps: WorkerDeps
  readonly #outbox: Outbox
  readonly #stopping = new AbortController()
  readonly #sessions = new Map<string, Session>()
  /** What is done for an account is done one after another. */
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #working = new Set<string>()
  readonly #outages = new Map<string, { readonly failures: number; readonly until: number }>()
  readonly #reread = new Map<string, number>()
  readonly #looking: Looking
  #unsubscribe: () => void = () => undefined

  constructor(deps: WorkerDeps) {
    this.#deps = deps
    this.#outbox = storeOutbox(deps.store)
    this.#looking = new Looking({ look: () => this.#look(), onError: deps.onError, again: 0, failed: SLEEP_MS })
  }

  start(): void {
    this.#unsubscribe = this.#deps.store.onCommit((touched) => {
      if (touched.has('redirects') || touched.has('redirect_accounts')) this.wake()
    })
    this.wake()
  }

  /** Ends running calls; what they would have done stays in the outbox. */
  async stop(): Promise<void> {
    this.#unsubscribe()
    this.#stopping.abort()
    await this.#looking.stop()
    await Promise.allSettled(this.#turns.values())
  }

  /** Looks for work soon; an account that was given up for a while is tried again when named. */
  wake(account_id?: string): void {
    if (account_id !== undefined) this.#outages.delete(account_id)
    this.#looking.wake()
  }

  /** Starts what is due; returns how long nothing will be, milliseconds. */
  async #look(): Promise<number> {
    const now = this.#now()
    let sleep = SLEEP_MS
    for (const account of await this.#deps.store.all('redirect_accounts')) {
      const reading = this.#readingDue(account)
      if (reading <= now) this.#readBack(account)
      if (this.#working.has(account.id)) continue
      const due = await this.#outbox.nextDue(account.id)
      const from = due && Math.max(due.getTime(), this.#outages.get(account.id)?.until ?? 0)
      if (from !== null && from <= now) this.#work(account)
      else if (from !== null) sleep = Math.min(sleep, from - now)
    }
    return sleep
  }

  #now(): number {
    return this.#deps.ports.now().getTime()
  }

  readonly #moment = (): Moment => ({
    now: this.#deps.ports.now(),
    chance: this.#deps.ports.random(4).readUInt32BE() / 2 ** 32,
  })

  /** Runs acts of one account one after another. */
  #inTurn<T>(account_id: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(account_id) ?? Promise.resolve()).then(act, act)
    const settled = turn.catch(() => undefined)
    this.#turns.set(account_id, settled)
    void settled.then(() => {
      if (this.#turns.get(account_id) === settled) this.#turns.delete(account_id)
    })
    return turn
  }

  #work(account: RedirectAccount): void {
    this.#working.add(account.id)
    this.#inTurn(account.id, () => this.#drain(account.id))
      .catch((error) => {
        if (this.#stopping.signal.aborted) return
        this.#deps.onError(error)
        this.#giveWay(account.id, undefined)
      })
      .finally(() => {
        this.#working.delete(account.id)
        this.wake()
      })
  }

  /** Works on an account until nothing of it is due or its service must be left alone for a while. */
  async #drain(account_id: string): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const account = await this.#deps.store.get('redirect_accounts', account_id)
      if (!account) return
      const { batch, spacing_ms } = REDIRECT_SERVICES[account.service]
      const claimed = await this.#outbox.claim(account_id, batch, this.#deps.ports.now())
      if (claimed.length === 0) return
      const settlements = await this.#tell(this.client(account), claimed)
      // Calls that were cut off by our own stop say nothing about the vendor.
      if (signal.aborted) return
      for (const registration of await this.#outbox.settle(settlements, this.#moment)) {
        this.#deps.onSettled(registration)
      }
      const outage = settlements.find(({ outcome }) => outcome.wide)?.outcome
      if (outage) return this.#giveWay(account_id, outage)
      this.#outages.delete(account_id)
      await sleepFor(spacing_ms, signal)
    }
  }

  #giveWay(account_id: string, outcome: RedirectOutcome | undefined): void {
    const failures = this.#outages.get(account_id)?.failures ?? 0
    const wait = Math.max(pause(OUTAGE, failures, this.#moment().chance), outcome?.after_ms ?? 0)
    this.#outages.set(account_id, { failures: failures + 1, until: this.#now() + wait })
  }

  async #tell(client: RedirectClient, claimed: readonly RedirectRecord[]): Promise<Settlement[]> {
    const leaving = claimed.filter(({ goal }) => goal === 'removed')
    const coming = claimed.flatMap((registration) =>
      // Revealed nowhere but to the vendor: the entry is handed on, never kept.
      registration.goal === 'registered' && registration.url
        ? [{ registration, entry: { ...registration, url: registration.url.reveal() } }]
        : [],
    )
    const left = leaving.length > 0 ? await client.unregister(leaving) : []
    const came = coming.length > 0 ? await client.register(coming.map(({ entry }) => entry)) : []
    return [
      ...pairs(leaving, left),
      ...pairs(
        coming.map(({ registration }) => registration),
        came,
      ),
    ]
  }

  /** The client of an account; it keeps what it learnt (tokens, links) until the credentials change. */
  client(account: RedirectAccount): RedirectClient {
    const { service, base_url, user, password, options } = account
    const credentials = JSON.stringify([service, base_url, user, options])
    const held = this.#sessions.get(account.id)
    if (held?.credentials === credentials && held.password.equals(password)) return held.client
    const client = this.#deps.redirect.client(account, this.#stopping.signal)
    this.#sessions.set(account.id, { credentials, password, client })
    return client
  }

  #readingDue({ id, reconciled, created_at }: RedirectAccount): number {
    return Math.max(Date.parse(reconciled?.at ?? created_at) + DAY_MS, this.#reread.get(id) ?? 0)
  }

  #readBack(account: RedirectAccount): void {
    this.#reread.set(account.id, this.#now() + REREAD_MS)
    this.reconcile(account).catch(this.#deps.onError)
  }

  /** Reads back what the vendor holds, all of the account or only some phones, and makes repairs due. */
  reconcile(account: RedirectAccount, only?: ReadonlySet<string>): Promise<Reconciled> {
    return this.#inTurn(account.id, () =>
      reconcile(this.#deps.store, account, this.client(account), this.#deps.ports.now(), only),
    )
  }
}

function pairs(registrations: readonly RedirectRecord[], outcomes: readonly RedirectOutcome[]): Settlement[] {
  return registrations.map((registration, index) => ({
    registration,
    outcome: outcomes[index] ?? { kind: 'later', text: 'the service did not say what became of this device' },
  }))
}

/** Resolves after the time, or at once when the signal says so. */
function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
