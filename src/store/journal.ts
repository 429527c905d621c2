import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FILE_MODE, headerFault, journalName, SCHEMA, syncFolder, TEMPORARY } from './files.js'
import { damaged, frame, type Place, readLines } from './lines.js'

/** The two calls every commit rests on; tests hand in ones that wait or fail. */
export interface DiskIo {
  append(file: FileHandle, data: Uint8Array): Promise<void>
  sync(file: FileHandle): Promise<void>
}

export const diskIo: DiskIo = {
  append: (file, data) => file.appendFile(data),
  sync: (file) => file.datasync(),
}

/** Where reading a journal ended: the last commit in it, and the torn line behind that, if there is one. */
export interface JournalEnd {
  readonly seq: number
  readonly torn: Place | null
}

/** A journal file open for appending. */
export class Journal {
  readonly dir: string
  readonly number: number
  readonly path: string
  readonly io: DiskIo
  readonly #file: FileHandle
  #bytes: number
  #seq: number

  private constructor(dir: string, number: number, file: FileHandle, io: DiskIo, bytes: number, seq: number) {
    this.dir = dir
    this.number = number
    this.path = join(dir, journalName(number))
    this.io = io
    this.#file = file
    this.#bytes = bytes
    this.#seq = seq
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The last commit in this journal or, while it has none, before it. */
  get seq(): number {
    return this.#seq
  }

  /**
   * Writes the start of a new journal under a temporary name. It counts only once {@link publish} has renamed it,
   * so that a journal never lacks its first line and a failure up to here leaves the store untouched.
   */
  static async draft(dir: string, number: number, after: number, io: DiskIo): Promise<Journal> {
    const temporary = join(dir, `${journalName(number)}${TEMPORARY}`)
    const header = Buffer.from(frame(JSON.stringify({ offhook: 'journal', schema: SCHEMA, number, after })))
    await rm(temporary, { force: true })
    const file = await open(temporary, 'a', FILE_MODE)
    try {
      await io.append(file, header)
      await io.sync(file)
      return new Journal(dir, number, file, io, header.length, after)
    } catch (error) {
      await file.close()
      await rm(temporary, { force: true })
      throw error
    }
  }

  /** Gives the draft its name for good. When this fails, nobody can say which journal a restart would find. */
  async publish(): Promise<void> {
    await rename(`${this.path}${TEMPORARY}`, this.path)
    await syncFolder(this.dir)
  }

  /** Opens a journal that was read, cutting a torn last line; what was read from it is made durable. */
  static async resume(dir: string, number: number, { seq, torn }: JournalEnd, io: DiskIo): Promise<Journal> {
    const file = await open(join(dir, journalName(number)), 'a', FILE_MODE)
    try {
      if (torn) await file.truncate(torn.offset)
      await io.sync(file)
      return new Journal(dir, number, file, io, (await file.stat()).size, seq)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Appends one line per commit with one write and one sync. After a failure the journal must not be used any more. */
  async append(lines: readonly Uint8Array[]): Promise<void> {
    const data = Buffer.concat(lines)
    await this.io.append(this.#file, data)
    await this.io.sync(this.#file)
    this.#bytes += data.length
    this.#seq += lines.length
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

/** A change as the journal holds it: collection, id, and the record in its stored form (null: removed). */
export type StoredChange = readonly [collection: string, id: string, record: object | null]

/** The journal line of one commit; `changes` are JSON texts of {@link StoredChange}. */
export function journalLine(seq: number, changes: readonly string[]): Buffer {
  return Buffer.from(frame(`{"seq":${seq},"changes":[${changes.join(',')}]}`))
}

/**
 * Reads a journal that continues after commit `seq`.
 * @throws Error naming file and line when the journal is damaged, not the next one, or from a newer program.
 */
export function readJournal(
  dir: string,
  number: number,
  seq: number,
  onChange: (change: StoredChange, place: Place) => void,
): JournalEnd {
  let last: number | null = null
  const path = join(dir, journalName(number))
  const torn = readLines(path, (value, place) => {
    if (last === null) {
      const fault = headerFault(value, 'journal', number)
      if (fault) throw new Error(`${path} cannot be read: ${fault}`)
      const { after } = value as { after?: unknown }
      if (after !== seq)
        throw damaged(place, `it continues after change ${after}, but change ${seq} was the last before it`)
      last = seq
      return
    }
    const line = value as { seq?: unknown; changes?: StoredChange[] }
    if (line?.seq !== last + 1 || !Array.isArray(line.changes)) throw damaged(place, `it is not change ${last + 1}`)
    for (const change of line.changes) onChange(change, place)
    last += 1
  })
  if (last === null) throw damaged({ file: path, line: 1, offset: 0 }, 'its first line is not whole')
  return { seq: last, torn }
}
