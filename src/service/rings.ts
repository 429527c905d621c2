/** A row that is held, until its ring or all rings together are full. */
interface Held<R> {
  readonly row: R
  readonly ring: string
  live: boolean
}

/** How many rows one ring holds, by its name. */
type RoomOf = (ring: string) => number

/**
 * Rows by ring, each ring bounded, and all of them together. The oldest of a ring makes room in the ring, the oldest
 * of all where all are too many: whoever fills one ring takes nothing from the others before that.
 */
export class Rings<R> {
  readonly #rings = new Map<string, Held<R>[]>()
  readonly #roomOf: RoomOf
  readonly #most: number
  /** Every row in order of arrival, those that are gone included until they are swept out. */
  #order: Held<R>[] = []
  #oldest = 0
  #size = 0

  constructor(most: number, roomOf: RoomOf) {
    this.#most = most
    this.#roomOf = roomOf
  }

  /** Rows held. */
  get size(): number {
    return this.#size
  }

  /** Adds a row. @returns whether it is still held, whenever asked. */
  add(ring: string, row: R): () => boolean {
    const held: Held<R> = { row, ring, live: true }
    const rows = this.#rings.get(ring) ?? []
    if (rows.length === 0) this.#rings.set(ring, rows)
    rows.push(held)
    this.#order.push(held)
    this.#size += 1
    if (rows.length > this.#roomOf(ring)) this.#drop(rows, rows[0])
    while (this.#size > this.#most) {
      const oldest = this.#order[this.#oldest]
      this.#oldest += 1
      if (oldest?.live) this.#drop(this.#rings.get(oldest.ring) ?? [], oldest)
    }
    if (this.#order.length > 2 * this.#most) this.#sweep()
    return () => held.live
  }

  /** The rows of one ring, oldest first. */
  of(ring: string): R[] {
    return (this.#rings.get(ring) ?? []).map(({ row }) => row)
  }

  /** All rows, oldest first. */
  all(): R[] {
    return this.#order.flatMap(({ row, live }) => (live ? [row] : []))
  }

  /** Rows leave a ring in the order they came, so the one that goes is always its first. */
  #drop(rows: Held<R>[], held: Held<R> | undefined): void {
    if (!held) return
    rows.shift()
    held.live = false
    this.#size -= 1
    if (rows.length === 0) this.#rings.delete(held.ring)
  }

  #sweep(): void {
    this.#order = this.#order.filter(({ live }) => live)
    this.#oldest = 0
  }
}
