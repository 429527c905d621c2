import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type CollectionName, INDEXES, type Sealer, type Store } from './store.js'

/** Records written in one step; each step is one line of the journal and one fsync. */
const BATCH = 500

/** Copies every record into an empty store, which seals what is secret with its own key. Returns how many. */
export async function copyRecords(from: Store, to: Store): Promise<number> {
  let copied = 0
  for (const collection of Object.keys(INDEXES) as CollectionName[]) {
    const records = await from.all(collection)
    for (let start = 0; start < records.length; start += BATCH) {
      const batch = records.slice(start, start + BATCH)
      await to.transact(async (tx) => {
        for (const record of batch) tx.put(collection, record)
      })
      copied += batch.length
    }
  }
  return copied
}

/** Copies what phones uploaded, opened with one key and sealed with another. Returns how many; a missing folder holds none. */
export async function copyBlobs(
  from: string,
  to: string,
  keys: { readonly old: Sealer; readonly now: Sealer },
): Promise<number> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  // What ends in .tmp was left behind by a crash and was never acknowledged.
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
  for (const { parentPath, name } of files) {
    const source = join(parentPath, name)
    const target = join(to, source.slice(from.length))
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await writeFile(target, keys.now.seal(keys.old.open(await readFile(source, 'utf8'))), { mode: 0o600, flush: true })
  }
  return files.length
}
