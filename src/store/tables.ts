import type { Entity } from '../domain/model.js'
import { swap } from './sorted.js'
import { type CollectionName, type Collections, INDEXES, indexKey, recordKey } from './store.js'

type KeysOf<R> = (record: R) => readonly string[]

/** The records of one collection with their indexes, every list kept in order of creation. */
export class Table<R extends Entity> {
  readonly #records = new Map<string, R>()
  readonly #order: R[] = []
  readonly #indexes: ReadonlyMap<string, { readonly keysOf: KeysOf<R>; readonly found: Map<string, R[]> }>

  constructor(indexes: Readonly<Record<string, KeysOf<R>>>) {
    this.#indexes = new Map(Object.entries(indexes).map(([name, keysOf]) => [name, { keysOf, found: new Map() }]))
  }

  get(id: string): R | undefined {
    return this.#records.get(id)
  }

  find(index: string, key: string): R[] {
    const known = this.#indexes.get(index)
    if (!known) throw new Error(`there is no index ${index}`)
    return known.found.get(key)?.slice() ?? []
  }

  all(): R[] {
    return this.#order.slice()
  }

  put(record: R): void {
    this.#change(this.#records.get(record.id), record)
    this.#records.set(record.id, record)
  }

  remove(id: string): void {
    this.#change(this.#records.get(id), undefined)
    this.#records.delete(id)
  }

  /** Every index key the record is found by, as [index, key]. */
  keysOf(record: R): [index: string, key: string][] {
    return [...this.#indexes].flatMap(([index, { keysOf }]) =>
      keysOf(record).map((key): [string, string] => [index, key]),
    )
  }

  #change(before: R | undefined, after: R | undefined): void {
    // All keys first: a record that no index can read leaves the table as it was.
    const plan = [...this.#indexes.values()].map(({ keysOf, found }) => ({
      found,
      old: new Set(before ? keysOf(before) : []),
      now: new Set(after ? keysOf(after) : []),
    }))
    swap(this.#order, before, after)
    for (const { found, old, now } of plan) {
      for (const key of new Set([...old, ...now])) {
        const list = found.get(key)
        if (list) swap(list, old.has(key) ? before : undefined, now.has(key) ? after : undefined)
        else if (after) found.set(key, [after])
        if (list?.length === 0) found.delete(key)
      }
    }
  }
}

export type Tables = { readonly [C in CollectionName]: Table<Collections[C]> }

export const COLLECTIONS = Object.keys(INDEXES) as readonly CollectionName[]

export function emptyTable<C extends CollectionName>(collection: C): Table<Collections[C]> {
  return new Table(INDEXES[collection] as unknown as Record<string, KeysOf<Collections[C]>>)
}

export function emptyTables(): Tables {
  return Object.fromEntries(COLLECTIONS.map((name) => [name, emptyTable(name)])) as unknown as Tables
}

/** One record put (or, with null, removed) by a transaction. */
export interface Change {
  readonly collection: CollectionName
  readonly id: string
  readonly record: Entity | null
}

/** The table of a collection that is known only at run time; the caller vouches that its records belong there. */
function tableOf(tables: Tables, collection: CollectionName): Table<Entity> {
  return tables[collection] as unknown as Table<Entity>
}

export function apply(tables: Tables, { collection, id, record }: Change): void {
  const table = tableOf(tables, collection)
  if (record) table.put(record)
  else table.remove(id)
}

/** Applies the changes of one commit and returns the dependency keys they touched. */
export function applyAll(tables: Tables, changes: readonly Change[]): Set<string> {
  const touched = new Set<string>()
  for (const change of changes) {
    const { collection, id, record } = change
    const table = tableOf(tables, collection)
    touched.add(collection).add(recordKey(collection, id))
    for (const version of [table.get(id), record]) {
      if (!version) continue
      for (const [index, key] of table.keysOf(version)) touched.add(indexKey(collection, index, key))
    }
    apply(tables, change)
  }
  return touched
}
