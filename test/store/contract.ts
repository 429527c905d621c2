import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Store } from '../../src/store/store.js'
import { atomicity } from './contract-atomicity.js'
import { lookups } from './contract-lookups.js'
import { records } from './contract-records.js'
import { group } from './records.js'

export interface Opened {
  readonly store: Store
  /** Closes the store and opens it again over the same data. */
  reopen(): Promise<Store>
  cleanup(): Promise<void>
}

/** What a part of the suite works with: the store of the current test. */
export interface Subject {
  readonly store: Store
  reopen(): Promise<Store>
}

/** The behaviour every store has; one that is not named here does not exist. */
export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(name, () => {
    let opened: Opened
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.cleanup())
    const subject: Subject = {
      get store() {
        return opened.store
      },
      reopen: () => opened.reopen(),
    }

    describe('atomicity', () => atomicity(subject))
    describe('look-ups', () => lookups(subject))
    describe('records', () => records(subject))
    describe('commits', () => commits(subject))
  })
}

function commits(subject: Subject): void {
  it('tells listeners before the transaction resolves, when readers already see the change', async () => {
    const { store } = subject
    const events: string[] = []
    store.onCommit(() => {
      events.push('commit')
      void store.get('groups', 'g').then((found) => events.push(`read ${found?.name}`))
    })
    await store.transact(async (tx) => tx.put('groups', group('g', { name: 'Sales' })))
    events.push('resolved')
    expect(events[0]).toBe('commit')
    await vi.waitFor(() => expect(events).toContain('read Sales'))
    expect(events).toContain('resolved')
  })

  it('names the record, its collection and every index key it had or has', async () => {
    const { store } = subject
    const seen: string[][] = []
    store.onCommit((touched) => seen.push([...touched].sort()))
    await store.transact(async (tx) => tx.put('groups', group('g', { name: 'Sales' })))
    await store.transact(async (tx) => tx.put('groups', group('g', { name: 'Support' })))
    await store.transact(async (tx) => tx.remove('groups', 'g'))
    expect(seen).toEqual([
      ['groups', 'groups.name/t1/sales', 'groups.tenant/t1', 'groups/g'],
      ['groups', 'groups.name/t1/sales', 'groups.name/t1/support', 'groups.tenant/t1', 'groups/g'],
      ['groups', 'groups.name/t1/support', 'groups.tenant/t1', 'groups/g'],
    ])
  })

  it('is silent about changes that threw, read only, or removed nothing', async () => {
    const { store } = subject
    const listener = vi.fn()
    store.onCommit(listener)
    const failing = store.transact(async (tx) => {
      tx.put('groups', group('g'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await store.transact((tx) => tx.all('groups'))
    await store.transact(async (tx) => tx.remove('groups', 'unknown'))
    await store.transact(async (tx) => {
      tx.put('groups', group('brief'))
      tx.remove('groups', 'brief')
    })
    expect(listener).not.toHaveBeenCalled()
  })

  it('stops telling a listener that has unsubscribed, and survives one that throws', async () => {
    const { store } = subject
    const gone = vi.fn()
    const stays = vi.fn()
    const unsubscribe = store.onCommit(gone)
    store.onCommit(() => {
      throw new Error('a listener of no use')
    })
    store.onCommit(stays)
    unsubscribe()
    await store.transact(async (tx) => tx.put('groups', group('g')))
    expect(gone).not.toHaveBeenCalled()
    expect(stays).toHaveBeenCalledTimes(1)
    expect(await store.get('groups', 'g')).toBeDefined()
  })

  it('refuses changes once closed', async () => {
    const { store } = subject
    expect(store.health()).toEqual({ writable: true, reason: null })
    const last = store.transact(async (tx) => tx.put('groups', group('last')))
    await store.close()
    await last
    await store.close()
    await expect(store.transact(async (tx) => tx.get('groups', 'g'))).rejects.toMatchObject({ code: 'store_failed' })
    expect(store.health().writable).toBe(false)
    expect(await (await subject.reopen()).get('groups', 'last')).toBeDefined()
  })
}
