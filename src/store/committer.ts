import { DomainError } from '../domain/errors.js'
import { breathe } from './breathe.js'
import type { Folding } from './folding.js'
import { type Journal, journalLine } from './journal.js'
import type { StoreLog } from './log.js'
import type { StoreHealth, Touched } from './store.js'
import { applyAll, type Change, type Tables } from './tables.js'

interface Waiting {
  readonly line: Buffer
  readonly changes: readonly Change[]
  readonly resolve: () => void
  readonly reject: (error: DomainError) => void
}

export interface CommitterOptions {
  readonly journal: Journal
  /** What readers see; changed here only, once a commit is on disk. */
  readonly durable: Tables
  readonly folding: Folding
  readonly log: StoreLog
}

/**
 * Makes commits durable, in order and many at a time: what queues up while one sync runs shares the next.
 * After the first failure it takes no more: what a failed sync left on disk is unknown, and trying again would hide it.
 */
export class Committer {
  readonly #durable: Tables
  readonly #folding: Folding
  readonly #log: StoreLog
  readonly #listeners = new Set<(touched: Touched) => void>()
  #journal: Journal
  #seq: number
  #queue: Waiting[] = []
  #running: Promise<void> | null = null
  #last: Promise<void> = Promise.resolve()
  #failure: string | null = null

  constructor({ journal, durable, folding, log }: CommitterOptions) {
    this.#journal = journal
    this.#seq = journal.seq
    this.#durable = durable
    this.#folding = folding
    this.#log = log
  }

  /** Queues one commit, its changes also as JSON texts. Resolves once it is durable and readers see it. */
  commit(changes: readonly Change[], texts: readonly string[]): Promise<void> {
    this.mustWrite()
    this.#seq += 1
    const line = journalLine(this.#seq, texts)
    this.#last = new Promise((resolve, reject) => {
      this.#queue.push({ line, changes, resolve, reject })
    })
    this.#running ??= this.#run()
    return this.#last
  }

  /** Resolves once everything queued so far is durable; rejects when it could not be made so. */
  settled(): Promise<void> {
    return this.#last
  }

  onCommit(listener: (touched: Touched) => void): () => void {
    // A wrapper of its own, so that a listener added twice is two listeners.
    const entry = (touched: Touched) => listener(touched)
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  health(): StoreHealth {
    return { writable: this.#failure === null, reason: this.#failure }
  }

  /** @throws DomainError `store_failed` when no more commits are taken. */
  mustWrite(): void {
    if (this.#failure !== null) throw this.#refusal(this.#failure)
  }

  /** Takes no more commits, and closes the journal once those queued are done. */
  async close(): Promise<void> {
    await this.#running
    this.#failure ??= 'the store is closed'
    await this.#folding.stop()
    await this.#journal.close()
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue
      this.#queue = []
      try {
        await this.#journal.append(batch.map(({ line }) => line))
      } catch (error) {
        this.#fail(error, batch)
        break
      }
      for (const { changes, resolve } of batch) {
        await breathe()
        this.#announce(applyAll(this.#durable, changes))
        resolve()
      }
      try {
        this.#journal = await this.#folding.upkeep(this.#journal)
      } catch (error) {
        this.#fail(error, [])
      }
    }
    // Here and not in a continuation: a commit queued right after the loop's last look must begin a new run.
    this.#running = null
  }

  #announce(touched: Touched): void {
    for (const listener of this.#listeners) {
      try {
        listener(touched)
      } catch (error) {
        this.#log.error({ err: error }, 'a commit listener failed')
      }
    }
  }

  #fail(error: unknown, batch: readonly Waiting[]): void {
    this.#failure = `${this.#journal.path}: ${error instanceof Error ? error.message : String(error)}`
    this.#log.error({ err: error, journal: this.#journal.path }, 'a change could not be saved; writing has stopped')
    const refused = [...batch, ...this.#queue]
    this.#queue = []
    for (const { reject } of refused) reject(this.#refusal(this.#failure))
  }

  #refusal(reason: string): DomainError {
    return new DomainError('store_failed', `the change could not be saved: ${reason}`)
  }
}
