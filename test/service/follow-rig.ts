import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { OffhookEvent } from '../../src/domain/event.js'
import type { Follower } from '../../src/domain/follower.js'
import type { User } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import type { FollowerChange, FollowerDraft } from '../../src/service/followers.js'
import type { FollowPort, ForeignUser } from '../../src/service/foreign-user.js'
import { testClock } from '../support/clock.js'
import { actor, type FollowBench, followBench } from './follow-bench.js'

export const draft: FollowerDraft = {
  name: 'head office',
  system: 'netsapiens',
  url: 'https://pbx.example.com/ns-api/v2',
  secret: new Secret('the token'),
}

/** Created, updated, came back, gone, same. */
export const counts = ({ run }: Follower) => [run?.created, run?.updated, run?.enabled, run?.disabled, run?.same]

/** Followers that read a system of the test's making. */
class FollowRig {
  bench!: FollowBench
  clock = testClock()
  events: OffhookEvent[] = []
  /** Who is in the other system, or what is wrong with it. */
  there: readonly ForeignUser[] | Error = []
  reads = 0
  /** What reading waits for. */
  delay: Promise<void> | undefined
  #dir = ''

  readonly #read: FollowPort['read'] = async (_source, signal) => {
    this.reads += 1
    if (this.delay) await Promise.race([this.delay, once(signal, 'abort')])
    signal.throwIfAborted()
    if (this.there instanceof Error) throw this.there
    return this.there
  }

  async open(): Promise<void> {
    this.clock = testClock()
    this.events = []
    this.there = []
    this.reads = 0
    this.delay = undefined
    this.#dir = mkdtempSync(join(tmpdir(), 'offhook-follow-'))
    await this.restart()
    this.bench.followers.start()
  }

  async close(): Promise<void> {
    await this.bench.close()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  /** Opens the data again; the followers are yet to be started. */
  async restart(): Promise<void> {
    this.bench = await followBench(this.#dir, this.#read, this.clock, { emit: (event) => void this.events.push(event) })
  }

  create(members: Partial<FollowerDraft> = {}, by = actor): Promise<Follower> {
    return this.bench.followers.create(by, { ...draft, ...members }, new Problems())
  }

  change(id: string, members: FollowerChange, by = actor): Promise<void> {
    return this.bench.followers.update(by, id, members, new Problems())
  }

  now(id: string): Promise<Follower> {
    return this.bench.followers.get(actor, id)
  }

  users(): Promise<readonly User[]> {
    return this.bench.store.all('users')
  }

  /** Lets the follower run to its end. */
  async ran(id: string, may_vanish?: number): Promise<Follower> {
    const before = this.reads
    await this.bench.followers.run(actor, id, may_vanish)
    return this.ended(id, before)
  }

  /** The follower once a reading after so many has led to an end. */
  ended(id: string, before = 0): Promise<Follower> {
    return vi.waitFor(
      async () => {
        const follower = await this.now(id)
        if (this.reads <= before || !follower.run || follower.run.outcome === 'running')
          throw new Error('still running')
        return follower
      },
      { timeout: 10_000, interval: 2 },
    )
  }
}

/** The rig of a file, as new before every test. */
export function followRig(): FollowRig {
  const rig = new FollowRig()
  beforeEach(() => rig.open())
  afterEach(() => rig.close())
  return rig
}
