import type { Fetched } from './noted.js'
import type { Tracker } from './tracked.js'

/** A finished answer for one exact path, valid until a commit touches anything it was made from. */
export interface WarmEntry extends Fetched {
  readonly body: Buffer
  readonly etag: string
  /** Names and values in turn, as node's `writeHead` takes them. */
  readonly headers: readonly string[]
}

/** What an entry costs beside its body: keys, headers, watches. */
const OVERHEAD_BYTES = 2048

/** How many paths are remembered with what they were answered last. */
const MOST_REMEMBERED = 50_000

/**
 * Finished answers by path, bounded in bytes; the one made first goes first. An answer is kept from the second time
 * on that it is the same: a phone that has just been changed comes once, and keeping its file would cost for nothing.
 */
export class WarmCache {
  readonly #last = new Map<string, string>()
  readonly #entries = new Map<string, { entry: WarmEntry; tracker: Tracker }>()
  readonly #limit: number
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limit = limitBytes
  }

  get size(): number {
    return this.#entries.size
  }

  get bytes(): number {
    return this.#bytes
  }

  get(path: string): WarmEntry | undefined {
    return this.#entries.get(path)?.entry
  }

  /** Keeps the entry if it is worth it and no commit has overtaken it; takes over the tracker. */
  add(path: string, entry: WarmEntry, tracker: Tracker): void {
    this.#remove(path)
    const again = this.#last.get(path) === entry.fingerprint
    this.#last.set(path, entry.fingerprint)
    if (this.#last.size > MOST_REMEMBERED) this.#last.clear()
    if (tracker.stale || !again) {
      tracker.release()
      return
    }
    this.#entries.set(path, { entry, tracker })
    this.#bytes += entry.body.length + OVERHEAD_BYTES
    tracker.onStale(() => this.#remove(path))
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limit) break
      this.#remove(oldest)
    }
  }

  clear(): void {
    for (const path of [...this.#entries.keys()]) this.#remove(path)
  }

  #remove(path: string): void {
    const held = this.#entries.get(path)
    if (!held) return
    this.#entries.delete(path)
    this.#bytes -= held.entry.body.length + OVERHEAD_BYTES
    held.tracker.release()
  }
}
