import { describe, expect, it, vi } from 'vitest'
import { type DiskIo, diskIo } from '../../src/store/journal.js'
import { group } from './records.js'
import { heldIo, isSettled, memoryLog, openStore, tempDir } from './workbench.js'

describe('a disk that fails', () => {
  const faults: [string, (io: DiskIo, error: Error) => void][] = [
    ['sync', (io, error) => Object.assign(io, { sync: () => Promise.reject(error) })],
    ['append', (io, error) => Object.assign(io, { append: () => Promise.reject(error) })],
  ]
  it.each(faults)('stops all writing after a failed %s, and reads go on', async (_call, breakIo) => {
    const io = { ...diskIo }
    const dir = await tempDir()
    const log = memoryLog()
    const store = await openStore(dir, { io, log })
    await store.transact(async (tx) => tx.put('groups', group('kept', { name: 'before' })))
    const listener = vi.fn()
    store.onCommit(listener)

    breakIo(io, new Error('EIO: i/o error'))
    const outcomes = await Promise.allSettled([
      store.transact(async (tx) => tx.put('groups', group('kept', { name: 'after' }))),
      store.transact((tx) => tx.get('groups', 'kept')),
      store.transact(async (tx) => tx.put('groups', group('more'))),
    ])
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } })
    }
    expect(store.health()).toMatchObject({ writable: false, reason: expect.stringContaining('EIO: i/o error') })
    expect(log.messages).toContain('a change could not be saved; writing has stopped')

    Object.assign(io, diskIo)
    const later = store.transact(async (tx) => tx.put('groups', group('later')))
    await expect(later).rejects.toMatchObject({ code: 'store_failed' })
    expect(listener).not.toHaveBeenCalled()
    expect(await store.all('groups')).toEqual([group('kept', { name: 'before' })])
    expect(await store.find('groups', 'name', 't1/before')).toHaveLength(1)

    await store.close()
    const again = await openStore(dir)
    expect(again.health().writable).toBe(true)
    expect(await again.get('groups', 'later')).toBeUndefined()
  })

  it('rejects what waits behind a failing sync, and never syncs again', async () => {
    const io = heldIo()
    const store = await openStore(await tempDir(), { io })
    io.hold()
    const waiting = ['a', 'b', 'c'].map((id) => store.transact(async (tx) => tx.put('groups', group(id))))
    await isSettled(Promise.all(waiting))
    const { syncs } = io
    io.release(new Error('EIO'))
    for (const outcome of await Promise.allSettled(waiting)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } })
    }
    expect(io.syncs).toBe(syncs)
    expect(await store.all('groups')).toEqual([])
  })
})
