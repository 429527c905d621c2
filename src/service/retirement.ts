import type { Problems } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Transaction } from '../store/store.js'
import type { ServiceDeps } from './context.js'
import { leaveDesks } from './desks.js'
import { forgetRegistrations } from './registrations.js'
import { checkNames, checkNotLast, putUser, subordinate, USER_FIELDS, type UserFields } from './user-rules.js'

/** What ends at once when a user goes, for good or not: logins, and what is known of their registrations. */
export async function endPresence(tx: Transaction, id: string): Promise<void> {
  for (const session of await tx.find('sessions', 'user', id)) tx.remove('sessions', session.id)
  await forgetRegistrations(tx, id)
}

/** Users who are deleted so that they can come back. */
export class RetirementService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  /**
   * Deletes a user so that they can come back: nobody sees or reaches them, their names are free, their phones are told
   * to clear themselves and remember whose they were.
   * @throws DomainError `not_found`, `invalid` for oneself or the last Admin.
   */
  async retire(actor: Actor, id: string, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const user = await subordinate(tx, actor, id)
      await checkNotLast(tx, actor, user, problems, 'id')
      problems.throwIfAny()
      await leaveDesks(tx, user)
      await endPresence(tx, id)
      putUser(tx, this.#deps.ports, { ...user, deleted_at: this.#deps.ports.now().toISOString() })
    })
  }

  /**
   * Brings a retired user back, with their phones and all they kept.
   * @throws DomainError `not_found`; `invalid` for one who is not retired; `taken` when somebody has their names now.
   */
  async restore(actor: Actor, id: string, problems: Problems, fields: UserFields = USER_FIELDS): Promise<User> {
    return this.#deps.store.transact(async (tx) => {
      const user = await subordinate(tx, actor, id, 'retired')
      if (user.deleted_at === null) problems.add('id', 'deleted', 'the user is not deleted')
      else await checkNames(tx, actor, user, problems, fields)
      problems.throwIfAny()
      return putUser(tx, this.#deps.ports, { ...user, deleted_at: null })
    })
  }
}
