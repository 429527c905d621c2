import { DomainError, notFound, type Problems } from '../domain/errors.js'
import { mergePatch } from '../domain/inherit.js'
import type { Blf, Interface, User } from '../domain/model.js'
import { type Actor, may } from '../domain/permission.js'
import { Secret } from '../domain/secret.js'
import { type Settings, settingsWithoutFirmware } from '../domain/settings.js'
import { hashPassword, verifyPassword } from '../security/password.js'
import { hashToken } from '../security/token.js'
import type { Reader, Transaction } from '../store/store.js'
import { checkReferences } from './asset-references.js'
import { checkSettings } from './check-settings.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'
import { isDeskAccount, leaveDesks } from './desks.js'
import { newId } from './id.js'
import { rotated, withoutUser } from './phones.js'
import { forgetRegistrations } from './registrations.js'
import { beyond, checkGrant, roleNamed } from './roles.js'
import { changedAvatar, releaseFiles } from './user-files.js'
import { checkNames, FIELDS, type UserFields, userNamed } from './user-names.js'

/** A user as a caller states it; what is left out gets the domain's default. */
export interface UserDraft {
  readonly sip_user: string
  readonly sip_password: Secret
  readonly extension?: string | null
  readonly login?: string | null
  readonly password?: Secret
  readonly email?: string | null
  readonly display_name?: string
  readonly enabled?: boolean
  readonly role?: string
  readonly pin?: Secret | null
  readonly blfs?: readonly Blf[]
  readonly settings?: Settings
  readonly interface?: Interface | null
  readonly foreign?: User['foreign']
  readonly presence_note?: string | null
  readonly portal?: boolean
  /** Ids of groups of the tenant, which exist. */
  readonly groups?: readonly string[]
}

/** What may change later by itself; the rest has an operation of its own. */
export type UserChange = Partial<
  Omit<UserDraft, 'password' | 'settings'> & {
    settings: unknown
    presence: string
    avatar_file_id: string | null
  }
>

/** A draft whose web password is hashed already: hashing takes longer than a transaction may. */
export type HashedDraft = Partial<UserDraft> & { readonly password_hash?: string | null }

