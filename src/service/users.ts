import { DomainError, notFound, type Problems } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { Secret } from '../domain/secret.js'
import { settingsWithoutFirmware } from '../domain/settings.js'
import { hashPassword, verifyPassword } from '../security/password.js'
import { hashToken } from '../security/token.js'
import type { Reader, Transaction } from '../store/store.js'
import { checkReferences } from './asset-references.js'
import { checkSettings } from './check-settings.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'
import { isDeskAccount, leaveDesks } from './desks.js'
import { newId } from './id.js'
import { rotated, withoutUser } from './phones.js'
import { endPresence } from './retirement.js'
import { changed, type HashedDraft, type UserChange, type UserDraft } from './user-draft.js'
import { changedAvatar, releaseFiles } from './user-files.js'
import {
  changedNames,
  checkNames,
  checkNewRole,
  checkNotLast,
  checkRole,
  putUser,
  subordinate,
  USER_FIELDS,
  type UserFields,
  userNamed,
} from './user-rules.js'

/** Extensions are counted on from here; longer numbers are not extensions anybody dials. */
const FIRST_EXTENSION = 1001
const LAST_EXTENSION = 999_999
const SHORT_NUMBER = /^[0-9]{1,6}$/

/** Stands in a draft that is refused anyway. */
const NO_PASSWORD = new Secret('')

export type { UserDraft } from './user-draft.js'
export type { UserFields } from './user-rules.js'

