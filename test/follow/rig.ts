import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Conflict, Follower, FollowSource } from '../../src/domain/follower.js'
import type { Tenant, User } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import { createFollowPort } from '../../src/follow/index.js'
import { createOutgoing, type Outgoing, parseAllowedTargets } from '../../src/security/outgoing.js'
import { type Fate, FollowedUsers } from '../../src/service/followed-users.js'
import type { ForeignUser } from '../../src/service/foreign-user.js'
import { siteOf } from '../../src/service/places.js'
import { UserService } from '../../src/service/users.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import { at, sealerFor } from '../store/records.js'

export const SECRET = 'f0ll0w-s3cret'

export const sourceOf = (members: Partial<FollowSource> & Pick<FollowSource, 'system' | 'url'>): FollowSource => ({
  account: null,
  user: null,
  secret: new Secret(SECRET),
  ...members,
})

export const loopback: Outgoing = createOutgoing(parseAllowedTargets('127.0.0.1'))

export interface Run {
  readonly fates: readonly Fate[]
  readonly conflicts: readonly Conflict[]
}

/** A tenant that follows another system. */
export interface Following {
  read(): Promise<readonly ForeignUser[]>
  take(users: readonly ForeignUser[]): Promise<Run>
  run(): Promise<Run>
  users(): Promise<readonly User[]>
  userOf(sip_user: string): Promise<User>
  siteOf(user: User): Promise<string | undefined>
  close(): Promise<void>
}

export async function startFollowing(
  source: FollowSource,
  { outgoing = loopback, settings = {} }: { outgoing?: Outgoing; settings?: Tenant['settings'] } = {},
): Promise<Following> {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  const store = await openLowdbStore({ dir, sealer: sealerFor('test') })
  const ports = { now: () => new Date(), random: randomBytes }
  const followed = new FollowedUsers({ store, ports, users: new UserService({ store, ports }) })
  const follower: Follower = {
    ...{ id: 'f1', created_at: at(1), tenant_id: 't1', name: 'head office' },
    ...{ interval_minutes: 15, enabled: true, next_at: null, failures: 0, may_vanish: null, run: null },
    ...source,
  }
  const tenant = { id: 't1', sip_domain: 'here.example.net', settings } as Tenant
  const port = createFollowPort({ outgoing, timeoutMs: 20_000 })
  const users = () => store.all('users')
  const read = () => port.read(source, new AbortController().signal)
  const take = async (foreign: readonly ForeignUser[]): Promise<Run> => {
    const present = new Set(foreign.map(({ key }) => key))
    const taken = await store.transact(async (tx) => {
      const all = []
      for (const user of foreign) all.push(await followed.take(tx, { follower, tenant, present }, user))
      return all
    })
    return { fates: taken.map(({ fate }) => fate), conflicts: taken.flatMap(({ conflicts }) => conflicts) }
  }
  return {
    read,
    take,
    run: async () => take(await read()),
    users,
    userOf: async (sip_user) => {
      const user = (await users()).find((candidate) => candidate.sip_user === sip_user)
      if (!user) throw new Error(`nobody is called ${sip_user}`)
      return user
    },
    siteOf: async (user) => siteOf(user, await store.all('groups'))?.name,
    close: async () => {
      await store.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
