import { describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { User } from '../../src/domain/model.js'
import type { Actor } from '../../src/domain/permission.js'
import { Secret } from '../../src/domain/secret.js'
import type { FollowerDraft } from '../../src/service/followers.js'
import { FollowError } from '../../src/service/foreign-user.js'
import { user } from '../store/records.js'
import { actor, people, person } from './follow-bench.js'
import { counts, draft, followRig } from './follow-rig.js'

const rig = followRig()

describe('a follower', () => {
  it('brings everybody, then what changes, and says how many', async () => {
    rig.there = people(45)
    const { id } = await rig.create()
    const first = await rig.ran(id)
    expect(first.run).toMatchObject({ outcome: 'done', total: 45, done: 45, created: 45, conflicts: 0, reason: null })
    expect((await rig.users()).length).toBe(45)
    expect(counts(await rig.ran(id))).toEqual([0, 0, 0, 0, 45])
    rig.there = [...people(44), person('key 44', '20044', 'Ann Lee')]
    expect(counts(await rig.ran(id))).toEqual([0, 1, 0, 0, 44])
    rig.there = people(40)
    expect(counts(await rig.ran(id))).toEqual([0, 0, 0, 5, 40])
    expect((await rig.users()).filter(({ enabled }) => !enabled).length).toBe(5)
    rig.there = people(45)
    expect(counts(await rig.ran(id))).toEqual([0, 0, 5, 0, 40])
    expect((await rig.users()).every(({ enabled }) => enabled)).toBe(true)
    expect(rig.bench.errors).toEqual([])
  })

  it('lists conflicts and overwrites nothing', async () => {
    const mine = user(777, { sip_user: '20777', extension: '20777', enabled: true, settings: {} })
    await rig.bench.guarded.transact(async (tx) => tx.put('users', mine))
    rig.there = [...people(3), person('key 9', '20777', 'Bob')]
    const { id } = await rig.create()
    const { run } = await rig.ran(id)
    expect(run).toMatchObject({ outcome: 'done', created: 3, conflicts: 1, done: 4 })
    expect(run?.listed).toEqual([
      { key: 'key 9', title: 'Bob', reason: expect.stringContaining('20777 is taken'), taken: false },
    ])
    expect((await rig.users()).find(({ id: one }) => one === mine.id)).toEqual(mine)
  })

  it('takes what it can of somebody and lists what it left out', async () => {
    const fault = { field: 'email', rule: 'format', message: `is none: ${'x'.repeat(1000)}` }
    rig.there = [{ ...person('key 1', '20001', 'A'.repeat(1000)), faults: [fault] }]
    const { run } = await rig.ran((await rig.create()).id)
    expect(run).toMatchObject({ created: 1, conflicts: 1, listed: [{ taken: true }] })
    expect([run?.listed[0]?.title.length, run?.listed[0]?.reason.length]).toEqual([100, 300])
  })

  it('lists the first hundred conflicts and counts them all', async () => {
    rig.there = people(130).map((user) => ({ ...user, draft: () => ({ draft: { sip_user: 'no name' }, places: {} }) }))
    const { run } = await rig.ran((await rig.create()).id)
    expect([run?.conflicts, run?.listed.length, run?.done]).toEqual([130, 100, 130])
  })
})

describe('a name that changes hands there', () => {
  it('leaves nobody behind who is gone: they are disabled, and a known one who gets it waits for it', async () => {
    rig.there = people(10)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = [...people(10).slice(2), person('key 1', '20000', 'Bob')]
    expect((await rig.ran(id)).run).toMatchObject({ outcome: 'done', disabled: 1, same: 8, conflicts: 1 })
    const gone = (await rig.users()).find(({ sip_user }) => sip_user === '20000')
    expect([gone?.enabled, gone?.followed?.key]).toEqual([false, 'key 0'])
    await rig.bench.guarded.transact(async (tx) => tx.remove('users', gone?.id ?? ''))
    expect((await rig.ran(id)).run).toMatchObject({ updated: 1, same: 8, conflicts: 0 })
  })

  it('brings somebody anew who came back after they were deleted here', async () => {
    rig.there = people(10)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = people(9)
    await rig.ran(id)
    const gone = (await rig.users()).find(({ sip_user }) => sip_user === '20009') as User
    await rig.bench.guarded.transact(async (tx) =>
      tx.put('users', { ...gone, deleted_at: rig.clock.now().toISOString() }),
    )
    rig.there = people(10)
    expect(counts(await rig.ran(id))).toEqual([1, 0, 0, 0, 9])
    expect(counts(await rig.ran(id))).toEqual([0, 0, 0, 0, 10])
    expect((await rig.users()).find((user) => user.id === gone.id)?.deleted_at).not.toBe(null)
  })
})

describe('a doubtful answer', () => {
  it.each<[string, number, number, boolean]>([
    ['nobody is there any more', 10, 0, true],
    ['more than three in ten are gone', 10, 6, true],
    ['the only one is gone', 1, 0, true],
    ['three in ten are gone', 10, 7, false],
    ['one of two is gone', 2, 1, false],
    ['nobody ever was there', 0, 0, false],
  ])('%s: %i here, %i there, stopped %j', async (_what, before, after, stopped) => {
    rig.there = people(before)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = people(after, 'Renamed')
    const held = await rig.users()
    const follower = await rig.ran(id)
    expect(follower.run?.outcome).toBe(stopped ? 'stopped' : 'done')
    if (!stopped) return
    expect(follower.run?.reason).toContain(`${before - after} of ${before} here would be disabled`)
    expect(counts(follower)).toEqual([0, 0, 0, 0, 0])
    expect(await rig.users()).toEqual(held)
    expect(follower.failures).toBe(0)
  })

  it('is believed once when somebody allows that many, not when they allow fewer', async () => {
    rig.there = people(10)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = people(2)
    expect((await rig.ran(id, 7)).run?.outcome).toBe('stopped')
    expect((await rig.now(id)).may_vanish).toBe(null)
    expect((await rig.ran(id, 8)).run).toMatchObject({ outcome: 'done', disabled: 8 })
    expect((await rig.now(id)).may_vanish).toBe(null)
  })

  it.each([
    [4, 'stopped', 0],
    [3, 'done', 3],
  ])('is one by which %i of ten would be switched off: %s', async (off, outcome, disabled) => {
    rig.there = people(10)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = people(10).map(({ key, title }, n) => person(key, String(20_000 + n), title, n >= off))
    expect((await rig.ran(id)).run?.outcome).toBe(outcome)
    expect((await rig.users()).filter(({ enabled }) => !enabled)).toHaveLength(disabled)
    if (outcome === 'done') return
    expect((await rig.ran(id, off)).run).toMatchObject({ outcome: 'done', updated: off })
  })

  it('is not one where everybody was made anew under their names', async () => {
    rig.there = people(10)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = people(10).map((user, n) => ({ ...user, key: `new ${n}` }))
    expect((await rig.ran(id)).run).toMatchObject({ outcome: 'done', disabled: 0, updated: 10 })
    expect((await rig.users()).length).toBe(10)
  })
})

describe('a dry run', () => {
  it('counts what a run would do, and does nothing', async () => {
    rig.there = people(45)
    const { id } = await rig.create()
    await rig.ran(id)
    const held = [await rig.users(), await rig.now(id), await rig.bench.store.all('audit')]
    rig.there = [...people(38), person('key 44', '20044', 'Ann Lee'), person('x', '20044'), person('new', '30000')]
    const { run, phones } = await rig.bench.followers.tryRun(actor, id)
    expect(run).toMatchObject({
      outcome: 'done',
      total: 41,
      created: 1,
      updated: 1,
      disabled: 6,
      same: 38,
      conflicts: 1,
    })
    expect(run.listed).toMatchObject([{ key: 'x', taken: false }])
    expect(phones.phones).toBe(0)
    expect([await rig.users(), await rig.now(id), await rig.bench.store.all('audit')]).toEqual(held)
    expect(counts(await rig.ran(id))).toEqual([1, 1, 0, 6, 38])
  })

  it('says that a run would stop, or cannot be read', async () => {
    rig.there = people(10)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = []
    expect((await rig.bench.followers.tryRun(actor, id)).run).toMatchObject({ outcome: 'stopped', disabled: 0 })
    expect((await rig.bench.followers.tryRun(actor, id, 10)).run).toMatchObject({ outcome: 'done', disabled: 10 })
    rig.there = new FollowError('pbx.example.com answers 401')
    await expect(rig.bench.followers.tryRun(actor, id)).rejects.toMatchObject({
      code: 'upstream_failed',
      message: 'pbx.example.com answers 401',
    })
  })

  it('of a follower that is not there yet leaves none behind', async () => {
    rig.there = people(25)
    const { run } = await rig.bench.followers.tryNew(actor, draft, new Problems())
    expect(run).toMatchObject({ created: 25 })
    expect([await rig.users(), await rig.bench.store.all('followers')]).toEqual([[], []])
  })
})

describe('what is asked of a follower', () => {
  const admin: Actor = { ...actor, permissions: new Set(['user_management.users']) }

  it.each<[string, Partial<FollowerDraft>, Actor, string[]]>([
    ['an account where paths need one', { system: 'opentact' }, actor, ['account required']],
    ['a token where there are no logins', { user: 'ann' }, actor, ['user proof']],
    ['nothing secret in the url', { url: 'https://ann:pw@pbx.example.com' }, actor, ['url plain']],
    ['no query in the url', { url: 'https://pbx.example.com/?key=1' }, actor, ['url plain']],
    ['whoever administers tenants to say where', {}, admin, ['url administrator']],
  ])('%s', async (_what, members, by, expected) => {
    const refused = await rig.create(members, by).catch((error) => error)
    expect(refused.problems?.map((p: { field: string; rule: string }) => `${p.field} ${p.rule}`)).toEqual(expected)
    expect(await rig.bench.followers.list(actor)).toEqual([])
  })

  it('another url takes the secret again, so that a stored one goes nowhere else', async () => {
    const { id } = await rig.create()
    await expect(rig.change(id, { url: 'https://evil.example.com' })).rejects.toMatchObject({
      problems: [{ field: 'secret', rule: 'required' }],
    })
    await expect(
      rig.change(id, { url: 'https://evil.example.com', secret: draft.secret }, admin),
    ).rejects.toMatchObject({
      problems: [{ field: 'url', rule: 'administrator' }],
    })
    expect((await rig.now(id)).url).toBe(draft.url)
    await rig.change(id, { url: 'https://pbx2.example.com', secret: new Secret('new') })
    await rig.change(id, { interval_minutes: 60, secret: new Secret('newer') }, admin)
    expect(await rig.now(id)).toMatchObject({ url: 'https://pbx2.example.com', interval_minutes: 60 })
  })

  it('a name of its own, in its own tenant', async () => {
    const { id } = await rig.create()
    await expect(rig.create({ name: 'HEAD office' })).rejects.toMatchObject({ code: 'taken' })
    const other = { ...actor, tenant_id: 't2' }
    await rig.create({}, other)
    for (const act of [
      () => rig.bench.followers.get(other, id),
      () => rig.bench.followers.run(other, id),
      () => rig.bench.followers.tryRun(other, id),
      () => rig.bench.followers.remove(other, id),
      () => rig.change(id, {}, other),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
  })

  it('deleted, it leaves its users as they are, to be kept here', async () => {
    rig.there = people(4)
    const { id } = await rig.create()
    await rig.ran(id)
    rig.there = people(3)
    await rig.ran(id)
    const rename = async (user: User) =>
      rig.bench.guarded.transact(async (tx) => tx.put('users', { ...user, display_name: 'Mine' }))
    const [one] = await rig.users()
    await expect(rename(one as User)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await rig.bench.followers.remove(actor, id)).toBe(4)
    expect((await rig.users()).filter(({ followed }) => followed)).toEqual([])
    expect((await rig.users()).flatMap(({ sip_user, enabled }) => (enabled ? [] : sip_user))).toEqual(['20003'])
    const [free] = await rig.users()
    await rename(free as User)
    expect((await rig.users())[0]?.display_name).toBe('Mine')
  })
})
