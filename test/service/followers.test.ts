import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { OffhookEvent } from '../../src/domain/event.js'
import type { Follower } from '../../src/domain/follower.js'
import type { User } from '../../src/domain/model.js'
import type { Actor } from '../../src/domain/permission.js'
import { Secret } from '../../src/domain/secret.js'
import type { FollowerChange, FollowerDraft } from '../../src/service/followers.js'
import { FollowError, type ForeignUser } from '../../src/service/foreign-user.js'
import { user } from '../store/records.js'
import { type TestClock, testClock } from '../support/clock.js'
import { actor, type FollowBench, followBench, people, person } from './follow-bench.js'

const draft: FollowerDraft = {
  name: 'head office',
  system: 'netsapiens',
  url: 'https://pbx.example.com/ns-api/v2',
  secret: new Secret('the token'),
}

let dir = ''
let bench: FollowBench
let clock: TestClock
let events: OffhookEvent[]
/** Who is in the other system, or what is wrong with it. */
let there: readonly ForeignUser[] | Error
let reads = 0
let delay: Promise<void> | undefined

const read = async (_source: unknown, signal: AbortSignal) => {
  reads += 1
  if (delay) await Promise.race([delay, once(signal, 'abort')])
  signal.throwIfAborted()
  if (there instanceof Error) throw there
  return there
}
const open = () => followBench(dir, read, clock, { emit: (event) => void events.push(event) })

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-follow-'))
  clock = testClock()
  events = []
  there = []
  reads = 0
  delay = undefined
  bench = await open()
  bench.followers.start()
})
afterEach(async () => {
  await bench.close()
  rmSync(dir, { recursive: true, force: true })
})

const create = (members: Partial<FollowerDraft> = {}, by: Actor = actor) =>
  bench.followers.create(by, { ...draft, ...members }, new Problems())
const change = (id: string, members: FollowerChange, by: Actor = actor) =>
  bench.followers.update(by, id, members, new Problems())
const now = async (id: string): Promise<Follower> => bench.followers.get(actor, id)
const users = async (): Promise<readonly User[]> => bench.store.all('users')

/** Lets the follower run to its end. */
async function ran(id: string, may_vanish?: number): Promise<Follower> {
  const before = reads
  await bench.followers.run(actor, id, may_vanish)
  return ended(id, before)
}
const ended = (id: string, before = 0) =>
  vi.waitFor(
    async () => {
      const follower = await now(id)
      if (reads <= before || !follower.run || follower.run.outcome === 'running') throw new Error('still running')
      return follower
    },
    { timeout: 10_000, interval: 2 },
  )
const counts = ({ run }: Follower) => [run?.created, run?.updated, run?.enabled, run?.disabled, run?.same]

describe('a follower', () => {
  it('brings everybody, then what changes, and says how many', async () => {
    there = people(45)
    const { id } = await create()
    const first = await ran(id)
    expect(first.run).toMatchObject({ outcome: 'done', total: 45, done: 45, created: 45, conflicts: 0, reason: null })
    expect((await users()).length).toBe(45)
    expect(counts(await ran(id))).toEqual([0, 0, 0, 0, 45])
    there = [...people(44), person('key 44', '20044', 'Ann Lee')]
    expect(counts(await ran(id))).toEqual([0, 1, 0, 0, 44])
    there = people(40)
    expect(counts(await ran(id))).toEqual([0, 0, 0, 5, 40])
    expect((await users()).filter(({ enabled }) => !enabled).length).toBe(5)
    there = people(45)
    expect(counts(await ran(id))).toEqual([0, 0, 5, 0, 40])
    expect((await users()).every(({ enabled }) => enabled)).toBe(true)
    expect(bench.errors).toEqual([])
  })

  it('lists conflicts and overwrites nothing', async () => {
    const mine = user(777, { sip_user: '20777', extension: '20777', enabled: true, settings: {} })
    await bench.guarded.transact(async (tx) => tx.put('users', mine))
    there = [...people(3), person('key 9', '20777', 'Bob')]
    const { id } = await create()
    const { run } = await ran(id)
    expect(run).toMatchObject({ outcome: 'done', created: 3, conflicts: 1, done: 4 })
    expect(run?.listed).toEqual([
      { key: 'key 9', title: 'Bob', reason: expect.stringContaining('20777 is taken'), taken: false },
    ])
    expect((await users()).find(({ id: one }) => one === mine.id)).toEqual(mine)
  })

  it('takes what it can of somebody and lists what it left out', async () => {
    const fault = { field: 'email', rule: 'format', message: `is none: ${'x'.repeat(1000)}` }
    there = [{ ...person('key 1', '20001', 'A'.repeat(1000)), faults: [fault] }]
    const { run } = await ran((await create()).id)
    expect(run).toMatchObject({ created: 1, conflicts: 1, listed: [{ taken: true }] })
    expect([run?.listed[0]?.title.length, run?.listed[0]?.reason.length]).toEqual([100, 300])
  })

  it('lists the first hundred conflicts and counts them all', async () => {
    there = people(130).map((user) => ({ ...user, draft: () => ({ draft: { sip_user: 'no name' }, places: {} }) }))
    const { run } = await ran((await create()).id)
    expect([run?.conflicts, run?.listed.length, run?.done]).toEqual([130, 100, 130])
  })
})

