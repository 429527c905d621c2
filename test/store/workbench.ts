import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, vi } from 'vitest'
import { type DiskIo, diskIo } from '../../src/store/journal.js'
import type { StoreLog } from '../../src/store/log.js'
import { type LowdbOptions, openLowdbStore } from '../../src/store/lowdb.js'
import type { Store } from '../../src/store/store.js'
import { sealerFor } from './records.js'

const folders: string[] = []
const stores: Store[] = []

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true, force: true })))
})

/** A folder that is removed after the test. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'offhook-store-'))
  folders.push(dir)
  return dir
}

/** Opens an embedded store that is closed after the test. */
export async function openStore(dir: string, options: Partial<LowdbOptions> = {}): Promise<Store> {
  const store = await openLowdbStore({ dir, sealer: sealerFor('test'), ...options })
  stores.push(store)
  return store
}

/** A log that remembers the messages. */
export function memoryLog(): StoreLog & { readonly messages: string[] } {
  const messages: string[] = []
  const write = (_facts: object, message: string) => {
    messages.push(message)
  }
  return { info: write, warn: write, error: write, messages }
}

/** Every file of a folder with its bytes. */
export async function contents(dir: string): Promise<Record<string, Buffer>> {
  const names = (await readdir(dir)).sort()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)),
  )
}

/** The names of a store's own files. */
export async function storeFiles(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name !== 'lock.pid').sort()
}

/** Waits until a store stands on a snapshot and has one journal. */
export async function folded(dir: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const names = await storeFiles(dir)
      const number = /^journal\.(\d+)$/.exec(names[0] ?? '')?.[1]
      if (names.length !== 2 || names[1] !== `snapshot.${number}.jsonl`)
        throw new Error(`not folded: ${names.join(' ')}`)
    },
    { timeout: 20_000, interval: 20 },
  )
}

/** Disk calls whose syncs wait until they are let go or told to fail. */
export function heldIo(): DiskIo & { readonly syncs: number; hold(): void; release(error?: Error): void } {
  let syncs = 0
  let gate: Promise<void> = Promise.resolve()
  let open: (error?: Error) => void = () => undefined
  return {
    append: diskIo.append,
    async sync(file) {
      syncs += 1
      await gate
      await diskIo.sync(file)
    },
    get syncs() {
      return syncs
    },
    hold() {
      gate = new Promise((resolve, reject) => {
        open = (error) => (error ? reject(error) : resolve())
      })
    },
    release: (error) => open(error),
  }
}

/** Whether the promise has settled by the time everything that can run has run. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const mark = () => {
    settled = true
  }
  promise.then(mark, mark)
  await new Promise((resolve) => setTimeout(resolve, 20))
  return settled
}
