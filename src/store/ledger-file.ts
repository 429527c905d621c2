import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { breathe } from './breathe.js'
import { FILE_MODE, syncFolder, TEMPORARY } from './files.js'
import type { StoreLog } from './log.js'

const SEGMENT = /^ledger\.([1-9]\d*)\.jsonl$/
const EPOCH = /^epoch\.([1-9]\d*)$/
const NEWLINE = 10
/** Lines turned into text at once. */
const SLICE = 500

const segmentName = (number: number): string => `ledger.${number}.jsonl`

/**
 * Rows that are kept beside the store: lines of JSON in one segment that grows and is now and then replaced by one
 * that holds only what is still wanted. A crash may lose what was appended last, never more.
 */
export interface LedgerFile {
  /** Counts the starts of this data directory, from 1. */
  readonly epoch: number
  /** What the segment held when it was opened, oldest first; asked for once. */
  takeRows(): unknown[]
  append(rows: readonly object[]): Promise<void>
  /** Puts a segment with these rows in the place of all before. */
  replace(rows: readonly object[]): Promise<void>
  close(): Promise<void>
}

const highest = (names: readonly string[], pattern: RegExp): number =>
  Math.max(0, ...names.map((name) => Number(pattern.exec(name)?.[1] ?? 0)))

/** The rows of a segment. A torn last line is cut; any other that cannot be read is left out and told. */
function readSegment(path: string, log: StoreLog): unknown[] {
  const bytes = readFileSync(path)
  const whole = bytes.lastIndexOf(NEWLINE) + 1
  if (whole < bytes.length) truncateSync(path, whole)
  let damaged = 0
  const rows = bytes
    .toString('utf8', 0, whole)
    .split('\n')
    .flatMap((line) => {
      if (line === '') return []
      try {
        return [JSON.parse(line) as unknown]
      } catch {
        damaged += 1
        return []
      }
    })
  if (damaged > 0) log.warn({ event: 'ledger.damaged', file: path, lines: damaged }, 'lines of the ledger are damaged')
  return rows
}

/** Makes the next epoch's mark before those of earlier ones go: a start that fails halfway counts too. */
function nextEpoch(dir: string, names: readonly string[]): number {
  const epoch = highest(names, EPOCH) + 1
  closeSync(openSync(join(dir, `epoch.${epoch}`), 'w', FILE_MODE))
  for (const name of names) if (EPOCH.test(name)) rmSync(join(dir, name), { force: true })
  return epoch
}

async function writeAll(file: FileHandle, rows: readonly object[]): Promise<void> {
  for (let at = 0; at < rows.length; at += SLICE) {
    await breathe()
    const lines = rows.slice(at, at + SLICE).map((row) => `${JSON.stringify(row)}\n`)
    await file.appendFile(lines.join(''))
  }
}

/** Opens the ledger below `dir`, making it where there is none. @throws Error when the folder cannot be used. */
export async function openLedgerFile(dir: string, log: StoreLog): Promise<LedgerFile> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const names = readdirSync(dir)
  let number = highest(names, SEGMENT)
  let rows: unknown[] = number > 0 ? readSegment(join(dir, segmentName(number)), log) : []
  for (const name of names)
    if (name.endsWith(TEMPORARY) || (SEGMENT.test(name) && name !== segmentName(number)))
      rmSync(join(dir, name), { force: true })
  number = Math.max(1, number)
  const epoch = nextEpoch(dir, names)
  let file = await open(join(dir, segmentName(number)), 'a', FILE_MODE)
  await syncFolder(dir)
  return {
    epoch,
    takeRows() {
      const taken = rows
      rows = []
      return taken
    },
    append: (added) => writeAll(file, added),
    async replace(kept) {
      const path = join(dir, segmentName(number + 1))
      const temporary = `${path}${TEMPORARY}`
      await rm(temporary, { force: true })
      const next = await open(temporary, 'a', FILE_MODE)
      try {
        await writeAll(next, kept)
        await next.sync()
        await rename(temporary, path)
        await syncFolder(dir)
      } catch (error) {
        await next.close()
        throw error
      }
      const [before, old] = [file, number]
      file = next
      number += 1
      await before.close()
      await rm(join(dir, segmentName(old)), { force: true })
    },
    close: () => file.close(),
  }
}