describe('a name that changes hands there', () => {
  it('leaves nobody behind who is gone: they are disabled, and a known one who gets it waits for it', async () => {
    there = people(10)
    const { id } = await create()
    await ran(id)
    there = [...people(10).slice(2), person('key 1', '20000', 'Bob')]
    expect((await ran(id)).run).toMatchObject({ outcome: 'done', disabled: 1, same: 8, conflicts: 1 })
    const gone = (await users()).find(({ sip_user }) => sip_user === '20000')
    expect([gone?.enabled, gone?.followed?.key]).toEqual([false, 'key 0'])
    await bench.guarded.transact(async (tx) => tx.remove('users', gone?.id ?? ''))
    expect((await ran(id)).run).toMatchObject({ updated: 1, same: 8, conflicts: 0 })
  })

  it('brings somebody anew who came back after they were deleted here', async () => {
    there = people(10)
    const { id } = await create()
    await ran(id)
    there = people(9)
    await ran(id)
    const gone = (await users()).find(({ sip_user }) => sip_user === '20009') as User
    await bench.guarded.transact(async (tx) => tx.put('users', { ...gone, deleted_at: clock.now().toISOString() }))
    there = people(10)
    expect(counts(await ran(id))).toEqual([1, 0, 0, 0, 9])
    expect(counts(await ran(id))).toEqual([0, 0, 0, 0, 10])
    expect((await users()).find((user) => user.id === gone.id)?.deleted_at).not.toBe(null)
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
    there = people(before)
    const { id } = await create()
    await ran(id)
    there = people(after, 'Renamed')
    const held = await users()
    const follower = await ran(id)
    expect(follower.run?.outcome).toBe(stopped ? 'stopped' : 'done')
    if (!stopped) return
    expect(follower.run?.reason).toContain(`${before - after} of ${before} here would be disabled`)
    expect(counts(follower)).toEqual([0, 0, 0, 0, 0])
    expect(await users()).toEqual(held)
    expect(follower.failures).toBe(0)
  })

  it('is believed once when somebody allows that many, not when they allow fewer', async () => {
    there = people(10)
    const { id } = await create()
    await ran(id)
    there = people(2)
    expect((await ran(id, 7)).run?.outcome).toBe('stopped')
    expect((await now(id)).may_vanish).toBe(null)
    expect((await ran(id, 8)).run).toMatchObject({ outcome: 'done', disabled: 8 })
    expect((await now(id)).may_vanish).toBe(null)
  })

  it('is not one where everybody was made anew under their names', async () => {
    there = people(10)
    const { id } = await create()
    await ran(id)
    there = people(10).map((user, n) => ({ ...user, key: `new ${n}` }))
    expect((await ran(id)).run).toMatchObject({ outcome: 'done', disabled: 0, updated: 10 })
    expect((await users()).length).toBe(10)
  })
})

