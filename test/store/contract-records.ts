import { expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import type { Subject } from './contract.js'
import { group, phone, user } from './records.js'

export function records(subject: Subject): void {
  it('keeps secrets at any depth, and nothing but secrets becomes one', async () => {
    const strange = {
      $sealed: 'a text of the user',
      nested: [{ $sealed: { $sealed: 1 } }, { $$sealed: 'two' }, { $sealed: null, other: true }],
    }
    await subject.store.transact(async (tx) => {
      tx.put('phones', phone(1, { door_passwords: [new Secret('door é\n"1"'), null], foreign: { api: strange } }))
      tx.put('users', user(1, { pin: new Secret('') }))
    })
    const check = async (store: Subject['store']) => {
      const found = await store.get('phones', 'p1')
      expect(found?.admin_password).toBeInstanceOf(Secret)
      expect(found?.admin_password.reveal()).toBe('admin-password-of-1')
      expect(found?.token.secret.reveal()).toBe('lasting-token-of-1')
      expect(found?.door_passwords[0]?.reveal()).toBe('door é\n"1"')
      expect(found?.door_passwords[1]).toBeNull()
      expect(found?.foreign.api).toEqual(strange)
      expect((await store.get('users', 'u1'))?.pin?.reveal()).toBe('')
    }
    await check(subject.store)
    await check(await subject.reopen())
  })

  it('keeps odd member names and texts as they are', async () => {
    const odd = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"":"empty","1":"one"}') as Record<
      string,
      unknown
    >
    const texts = { lone: '\ud800', control: '\u0000\u2028\r\n', wide: '😀é' }
    const stored = group('__proto__', { foreign: { odd, texts } })
    await subject.store.transact(async (tx) => tx.put('groups', stored))
    const found = await (await subject.reopen()).get('groups', '__proto__')
    expect(found).toEqual(stored)
    expect(Object.keys(found?.foreign.odd ?? {}).sort()).toEqual(['', '1', '__proto__', 'constructor'])
    expect(found?.foreign.texts).toEqual(texts)
    expect('polluted' in {}).toBe(false)
  })

  it('hands out records that nobody can change, before and after opening again', async () => {
    await subject.store.transact(async (tx) => tx.put('phones', phone(1, { settings: { ntp_servers: ['a'] } })))
    for (const store of [subject.store, await subject.reopen()]) {
      const found = await store.get('phones', 'p1')
      const parts = [
        found,
        found?.keys,
        found?.keys?.[0],
        found?.token,
        found?.token.secret,
        found?.settings.ntp_servers,
      ]
      for (const part of parts) {
        expect(part).toBeDefined()
        expect(Object.isFrozen(part)).toBe(true)
      }
    }
  })

  const foreign = [
    ['a date', new Date(0)],
    ['a function', () => 1],
    ['a number that is none', Number.NaN],
    ['a gap in a list', [undefined]],
    ['a map', new Map()],
    ['a big integer', 1n],
  ] as const
  it.each(foreign)('refuses a record with %s and leaves nothing behind', async (_name, value) => {
    const { store } = subject
    const failing = store.transact(async (tx) => {
      tx.put('groups', group('good'))
      tx.put('groups', group('bad', { foreign: { api: { value } } }))
    })
    await expect(failing).rejects.toThrow('groups/bad.foreign.api.value')
    expect(await store.all('groups')).toEqual([])
    expect(store.health().writable).toBe(true)
  })

  it('holds everything after opening again, what was removed excepted', async () => {
    await subject.store.transact(async (tx) => {
      for (let n = 0; n < 20; n += 1) {
        tx.put('users', user(n))
        tx.put('phones', phone(n))
      }
    })
    await subject.store.transact(async (tx) => {
      tx.remove('phones', 'p7')
      tx.put('users', user(3, { display_name: 'renamed' }))
    })
    const before = { users: await subject.store.all('users'), phones: await subject.store.all('phones') }
    expect(before.phones).toHaveLength(19)
    let store = await subject.reopen()
    store = await subject.reopen()
    expect({ users: await store.all('users'), phones: await store.all('phones') }).toEqual(before)
    expect((await store.get('users', 'u3'))?.display_name).toBe('renamed')
    expect(await store.get('phones', 'p7')).toBeUndefined()
  })
}
