import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { FILE_MODE, TEMPORARY } from './files.js'
import type { StoreLog } from './log.js'
import type { Sealer } from './store.js'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

const NAME = /^(?<file>[A-Za-z0-9._:-]{1,96})@(?<fingerprint>[0-9a-f]{16})$/
const ID = /^[A-Za-z0-9_-]+$/
/** An inflated file may not be longer, bytes; no file of ours comes near. */
const LONGEST = 16 * 1024 * 1024

interface Kept {
  readonly name: string
  readonly fingerprint: string
  bytes: number
}

/**
 * The body each phone was served last, per file: deflated and sealed, one file each, bounded in bytes, the one written
 * first goes first. They are for comparing: a crash may lose the newest.
 */
export interface ServedFiles {
  readonly bytes: number
  /** Whether this very body is kept for the phone under the file's name. */
  has(phone_id: string, file: string, fingerprint: string): boolean
  put(phone_id: string, file: string, fingerprint: string, body: Buffer): Promise<void>
  /** @returns undefined where none is kept or what is kept cannot be read any more. */
  get(phone_id: string, file: string): Promise<Buffer | undefined>
  /** Removes everything of a phone. */
  forget(phone_id: string): Promise<void>
}

/** Reads what is kept below `dir`, oldest first; what a crash left behind is removed. */
async function readIndex(dir: string): Promise<Map<string, Kept>> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const found: { readonly key: string; readonly kept: Kept; readonly at: number }[] = []
  for (const phone of await readdir(dir)) {
    for (const name of await readdir(join(dir, phone))) {
      const path = join(dir, phone, name)
      const { file, fingerprint } = NAME.exec(name)?.groups ?? {}
      const { size, mtimeMs } = await stat(path)
      if (file === undefined || fingerprint === undefined) await rm(path, { force: true })
      else found.push({ key: `${phone}/${file}`, at: mtimeMs, kept: { name, fingerprint, bytes: size } })
    }
  }
  found.sort((a, b) => a.at - b.at)
  const index = new Map<string, Kept>()
  for (const { key, kept } of found) {
    const before = index.get(key)
    if (before) await rm(join(dir, key.split('/')[0] ?? '', before.name), { force: true })
    index.delete(key)
    index.set(key, kept)
  }
  return index
}

/** Opens the folder of served bodies. @param limit bytes on disk, all together. */
export async function openServedFiles(dir: string, sealer: Sealer, limit: number, log: StoreLog): Promise<ServedFiles> {
  const index = await readIndex(dir)
  let bytes = [...index.values()].reduce((sum, kept) => sum + kept.bytes, 0)

  async function drop(key: string): Promise<void> {
    const kept = index.get(key)
    if (!kept) return
    index.delete(key)
    bytes -= kept.bytes
    await rm(join(dir, key.split('/')[0] ?? '', kept.name), { force: true })
  }

  const keyOf = (phone_id: string, file: string): string => {
    if (!ID.test(phone_id)) throw new Error('a phone is known by an id')
    return `${phone_id}/${file.toLowerCase()}`
  }

  return {
    get bytes() {
      return bytes
    },
    has: (phone_id, file, fingerprint) => index.get(keyOf(phone_id, file))?.fingerprint === fingerprint.slice(0, 16),
    async put(phone_id, file, fingerprint, body) {
      const key = keyOf(phone_id, file)
      const name = `${file.toLowerCase()}@${fingerprint.slice(0, 16)}`
      if (!NAME.test(name)) return
      const sealed = sealer.seal((await deflate(body)).toString('base64'))
      const path = join(dir, phone_id, name)
      await mkdir(join(dir, phone_id), { recursive: true, mode: 0o700 })
      await writeFile(`${path}${TEMPORARY}`, sealed, { mode: FILE_MODE })
      await rename(`${path}${TEMPORARY}`, path)
      const before = index.get(key)
      if (before?.name === name) bytes -= before.bytes
      else await drop(key)
      index.delete(key)
      index.set(key, { name, fingerprint: fingerprint.slice(0, 16), bytes: sealed.length })
      bytes += sealed.length
      for (const oldest of index.keys()) {
        if (bytes <= limit) break
        await drop(oldest)
      }
    },
    async get(phone_id, file) {
      const kept = index.get(keyOf(phone_id, file))
      if (!kept) return undefined
      try {
        const sealed = await readFile(join(dir, phone_id, kept.name), 'utf8')
        return await inflate(Buffer.from(sealer.open(sealed), 'base64'), { maxOutputLength: LONGEST })
      } catch (error) {
        // A crash may have torn it. The phone's next new file takes its place.
        log.warn({ event: 'served.unreadable', phone_id, file, err: error }, 'what was served last cannot be read')
        await drop(keyOf(phone_id, file))
        return undefined
      }
    },
    async forget(phone_id) {
      const prefix = keyOf(phone_id, '')
      for (const key of [...index.keys()]) if (key.startsWith(prefix)) await drop(key)
      await rm(join(dir, phone_id), { recursive: true, force: true })
    },
  }
}
