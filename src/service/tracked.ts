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

interface Watch {
  readonly reads: Set<string>
  stale: boolean
  drop: (() => void) | undefined
}

/**
 * Hands out readers that remember what was read, misses included, so that a result is dropped by exactly the
 * commits that would have changed it: the phone, its users, a watched colleague, group, tenant, layout.
 */
export class Tracking {
  readonly #store: Store
  readonly #watchers = new Map<string, Set<Watch>>()

  constructor(store: Store) {
    this.#store = store
    store.onCommit((touched) => this.#mark(touched))
  }

  #mark(touched: Touched): void {
    for (const key of touched) {
      for (const watch of this.#watchers.get(key) ?? []) {
        watch.stale = true
        this.#end(watch)
        watch.drop?.()
      }
    }
  }

  #end(watch: Watch): void {
    for (const key of watch.reads) {
      const watchers = this.#watchers.get(key)
      watchers?.delete(watch)
      if (watchers?.size === 0) this.#watchers.delete(key)
    }
    watch.reads.clear()
  }

  #note(watch: Watch, key: string): void {
    if (watch.stale || watch.reads.has(key)) return
    watch.reads.add(key)
    const watchers = this.#watchers.get(key)
    if (watchers) watchers.add(watch)
    else this.#watchers.set(key, new Set([watch]))
  }

  /** Starts watching at once: a commit between two reads is noticed too. */
  track(): Tracker {
    const store = this.#store
    const watch: Watch = { reads: new Set(), stale: false, drop: undefined }
    const note = (key: string) => this.#note(watch, key)
    const reader: Reader = {
      get<C extends CollectionName>(collection: C, id: string) {
        note(recordKey(collection, id))
        return store.get(collection, id)
      },
      async find<C extends CollectionName>(
        collection: C,
        index: IndexName<C>,
        key: string,
      ): Promise<readonly Collections[C][]> {
        note(indexKey(collection, index, key))
        const found = await store.find(collection, index, key)
        // A found record may change without its index key changing, so each one is a read of its own.
        for (const record of found) note(recordKey(collection, record.id))
        return found
      },
      all<C extends CollectionName>(collection: C) {
        note(collection)
        return store.all(collection)
      },
    }
    return {
      reader,
      get stale() {
        return watch.stale
      },
      onStale: (drop) => {
        if (watch.stale) drop()
        else watch.drop = drop
      },
      release: () => this.#end(watch),
    }
  }
}
