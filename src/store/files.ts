import { closeSync, fsyncSync, openSync } from 'node:fs'
import { mkdir, open, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** The version of what journals and snapshots hold. Raise it with every change older programs would misread. */
export const SCHEMA = 1
export const TEMPORARY = '.tmp'
/** Files are the owner's alone. */
export const FILE_MODE = 0o600

export const journalName = (number: number): string => `journal.${number}`
/** Holds everything older than the journal of the same number. */
export const snapshotName = (number: number): string => `snapshot.${number}.jsonl`

const JOURNAL = /^journal\.([1-9]\d*)$/
const SNAPSHOT = /^snapshot\.([1-9]\d*)\.jsonl$/
const LEFT_BEHIND = /^(?:journal\.\d+|snapshot\.\d+\.jsonl)\.tmp$/

/** Which files make up the store: the snapshot `first` (none for 1) and the journals from `first` to `last`. */
export interface Layout {
  readonly first: number
  readonly last: number
  /** True in a directory without store files. */
  readonly fresh: boolean
  /** Files of no more use: unfinished ones, and those a newer snapshot has replaced. */
  readonly obsolete: readonly string[]
}

const numbers = (names: readonly string[], pattern: RegExp): number[] =>
  names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)

/**
 * Reads from the names of a directory's files what the store consists of.
 * @throws Error naming the file that is missing.
 */
export function layoutOf(dir: string, names: readonly string[]): Layout {
  const snapshots = numbers(names, SNAPSHOT)
  const journals = numbers(names, JOURNAL)
  const fresh = snapshots.length === 0 && journals.length === 0
  const first = snapshots.at(-1) ?? 1
  const last = journals.at(-1) ?? first
  const missing = (name: string) =>
    new Error(`${join(dir, name)} is missing; offhook does not start with part of its data, restore the file`)
  if (snapshots.length === 0 && journals[0] && journals[0] > 1) throw missing(snapshotName(journals[0]))
  for (let n = first; !fresh && n <= Math.max(first, last); n += 1) {
    if (!journals.includes(n)) throw missing(journalName(n))
  }
  const obsolete = [
    ...names.filter((name) => LEFT_BEHIND.test(name)),
    ...snapshots.filter((n) => n < first).map(snapshotName),
    ...journals.filter((n) => n < first).map(journalName),
  ]
  return { first, last, fresh, obsolete }
}

/**
 * Checks the first line of a file of ours.
 * @returns why the file cannot be read; null when it can.
 */
export function headerFault(header: unknown, kind: 'journal' | 'snapshot', number: number): string | null {
  const { offhook, schema, number: told } = (header ?? {}) as Record<string, unknown>
  if (offhook !== kind || typeof schema !== 'number') return `it does not begin as a ${kind}`
  if (schema > SCHEMA) return `it was written by a newer offhook (schema ${schema}, this one reads up to ${SCHEMA})`
  return told === number ? null : `it says it is number ${told}`
}

/** Some file systems have no sync for folders and say so; Windows cannot even open one. */
const CANNOT_SYNC_FOLDERS = process.platform === 'win32'
function mustMatter(error: unknown): void {
  if (!['EINVAL', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
}

/** Makes names that were added to or taken from a folder durable. */
export async function syncFolder(dir: string): Promise<void> {
  if (CANNOT_SYNC_FOLDERS) return
  const folder = await open(dir, 'r')
  try {
    await folder.sync().catch(mustMatter)
  } finally {
    await folder.close()
  }
}

/** {@link syncFolder} for a worker thread, where a call that has begun must have ended before the thread does. */
export function syncFolderNow(dir: string): void {
  if (CANNOT_SYNC_FOLDERS) return
  const fd = openSync(dir, 'r')
  try {
    fsyncSync(fd)
  } catch (error) {
    mustMatter(error)
  } finally {
    closeSync(fd)
  }
}

/** Makes the data directory, durably, if it is not there. Returns its real path. */
export async function makeFolder(dir: string): Promise<string> {
  const created = await mkdir(dir, { recursive: true, mode: 0o700 })
  if (created !== undefined) {
    const top = dirname(resolve(created))
    for (let parent = dirname(resolve(dir)); parent.length >= top.length; parent = dirname(parent)) {
      await syncFolder(parent)
      if (parent === dirname(parent)) break
    }
  }
  return realpath(dir)
}
