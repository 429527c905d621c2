import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { FILE_MODE, headerFault, SCHEMA, snapshotName, syncFolderNow, TEMPORARY } from './files.js'
import { readJournal, type StoredChange } from './journal.js'
import { damaged, frame, type Place, readLines } from './lines.js'
import type { CollectionName } from './store.js'
import { COLLECTIONS } from './tables.js'

const BLOCK = 1 << 20

/** Everything stored, in its stored form (secrets still sealed), up to and including commit `seq`. */
export interface Stored {
  seq: number
  readonly records: ReadonlyMap<CollectionName, Map<string, object>>
}

const nothing = (): Stored => ({ seq: 0, records: new Map(COLLECTIONS.map((name) => [name, new Map()])) })

function enter(stored: Stored, [collection, id, record]: StoredChange, place: Place): void {
  const records = stored.records.get(collection as CollectionName)
  if (!records) throw damaged(place, `there is no collection ${collection}`)
  if (record) records.set(id, record)
  else records.delete(id)
}

/** A snapshot file for lowdb: a line that says what it is, a line per record, a line that closes it. */
class SnapshotFile implements Adapter<Stored> {
  readonly #dir: string
  readonly #number: number
  readonly #path: string

  constructor(dir: string, number: number) {
    this.#dir = dir
    this.#number = number
    this.#path = join(dir, snapshotName(number))
  }

  async read(): Promise<Stored | null> {
    // Before the first snapshot there is nothing; a later one that is missing must not pass for that.
    if (this.#number === 1 && !existsSync(this.#path)) return null
    const stored = nothing()
    let header: { seq: number; records: number } | null = null
    let count = 0
    let closed = false
    const torn = readLines(this.#path, (value, place) => {
      if (!header) {
        const fault = headerFault(value, 'snapshot', this.#number)
        if (fault) throw new Error(`${this.#path} cannot be read: ${fault}`)
        header = value as { seq: number; records: number }
        stored.seq = header.seq
      } else if (Array.isArray(value) && !closed) {
        enter(stored, value as unknown as StoredChange, place)
        count += 1
      } else {
        if (closed || count !== header.records)
          throw damaged(place, `it closes ${header.records} records after ${count}`)
        closed = true
      }
    })
    if (torn) throw damaged(torn, 'the line is not whole')
    if (!closed) throw new Error(`${this.#path} is damaged: it ends after ${count} records without its closing line`)
    return stored
  }

  async write(stored: Stored): Promise<void> {
    const temporary = `${this.#path}${TEMPORARY}`
    try {
      const fd = openSync(temporary, 'w', FILE_MODE)
      try {
        this.#writeLines(fd, stored)
        fsyncSync(fd)
      } finally {
        closeSync(fd)
      }
      renameSync(temporary, this.#path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    syncFolderNow(this.#dir)
  }

  #writeLines(fd: number, { seq, records }: Stored): void {
    const total = [...records.values()].reduce((sum, { size }) => sum + size, 0)
    const header = { offhook: 'snapshot', schema: SCHEMA, number: this.#number, seq, records: total }
    let block = frame(JSON.stringify(header))
    for (const [collection, byId] of records) {
      for (const [id, record] of byId) {
        block += frame(JSON.stringify([collection, id, record]))
        if (block.length > BLOCK) {
          writeFileSync(fd, block)
          block = ''
        }
      }
    }
    writeFileSync(fd, block + frame('{"end":true}'))
  }
}

/**
 * Reads the snapshot `first` and the journals from it to `last`.
 * @returns all that is stored, and where a torn last line of the last journal begins.
 */
export async function readStored(
  dir: string,
  first: number,
  last: number,
): Promise<{ readonly stored: Stored; readonly torn: Place | null }> {
  const low = new Low<Stored>(new SnapshotFile(dir, first), nothing())
  await low.read()
  const stored = low.data
  let torn: Place | null = null
  for (let number = first; number <= last; number += 1) {
    if (torn) throw damaged(torn, 'the line is not whole')
    const end = readJournal(dir, number, stored.seq, (change, place) => enter(stored, change, place))
    stored.seq = end.seq
    torn = end.torn
  }
  return { stored, torn }
}

/** Writes the snapshot `next`, which replaces the snapshot `first` and all journals between the two. */
export async function fold(dir: string, first: number, next: number): Promise<void> {
  const { stored, torn } = await readStored(dir, first, next - 1)
  if (torn) throw damaged(torn, 'the line is not whole')
  await new Low<Stored>(new SnapshotFile(dir, next), stored).write()
}
