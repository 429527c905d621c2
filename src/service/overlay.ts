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

const indexesOf = (collection: CollectionName): [string, KeysOf][] =>
  Object.entries(INDEXES[collection] as unknown as Record<string, KeysOf>)

/** A transaction that is never made: it reads what it wrote, and for the rest what another reader reads. */
export class Overlay implements Transaction {
  readonly #base: Reader
  /** undefined = removed. */
  readonly #written = new Map<CollectionName, Map<string, Entity | undefined>>()

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
    const keysOf = (INDEXES[collection] as unknown as Record<string, KeysOf>)[index]
    return this.#through(collection, await this.#base.find(collection, index, key), (record) =>
      (keysOf?.(record) ?? []).includes(key),
    )
  }

  async all<C extends CollectionName>(collection: C): Promise<readonly Collections[C][]> {
    return this.#through(collection, await this.#base.all(collection), () => true)
  }

  put<C extends CollectionName>(collection: C, record: Collections[C]): void {
    this.#layer(collection).set(record.id, freeze(record, recordKey(collection, record.id)))
  }

  remove(collection: CollectionName, id: string): void {
    this.#layer(collection).set(id, undefined)
  }

  /** What a commit of it would touch. */
  async touched(): Promise<Touched> {
    const touched = new Set<string>()
    for (const [collection, records] of this.#written) {
      for (const [id, after] of records) {
        const before = await this.#base.get(collection, id)
        if (!before && !after) continue
        touched.add(collection).add(recordKey(collection, id))
        for (const version of [before, after])
          for (const [index, keysOf] of version ? indexesOf(collection) : [])
            for (const key of keysOf(version as Entity)) touched.add(indexKey(collection, index, key))
      }
    }
    return touched
  }

  #layer(collection: CollectionName): Map<string, Entity | undefined> {
    const known = this.#written.get(collection) ?? new Map<string, Entity | undefined>()
    this.#written.set(collection, known)
    return known
  }

  #through<C extends CollectionName>(
    collection: C,
    found: readonly Collections[C][],
    belongs: (record: Entity) => boolean,
  ): readonly Collections[C][] {
    const written = this.#written.get(collection)
    if (!written) return found
    const own = [...written.values()].filter((record) => record !== undefined && belongs(record)) as Collections[C][]
    return [...found.filter(({ id }) => !written.has(id)), ...own].sort(byCreation)
  }
}
