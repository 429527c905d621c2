import { expect, it } from 'vitest'
import type { Subject } from './contract.js'
import { group, user } from './records.js'

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

export function atomicity(subject: Subject): void {
  it('shows a change to readers once it has resolved, and not before', async () => {
    const { store } = subject
    await store.transact(async (tx) => {
      tx.put('groups', group('g'))
      await pause()
      expect(await store.get('groups', 'g')).toBeUndefined()
      expect(await store.find('groups', 'name', 't1/g')).toEqual([])
      expect(await store.all('groups')).toEqual([])
    })
    expect(await store.get('groups', 'g')).toEqual(group('g'))
    expect(await store.find('groups', 'name', 't1/g')).toEqual([group('g')])
    expect(await store.all('groups')).toEqual([group('g')])
  })

  it('runs changes one after another: of 200 increments at once none is lost', async () => {
    const { store } = subject
    await store.transact(async (tx) => tx.put('groups', group('counter', { name: '0' })))
    await Promise.all(
      Array.from({ length: 200 }, () =>
        store.transact(async (tx) => {
          const before = await tx.get('groups', 'counter')
          if (Math.random() < 0.1) await pause()
          tx.put('groups', group('counter', { name: String(Number(before?.name) + 1) }))
        }),
      ),
    )
    expect((await store.get('groups', 'counter'))?.name).toBe('200')
    expect((await (await subject.reopen()).get('groups', 'counter'))?.name).toBe('200')
  })

  it('runs changes in the order they were handed in, each seeing the ones before', async () => {
    const { store } = subject
    const seen = await Promise.all(
      [0, 1, 2, 3].map((n) =>
        store.transact(async (tx) => {
          tx.put('groups', group(`g${n}`))
          return (await tx.all('groups')).map(({ id }) => id).join(' ')
        }),
      ),
    )
    expect(seen).toEqual(['g0', 'g0 g1', 'g0 g1 g2', 'g0 g1 g2 g3'])
  })

  it('leaves nothing of a change that throws, and rejects with its own error', async () => {
    const { store } = subject
    await store.transact(async (tx) => {
      tx.put('groups', group('kept', { name: 'before' }))
      tx.put('groups', group('also', { name: 'also' }))
    })
    const error = new Error('halfway')
    const failing = store.transact(async (tx) => {
      tx.put('groups', group('kept', { name: 'after' }))
      tx.remove('groups', 'also')
      tx.put('users', user(1))
      await pause()
      throw error
    })
    await expect(failing).rejects.toBe(error)
    const seen = await store.transact(async (tx) => [
      await tx.find('groups', 'name', 't1/before'),
      await tx.find('groups', 'name', 't1/after'),
      await tx.get('groups', 'also'),
      await tx.all('users'),
    ])
    expect(seen).toEqual([[group('kept', { name: 'before' })], [], group('also'), []])
    expect(await store.all('groups')).toHaveLength(2)
    expect(await (await subject.reopen()).all('users')).toEqual([])
  })

  it('shows a transaction its own writes', async () => {
    const { store } = subject
    await store.transact(async (tx) => {
      tx.put('groups', group('a', { name: 'one' }))
      tx.put('groups', group('b', { name: 'two' }))
    })
    await store.transact(async (tx) => {
      tx.put('groups', group('a', { name: 'three' }))
      tx.remove('groups', 'b')
      tx.put('groups', group('c', { name: 'four' }))
      expect(await tx.get('groups', 'a')).toEqual(group('a', { name: 'three' }))
      expect(await tx.get('groups', 'b')).toBeUndefined()
      expect(await tx.find('groups', 'name', 't1/one')).toEqual([])
      expect(await tx.find('groups', 'name', 't1/two')).toEqual([])
      expect((await tx.find('groups', 'tenant', 't1')).map(({ id }) => id)).toEqual(['a', 'c'])
      expect((await tx.all('groups')).map(({ id }) => id)).toEqual(['a', 'c'])
      tx.put('groups', group('b'))
      expect(await tx.get('groups', 'b')).toEqual(group('b'))
    })
    expect((await store.all('groups')).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('refuses a transaction that has ended', async () => {
    const { store } = subject
    const kept = await store.transact(async (tx) => {
      await tx.all('groups')
      return { tx }
    })
    expect(() => kept.tx.put('groups', group('late'))).toThrow('has ended')
    expect(() => kept.tx.remove('groups', 'late')).toThrow('has ended')
    await expect(kept.tx.get('groups', 'late')).rejects.toThrow('has ended')
    expect(await store.all('groups')).toEqual([])
  })
}
