import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Store } from '../../src/store/store.js'
import { group } from './records.js'
import { folded, memoryLog, openStore, storeFiles, tempDir } from './workbench.js'

afterEach(() => {
  vi.restoreAllMocks()
})

const write = (store: Store, n: number): Promise<void> =>
  store.transact(async (tx) =>
    tx.put('groups', group(`g${n % 50}`, { name: `name ${n}`, description: 'x'.repeat(200) })),
  )

describe('folding', () => {
  it('loses nothing while writing goes on', async () => {
    const dir = await tempDir()
    const log = memoryLog()
    const store = await openStore(dir, { foldBytes: 20_000, log })
    const folds = () => log.messages.filter((message) => message === 'journal folded').length
    let n = 0
    const deadline = Date.now() + 20_000
    while (folds() < 3 && Date.now() < deadline) {
      await Promise.all(Array.from({ length: 20 }, () => write(store, n++)))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(folds()).toBeGreaterThanOrEqual(3)
    const before = await store.all('groups')
    expect(before).toHaveLength(50)
    expect(before.map(({ name }) => name).sort()).toEqual(
      Array.from({ length: 50 }, (_, i) => `name ${n - 50 + i}`).sort(),
    )
    await store.close()
    expect(await (await openStore(dir)).all('groups')).toEqual(before)
  })

  it('folds a large journal at the start', async () => {
    const dir = await tempDir()
    const first = await openStore(dir)
    for (let n = 0; n < 100; n += 1) await write(first, n)
    await first.close()
    expect(await storeFiles(dir)).toEqual(['journal.1'])

    const store = await openStore(dir, { foldBytes: 1000 })
    const before = await store.all('groups')
    await folded(dir)
    expect(await storeFiles(dir)).toEqual(['journal.2', 'snapshot.2.jsonl'])
    expect((await readFile(join(dir, 'journal.2'), 'utf8')).trim().split('\n')).toHaveLength(1)
    await store.close()
    expect(before).toHaveLength(50)
    expect(await (await openStore(dir)).all('groups')).toEqual(before)
  })

  it('takes up a fold that closing the store broke off, whenever that was', async () => {
    const dir = await tempDir()
    const store = await openStore(dir)
    for (let n = 0; n < 100; n += 1) await write(store, n)
    const before = await store.all('groups')
    await store.close()
    for (const ms of [0, 0, 1, 2, 5, 10, 20, 40, 60, 80, 100, 150]) {
      const again = await openStore(dir, { foldBytes: 1000 })
      expect(await again.all('groups')).toEqual(before)
      await new Promise((resolve) => setTimeout(resolve, ms))
      await again.close()
    }
    await openStore(dir, { foldBytes: 1000 })
    await folded(dir)
  })

  it('reports a fold that failed, loses nothing, and tries again later', async () => {
    const dir = await tempDir()
    const log = memoryLog()
    const store = await openStore(dir, { foldBytes: 5000, log })
    const obstacle = join(dir, 'snapshot.2.jsonl.tmp')
    await mkdir(obstacle)
    for (let n = 0; n < 50; n += 1) await write(store, n)
    await vi.waitFor(() => expect(log.messages).toContain('the journal could not be folded, nothing is lost'), 20_000)
    for (let n = 50; n < 100; n += 1) await write(store, n)
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(log.messages.filter((message) => message.includes('could not'))).toHaveLength(1)
    expect(log.messages).not.toContain('journal folded')
    expect(store.health().writable).toBe(true)

    await rm(obstacle, { recursive: true })
    const { now } = performance
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 61_000)
    await write(store, 100)
    await folded(dir)
    const before = await store.all('groups')
    await store.close()
    expect(await (await openStore(dir)).all('groups')).toEqual(before)
  })

  it('goes on with the old journal when a new one cannot be begun', async () => {
    const dir = await tempDir()
    const log = memoryLog()
    const store = await openStore(dir, { foldBytes: 1000, log })
    await mkdir(join(dir, 'journal.2.tmp'))
    for (let n = 0; n < 50; n += 1) await write(store, n)
    expect(log.messages).toContain('a new journal could not be begun, the old one grows on')
    expect(store.health().writable).toBe(true)
    expect((await storeFiles(dir)).filter((name) => name.startsWith('journal'))).toEqual(['journal.1', 'journal.2.tmp'])
    expect(await store.all('groups')).toHaveLength(50)
  })

  it('stops writing when it is uncertain which journal a restart would find', async () => {
    const dir = await tempDir()
    const store = await openStore(dir, { foldBytes: 1000 })
    await mkdir(join(dir, 'journal.2'))
    await Promise.allSettled(Array.from({ length: 50 }, (_, n) => write(store, n)))
    await vi.waitFor(() => {
      expect(store.health()).toMatchObject({ writable: false, reason: expect.stringContaining('journal.2') })
    })
    await expect(write(store, 51)).rejects.toMatchObject({ code: 'store_failed' })
    await rm(join(dir, 'journal.2'), { recursive: true })
    const before = await store.all('groups')
    await store.close()
    expect(await (await openStore(dir)).all('groups')).toEqual(before)
  })

  it('works when bundled, away from its source', async () => {
    const out = await tempDir()
    const data = join(out, 'data')
    const script = `
      import { openLowdbStore } from './src/store/lowdb.ts'
      const sealer = { seal: (text) => text, open: (text) => text }
      const log = Object.fromEntries(['info', 'warn', 'error'].map((level) => [level, (_facts, text) => console.log(text)]))
      const store = await openLowdbStore({ dir: process.argv[2], sealer, log, foldBytes: 1 })
      const record = { id: 'g', created_at: '2026-01-01T00:00:00.000Z', tenant_id: 't1', name: 'g' }
      await store.transact(async (tx) => tx.put('groups', record))
      setTimeout(() => store.close(), 15_000).unref()
      console.log('written')
      process.stdin.once('data', () => store.close()).once('data', () => process.stdin.destroy())`
    await writeFile(join(out, 'package.json'), '{"type":"module"}')
    const common = { bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error' } as const
    const root = new URL('../..', import.meta.url).pathname
    await build({ ...common, stdin: { contents: script, resolveDir: root }, outfile: join(out, 'main.js') })
    await build({ ...common, entryPoints: [join(root, 'src/store/fold-worker.ts')], outdir: out })
    const child = spawn(process.execPath, ['main.js', data], { cwd: out, stdio: ['pipe', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    await vi.waitFor(() => expect(printed).toContain('journal folded'), 20_000)
    child.stdin.end('stop')
    expect(await once(child, 'close')).toEqual([0, null])
    expect((await storeFiles(data)).some((name) => name.startsWith('snapshot.'))).toBe(true)
  })
})
