import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { threadNamed } from '../domain/thread.js'
import { journalName, snapshotName } from './files.js'
import type { FoldOrder } from './fold-worker.js'
import { Journal } from './journal.js'
import type { StoreLog } from './log.js'

const RETRY_MS = 60_000

export interface FoldingOptions {
  readonly dir: string
  /** The number of the snapshot the store stands on. */
  readonly first: number
  /** A journal larger than this is closed and folded. */
  readonly foldBytes: number
  readonly log: StoreLog
}

/** Keeps the journals short: closes a long one and has a worker thread fold it into a new snapshot. */
export class Folding {
  readonly #options: FoldingOptions
  #first: number
  #worker: Worker | null = null
  #running: Promise<void> | null = null
  #notBefore = 0
  #stopped = false

  constructor(options: FoldingOptions) {
    this.#options = options
    this.#first = options.first
  }

  /**
   * To be called between two appends: begins a fold when one is due.
   * @returns the journal to append to from now on.
   * @throws Error when it is uncertain which journal a restart would find; the store must then stop writing.
   */
  async upkeep(current: Journal): Promise<Journal> {
    if (this.#running || performance.now() < this.#notBefore) return current
    const journal = current.bytes > this.#options.foldBytes ? await this.#rotate(current) : current
    if (this.#first < journal.number) {
      this.#running = this.#fold(journal.number).finally(() => {
        this.#running = null
      })
    }
    return journal
  }

  /** Ends a fold that is under way; the next start finds everything it needs. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#worker?.terminate()
    await this.#running
  }

  async #rotate(current: Journal): Promise<Journal> {
    const { dir, log } = this.#options
    let next: Journal
    try {
      next = await Journal.draft(dir, current.number + 1, current.seq, current.io)
    } catch (error) {
      this.#notBefore = performance.now() + RETRY_MS
      log.error({ err: error, journal: current.path }, 'a new journal could not be begun, the old one grows on')
      return current
    }
    try {
      await next.publish()
    } catch (error) {
      await next.close()
      throw error
    }
    await current.close()
    return next
  }

  async #fold(next: number): Promise<void> {
    const { dir, log } = this.#options
    const began = performance.now()
    const snapshot = snapshotName(next)
    try {
      await this.#work({ dir, first: this.#first, next })
    } catch (error) {
      this.#notBefore = performance.now() + RETRY_MS
      if (!this.#stopped) log.error({ err: error, snapshot }, 'the journal could not be folded, nothing is lost')
      return
    }
    const replaced = [snapshotName(this.#first)]
    for (let n = this.#first; n < next; n += 1) replaced.push(journalName(n))
    this.#first = next
    for (const name of replaced) {
      await rm(join(dir, name), { force: true }).catch((error: unknown) => {
        log.warn({ err: error, file: name }, 'a file that a new snapshot replaced could not be removed')
      })
    }
    log.info({ snapshot, ms: Math.round(performance.now() - began) }, 'journal folded')
  }

  #work(order: FoldOrder): Promise<void> {
    return new Promise((resolve, reject) => {
      const { script, options } = threadNamed('fold-worker', import.meta.url)
      const worker = new Worker(script, { ...options, workerData: order })
      this.#worker = worker
      worker.unref()
      worker.once('error', reject)
      // The exit code says nothing: a thread that is ended before it has begun exits with 0.
      worker.once('message', () => resolve())
      worker.once('exit', () => {
        if (this.#worker === worker) this.#worker = null
        reject(new Error('the worker ended before its work'))
      })
    })
  }
}
