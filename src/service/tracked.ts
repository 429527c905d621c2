import { keptIn } from '../domain/kept.js'
import {
  type CollectionName,
  type Collections,
  type IndexName,
  indexKey,
  type Reader,
  recordKey,
  type Store,
  type Touched,
} from '../store/store.js'

/** What a computation read, and whether a commit has changed any of it since. */
export interface Tracker {
  readonly reader: Reader
  readonly stale: boolean
  /** Called once, before the commit that made the result stale is acknowledged; at once when it is stale already. */
  onStale(drop: () => void): void
  /** Ends the watch. */
  release(): void
}

/** One computation's reads. While it runs, commits are only collected; keys are watched once the result is kept. */
class Watch implements Tracker {
  readonly reader: Reader
  readonly reads: string[] = []
  readonly #meanwhile: Touched[] = []
  readonly #watchers: Watchers
  #stale = false
  #drop: (() => void) | undefined

  constructor(store: Store, watchers: Watchers) {
    this.#watchers = watchers
    const { reads } = this
    this.reader = {
      get<C extends CollectionName>(collection: C, id: string) {
        reads.push(recordKey(collection, id))
        return store.get(collection, id)
      },
      async find<C extends CollectionName>(
        collection: C,
        index: IndexName<C>,
        key: string,
      ): Promise<readonly Collections[C][]> {
        reads.push(indexKey(collection, index, key))
        const found = await store.find(collection, index, key)
        // A found record may change without its index key changing, so each one is a read of its own.
        for (const record of found) reads.push(recordKey(collection, record.id))
        return found
      },
      all<C extends CollectionName>(collection: C) {
        reads.push(collection)
        return store.all(collection)
      },
    }
  }

  get stale(): boolean {
    this.#stale ||= this.#meanwhile.some((touched) => this.reads.some((key) => touched.has(key)))
    return this.#stale
  }

  committed(touched: Touched): void {
    this.#meanwhile.push(touched)
  }

  onStale(drop: () => void): void {
    this.#watchers.running.delete(this)
    if (this.stale) {
      drop()
      return
    }
    this.#drop = drop
    for (const key of this.reads) keptIn(this.#watchers.byKey, key, () => new Set()).add(this)
  }

  /** A commit touched what the kept result was made from. */
  overtaken(): void {
    this.#stale = true
    this.release()
    this.#drop?.()
  }

  release(): void {
    const { running, byKey } = this.#watchers
    running.delete(this)
    if (!this.#drop) return
    for (const key of this.reads) {
      const watchers = byKey.get(key)
      if (watchers?.delete(this) && watchers.size === 0) byKey.delete(key)
    }
  }
}

interface Watchers {
  readonly running: Set<Watch>
  /** Kept results by what they were made from. */
  readonly byKey: Map<string, Set<Watch>>
}

/**
 * Hands out readers that remember what was read, misses included, so that a result is dropped by exactly the
 * commits that would have changed it: the phone, its users, a watched colleague, group, tenant, layout.
 */
export class Tracking {
  readonly #store: Store
  readonly #watchers: Watchers = { running: new Set(), byKey: new Map() }

  constructor(store: Store) {
    this.#store = store
    store.onCommit((touched) => this.#mark(touched))
  }

  #mark(touched: Touched): void {
    const { running, byKey } = this.#watchers
    for (const watch of running) watch.committed(touched)
    for (const key of touched) {
      // A copy: a watch that is overtaken leaves the set.
      for (const watch of [...(byKey.get(key) ?? [])]) watch.overtaken()
    }
  }

  /** Starts watching at once: a commit between two reads is noticed too. */
  track(): Tracker {
    const watch = new Watch(this.#store, this.#watchers)
    this.#watchers.running.add(watch)
    return watch
  }
}
