import type { Problems } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Transaction } from '../store/store.js'
import type { ServiceDeps } from './context.js'
import { groupsAt, type PlaceNames } from './places.js'
import { isRehearsal } from './rehearsal.js'
import type { UserChange, UserDraft } from './user-draft.js'
import type { UserFields } from './user-rules.js'
import type { UserService } from './users.js'

export interface PlacedUsersDeps extends ServiceDeps {
  readonly users: UserService
  readonly onError: (error: unknown) => void
  /** Puts work off until whoever waits has been answered. */
  readonly later: (work: () => void) => void
}

/** A user as an API states it that sets no web password, and where they are. */
export interface PlacedDraft {
  readonly draft: Partial<Omit<UserDraft, 'password' | 'groups'>>
  readonly places: PlaceNames
}

export interface PlacedChange {
  readonly change: UserChange
  readonly places: PlaceNames
  /** The department that is left when another is named. */
  readonly department: string | null
}

/**
 * Users together with the site and the department they are said to be at, made at once or promised.
 *
 * Everything that could refuse a promised user is asked first, and the promise is durable: what is left to do cannot
 * fail but with the store itself, and is taken up again at the next start.
 */
export class PlacedUsers {
  readonly #deps: PlacedUsersDeps
  readonly #running = new Set<Promise<void>>()

  constructor(deps: PlacedUsersDeps) {
    this.#deps = deps
  }

  async #draftIn(
    tx: Transaction,
    actor: Actor,
    { draft, places }: PlacedDraft,
    problems: Problems,
    fields: UserFields,
  ): Promise<User> {
    const { ports, users } = this.#deps
    const { tenant_id } = actor
    const groups = await groupsAt(tx, ports, { tenant_id, groups: [] }, places, null, problems)
    const user = await users.draftIn(tx, actor, { ...draft, groups }, problems, fields)
    problems.throwIfAny()
    return user
  }

  /** @throws DomainError `invalid`, or `taken` when nothing else is wrong. */
  create(actor: Actor, placed: PlacedDraft, problems: Problems, fields: UserFields): Promise<User> {
    return this.#deps.store.transact(async (tx) => {
      const user = await this.#draftIn(tx, actor, placed, problems, fields)
      tx.put('users', user)
      return user
    })
  }

  /**
   * Promises a user, and puts them in place later. The names are theirs from now on.
   * @throws DomainError `invalid`, or `taken` when nothing else is wrong.
   */
  async accept(actor: Actor, placed: PlacedDraft, problems: Problems, fields: UserFields): Promise<void> {
    // What is promised shapes no phone yet: tried is what comes of it.
    if (isRehearsal()) return void (await this.create(actor, placed, problems, fields))
    const id = await this.#deps.store.transact(async (tx) => {
      const user = await this.#draftIn(tx, actor, placed, problems, fields)
      const { id, created_at, tenant_id } = user
      tx.put('accepted_users', { id, created_at, tenant_id, user })
      return id
    })
    const running = new Promise<void>((resolve) => this.#deps.later(resolve))
      .then(() => this.#place(id))
      .catch(this.#deps.onError)
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async #place(id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const accepted = await tx.get('accepted_users', id)
      if (!accepted) return
      const { user } = accepted
      const known = await Promise.all(user.groups.map((group) => tx.get('groups', group)))
      tx.put('users', { ...user, groups: user.groups.filter((_, at) => known[at] !== undefined) })
      tx.remove('accepted_users', id)
    })
  }

  /** Changes a user; see {@link UserService.update}. */
  async update(
    actor: Actor,
    id: string,
    asked: (user: User) => PlacedChange,
    problems: Problems,
    fields: UserFields,
  ): Promise<void> {
    const { ports, users } = this.#deps
    const change = async (user: User, tx: Transaction): Promise<UserChange> => {
      const { change, places, department } = asked(user)
      return { ...change, groups: await groupsAt(tx, ports, user, places, department, problems) }
    }
    await users.update(actor, id, change, problems, fields)
  }

  /** Puts in place whoever was promised before the last stop. */
  async start(): Promise<void> {
    for (const { id } of await this.#deps.store.all('accepted_users')) await this.#place(id)
  }

  /** Resolves when nobody who was promised waits. */
  async settle(): Promise<void> {
    await Promise.all(this.#running)
  }
}
