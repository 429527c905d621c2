import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Group } from '../../src/domain/model.js'
import type { Subject } from './contract.js'
import { at, group, phone, token, user } from './records.js'

const ids = (records: readonly { readonly id: string }[]): string[] => records.map(({ id }) => id)

export function lookups(subject: Subject): void {
  it('finds a record by its keys of now, and no longer by those of before', async () => {
    const { store } = subject
    await store.transact(async (tx) => tx.put('users', user(1, { groups: ['a', 'b'] })))
    expect(ids(await store.find('users', 'group', 'a'))).toEqual(['u1'])
    expect(ids(await store.find('users', 'extension', 't1/1001'))).toEqual(['u1'])

    await store.transact(async (tx) => tx.put('users', user(1, { groups: ['b', 'c'], extension: null })))
    expect(await store.find('users', 'group', 'a')).toEqual([])
    expect(ids(await store.find('users', 'group', 'b'))).toEqual(['u1'])
    expect(ids(await store.find('users', 'group', 'c'))).toEqual(['u1'])
    expect(await store.find('users', 'extension', 't1/1001')).toEqual([])
    expect((await store.find('users', 'group', 'b'))[0]?.extension).toBeNull()

    await store.transact(async (tx) => tx.remove('users', 'u1'))
    expect(await store.find('users', 'group', 'b')).toEqual([])
    expect(await store.find('users', 'tenant', 't1')).toEqual([])
  })

  it('finds a phone by each of its tokens and each of its users, also after opening again', async () => {
    await subject.store.transact(async (tx) => {
      const lines = [{ user_id: 'u1' }, { user_id: 'u2' }, { user_id: 'u1' }]
      tx.put('phones', phone(1, { token: token('new'), previous_token: token('old'), lines }))
    })
    const check = async (store: Subject['store']) => {
      for (const text of ['new', 'old', 'enrolment-token-of-1']) {
        expect(ids(await store.find('phones', 'token', token(text).hash))).toEqual(['p1'])
      }
      for (const id of ['u1', 'u2']) expect(ids(await store.find('phones', 'user', id))).toEqual(['p1'])
      expect(ids(await store.find('phones', 'mac', '001565000001'))).toEqual(['p1'])
      expect(await store.find('phones', 'token', token('lasting-token-of-1').hash)).toEqual([])
    }
    await check(subject.store)
    await check(await subject.reopen())
  })

  it('lists in order of creation, then id, whatever the order of writing', async () => {
    const { store } = subject
    const made: [string, number][] = [
      ['d', 2],
      ['b', 5],
      ['a', 5],
      ['c', 1],
      ['e', 5],
    ]
    for (const [id, second] of made) {
      await store.transact(async (tx) => tx.put('groups', group(id, { created_at: at(second) })))
    }
    expect(ids(await store.all('groups'))).toEqual(['c', 'd', 'a', 'b', 'e'])
    expect(ids(await store.find('groups', 'tenant', 't1'))).toEqual(['c', 'd', 'a', 'b', 'e'])
    const inside = await store.transact(async (tx) => {
      tx.put('groups', group('f', { created_at: at(3) }))
      tx.put('groups', group('b', { created_at: at(0) }))
      return ids(await tx.all('groups'))
    })
    expect(inside).toEqual(['b', 'c', 'd', 'f', 'a', 'e'])
    expect(ids(await store.all('groups'))).toEqual(inside)
    expect(ids(await (await subject.reopen()).all('groups'))).toEqual(inside)
  })

  it('hands out lists that later commits do not change', async () => {
    const { store } = subject
    await store.transact(async (tx) => tx.put('groups', group('a')))
    const all = await store.all('groups')
    const found = await store.find('groups', 'tenant', 't1')
    await store.transact(async (tx) => {
      tx.put('groups', group('b'))
      tx.remove('groups', 'a')
    })
    expect(ids(all)).toEqual(['a'])
    expect(ids(found)).toEqual(['a'])
  })

  it('answers like a plain list, whatever the changes', async () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd')
    const put = fc.record({
      id,
      name: fc.constantFrom('x', 'y', 'z'),
      second: fc.nat(3),
      tenant: fc.constantFrom('t1', 't2'),
    })
    const transaction = fc.record({ steps: fc.array(fc.oneof(put, id), { maxLength: 5 }), fails: fc.boolean() })
    const model = new Map<string, Group>()
    const compare = async (store: Subject['store']) => {
      const expected = [...model.values()].sort((a, b) =>
        `${a.created_at} ${a.id}`.localeCompare(`${b.created_at} ${b.id}`, 'en'),
      )
      expect(await store.all('groups')).toEqual(expected)
      for (const key of ['t1', 't2']) {
        expect(await store.find('groups', 'tenant', key)).toEqual(expected.filter((g) => g.tenant_id === key))
      }
      for (const key of ['t1/x', 't1/y', 't2/z']) {
        expect(await store.find('groups', 'name', key)).toEqual(
          expected.filter((g) => `${g.tenant_id}/${g.name}` === key),
        )
      }
    }
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { maxLength: 8 }), async (transactions) => {
        for (const { steps, fails } of transactions) {
          const draft = new Map(model)
          const outcome = subject.store.transact(async (tx) => {
            for (const step of steps) {
              if (typeof step === 'string') {
                tx.remove('groups', step)
                draft.delete(step)
              } else {
                const record = group(step.id, { name: step.name, created_at: at(step.second), tenant_id: step.tenant })
                tx.put('groups', record)
                draft.set(step.id, record)
              }
              expect(await tx.get('groups', 'a')).toEqual(draft.get('a'))
            }
            expect(await tx.all('groups')).toHaveLength(draft.size)
            if (fails) throw new Error('undone')
          })
          if (fails) {
            await expect(outcome).rejects.toThrow('undone')
            continue
          }
          await outcome
          model.clear()
          for (const [key, record] of draft) model.set(key, record)
        }
        await compare(subject.store)
      }),
      { numRuns: 100 },
    )
    await compare(await subject.reopen())
  })
}
