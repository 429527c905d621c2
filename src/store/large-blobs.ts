import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { FILE_MODE, syncFolder } from './files.js'

/** What was received: its length in bytes, its SHA-256 in hexadecimal digits and its first bytes. */
export interface Received {
  readonly bytes: number
  readonly sha256: string
  readonly head: Buffer
}

/**
 * Keeps files of any length, in the clear and never in memory whole: what is in them is no secret.
 * A file is on disk, name and all, once `receive` resolves.
 */
export interface LargeBlobs {
  /**
   * Stores a stream under the key.
   * @returns undefined, with nothing kept, when it is longer than `limit` bytes.
   * @throws what the source throws; nothing is kept then.
   */
  receive(
    key: string,
    source: AsyncIterable<Uint8Array>,
    limit: number,
    headBytes: number,
  ): Promise<Received | undefined>
  /** The bytes from `start` to `end`, both included. @throws Error when there is no such file. */
  read(key: string, start: number, end: number): Promise<Readable>
  remove(key: string): Promise<void>
  /** Removes every other file, unfinished ones too. */
  keepOnly(keys: ReadonlySet<string>): Promise<void>
}

let made = 0

/** Files below `dir`; keys are ids of ours and become names as they are. */
export function openLargeBlobs(dir: string): LargeBlobs {
  const pathOf = (key: string): string => {
    if (!/^[A-Za-z0-9_-]+$/.test(key)) throw new Error('the key of a large file must be an id')
    return join(dir, key)
  }
  return {
    async receive(key, source, limit, headBytes) {
      const path = pathOf(key)
      const temporary = `${path}.${process.pid}.${++made}.tmp`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const hash = createHash('sha256')
      const head: Buffer[] = []
      let bytes = 0
      const file = await open(temporary, 'wx', FILE_MODE)
      try {
        for await (const chunk of source) {
          if (bytes < headBytes) head.push(Buffer.from(chunk.subarray(0, headBytes - bytes)))
          bytes += chunk.length
          if (bytes > limit) return undefined
          hash.update(chunk)
          await file.writeFile(chunk)
        }
        await file.sync()
        await rename(temporary, path)
        await syncFolder(dir)
        return { bytes, sha256: hash.digest('hex'), head: Buffer.concat(head) }
      } finally {
        await file.close()
        // After the rename there is none; after anything else it must not stay.
        await rm(temporary, { force: true })
      }
    },
    async read(key, start, end) {
      const file = await open(pathOf(key), 'r')
      return file.createReadStream({ start, end })
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    async keepOnly(keys) {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      for (const name of await readdir(dir)) if (!keys.has(name)) await rm(join(dir, name), { force: true })
    },
  }
}
