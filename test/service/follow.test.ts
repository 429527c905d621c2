import { describe, expect, it } from 'vitest'
import { CONTACT_MEMBERS, type Contact, favouriteId, HOLIDAY_PARTS, LOGS } from '../../src/domain/directory.js'
import { followedStore } from '../../src/service/follow.js'
import { COLLECTIONS } from '../../src/store/tables.js'
import { at, user } from '../store/records.js'
import { openStore, tempDir } from '../store/workbench.js'

const ports = { now: () => new Date(at(0)), random: (bytes: number) => Buffer.alloc(bytes, 7) }
const base = { created_at: at(0), tenant_id: 't1' }

const contact = (id: string, user_id: string | null): Contact => ({
  ...base,
  ...(Object.fromEntries(CONTACT_MEMBERS.map((name) => [name, null])) as Record<
    (typeof CONTACT_MEMBERS)[number],
    null
  >),
  id,
  user_id,
  name: id,
  favorite: false,
})

/** A store with two users who have one of everything, and marks on each other. */
async function filled() {
  const plain = await openStore(await tempDir())
  const store = followedStore(plain, ports)
  const span = Object.fromEntries(HOLIDAY_PARTS.map((part) => [part, null])) as Record<
    (typeof HOLIDAY_PARTS)[number],
    null
  >
  await store.transact(async (tx) => {
    tx.put('contacts', contact('shared', null))
    for (const n of [1, 2]) {
      const [user_id, other] = [`u${n}`, `u${3 - n}`]
      tx.put('users', user(n, { enabled: true }))
      tx.put('contacts', contact(`contact of ${user_id}`, user_id))
      tx.put('speed_dials', {
        ...base,
        id: `dial of ${user_id}`,
        user_id,
        book: '8',
        code: '2',
        phone_number: '1',
        description: null,
      })
      tx.put('holidays', {
        ...base,
        ...span,
        id: `holiday of ${user_id}`,
        user_id,
        name: 'Off',
        region: 'DEU',
        consecutive: false,
        every_year: true,
      })
      tx.put('holiday_choices', { ...base, id: user_id, holidays: [] })
      for (const [kind, target_id] of [
        ['extension', other],
        ['business', 'shared'],
      ] as const)
        tx.put('favourites', { ...base, id: favouriteId(user_id, target_id), user_id, kind, target_id })
    }
  })
  return store
}

/** Every text of the store by collection, so that nothing about a user can hide. */
async function everything(store: Awaited<ReturnType<typeof filled>>): Promise<string[]> {
  const all = await Promise.all(
    COLLECTIONS.map(async (name) => (await store.all(name)).map((record) => `${name} ${JSON.stringify(record)}`)),
  )
  return all.flat()
}

describe('what follows from a write', () => {
  it('everything of a deleted user goes, and nothing of anybody else', async () => {
    const store = await filled()
    const of = async (id: string) => (await everything(store)).filter((text) => text.includes(id))
    expect((await of('u1')).length).toBeGreaterThan(8)
    await store.transact(async (tx) => tx.remove('users', 'u1'))
    // Bounded logs still tell the others that the colleague, whom u2 had marked, is gone.
    const left = (await of('u1')).map((text) => JSON.parse(text.slice(text.indexOf('{'))))
    expect(left.map(({ log_id, kind }) => `${log_id} ${kind}`).sort()).toEqual([
      `${LOGS.colleagues('t1')} created`,
      `${LOGS.colleagues('t1')} deleted`,
      `${LOGS.favourites('u2', 'extension')} updated`,
    ])
    expect(await store.get('contacts', 'contact of u2')).toBeDefined()
    expect(await store.get('speed_dials', 'dial of u2')).toBeDefined()
    expect((await store.find('favourites', 'user', 'u2')).map(({ target_id }) => target_id)).toEqual(['shared'])
  })

  it('marks on a deleted contact go with it', async () => {
    const store = await filled()
    await store.transact(async (tx) => tx.remove('contacts', 'shared'))
    expect((await store.all('favourites')).map(({ kind }) => kind)).toEqual(['extension', 'extension'])
  })

  it('a user switched off or marked as deleted keeps what is theirs', async () => {
    const store = await filled()
    await store.transact(async (tx) => {
      tx.put('users', user(1, { enabled: false }))
      tx.put('users', user(2, { enabled: true, deleted_at: at(9) }))
    })
    expect((await store.all('contacts')).length).toBe(3)
    const log = await store.find('changes', 'log', LOGS.colleagues('t1'))
    expect(log.map(({ record_id, kind }) => `${kind} ${record_id}`)).toEqual([
      'created u1',
      'created u2',
      'deleted u1',
      'deleted u2',
    ])
  })

  it('a change that fails leaves nothing of it behind', async () => {
    const store = await filled()
    const before = await everything(store)
    const failed = store.transact(async (tx) => {
      tx.remove('users', 'u1')
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await everything(store)).toEqual(before)
  })

  it.each([
    ['address', { address: '1 High Street' }],
    ['department', { department: 'Sales' }],
    ['avatar_file_id', { avatar_file_id: 'a1' }],
    ['mobile_phone', { mobile_phone: '1' }],
  ])('a colleague’s %s is a change of the directory', async (_name, members) => {
    const store = await filled()
    const last = async () => (await store.get('change_logs', LOGS.colleagues('t1')))?.last ?? 0
    const before = await last()
    await store.transact(async (tx) => tx.put('users', user(1, { enabled: true, foreign: { portsip: members } })))
    expect(await last()).toBe(before + 1)
    await store.transact(async (tx) =>
      tx.put('users', user(1, { enabled: true, foreign: { portsip: { ...members, enable_acb: true } } })),
    )
    expect(await last()).toBe(before + 1)
  })

  it('writing the same again is no change', async () => {
    const store = await filled()
    const before = await everything(store)
    await store.transact(async (tx) => {
      tx.put('users', user(1, { enabled: true, presence: 'AWAY' }))
      tx.put('contacts', contact('shared', null))
    })
    const logs = (texts: string[]) => texts.filter((text) => text.startsWith('change'))
    expect(logs(await everything(store))).toEqual(logs(before))
  })

  it('several writes of one record in one go are one change', async () => {
    const store = await filled()
    const last = async () => (await store.get('change_logs', LOGS.business('t1')))?.last
    const before = (await last()) ?? 0
    await store.transact(async (tx) => {
      for (const name of ['a', 'b', 'c']) tx.put('contacts', { ...contact('shared', null), name })
    })
    expect(await last()).toBe(before + 1)
  })
})
