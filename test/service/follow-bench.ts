import { randomBytes } from 'node:crypto'
import type { Follower } from '../../src/domain/follower.js'
import type { Tenant } from '../../src/domain/model.js'
import { type Actor, PERMISSIONS } from '../../src/domain/permission.js'
import type { EventSink, Ports } from '../../src/domain/ports.js'
import { Secret } from '../../src/domain/secret.js'
import { auditingStore } from '../../src/service/auditing.js'
import { DryRuns } from '../../src/service/dry-run.js'
import { followedStore } from '../../src/service/follow.js'
import { FollowWorker } from '../../src/service/follow-worker.js'
import { guardedStore } from '../../src/service/followed-guard.js'
import { FollowedUsers } from '../../src/service/followed-users.js'
import { FollowerService } from '../../src/service/followers.js'
import type { FollowPort, ForeignUser } from '../../src/service/foreign-user.js'
import { rehearsingStore } from '../../src/service/rehearsal.js'
import { UserService } from '../../src/service/users.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import type { Store } from '../../src/store/store.js'
import { at, group, sealerFor, token } from '../store/records.js'

export const actor: Actor = { tenant_id: 't1', user_id: null, permissions: new Set(PERMISSIONS) }

/** Somebody of another system: what their API would say of them. */
export const person = (key: string, sip_user: string, display_name = 'Ann', enabled = true): ForeignUser => ({
  key,
  title: display_name,
  faults: [],
  draft: () => ({ draft: { sip_user, extension: sip_user, display_name, enabled, role: 'SystemAdmin' }, places: {} }),
  change: () => ({
    change: { sip_user, extension: sip_user, display_name, enabled, role: 'SystemAdmin' },
    places: {},
    department: null,
  }),
})

export const people = (count: number, name?: string): ForeignUser[] =>
  Array.from({ length: count }, (_, n) => person(`key ${n}`, String(20_000 + n), name))

export const followerNamed = (members: Partial<Follower> = {}): Follower => ({
  ...{ id: 'f1', created_at: at(1), tenant_id: 't1', name: 'head office', system: 'netsapiens' },
  ...{ url: 'https://pbx.example.com', account: null, user: null, secret: new Secret('token') },
  ...{ interval_minutes: 15, enabled: true, next_at: null, failures: 0, may_vanish: null, run: null },
  ...members,
})

const tenant: Tenant = {
  ...{ name: 'One', sip_domain: 'pbx.example.net', pbx: 'generic', models: {}, interfaces: {} },
  ...group('t1'),
  ...{ enrolment_token: token('enrolment'), enrolment_networks: [], id: 't1' },
}

export interface FollowBench {
  /** What is on disk. */
  readonly store: Store
  /** What everybody but followers writes to. */
  readonly guarded: Store
  readonly followers: FollowerService
  readonly worker: FollowWorker
  readonly errors: unknown[]
  close(): Promise<void>
}

/** Followers of a data directory that read another system through `read`. */
export async function followBench(
  dir: string,
  read: FollowPort['read'],
  ports: Ports = { now: () => new Date(), random: randomBytes },
  events: EventSink = { emit: () => undefined },
): Promise<FollowBench> {
  const plain = await openLowdbStore({ dir, sealer: sealerFor('test') })
  const store = auditingStore(followedStore(rehearsingStore(plain), ports), ports)
  await plain.transact(async (tx) => tx.put('tenants', tenant))
  const users = new FollowedUsers({ store, ports, users: new UserService({ store, ports }) })
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const worker = new FollowWorker({ store, ports, follow: { read }, users, events, onRun: () => undefined, onError })
  // Nobody here has a phone, so nothing is rendered.
  const nothing = undefined as never
  const dryRuns = new DryRuns({ store, server: nothing, templates: nothing })
  return {
    store: plain,
    guarded: guardedStore(store),
    followers: new FollowerService({ store, ports, worker, users, dryRuns }),
    worker,
    errors,
    close: async () => {
      await worker.stop()
      await plain.close()
    },
  }
}
