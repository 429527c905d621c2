import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { User } from '../../src/domain/model.js'
import { Overlay } from '../../src/service/overlay.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import type { Store } from '../../src/store/store.js'
import { sealerFor, user } from '../store/records.js'

const NAMES = ['a', 'b', 'c']
let dir = ''
let store: Store

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  store = await openLowdbStore({ dir, sealer: sealerFor('test') })
  await store.transact(async (tx) => {
    for (let n = 0; n < 3; n++) tx.put('users', user(n, { sip_user: NAMES[n] as string }))
  })
})
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Puts a user under a name, or removes them. */
const write = fc.record({ n: fc.nat(5), name: fc.option(fc.constantFrom(...NAMES)) })

it('finds by every key what a store would find that had been written the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
      const overlay = new Overlay(store)
      const expected = new Map<string, User>((await store.all('users')).map((known) => [known.id, known]))
      for (const { n, name } of writes) {
        const changed = user(n, { sip_user: name ?? '' })
        if (name === null) overlay.remove('users', changed.id)
        else overlay.put('users', changed)
        if (name === null) expected.delete(changed.id)
        else expected.set(changed.id, changed)
        for (const sought of NAMES) {
          const there = [...expected.values()].filter(({ sip_user }) => sip_user === sought)
          const found = await overlay.find('users', 'sip_user', `t1/${sought}`)
          expect(found.map(({ id }) => id)).toEqual(there.map(({ id }) => id).sort())
        }
        expect((await overlay.all('users')).map(({ id }) => id)).toEqual([...expected.keys()].sort())
      }
    }),
  )
})