describe('time', () => {
  it('brings the next run: after the interval, or when asked', async () => {
    const timed = await create({ interval_minutes: 15 })
    const first = await ended(timed.id)
    expect(first.next_at).toBe(new Date(clock.now().getTime() + 15 * 60_000).toISOString())
    const asked = await create({ name: 'asked' })
    expect([asked.next_at, asked.run]).toEqual([null, null])
    expect((await ran(asked.id)).next_at).toBe(null)
    const off = await create({ name: 'off', interval_minutes: 15, enabled: false })
    expect(off.next_at).toBe(null)
    await expect(bench.followers.run(actor, off.id)).rejects.toMatchObject({ code: 'in_use' })
  })

  it('doubles the pauses after failures, and touches nobody', async () => {
    there = people(3)
    const { id } = await create({ interval_minutes: 15 })
    await ended(id)
    const held = await users()
    there = new FollowError('pbx.example.com answers 502')
    const waits: number[] = []
    for (let failure = 1; failure <= 9; failure++) {
      clock.pass(24 * 3600)
      const before = reads
      bench.worker.start()
      const follower = await ended(id, before)
      expect(follower.run).toMatchObject({ outcome: 'failed', reason: 'pbx.example.com answers 502', done: 0 })
      expect(follower.failures).toBe(failure)
      waits.push((Date.parse(follower.next_at ?? '') - clock.now().getTime()) / 1000)
    }
    expect(await users()).toEqual(held)
    for (const [n, wait] of waits.entries()) {
      const whole = Math.min(3600, 30 * 2 ** n)
      expect([wait >= whole / 2, wait <= whole], `${n}: ${wait}`).toEqual([true, true])
    }
    there = new FollowError('pbx.example.com asks to be left alone', 2 * 3600_000)
    clock.pass(24 * 3600)
    const before = reads
    bench.worker.start()
    const patient = await ended(id, before)
    expect(Date.parse(patient.next_at ?? '') - clock.now().getTime()).toBeGreaterThanOrEqual(2 * 3600_000)
    there = people(3)
    expect(await ran(id)).toMatchObject({ failures: 0, run: { outcome: 'done', same: 3 } })
  })

  it('a fault of our own is told, and the follower rests', async () => {
    there = new TypeError('a fault of ours')
    const { id } = await create({ interval_minutes: 15 })
    const { run } = await ended(id)
    expect(run).toMatchObject({ outcome: 'failed', reason: 'an internal error' })
    await vi.waitFor(() => expect(bench.errors).toEqual([there]))
  })
})

describe('a run that goes on', () => {
  let go: () => void
  const begins = async (members: Partial<FollowerDraft> = {}) => {
    there = people(30)
    delay = new Promise((resolve) => {
      go = resolve
    })
    const { id } = await create(members)
    await bench.followers.run(actor, id)
    await vi.waitFor(() => expect(reads).toBe(1))
    return id
  }

  it('is the only one of its follower; whoever asks meanwhile gets another after it', async () => {
    const id = await begins()
    await bench.followers.run(actor, id)
    bench.worker.start()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(reads).toBe(1)
    go()
    await vi.waitFor(async () => expect(counts(await now(id))).toEqual([0, 0, 0, 0, 30]))
    expect(reads).toBe(2)
  })

  it.each<[string, (id: string) => Promise<unknown>, object | undefined]>([
    ['a change', (id) => change(id, { account: 'other.example' }), { outcome: 'stopped' }],
    ['switching off', (id) => change(id, { enabled: false }), { outcome: 'stopped', created: 0 }],
    ['deletion', (id) => bench.followers.remove(actor, id), undefined],
  ])('is broken off by %s', async (_what, act, expected) => {
    const id = await begins()
    await act(id)
    go()
    await bench.close()
    bench = await open()
    const record = await bench.store.get('followers', id)
    if (expected) expect(record?.run).toMatchObject(expected)
    else expect(record).toBeUndefined()
    expect(await users()).toEqual([])
  })

  it('is broken off by a stop, and begins again at the next start', async () => {
    const id = await begins()
    await bench.close()
    delay = undefined
    bench = await open()
    expect((await now(id)).run?.outcome).toBe('running')
    bench.followers.start()
    expect((await ended(id, 1)).run).toMatchObject({ outcome: 'done', created: 30 })
  })
})

describe('what a follower tells', () => {
  it('listeners hear that it begins and ends, those who may see users', async () => {
    there = people(3)
    const { id } = await create()
    await ran(id)
    const heard = events.filter(({ kind }) => kind === 'follower.run')
    expect(heard[0]).toMatchObject({ tenant_id: 't1', needs: ['user_management.users'] })
    expect(heard[0]?.data).toMatchObject({ follower_id: id, outcome: 'running', done: 0 })
    expect(heard.at(-1)?.data).toMatchObject({ outcome: 'done', created: 3 })
    expect(JSON.stringify(heard)).not.toContain('the token')
  })

  it('the audit log says who did it, and nothing of runs', async () => {
    there = people(2)
    const { id } = await create()
    await ran(id)
    await ran(id)
    const rows = await bench.store.all('audit')
    expect(rows.filter(({ what }) => what === 'follower')).toEqual([])
    expect(rows.filter(({ what }) => what === 'user')).toMatchObject(
      Array.from({ length: 2 }, () => ({ kind: 'job', name: 'head office', operation: 'follower', change: 'created' })),
    )
  })
})

