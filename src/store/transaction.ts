import type { Entity } from '../domain/model.js'
import { breathe } from './breathe.js'
import { freeze } from './codec.js'
import { byCreation } from './sorted.js'
import type { CollectionName, Collections, IndexName, Transaction } from './store.js'
import { type Change, emptyTable, type Table, type Tables } from './tables.js'

/** What a transaction did to one collection: the ids it touched, and of those the records that are left. */
interface Layer<R extends Entity> {
  readonly touched: Set<string>
  readonly written: Table<R>
}

/** A transaction over tables it leaves alone: it keeps the records it touches, and reads through them. */
export class OverlayTransaction implements Transaction {
  readonly #base: Tables
  readonly #layers: { [C in CollectionName]?: Layer<Collections[C]> } = {}
  #ended = false

  constructor(base: Tables) {
    this.#base = base
  }

  async get<C extends CollectionName>(collection: C, id: string): Promise<Collections[C] | undefined> {
    this.#mustBeOpen()
    const layer = this.#layers[collection]
    const record = layer?.touched.has(id) ? layer.written.get(id) : this.#base[collection].get(id)
    await breathe()
    return record
  }

  async find<C extends CollectionName>(collection: C, index: IndexName<C>, key: string): Promise<Collections[C][]> {
    return this.#through(collection, (table) => table.find(index, key))
  }

  async all<C extends CollectionName>(collection: C): Promise<Collections[C][]> {
    return this.#through(collection, (table) => table.all())
  }

  put<C extends CollectionName>(collection: C, record: Collections[C]): void {
    this.#mustBeOpen()
    const layer = this.#layer(collection)
    layer.written.put(freeze(record, `${collection}/${record.id}`))
    layer.touched.add(record.id)
  }

  remove(collection: CollectionName, id: string): void {
    this.#mustBeOpen()
    const layer = this.#layer(collection)
    layer.written.remove(id)
    layer.touched.add(id)
  }

  /** Ends the transaction: later calls on it throw. Returns what it changed; removing what never was is no change. */
  end(): Change[] {
    this.#ended = true
    return (Object.keys(this.#layers) as CollectionName[]).flatMap((collection) =>
      [...(this.#layers[collection]?.touched ?? [])]
        .map((id) => ({ collection, id, record: this.#layers[collection]?.written.get(id) ?? null }))
        .filter(({ id, record }) => record !== null || this.#base[collection].get(id) !== undefined),
    )
  }

  async #through<C extends CollectionName>(
    collection: C,
    read: (table: Table<Collections[C]>) => Collections[C][],
  ): Promise<Collections[C][]> {
    this.#mustBeOpen()
    const layer = this.#layers[collection]
    let records = read(this.#base[collection])
    if (layer) {
      const kept = records.filter((record) => !layer.touched.has(record.id))
      records = [...kept, ...read(layer.written)].sort(byCreation)
    }
    await breathe()
    return records
  }

  #layer<C extends CollectionName>(collection: C): Layer<Collections[C]> {
    const known: Layer<Collections[C]> | undefined = this.#layers[collection]
    if (known) return known
    const layer: Layer<Collections[C]> = { touched: new Set(), written: emptyTable(collection) }
    Object.assign(this.#layers, { [collection]: layer })
    return layer
  }

  #mustBeOpen(): void {
    if (this.#ended) throw new Error('the transaction has ended; a call on it was not awaited')
  }
}
