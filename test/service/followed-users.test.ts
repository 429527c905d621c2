import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Tenant, User } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import { guardedStore } from '../../src/service/followed-guard.js'
import { FollowedUsers } from '../../src/service/followed-users.js'
import type { ForeignUser } from '../../src/service/foreign-user.js'
import { UserService } from '../../src/service/users.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import type { Store } from '../../src/store/store.js'
import { at, sealerFor } from '../store/records.js'
import { followerNamed, person } from './follow-bench.js'

const follower = followerNamed()
const ports = { now: () => new Date(), random: randomBytes }

let dir = ''
let store: Store
let followed: FollowedUsers

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  store = await openLowdbStore({ dir, sealer: sealerFor('test') })
  followed = new FollowedUsers({ store, ports, users: new UserService({ store, ports }) })
  await store.transact(async (tx) => tx.put('followers', follower))
})
afterEach(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const take = (foreign: ForeignUser, present: readonly string[] = [foreign.key]) =>
  store.transact((tx) =>
    followed.take(tx, { follower, tenant: { id: 't1' } as Tenant, present: new Set(present) }, foreign),
  )

async function only(): Promise<User> {
  const [user, ...others] = await store.all('users')
  expect(others).toEqual([])
  return user as User
}

const vanish = async () => {
  const { id } = await only()
  return store.transact((tx) => followed.vanish(tx, follower, id))
}

describe('a user of another system', () => {
  it('comes, changes, goes and comes back, and is never given a role from there', async () => {
    expect((await take(person('a', '101'))).fate).toBe('created')
    expect(await only()).toMatchObject({ sip_user: '101', enabled: true, role: 'StandardUser' })
    expect((await take(person('a', '101'))).fate).toBe('same')
    expect((await take(person('a', '101', 'Ann Lee'))).fate).toBe('updated')
    expect(await vanish()).toBe(true)
    expect(await vanish()).toBe(false)
    expect(await only()).toMatchObject({ enabled: false, display_name: 'Ann Lee', deleted_at: null })
    expect((await take(person('a', '101', 'Ann Lee'))).fate).toBe('enabled')
    expect(await only()).toMatchObject({ enabled: true, role: 'StandardUser', followed: { by: 'f1', key: 'a' } })
  })

  it('who was made anew there under the same name is the one who went', async () => {
    await take(person('a', '101'))
    const { id } = await only()
    await vanish()
    expect((await take(person('b', '101'))).fate).toBe('enabled')
    expect(await only()).toMatchObject({ id, followed: { key: 'b' } })
  })

  it('whose name is taken is a conflict with its reason, and nothing is overwritten', async () => {
    await take(person('a', '101'))
    const before = await only()
    const { fate, conflicts } = await take(person('b', '101', 'Bob'), ['a', 'b'])
    expect([fate, conflicts[0]]).toMatchObject(['conflict', { key: 'b', title: 'Bob', taken: false }])
    expect(conflicts[0]?.reason).toContain('101 is taken')
    expect(await only()).toEqual(before)
  })
})

describe('here, a followed user', () => {
  const change = async (members: Partial<User>) => {
    const user = await only()
    await guardedStore(store).transact(async (tx) => tx.put('users', { ...user, ...members }))
  }

  beforeEach(async () => {
    await take(person('a', '101'))
  })

  it.each<[string, Partial<User>]>([
    ['display_name', { display_name: 'Mallory' }],
    ['extension', { extension: '999' }],
    ['enabled', { enabled: false }],
    ['login', { login: 'ann' }],
    ['pin', { pin: new Secret('1234567') }],
    ['settings.timezone', { settings: { timezone: 'Europe/Berlin' } }],
    ['members of one API', { foreign: { netsapiens: { 'area-code': 858 } } }],
    ['whether they are there', { deleted_at: at(2) }],
    ['followed', { followed: { by: 'f1', key: 'b' } }],
  ])('keeps %s, and the refusal names the follower', async (name, members) => {
    const before = await only()
    const refusal = change(members)
    await expect(refusal).rejects.toMatchObject({ code: 'forbidden' })
    await expect(refusal).rejects.toThrow(`head office (NetSapiens at pbx.example.com): ${name}`)
    expect(await only()).toEqual(before)
  })

  it.each<[string, Partial<User>]>([
    ['keys', { blfs: [] }],
    ['the SIP password nobody gives', { sip_password: new Secret('set here 1') }],
    ['settings of phones', { settings: { transport: 'tls' } }],
    ['the role', { role: 'Admin' }],
    ['an API that knows nothing', { foreign: { portsip: {} } }],
    ['hot desking', { foreign: { portsip: { enable_hot_desking: true } } }],
  ])('may be given %s', async (_name, members) => {
    await change(members)
    expect(await only()).toMatchObject(members.sip_password ? {} : members)
  })

  it('may be deleted once they are gone there, not before', async () => {
    const { id } = await only()
    const remove = () => guardedStore(store).transact(async (tx) => tx.remove('users', id))
    await expect(remove()).rejects.toMatchObject({ code: 'forbidden' })
    await vanish()
    await remove()
    expect(await store.all('users')).toEqual([])
  })
})