export class UserService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  /**
   * Creates a user. `problems` may already hold what the form found wrong; all is thrown together.
   * @throws DomainError `invalid`, or `taken` when nothing else is wrong.
   */
  async create(
    actor: Actor,
    draft: Partial<UserDraft>,
    problems: Problems,
    fields: UserFields = USER_FIELDS,
  ): Promise<User> {
    const password_hash = draft.password ? await hashPassword(draft.password.reveal()) : null
    return this.#deps.store.transact(async (tx) => {
      const user = await this.createIn(tx, actor, { ...draft, password_hash }, problems, fields)
      problems.throwIfAny()
      if (draft.sip_user === undefined || draft.sip_password === undefined)
        throw new DomainError('invalid', 'sip_user and sip_password are required')
      return user
    })
  }

  /** {@link create} as part of a larger change, which must throw when there are problems. */
  async createIn(
    tx: Transaction,
    actor: Actor,
    draft: HashedDraft,
    problems: Problems,
    fields: UserFields = USER_FIELDS,
  ): Promise<User> {
    const user = await this.draftIn(tx, actor, draft, problems, fields)
    tx.put('users', user)
    return user
  }

  /** The user {@link createIn} would write, checked and not written. */
  async draftIn(tx: Reader, actor: Actor, draft: HashedDraft, problems: Problems, fields: UserFields): Promise<User> {
    await checkNames(tx, actor, draft, problems, fields)
    await checkRole(tx, actor, draft.role, problems, fields.role)
    checkSettings(draft.settings, problems, 'settings')
    await checkReferences(tx, actor.tenant_id, draft.settings, problems, 'settings')
    const { sip_user = '', sip_password = NO_PASSWORD, password_hash = null } = draft
    return {
      ...newEntity(this.#deps.ports),
      tenant_id: actor.tenant_id,
      sip_user,
      sip_password,
      extension: draft.extension ?? null,
      login: draft.login ?? null,
      email: draft.email ?? null,
      display_name: draft.display_name ?? sip_user,
      enabled: draft.enabled ?? true,
      role: draft.role ?? 'StandardUser',
      password_hash,
      pin: draft.pin ?? null,
      blfs: draft.blfs ?? [],
      groups: draft.groups ?? [],
      profile: newId(this.#deps.ports),
      settings: draft.settings ?? {},
      interface: draft.interface ?? null,
      ...(draft.pickup ? { pickup: draft.pickup } : {}),
      ...(draft.portal === undefined ? {} : { portal: draft.portal }),
      presence: 'AVAILABLE',
      presence_note: draft.presence_note ?? null,
      foreign: draft.foreign ?? {},
      deleted_at: null,
    }
  }

  get(actor: Actor, id: string): Promise<User> {
    return ownRecord(this.#deps.store, actor, 'users', id, 'user')
  }

  /** A user by extension, else by SIP user name. @throws DomainError `not_found`. */
  async named(actor: Actor, name: string): Promise<User> {
    const user = await userNamed(this.#deps.store, actor.tenant_id, name, 'extension')
    return user && !isDeskAccount(user) ? user : notFound('user')
  }

  /** The user of this id, of whatever tenant: who may see them is for the caller to ask. @throws DomainError `not_found`. */
  async anywhere(id: string): Promise<User> {
    const user = await this.#deps.store.get('users', id)
    return user?.deleted_at === null && !isDeskAccount(user) ? user : notFound('user')
  }

  /** The tenant's users in order of creation; deleted ones and accounts of desks are left out. */
  async list(actor: Actor): Promise<User[]> {
    return (await this.#deps.store.find('users', 'tenant', actor.tenant_id)).filter(
      (user) => user.deleted_at === null && !isDeskAccount(user),
    )
  }

  async byExtension(actor: Actor, extension: string): Promise<User | undefined> {
    return (await this.#deps.store.find('users', 'extension', `${actor.tenant_id}/${extension}`))[0]
  }

  async bySipUser(actor: Actor, sip_user: string): Promise<User | undefined> {
    return (await this.#deps.store.find('users', 'sip_user', `${actor.tenant_id}/${sip_user}`))[0]
  }

  /**
   * Changes what is named and keeps the rest; `settings` merge member by member (RFC 7396).
   * A change that depends on the user is given as a function, so that no other change comes between.
   * @throws DomainError `invalid`, `not_found`; `taken` when nothing else is wrong.
   * @returns the user as it is now.
   */
  async update(
    actor: Actor,
    id: string,
    change: UserChange | ((user: User, tx: Transaction) => UserChange | Promise<UserChange>),
    problems: Problems,
    fields: UserFields = USER_FIELDS,
  ): Promise<User> {
    return this.#deps.store.transact(async (tx) => {
      const user = await subordinate(tx, actor, id)
      const asked = typeof change === 'function' ? await change(user, tx) : change
      return this.updateIn(tx, actor, user, asked, problems, fields)
    })
  }

  /** {@link update} of a user the actor may change, as part of a larger change. */
  async updateIn(
    tx: Transaction,
    actor: Actor,
    user: User,
    change: UserChange,
    problems: Problems,
    fields: UserFields = USER_FIELDS,
  ): Promise<User> {
    const wanted = changed(user, change)
    const settings =
      change.settings === undefined
        ? user.settings
        : checkSettings(wanted.settings, problems, 'settings', settingsWithoutFirmware)
    await checkReferences(tx, actor.tenant_id, settings, problems, 'settings')
    const avatar = await changedAvatar(tx, actor, user, change.avatar_file_id, problems)
    await checkNames(tx, actor, changedNames(change, user), problems, fields)
    if (change.role !== undefined && change.role !== user.role)
      await checkNewRole(tx, actor, user, change.role, problems, fields.role)
    if (change.enabled === false) await checkNotLast(tx, actor, user, problems, 'enabled')
    problems.throwIfAny()
    return putUser(tx, this.#deps.ports, { ...wanted, avatar, settings: settings ?? user.settings })
  }

  /** Sets the web password and ends every login made with the old one but that of the token to keep. @throws DomainError `not_found`, `forbidden`. */
  async setPassword(actor: Actor, id: string, password: Secret, keep?: Secret): Promise<void> {
    const password_hash = await hashPassword(password.reveal())
    await this.#deps.store.transact(async (tx) => {
      putUser(tx, this.#deps.ports, { ...(await subordinate(tx, actor, id)), password_hash })
      const kept = keep && (await tx.get('sessions', hashToken(keep.reveal())))?.login_id
      for (const session of await tx.find('sessions', 'user', id)) {
        if (session.login_id !== kept) tx.remove('sessions', session.id)
      }
    })
  }

  /** @throws DomainError `invalid` when the old password is wrong. */
  async changePassword(
    actor: Actor,
    id: string,
    old: Secret,
    password: Secret,
    problems: Problems,
    keep?: Secret,
  ): Promise<void> {
    const user = await this.get(actor, id)
    if (!(await verifyPassword(user.password_hash, old.reveal())))
      problems.add('old_password', 'match', 'is not the present password')
    problems.throwIfAny()
    await this.setPassword(actor, id, password, keep)
  }

  async setSipPassword(actor: Actor, id: string, sip_password: Secret): Promise<void> {
    await this.#replace(actor, id, (user) => ({ ...user, sip_password }))
  }

  /** @throws DomainError `invalid` when the old password is wrong. */
  async changeSipPassword(actor: Actor, id: string, old: Secret, password: Secret, problems: Problems): Promise<void> {
    const user = await this.get(actor, id)
    if (!user.sip_password.equals(old)) problems.add('old_password', 'match', 'is not the present password')
    problems.throwIfAny()
    await this.setSipPassword(actor, id, password)
  }

  async setRole(actor: Actor, id: string, role: string, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const user = await subordinate(tx, actor, id)
      await checkNewRole(tx, actor, user, role, problems)
      problems.throwIfAny()
      putUser(tx, this.#deps.ports, { ...user, role })
    })
  }

  async #replace(actor: Actor, id: string, change: (user: User) => User): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      putUser(tx, this.#deps.ports, change(await subordinate(tx, actor, id)))
    })
  }

  /** A new profile: every provisioning URL of the user's phones gets a new secret, the old ones work until the phone moved. */
  async resetProfile(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => this.#reset(tx, await subordinate(tx, actor, id)))
  }

  /** New profiles for every user of the tenant, all or none. */
  async resetAllProfiles(actor: Actor): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      for (const user of await tx.find('users', 'tenant', actor.tenant_id))
        if (user.deleted_at === null) await this.#reset(tx, user)
    })
  }

  async #reset(tx: Transaction, user: User): Promise<void> {
    tx.put('users', { ...user, profile: newId(this.#deps.ports) })
    for (const phone of await tx.find('phones', 'user', user.id)) {
      if (phone.lines[0]?.user_id !== user.id) continue
      tx.put(
        'phones',
        rotated(phone, (n) => this.#deps.ports.random(n)),
      )
    }
  }

  /**
   * Deletes a user: the account leaves its phones, a phone left without any line is told to clear itself.
   * @throws DomainError `not_found`, `invalid` for oneself or the last Admin.
   */
  async remove(actor: Actor, id: string, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const user = await subordinate(tx, actor, id)
      await checkNotLast(tx, actor, user, problems, 'id')
      problems.throwIfAny()
      await leaveDesks(tx, user)
      for (const phone of await tx.find('phones', 'user', id)) {
        tx.put('phones', withoutUser(phone, id))
      }
      await endPresence(tx, id)
      await releaseFiles(tx, id)
      tx.remove('users', id)
    })
  }

  /** The number after the highest extension in use. @throws DomainError `not_found` when there is none left. */
  async nextExtension(actor: Actor): Promise<number> {
    const used = (await this.#deps.store.find('users', 'tenant', actor.tenant_id)).flatMap(
      ({ extension, deleted_at }) =>
        deleted_at === null && extension !== null && SHORT_NUMBER.test(extension) ? [Number(extension)] : [],
    )
    const next = used.length === 0 ? FIRST_EXTENSION : Math.max(...used) + 1
    return next > LAST_EXTENSION ? notFound('free extension') : next
  }
}
