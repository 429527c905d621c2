import { keptIn } from '../domain/kept.js'
import type { Entity } from '../domain/model.js'
import { freeze } from '../store/codec.js'
import { byCreation } from '../store/sorted.js'
import {
  type CollectionName,
  type Collections,
  INDEXES,
  type IndexName,
  indexKey,
  type Reader,
  recordKey,
  type Touched,
  type Transaction,
} from '../store/store.js'

type KeysOf = (record: Entity) => readonly string[]

/** Every key a record is found by. */
const keysOf = (collection: CollectionName, record: Entity | undefined): string[] =>
  record === undefined
    ? []
    : Object.entries(INDEXES[collection] as unknown as Record<string, KeysOf>).flatMap(([index, of]) =>
        of(record).map((key) => indexKey(collection, index, key)),
      )

/** A transaction that is never made: it reads what it wrote, and for the rest what another reader reads. */
export class Overlay implements Transaction {
  readonly #base: Reader
  /** undefined = removed. */
  readonly #written = new Map<CollectionName, Map<string, Entity | undefined>>()
  /** What was written, by the keys it is found by: a trial may write as much as the store holds. */
  readonly #found = new Map<string, Map<string, Entity>>()

  constructor(base: Reader) {
    this.#base = base
  }

  async get<C extends CollectionName>(collection: C, id: string): Promise<Collections[C] | undefined> {
    const written = this.#written.get(collection)
    return written?.has(id) ? (written.get(id) as Collections[C] | undefined) : this.#base.get(collection, id)
  }

  async find<C extends CollectionName>(
    collection: C,
    index: IndexName<C>,
    key: string,
  ): Promise<readonly Collections[C][]> {
    const own = this.#found.get(indexKey(collection, index, key))?.values() ?? []
    return this.#through(collection, await this.#base.find(collection, index, key), own)
  }

  async all<C extends CollectionName>(collection: C): Promise<readonly Collections[C][]> {
    return this.#through(collection, await this.#base.all(collection), this.#written.get(collection)?.values() ?? [])
  }

  put<C extends CollectionName>(collection: C, record: Collections[C]): void {
    this.#write(collection, record.id, freeze(record, recordKey(collection, record.id)))
  }

  remove(collection: CollectionName, id: string): void {
    this.#write(collection, id, undefined)
  }

  /** What a commit of it would touch. */
  async touched(): Promise<Touched> {
    const touched = new Set<string>()
    for (const [collection, records] of this.#written) {
      for (const [id, after] of records) {
        const before = await this.#base.get(collection, id)
        if (!before && !after) continue
        touched.add(collection).add(recordKey(collection, id))
        for (const version of [before, after]) for (const key of keysOf(collection, version)) touched.add(key)
      }
    }
    return touched
  }

  #write(collection: CollectionName, id: string, record: Entity | undefined): void {
    const layer = keptIn(this.#written, collection, () => new Map<string, Entity | undefined>())
    for (const key of keysOf(collection, layer.get(id))) this.#found.get(key)?.delete(id)
    layer.set(id, record)
    if (record === undefined) return
    for (const key of keysOf(collection, record))
      keptIn(this.#found, key, () => new Map<string, Entity>()).set(id, record)
  }

  /** What another reader found, with what was written since in its place. */
  #through<C extends CollectionName>(
    collection: C,
    found: readonly Collections[C][],
    own: Iterable<Entity | undefined>,
  ): readonly Collections[C][] {
    const written = this.#written.get(collection)
    if (!written) return found
    const there = [...own].filter((record) => record !== undefined) as Collections[C][]
    return [...found.filter(({ id }) => !written.has(id)), ...there].sort(byCreation)
  }
}
