import { DomainError, type Problem, Problems } from '../domain/errors.js'
import type { Conflict, Follower } from '../domain/follower.js'
import type { Tenant, User } from '../domain/model.js'
import { type Actor, PERMISSIONS } from '../domain/permission.js'
import { isSame } from '../domain/same.js'
import { randomPassword } from '../security/token.js'
import type { Transaction } from '../store/store.js'
import type { ServiceDeps } from './context.js'
import { type ForeignUser, statedBy } from './foreign-user.js'
import { groupsAt, type PlaceNames, siteOf } from './places.js'
import { changed } from './user-draft.js'
import { changedNames, checkNames, USER_FIELDS } from './user-rules.js'
import type { UserService } from './users.js'

const MADE_LENGTH = 24

export type Fate = 'created' | 'updated' | 'enabled' | 'same' | 'conflict'

export interface Taken {
  readonly fate: Fate
  readonly conflicts: readonly Conflict[]
}

export interface FollowedUsersDeps extends ServiceDeps {
  /** Over a store that lets followers write what others may not. */
  readonly users: UserService
}

/** What taking over one user needs to know of the run. */
export interface Following {
  readonly follower: Follower
  readonly tenant: Tenant
  /** Ids of everybody who is there now. */
  readonly present: ReadonlySet<string>
}

/** Acts with every right in one tenant, and hands out none: roles are no part of what is taken over. */
const actorIn = (tenant_id: string): Actor => ({ tenant_id, user_id: null, permissions: new Set(PERMISSIONS) })

const inWords = ({ field, message }: Problem): string => `${field}: ${message}`

/** Users of another system, brought here one by one. Roles, web passwords and keys are ours and stay as they are. */
export class FollowedUsers {
  readonly #deps: FollowedUsersDeps

  constructor(deps: FollowedUsersDeps) {
    this.#deps = deps
  }

  /** Creates or changes whoever stands for a user of the other system; names of somebody else are a conflict. */
  async take(tx: Transaction, following: Following, foreign: ForeignUser): Promise<Taken> {
    const listed = (reason: string, taken: boolean): Conflict => ({
      key: foreign.key,
      title: foreign.title,
      reason,
      taken,
    })
    try {
      const known = await this.#known(tx, following, foreign)
      const fate = known
        ? await this.#change(tx, following, foreign, known)
        : await this.#create(tx, following, foreign)
      return { fate, conflicts: foreign.faults.map((fault) => listed(inWords(fault), true)) }
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'store_failed') throw error
      const reasons = error.problems.length > 0 ? error.problems.map(inWords) : [error.message]
      return { fate: 'conflict', conflicts: [listed(reasons.join('; '), false)] }
    }
  }

  /** The user here; somebody who was made anew there under the same name is the one who went. */
  async #known(tx: Transaction, { follower, present }: Following, foreign: ForeignUser): Promise<User | undefined> {
    const all = await tx.find('users', 'followed', `${follower.id}/${foreign.key}`)
    // Whoever was deleted here after they had gone there stays deleted, and comes anew.
    const known = all.find(({ deleted_at }) => deleted_at === null)
    if (known) return known
    const { sip_user } = statedBy(foreign)
    const [namesake] = await tx.find('users', 'sip_user', `${follower.tenant_id}/${sip_user}`)
    const { followed } = namesake ?? {}
    return followed?.by === follower.id && !present.has(followed.key) ? namesake : undefined
  }

  async #create(tx: Transaction, { follower }: Following, foreign: ForeignUser): Promise<Fate> {
    const { users } = this.#deps
    const actor = actorIn(follower.tenant_id)
    const made = randomPassword(MADE_LENGTH)
    const { draft, places } = foreign.draft(made)
    const { role: _role, portal: _portal, sip_password = made, ...members } = draft
    const problems = new Problems()
    if (members.sip_user === undefined) {
      // What that system calls the member and why it cannot be taken comes first: there it is put right.
      problems.addAll(foreign.faults)
      problems.add('sip_user', 'required', 'is required')
    }
    const user = await users.draftIn(tx, actor, { ...members, sip_password }, problems, USER_FIELDS)
    // Places come into being only for whoever can come.
    problems.throwIfAny()
    const groups = await this.#groups(tx, user, places, null)
    const followed = { by: follower.id, key: foreign.key, ...(sip_password === made ? { made } : {}) }
    tx.put('users', { ...user, groups, followed })
    return 'created'
  }

  async #groups(
    tx: Transaction,
    user: User,
    places: PlaceNames,
    department: string | null,
  ): Promise<readonly string[]> {
    const problems = new Problems()
    const groups = await groupsAt(tx, this.#deps.ports, user, places, department, problems)
    problems.throwIfAny()
    return groups
  }

  async #change(tx: Transaction, { follower, tenant }: Following, foreign: ForeignUser, user: User): Promise<Fate> {
    const actor = actorIn(follower.tenant_id)
    const own = (await Promise.all(user.groups.map((id) => tx.get('groups', id)))).flatMap((group) => group ?? [])
    const asked = foreign.change(user, { tenant, site: siteOf(user, own)?.name })
    const { role: _role, portal: _portal, blfs: _keys, ...members } = asked.change
    const { vanished_at, ...followed } = user.followed ?? { by: follower.id, key: '' }
    const back = vanished_at !== undefined && members.enabled !== false
    const names = new Problems()
    await checkNames(tx, actor, changedNames(members, user), names, USER_FIELDS)
    names.throwIfAny()
    const groups = await this.#groups(tx, user, asked.places, asked.department)
    const change = { ...members, groups, ...(back ? { enabled: true } : {}) }
    const mark = { ...followed, key: foreign.key }
    if (isSame({ ...changed(user, change), followed: mark }, user)) return 'same'
    const updated = await this.#deps.users.updateIn(tx, actor, user, change, new Problems())
    tx.put('users', { ...updated, followed: mark })
    return back ? 'enabled' : 'updated'
  }

  /** Takes somebody for gone: disabled, so that their phones clear themselves, and kept. @returns false when they were before. */
  async vanish(tx: Transaction, follower: Follower, id: string): Promise<boolean> {
    const user = await tx.get('users', id)
    if (user?.followed?.by !== follower.id || user.followed.vanished_at !== undefined || user.deleted_at !== null)
      return false
    const disabled = await this.#deps.users.updateIn(
      tx,
      actorIn(follower.tenant_id),
      user,
      { enabled: false },
      new Problems(),
    )
    const vanished_at = this.#deps.ports.now().toISOString()
    tx.put('users', { ...disabled, followed: { ...user.followed, vanished_at } })
    return true
  }
}
