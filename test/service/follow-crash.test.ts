import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FollowerRun } from '../../src/domain/follower.js'
import type { User } from '../../src/domain/model.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import { at, sealerFor } from '../store/records.js'
import { followerNamed } from './follow-bench.js'

const CHILD = new URL('./follow-crash-child.ts', import.meta.url).pathname
const KILLS = process.env.OFFHOOK_TEST_LONG ? 60 : 6
const USERS = 1000

let dir = ''

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-follow-'))
  const store = await openLowdbStore({ dir, sealer: sealerFor('test') })
  await store.transact(async (tx) => tx.put('followers', followerNamed({ interval_minutes: null, next_at: at(1) })))
  await store.close()
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

async function look(): Promise<{ users: readonly User[]; run: FollowerRun | null | undefined }> {
  const store = await openLowdbStore({ dir, sealer: sealerFor('test') })
  const seen = { users: await store.all('users'), run: (await store.get('followers', 'f1'))?.run }
  await store.close()
  return seen
}

/** A run commits when it begins, when it has read, with every twenty users, and when it ends. */
const COMMITS = 3 + USERS / 20

/** Lets the followers work until they have committed so often, then kills them or asks them to end. */
async function work(commits: number, signal: 'SIGKILL' | 'SIGTERM') {
  const args = ['--import', 'tsx', CHILD, dir, String(USERS)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let seen = 0
  for await (const dots of child.stdout) {
    seen += String(dots).length
    if (seen >= commits) child.kill(signal)
  }
  await closed
}

/** Who is enabled here, by the key they have there. */
const keys = (users: readonly User[]) => users.filter(({ enabled }) => enabled).map(({ followed }) => followed?.key)

it(`killed ${KILLS} times while ${USERS} users come, it brings each of them once and counts them truly`, async () => {
  let before = 0
  for (let kill = 1; kill <= KILLS; kill++) {
    await work(3 + Math.floor(Math.random() * (COMMITS / 2)), 'SIGKILL')
    const { users, run } = await look()
    expect(new Set(keys(users)).size).toBe(users.length)
    expect(users.length).toBeGreaterThanOrEqual(before)
    // Whom the record names as looked at is here, and nobody else came in this run.
    expect(run).toMatchObject({ outcome: 'running', total: USERS })
    expect([(run?.created ?? 0) + (run?.same ?? 0), users.length]).toEqual([
      run?.done,
      Math.max(before, run?.done ?? 0),
    ])
    before = users.length
  }
  await work(COMMITS - 1, 'SIGTERM')
  const { users, run } = await look()
  expect(run).toMatchObject({ outcome: 'done', done: USERS, created: USERS - before, same: before, conflicts: 0 })
  expect(new Set(keys(users)).size).toBe(USERS)
}, 600_000)
