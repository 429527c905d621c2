import type { Follower, FollowerCounts, FollowerRun } from '../domain/follower.js'
import { breathe } from '../store/breathe.js'
import type { Reader, Transaction } from '../store/store.js'
import type { Fate, FollowedUsers } from './followed-users.js'
import { type ForeignUser, statedBy } from './foreign-user.js'

/** Users that are taken over in one transaction: others have their turn in between. */
const BATCH = 20
/** Conflicts that are told; the rest are counted. */
const MOST_LISTED = 100
/** A larger part of the users does not leave on one day; the answer is more likely to be wrong. */
const MOST_VANISHING = 0.3
const LONGEST_TITLE = 100
const LONGEST_REASON = 300

const NONE: FollowerCounts = { total: 0, created: 0, updated: 0, enabled: 0, disabled: 0, same: 0, conflicts: 0 }

export const begun = (now: Date): FollowerRun => ({
  ...NONE,
  outcome: 'running',
  started_at: now.toISOString(),
  finished_at: null,
  done: 0,
  reason: null,
  listed: [],
})

export const ended = (run: FollowerRun, outcome: FollowerRun['outcome'], reason: string | null, now: Date) => ({
  ...run,
  outcome,
  reason: reason?.slice(0, LONGEST_REASON) ?? null,
  finished_at: now.toISOString(),
})

/** What the other system's answer means for the users here. */
export interface Survey {
  readonly foreign: readonly ForeignUser[]
  /** Ids there. */
  readonly present: ReadonlySet<string>
  /** Ids here of whoever is no longer there. */
  readonly gone: readonly string[]
  /** Why the answer must not be followed; null = it may. */
  readonly stop: string | null
}

/** Compares the other system's answer with the users who came from there. */
export async function survey(reader: Reader, follower: Follower, foreign: readonly ForeignUser[]): Promise<Survey> {
  const present = new Set(foreign.map(({ key }) => key))
  const known = (await reader.find('users', 'followed', follower.id)).filter(({ deleted_at }) => deleted_at === null)
  const active = new Map(known.map(({ followed, enabled }) => [followed?.key, enabled]))
  const names = new Set<string | undefined>()
  let off = 0
  for (const user of foreign) {
    await breathe()
    const { sip_user, enabled } = statedBy(user)
    const was = active.get(user.key)
    if (was === undefined) names.add(sip_user)
    else if (was && enabled === false) off += 1
  }
  const here = known.filter(({ followed }) => followed?.vanished_at === undefined)
  // Whoever was made anew there under the same name is taken for the one they were.
  const gone = here.filter(({ followed, sip_user }) => !present.has(followed?.key ?? '') && !names.has(sip_user))
  const leaving = gone.length + off
  const many = leaving > 1 && leaving > here.length * MOST_VANISHING
  const empty = foreign.length === 0 && leaving > 0
  const doubtful = (many || empty) && leaving > (follower.may_vanish ?? 0)
  return {
    foreign,
    present,
    gone: gone.map(({ id }) => id),
    stop: doubtful
      ? `${foreign.length} users are there, and ${leaving} of ${here.length} here would be disabled: nothing was changed; if that is right, run it with may_vanish ${leaving}`
      : null,
  }
}

const COUNTED: Readonly<Record<Fate, keyof FollowerCounts | undefined>> = {
  created: 'created',
  updated: 'updated',
  enabled: 'enabled',
  same: 'same',
  conflict: undefined,
}

/** Takes over users as they are there. @returns the run with what became of them. */
export async function takeAll(
  tx: Transaction,
  users: FollowedUsers,
  follower: Follower,
  { present }: Pick<Survey, 'present'>,
  batch: readonly ForeignUser[],
  before: FollowerRun,
): Promise<FollowerRun> {
  const tenant = await tx.get('tenants', follower.tenant_id)
  if (!tenant) return before
  let run = before
  for (const foreign of batch) {
    const { fate, conflicts } = await users.take(tx, { follower, tenant, present }, foreign)
    const counted = COUNTED[fate]
    const told = conflicts.map((conflict) => ({
      ...conflict,
      title: conflict.title.slice(0, LONGEST_TITLE),
      reason: conflict.reason.slice(0, LONGEST_REASON),
    }))
    run = {
      ...run,
      ...(counted ? { [counted]: run[counted] + 1 } : {}),
      done: run.done + 1,
      conflicts: run.conflicts + Math.min(1, conflicts.length),
      listed: [...run.listed, ...told].slice(0, MOST_LISTED),
    }
  }
  return run
}

/** Disables users who are gone there. @returns the run with how many they are. */
export async function letGo(
  tx: Transaction,
  users: FollowedUsers,
  follower: Follower,
  ids: readonly string[],
  run: FollowerRun,
): Promise<FollowerRun> {
  let disabled = 0
  for (const id of ids) if (await users.vanish(tx, follower, id)) disabled += 1
  return { ...run, disabled: run.disabled + disabled }
}

/** The list in parts that are taken over in one transaction each. */
export const batches = <T>(list: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / BATCH) }, (_, n) => list.slice(n * BATCH, (n + 1) * BATCH))
