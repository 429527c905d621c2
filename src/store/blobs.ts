import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sealer } from './store.js'

/** Keeps larger things than records (files phones upload) one by one, sealed, outside the journal. */
export interface Blobs {
  put(key: string, body: Buffer): Promise<void>
  get(key: string): Promise<Buffer | undefined>
  remove(key: string): Promise<void>
}

let made = 0

/** Blobs as files below `dir`; a key never becomes a path, its hash does. */
export function openBlobs(dir: string, sealer: Sealer): Blobs {
  const pathOf = (key: string): string => {
    const hash = createHash('sha256').update(key).digest('hex')
    return join(dir, hash.slice(0, 2), hash)
  }
  return {
    async put(key, body) {
      const path = pathOf(key)
      const temporary = `${path}.${process.pid}.${++made}.tmp`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFile(temporary, sealer.seal(body.toString('base64')), { mode: 0o600, flush: true })
      await rename(temporary, path)
    },
    async get(key) {
      try {
        return Buffer.from(sealer.open(await readFile(pathOf(key), 'utf8')), 'base64')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  }
}
