import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Entity } from '../domain/model.js'
import { decode } from './codec.js'
import { layoutOf } from './files.js'
import { type DiskIo, Journal } from './journal.js'
import type { StoreLog } from './log.js'
import { readStored, type Stored } from './snapshot.js'
import { recordKey, type Sealer } from './store.js'
import { apply, emptyTables, type Tables } from './tables.js'

export interface Recovered {
  readonly working: Tables
  readonly durable: Tables
  readonly journal: Journal
  /** The number of the snapshot the store stands on. */
  readonly first: number
}

/** Fills both sets of tables; the records themselves are shared, as nobody may change them. */
function fill({ records }: Stored, sealer: Sealer): { working: Tables; durable: Tables } {
  const working = emptyTables()
  const durable = emptyTables()
  for (const [collection, byId] of records) {
    for (const [id, stored] of byId) {
      try {
        const change = { collection, id, record: decode(stored, sealer) as Entity }
        apply(working, change)
        apply(durable, change)
      } catch (error) {
        throw new Error(`${recordKey(collection, id)} cannot be read: ${(error as Error).message}`, { cause: error })
      }
    }
  }
  return { working, durable }
}

/**
 * Reads what a data directory holds and opens its newest journal; a directory without store files begins a new store.
 * @throws Error naming the file when anything but a torn last line is wrong; no file has been changed then.
 */
export async function recover(dir: string, sealer: Sealer, io: DiskIo, log: StoreLog): Promise<Recovered> {
  const { first, last, fresh, obsolete } = layoutOf(dir, await readdir(dir))
  if (fresh) {
    log.info({ dir }, 'the data directory is empty, a new store begins')
    for (const name of obsolete) await rm(join(dir, name))
    const journal = await Journal.draft(dir, 1, 0, io)
    await journal.publish()
    return { working: emptyTables(), durable: emptyTables(), journal, first: 1 }
  }
  const { stored, torn } = await readStored(dir, first, last)
  const tables = fill(stored, sealer)
  if (torn) log.warn({ ...torn }, 'the last line of the journal was torn by a crash and is cut')
  const journal = await Journal.resume(dir, last, { seq: stored.seq, torn }, io)
  for (const name of obsolete) await rm(join(dir, name))
  return { ...tables, journal, first }
}
