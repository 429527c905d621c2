import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lockFolder } from '../../src/store/lock.js'
import { group } from './records.js'
import { openStore, tempDir } from './workbench.js'

it('lets one store at a time have a data directory, by whatever path', async () => {
  const dir = await tempDir()
  const link = join(await tempDir(), 'link')
  await symlink(dir, link)
  const store = await openStore(dir)
  for (const path of [dir, `${dir}/.`, link]) {
    await expect(openStore(path)).rejects.toThrow(`data directory ${dir} is in use by process ${process.pid}`)
  }
  await store.transact(async (tx) => tx.put('groups', group('g')))
  await store.close()
  expect(await (await openStore(link)).get('groups', 'g')).toBeDefined()
})

it('frees the directory when opening fails', async () => {
  const dir = await tempDir()
  await writeFile(join(dir, 'journal.1'), 'nonsense\n')
  for (let n = 0; n < 2; n += 1) await expect(openStore(dir)).rejects.toThrow('journal.1 is damaged at line 1')
})

it('lets exactly one of many openers in', async () => {
  const dir = await tempDir()
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => openStore(dir)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('dies with its process', async () => {
  const dir = await tempDir()
  const script = new URL('./crash-child.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await expect(openStore(dir)).rejects.toThrow(`data directory ${dir} is in use by process ${child.pid}`)
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  expect(await readFile(join(dir, 'lock.pid'), 'utf8')).toBe(`${child.pid}\n`)
  const store = await openStore(dir)
  expect(store.health().writable).toBe(true)
})

it('does not keep the process alive', async () => {
  const dir = await tempDir()
  const lowdb = JSON.stringify(new URL('../../src/store/lowdb.ts', import.meta.url).href)
  const script = `import(${lowdb}).then(({ openLowdbStore }) => openLowdbStore({ dir: process.argv[1], sealer: {} }))`
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', script, dir], { stdio: 'inherit' })
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(await readFile(join(dir, 'lock.pid'), 'utf8')).toBe(`${child.pid}\n`)
})

it('says so when the holder is unknown', async () => {
  const dir = await tempDir()
  await openStore(dir)
  await writeFile(join(dir, 'lock.pid'), '')
  await expect(openStore(dir)).rejects.toThrow('is in use by another process')
})

it('holds by a file where the kernel has no abstract names', async () => {
  const dir = await tempDir()
  const lock = await lockFolder(dir, 'darwin')
  await expect(lockFolder(dir, 'darwin')).rejects.toThrow(`is in use by process ${process.pid}`)
  await lock.release()
  const again = await lockFolder(dir, 'darwin')
  await again.release()
})

it('takes over the file of a process that is gone', async () => {
  const dir = await tempDir()
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  await writeFile(join(dir, 'lock.pid'), `${child.pid}\n`)
  const lock = await lockFolder(dir, 'darwin')
  expect(await readFile(join(dir, 'lock.pid'), 'utf8')).toBe(`${process.pid}\n`)
  await lock.release()
})
