import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../../src/domain/errors.js'
import { storeContract } from './contract.js'
import { group, phone, sealerFor, user } from './records.js'
import { contents, heldIo, isSettled, openStore, tempDir } from './workbench.js'

storeContract('lowdb', async () => {
  const dir = await tempDir()
  let store = await openStore(dir)
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await openStore(dir)
      return store
    },
    cleanup: () => store.close(),
  }
})

describe('commits on disk', () => {
  it('lets transactions see what is not yet on disk, and readers not', async () => {
    const io = heldIo()
    const store = await openStore(await tempDir(), { io })
    io.hold()
    const first = store.transact(async (tx) => tx.put('groups', group('g', { name: 'new' })))
    const second = vi.fn()
    const seen = store.transact(async (tx) => {
      second(await tx.get('groups', 'g'))
      tx.put('groups', group('h'))
    })
    await vi.waitFor(() => expect(second).toHaveBeenCalledWith(group('g', { name: 'new' })))
    expect(await store.get('groups', 'g')).toBeUndefined()
    expect(await isSettled(Promise.race([first, seen]))).toBe(false)
    io.release()
    await Promise.all([first, seen])
    expect((await store.all('groups')).map(({ id }) => id)).toEqual(['g', 'h'])
  })

  it('makes many commits durable with few syncs', async () => {
    const io = heldIo()
    const store = await openStore(await tempDir(), { io })
    const before = io.syncs
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => store.transact(async (tx) => tx.put('groups', group(`g${n}`)))),
    )
    expect(io.syncs - before).toBeGreaterThan(0)
    expect(io.syncs - before).toBeLessThanOrEqual(5)
    expect(await store.all('groups')).toHaveLength(50)
  })

  it('answers a transaction that wrote nothing only when what it read is on disk, without a line of its own', async () => {
    const io = heldIo()
    const dir = await tempDir()
    const store = await openStore(dir, { io })
    io.hold()
    const write = store.transact(async (tx) => tx.put('groups', group('g')))
    const read = store.transact((tx) => tx.get('groups', 'g'))
    const refused = store.transact(async (tx) => {
      if (await tx.get('groups', 'g')) throw new DomainError('taken', 'g is taken')
    })
    refused.catch(() => undefined)
    expect(await isSettled(read)).toBe(false)
    expect(await isSettled(refused)).toBe(false)
    io.release()
    expect(await read).toEqual(group('g'))
    await expect(refused).rejects.toMatchObject({ code: 'taken' })
    await write

    io.hold()
    const { size } = await stat(join(dir, 'journal.1'))
    const { syncs } = io
    expect(await store.transact((tx) => tx.all('groups'))).toHaveLength(1)
    expect((await stat(join(dir, 'journal.1'))).size).toBe(size)
    expect(io.syncs).toBe(syncs)
    io.release()
  })

  it('keeps its folder and files to the owner', async () => {
    const dir = join(await tempDir(), 'deep', 'data')
    const store = await openStore(dir)
    await store.transact(async (tx) => tx.put('groups', group('g')))
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    const names = Object.keys(await contents(dir))
    expect(names).toEqual(['journal.1', 'lock.pid'])
    for (const name of names) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600)
  })

  it('writes no secret in clear', async () => {
    const dir = await tempDir()
    const store = await openStore(dir, { foldBytes: 10_000 })
    for (let n = 0; n < 20; n += 1) {
      await store.transact(async (tx) => {
        tx.put('phones', phone(n))
        tx.put('users', user(n))
      })
    }
    await vi.waitFor(async () => expect(Object.keys(await contents(dir)).join()).toContain('snapshot'), 20_000)
    await store.close()
    const everything = Buffer.concat(Object.values(await contents(dir))).toString('latin1')
    expect(everything).toContain('user1@example.com')
    for (const text of ['password-of', 'token-of']) expect(everything).not.toContain(text)
  })
})

it('refuses to open with another key, and leaves the files as they are', async () => {
  const dir = await tempDir()
  const store = await openStore(dir)
  await store.transact(async (tx) => tx.put('users', user(1)))
  await store.close()
  const before = await contents(dir)
  await expect(openStore(dir, { sealer: sealerFor('another') })).rejects.toThrow('users/u1 cannot be read')
  expect(await contents(dir)).toEqual(before)
})
