import { DomainError } from '../domain/errors.js'
import { breathe } from './breathe.js'
import { encode } from './codec.js'
import { Committer } from './committer.js'
import { makeFolder } from './files.js'
import { Folding } from './folding.js'
import { type DiskIo, diskIo } from './journal.js'
import { type Lock, lockFolder } from './lock.js'
import { type StoreLog, silent } from './log.js'
import { recover } from './recovery.js'
import type {
  CollectionName,
  Collections,
  IndexName,
  Sealer,
  Store,
  StoreHealth,
  Touched,
  Transaction,
} from './store.js'
import { apply, type Change, type Tables } from './tables.js'
import { OverlayTransaction } from './transaction.js'

const FOLD_BYTES = 16 * 1024 * 1024

export interface LowdbOptions {
  /** The data directory; made, for the owner alone, when it is not there. */
  readonly dir: string
  readonly sealer: Sealer
  readonly log?: StoreLog
  /** How large a journal grows before it is folded into a snapshot; 16 MB unless told. */
  readonly foldBytes?: number
  readonly io?: DiskIo
}

/**
 * Opens the embedded store: all records in memory, every change in a journal first, lowdb for the snapshots.
 * @throws Error when another process has the directory, or when any file of it is damaged, missing or too new.
 */
export async function openLowdbStore(options: LowdbOptions): Promise<Store> {
  const { sealer, log = silent, foldBytes = FOLD_BYTES, io = diskIo } = options
  const dir = await makeFolder(options.dir)
  const lock = await lockFolder(dir)
  try {
    const { working, durable, first, ...read } = await recover(dir, sealer, io, log)
    const folding = new Folding({ dir, first, foldBytes, log })
    const journal = await folding.upkeep(read.journal)
    const committer = new Committer({ journal, durable, folding, log })
    return new LowdbStore(working, durable, committer, sealer, lock)
  } catch (error) {
    await lock.release()
    throw error
  }
}

const ignore = (): void => undefined

class LowdbStore implements Store {
  /** All accepted changes, on disk or not: what transactions read. */
  readonly #working: Tables
  /** What is on disk: what readers see. */
  readonly #durable: Tables
  readonly #committer: Committer
  readonly #sealer: Sealer
  readonly #lock: Lock
  #turn: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | null = null

  constructor(working: Tables, durable: Tables, committer: Committer, sealer: Sealer, lock: Lock) {
    this.#working = working
    this.#durable = durable
    this.#committer = committer
    this.#sealer = sealer
    this.#lock = lock
  }

  get<C extends CollectionName>(collection: C, id: string): Promise<Collections[C] | undefined> {
    return Promise.resolve(this.#durable[collection].get(id))
  }

  async find<C extends CollectionName>(collection: C, index: IndexName<C>, key: string): Promise<Collections[C][]> {
    return this.#durable[collection].find(index, key)
  }

  async all<C extends CollectionName>(collection: C): Promise<Collections[C][]> {
    return this.#durable[collection].all()
  }

  async transact<T>(change: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.#closing) throw new DomainError('store_failed', 'the store is closed')
    const turn = this.#turn.then(() => this.#run(change))
    this.#turn = turn.catch(ignore)
    const outcome = await turn
    return outcome()
  }

  onCommit(listener: (touched: Touched) => void): () => void {
    return this.#committer.onCommit(listener)
  }

  health(): StoreHealth {
    return this.#committer.health()
  }

  close(): Promise<void> {
    this.#closing ??= this.#turn.then(() => this.#committer.close()).finally(() => this.#lock.release())
    return this.#closing
  }

  /** Runs one change in its turn. Returns how its outcome is waited for, so that the next turn need not wait. */
  async #run<T>(change: (tx: Transaction) => Promise<T>): Promise<() => Promise<T>> {
    this.#committer.mustWrite()
    await breathe()
    const tx = new OverlayTransaction(this.#working)
    let result: T
    try {
      result = await change(tx)
    } catch (error) {
      tx.end()
      // What made the change throw may not be on disk yet: nobody hears of it before it is.
      const settled = this.#committer.settled().catch(ignore)
      return () => settled.then(() => Promise.reject(error))
    }
    const changes = tx.end()
    // All texts before the first change, so that a record that cannot be sealed leaves nothing behind.
    const texts: string[] = []
    for (const change of changes) {
      await breathe()
      texts.push(this.#stored(change))
    }
    for (const change of changes) {
      await breathe()
      apply(this.#working, change)
    }
    // A change that only read still waits for what it read.
    const durable = changes.length > 0 ? this.#committer.commit(changes, texts) : this.#committer.settled()
    return () => durable.then(() => result)
  }

  #stored({ collection, id, record }: Change): string {
    return `[${JSON.stringify(collection)},${JSON.stringify(id)},${record ? encode(record, this.#sealer) : null}]`
  }
}
