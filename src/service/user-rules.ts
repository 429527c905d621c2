import { DomainError, notFound, type Problems } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import { type Actor, may } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import type { IndexName, Reader, Transaction } from '../store/store.js'
import { ownRecord } from './context.js'
import { beyond, checkGrant, roleNamed } from './roles.js'

const SIP_USER = /^[A-Za-z0-9._+-]{1,64}$/
const RESERVED_LOGINS = new Set(['admin', 'system', 'administrator', 'root'])

/** The member names problems are reported under; dialects call some members differently. */
export interface UserFields {
  readonly sip_user: string
  readonly extension: string
  readonly login: string
  readonly role?: string
  /** The login must be nobody's in any tenant, not only in the user's own. */
  readonly login_everywhere?: boolean
}
export const USER_FIELDS: UserFields = { sip_user: 'sip_user', extension: 'extension', login: 'login' }

export type UserNames = Partial<Pick<User, 'sip_user' | 'extension' | 'login'>>

/** The names a change gives a user that they do not have already. */
export const changedNames = (change: UserNames, user: User): UserNames => ({
  ...(change.sip_user === user.sip_user ? {} : { sip_user: change.sip_user }),
  ...(change.extension === user.extension ? {} : { extension: change.extension }),
  ...(change.login?.toLowerCase() === user.login?.toLowerCase() ? {} : { login: change.login }),
})

/** Names of users who are accepted and not in place yet are theirs already. */
async function taken(
  reader: Reader,
  index: IndexName<'users'> & IndexName<'accepted_users'>,
  key: string,
): Promise<boolean> {
  const owners = [...(await reader.find('users', index, key)), ...(await reader.find('accepted_users', index, key))]
  return owners.length > 0
}

/** Names are well formed and nobody else's within the tenant; those that are absent are not looked at. */
export async function checkNames(
  reader: Reader,
  actor: Actor,
  names: UserNames,
  problems: Problems,
  fields: UserFields,
): Promise<void> {
  const key = (name: string) => `${actor.tenant_id}/${name}`
  const { sip_user, extension, login } = names
  if (sip_user !== undefined) {
    if (!SIP_USER.test(sip_user))
      problems.add(fields.sip_user, 'pattern', 'may hold letters, digits, . _ + -, at most 64')
    else if (await taken(reader, 'sip_user', key(sip_user)))
      problems.conflict(fields.sip_user, 'unique', `${sip_user} is taken`)
  }
  if (extension && !problems.has(fields.extension) && (await taken(reader, 'extension', key(extension)))) {
    problems.conflict(fields.extension, 'unique', `extension ${extension} is taken`)
  }
  if (login) {
    const lower = login.toLowerCase()
    if (RESERVED_LOGINS.has(lower))
      problems.add(fields.login, 'reserved', `${login} is reserved for the system administrator`)
    else if (
      fields.login_everywhere ? await taken(reader, 'any_login', lower) : await taken(reader, 'login', key(lower))
    )
      problems.conflict(fields.login, 'unique', `${login} is taken`)
  }
}

export async function checkRole(
  reader: Reader,
  actor: Actor,
  name: string | undefined,
  problems: Problems,
  field = 'role',
): Promise<void> {
  if (name === undefined) return
  const role = await roleNamed(reader, actor.tenant_id, name)
  if (role) checkGrant(actor, role.permissions, problems, field)
  else problems.add(field, 'exists', `there is no role ${name}`)
}

/** Refuses to switch off oneself or the last user who may administer users. */
export async function checkNotLast(
  tx: Reader,
  actor: Actor,
  user: User,
  problems: Problems,
  field: string,
): Promise<void> {
  if (user.id === actor.user_id) problems.add(field, 'self', 'you cannot do this to your own account')
  if (user.role !== 'Admin' || may(actor, 'system.tenant')) return
  const admins = (await tx.find('users', 'role', `${actor.tenant_id}/Admin`)).filter(
    (u) => u.enabled && u.deleted_at === null && u.id !== user.id,
  )
  if (admins.length === 0) problems.add(field, 'last_admin', 'this is the last Admin of the tenant')
}

/** {@link checkRole} of a role somebody gets instead of theirs. */
export async function checkNewRole(
  reader: Reader,
  actor: Actor,
  user: User,
  role: string,
  problems: Problems,
  field = 'role',
): Promise<void> {
  await checkRole(reader, actor, role, problems, field)
  if (role !== user.role) await checkNotLast(reader, actor, user, problems, field)
}

/**
 * The user, if the actor may act on them: nobody changes a user who holds powers they lack.
 * @throws DomainError `not_found`, `forbidden`.
 */
export async function subordinate(reader: Reader, actor: Actor, id: string, retired?: 'retired'): Promise<User> {
  const user = await (retired ? evenRetired(reader, actor, id) : ownRecord(reader, actor, 'users', id, 'user'))
  const role = user.id === actor.user_id ? undefined : await roleNamed(reader, user.tenant_id, user.role)
  const lacking = beyond(actor, role?.permissions ?? [])
  if (lacking.length > 0) throw new DomainError('forbidden', `the user holds ${lacking.join(', ')}, which you do not`)
  return user
}

async function evenRetired(reader: Reader, actor: Actor, id: string): Promise<User> {
  const user = await reader.get('users', id)
  return user?.tenant_id === actor.tenant_id ? user : notFound('user')
}

/** Writes a user who was changed, and when. */
export function putUser(tx: Transaction, ports: Ports, user: User): User {
  const changed = { ...user, updated_at: ports.now().toISOString() }
  tx.put('users', changed)
  return changed
}

/** A user by SIP user name or extension; where both are somebody's, `first` decides. */
export async function userNamed(
  reader: Reader,
  tenant_id: string,
  name: string,
  first: 'sip_user' | 'extension',
): Promise<User | undefined> {
  const key = `${tenant_id}/${name}`
  const found = (await reader.find('users', first, key))[0]
  const user = found ?? (await reader.find('users', first === 'sip_user' ? 'extension' : 'sip_user', key))[0]
  return user?.deleted_at === null ? user : undefined
}