describe('a dry run', () => {
  it('counts what a run would do, and does nothing', async () => {
    there = people(45)
    const { id } = await create()
    await ran(id)
    const held = [await users(), await now(id), await bench.store.all('audit')]
    there = [...people(38), person('key 44', '20044', 'Ann Lee'), person('x', '20044'), person('new', '30000')]
    const { run, phones } = await bench.followers.tryRun(actor, id)
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
    expect([await users(), await now(id), await bench.store.all('audit')]).toEqual(held)
    expect(counts(await ran(id))).toEqual([1, 1, 0, 6, 38])
  })

  it('says that a run would stop, or cannot be read', async () => {
    there = people(10)
    const { id } = await create()
    await ran(id)
    there = []
    expect((await bench.followers.tryRun(actor, id)).run).toMatchObject({ outcome: 'stopped', disabled: 0 })
    expect((await bench.followers.tryRun(actor, id, 10)).run).toMatchObject({ outcome: 'done', disabled: 10 })
    there = new FollowError('pbx.example.com answers 401')
    await expect(bench.followers.tryRun(actor, id)).rejects.toMatchObject({
      code: 'upstream_failed',
      message: 'pbx.example.com answers 401',
    })
  })

  it('of a follower that is not there yet leaves none behind', async () => {
    there = people(25)
    const { run } = await bench.followers.tryNew(actor, draft, new Problems())
    expect(run).toMatchObject({ created: 25 })
    expect([await users(), await bench.store.all('followers')]).toEqual([[], []])
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
    const refused = await create(members, by).catch((error) => error)
    expect(refused.problems?.map((p: { field: string; rule: string }) => `${p.field} ${p.rule}`)).toEqual(expected)
    expect(await bench.followers.list(actor)).toEqual([])
  })

  it('another url takes the secret again, so that a stored one goes nowhere else', async () => {
    const { id } = await create()
    await expect(change(id, { url: 'https://evil.example.com' })).rejects.toMatchObject({
      problems: [{ field: 'secret', rule: 'required' }],
    })
    await expect(change(id, { url: 'https://evil.example.com', secret: draft.secret }, admin)).rejects.toMatchObject({
      problems: [{ field: 'url', rule: 'administrator' }],
    })
    expect((await now(id)).url).toBe(draft.url)
    await change(id, { url: 'https://pbx2.example.com', secret: new Secret('new') })
    await change(id, { interval_minutes: 60, secret: new Secret('newer') }, admin)
    expect(await now(id)).toMatchObject({ url: 'https://pbx2.example.com', interval_minutes: 60 })
  })

  it('a name of its own, in its own tenant', async () => {
    const { id } = await create()
    await expect(create({ name: 'HEAD office' })).rejects.toMatchObject({ code: 'taken' })
    const other = { ...actor, tenant_id: 't2' }
    await create({}, other)
    for (const act of [
      () => bench.followers.get(other, id),
      () => bench.followers.run(other, id),
      () => bench.followers.tryRun(other, id),
      () => bench.followers.remove(other, id),
      () => change(id, {}, other),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
  })

  it('deleted, it leaves its users as they are, to be kept here', async () => {
    there = people(4)
    const { id } = await create()
    await ran(id)
    there = people(3)
    await ran(id)
    const rename = async (user: User) =>
      bench.guarded.transact(async (tx) => tx.put('users', { ...user, display_name: 'Mine' }))
    const [one] = await users()
    await expect(rename(one as User)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await bench.followers.remove(actor, id)).toBe(4)
    expect((await users()).filter(({ followed }) => followed)).toEqual([])
    expect((await users()).flatMap(({ sip_user, enabled }) => (enabled ? [] : sip_user))).toEqual(['20003'])
    const [free] = await users()
    await rename(free as User)
    expect((await users())[0]?.display_name).toBe('Mine')
  })
})