/** Stands in a draft that is refused anyway. */
const NO_PASSWORD = new Secret('')

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
    fields: UserFields = FIELDS,
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
    fields: UserFields = FIELDS,
  ): Promise<User> {
    const user = await this.draftIn(tx, actor, draft, problems, fields)
    tx.put('users', user)
    return user
  }

  /** The user {@link createIn} would write, checked and not written. */
  async draftIn(tx: Reader, actor: Actor, draft: HashedDraft, problems: Problems, fields: UserFields): Promise<User> {
    await checkNames(tx, actor.tenant_id, draft, problems, fields)
    await this.#checkRole(tx, actor, draft.role, problems, fields.role)
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
      presence: 'AVAILABLE',
      presence_note: draft.presence_note ?? null,
      foreign: draft.foreign ?? {},
      deleted_at: null,
      ...(draft.portal === undefined ? {} : { portal: draft.portal }),
    }
  }

  async #checkRole(
    tx: Reader,
    actor: Actor,
    name: string | undefined,
    problems: Problems,
    field = 'role',
  ): Promise<void> {
    if (name === undefined) return
    const role = await roleNamed(tx, actor.tenant_id, name)
    if (role) checkGrant(actor, role.permissions, problems, field)
    else problems.add(field, 'exists', `there is no role ${name}`)
  }

  get(actor: Actor, id: string): Promise<User> {
    return ownRecord(this.#deps.store, actor, 'users', id, 'user')
  }

  /** A user by extension, else by SIP user name. @throws DomainError `not_found`. */
  async named(actor: Actor, name: string): Promise<User> {
    const user = await userNamed(this.#deps.store, actor.tenant_id, name, 'extension')
    return user && !isDeskAccount(user) ? user : notFound('user')
  }

  /** The user who goes by this UUID, of whatever tenant. @throws DomainError `not_found`. */
  async byUuid(uuid: string): Promise<User> {
    const [user] = await this.#deps.store.find('users', 'uuid', uuid)
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

  /**
   * Changes what is named and keeps the rest; `settings` merge member by member (RFC 7396).
   * A change that depends on the user is given as a function, so that no other change comes between.
   * @throws DomainError `invalid`, `not_found`; `taken` when only a new name is in use.
   */
  async update(
    actor: Actor,
    id: string,
    change: UserChange | ((user: User, tx: Transaction) => UserChange | Promise<UserChange>),
    problems: Problems,
    fields: UserFields = FIELDS,
  ): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const user = await this.#subordinate(tx, actor, id)
      const {
        settings: patch,
        foreign,
        avatar_file_id,
        ...members
      } = typeof change === 'function' ? await change(user, tx) : change
      await checkNames(tx, actor.tenant_id, members, problems, fields, id)
      if (members.role !== undefined && members.role !== user.role)
        await this.#checkNewRole(tx, actor, user, members.role, problems, fields.role)
      const settings =
        patch === undefined
          ? user.settings
          : checkSettings(mergePatch(user.settings, patch), problems, 'settings', settingsWithoutFirmware)
      await checkReferences(tx, actor.tenant_id, settings, problems, 'settings')
      const avatar = await changedAvatar(tx, actor, user, avatar_file_id, problems)
      if (members.enabled === false) await this.#checkNotLast(tx, actor, user, problems, 'enabled')
      problems.throwIfAny()
      const kept = Object.fromEntries(
        Object.entries(members).filter(([, value]) => value !== undefined),
      ) as Partial<User>
      tx.put('users', {
        ...user,
        ...kept,
        avatar,
        settings: settings ?? user.settings,
        foreign: { ...user.foreign, ...foreign },
      })
    })
  }

  /** Refuses to switch off oneself or the last user who may administer users. */
  async #checkNotLast(tx: Reader, actor: Actor, user: User, problems: Problems, field: string): Promise<void> {
    if (user.id === actor.user_id) problems.add(field, 'self', 'you cannot do this to your own account')
    if (user.role !== 'Admin' || may(actor, 'system.tenant')) return
    const admins = (await tx.find('users', 'role', `${actor.tenant_id}/Admin`)).filter(
      (u) => u.enabled && u.deleted_at === null && u.id !== user.id,
    )
    if (admins.length === 0) problems.add(field, 'last_admin', 'this is the last Admin of the tenant')
  }

  /** Sets the web password and ends every login made with the old one but that of the token to keep. @throws DomainError `not_found`, `forbidden`. */
  async setPassword(actor: Actor, id: string, password: Secret, keep?: Secret): Promise<void> {
    const password_hash = await hashPassword(password.reveal())
    await this.#deps.store.transact(async (tx) => {
      tx.put('users', { ...(await this.#subordinate(tx, actor, id)), password_hash })
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
      const user = await this.#subordinate(tx, actor, id)
      await this.#checkNewRole(tx, actor, user, role, problems)
      problems.throwIfAny()
      tx.put('users', { ...user, role })
    })
  }

  async #checkNewRole(
    tx: Reader,
    actor: Actor,
    user: User,
    role: string,
    problems: Problems,
    field = 'role',
  ): Promise<void> {
    await this.#checkRole(tx, actor, role, problems, field)
    if (role !== user.role) await this.#checkNotLast(tx, actor, user, problems, field)
  }

  async #replace(actor: Actor, id: string, change: (user: User) => User): Promise<void> {
    await this.#deps.store.transact(async (tx) => tx.put('users', change(await this.#subordinate(tx, actor, id))))
  }

  /**
   * The user, if the actor may act on them: nobody changes a user who holds powers they lack.
   * @throws DomainError `not_found`, `forbidden`.
   */
  async #subordinate(reader: Reader, actor: Actor, id: string): Promise<User> {
    const user = await ownRecord(reader, actor, 'users', id, 'user')
    const role = user.id === actor.user_id ? undefined : await roleNamed(reader, user.tenant_id, user.role)
    const lacking = beyond(actor, role?.permissions ?? [])
    if (lacking.length > 0) throw new DomainError('forbidden', `the user holds ${lacking.join(', ')}, which you do not`)
    return user
  }

  /** A new profile: every provisioning URL of the user's phones gets a new secret, the old ones work until the phone moved. */
  async resetProfile(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => this.#reset(tx, await this.#subordinate(tx, actor, id)))
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
      const user = await this.#subordinate(tx, actor, id)
      await this.#checkNotLast(tx, actor, user, problems, 'id')
      problems.throwIfAny()
      await leaveDesks(tx, user)
      for (const phone of await tx.find('phones', 'user', id)) {
        tx.put('phones', withoutUser(phone, id))
      }
      for (const session of await tx.find('sessions', 'user', id)) tx.remove('sessions', session.id)
      await forgetRegistrations(tx, id)
      await releaseFiles(tx, id)
      tx.remove('users', id)
    })
  }
}
