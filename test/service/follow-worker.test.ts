import { describe, expect, it, vi } from 'vitest'
import type { FollowerDraft } from '../../src/service/followers.js'
import { FollowError } from '../../src/service/foreign-user.js'
import { actor, people } from './follow-bench.js'
import { counts, followRig } from './follow-rig.js'

const rig = followRig()

describe('time', () => {
  it('brings the next run: after the interval, or when asked', async () => {
    const timed = await rig.create({ interval_minutes: 15 })
    const first = await rig.ended(timed.id)
    expect(first.next_at).toBe(new Date(rig.clock.now().getTime() + 15 * 60_000).toISOString())
    const asked = await rig.create({ name: 'asked' })
    expect([asked.next_at, asked.run]).toEqual([null, null])
    expect((await rig.ran(asked.id)).next_at).toBe(null)
    const off = await rig.create({ name: 'off', interval_minutes: 15, enabled: false })
    expect(off.next_at).toBe(null)
    await expect(rig.bench.followers.run(actor, off.id)).rejects.toMatchObject({ code: 'in_use' })
  })

  it('doubles the pauses after failures, and touches nobody', async () => {
    rig.there = people(3)
    const { id } = await rig.create({ interval_minutes: 15 })
    await rig.ended(id)
    const held = await rig.users()
    rig.there = new FollowError('pbx.example.com answers 502')
    const waits: number[] = []
    for (let failure = 1; failure <= 9; failure++) {
      rig.clock.pass(24 * 3600)
      const before = rig.reads
      rig.bench.worker.start()
      const follower = await rig.ended(id, before)
      expect(follower.run).toMatchObject({ outcome: 'failed', reason: 'pbx.example.com answers 502', done: 0 })
      expect(follower.failures).toBe(failure)
      waits.push((Date.parse(follower.next_at ?? '') - rig.clock.now().getTime()) / 1000)
    }
    expect(await rig.users()).toEqual(held)
    for (const [n, wait] of waits.entries()) {
      const whole = Math.min(3600, 30 * 2 ** n)
      expect([wait >= whole / 2, wait <= whole], `${n}: ${wait}`).toEqual([true, true])
    }
    rig.there = new FollowError('pbx.example.com asks to be left alone', 2 * 3600_000)
    rig.clock.pass(24 * 3600)
    const before = rig.reads
    rig.bench.worker.start()
    const patient = await rig.ended(id, before)
    expect(Date.parse(patient.next_at ?? '') - rig.clock.now().getTime()).toBeGreaterThanOrEqual(2 * 3600_000)
    rig.there = people(3)
    expect(await rig.ran(id)).toMatchObject({ failures: 0, run: { outcome: 'done', same: 3 } })
  })

  it('a fault of our own is told, and the follower rests', async () => {
    rig.there = new TypeError('a fault of ours')
    const { id } = await rig.create({ interval_minutes: 15 })
    const { run } = await rig.ended(id)
    expect(run).toMatchObject({ outcome: 'failed', reason: 'an internal error' })
    await vi.waitFor(() => expect(rig.bench.errors).toEqual([rig.there]))
  })
})

describe('a run that goes on', () => {
  let go: () => void
  const begins = async (members: Partial<FollowerDraft> = {}) => {
    rig.there = people(30)
    rig.delay = new Promise((resolve) => {
      go = resolve
    })
    const { id } = await rig.create(members)
    await rig.bench.followers.run(actor, id)
    await vi.waitFor(() => expect(rig.reads).toBe(1))
    return id
  }

  it('is the only one of its follower; whoever asks meanwhile gets another after it', async () => {
    const id = await begins()
    await rig.bench.followers.run(actor, id)
    rig.bench.worker.start()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(rig.reads).toBe(1)
    go()
    await vi.waitFor(async () => expect(counts(await rig.now(id))).toEqual([0, 0, 0, 0, 30]))
    expect(rig.reads).toBe(2)
  })

  it.each<[string, (id: string) => Promise<unknown>, object | undefined]>([
    ['a change', (id) => rig.change(id, { account: 'other.example' }), { outcome: 'stopped' }],
    ['switching off', (id) => rig.change(id, { enabled: false }), { outcome: 'stopped', created: 0 }],
    ['deletion', (id) => rig.bench.followers.remove(actor, id), undefined],
  ])('is broken off by %s', async (_what, act, expected) => {
    const id = await begins()
    await act(id)
    go()
    await rig.bench.close()
    await rig.restart()
    const record = await rig.bench.store.get('followers', id)
    if (expected) expect(record?.run).toMatchObject(expected)
    else expect(record).toBeUndefined()
    expect(await rig.users()).toEqual([])
  })

  it('is broken off by a stop, and begins again at the next start', async () => {
    const id = await begins()
    await rig.bench.close()
    rig.delay = undefined
    await rig.restart()
    expect((await rig.now(id)).run?.outcome).toBe('running')
    rig.bench.followers.start()
    expect((await rig.ended(id, 1)).run).toMatchObject({ outcome: 'done', created: 30 })
  })
})

describe('what a follower tells', () => {
  it('listeners hear that it begins and ends, those who may see users', async () => {
    rig.there = people(3)
    const { id } = await rig.create()
    await rig.ran(id)
    const heard = rig.events.filter(({ kind }) => kind === 'follower.run')
    expect(heard[0]).toMatchObject({ tenant_id: 't1', needs: ['user_management.users'] })
    expect(heard[0]?.data).toMatchObject({ follower_id: id, outcome: 'running', done: 0 })
    expect(heard.at(-1)?.data).toMatchObject({ outcome: 'done', created: 3 })
    expect(JSON.stringify(heard)).not.toContain('the token')
  })

  it('the audit log says who did it, and nothing of runs', async () => {
    rig.there = people(2)
    const { id } = await rig.create()
    await rig.ran(id)
    await rig.ran(id)
    const rows = await rig.bench.store.all('audit')
    expect(rows.filter(({ what }) => what === 'follower')).toEqual([])
    expect(rows.filter(({ what }) => what === 'user')).toMatchObject(
      Array.from({ length: 2 }, () => ({ kind: 'job', name: 'head office', operation: 'follower', change: 'created' })),
    )
  })
})
