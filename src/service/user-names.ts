import type { Problems } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { IndexName, Reader } from '../store/store.js'

const SIP_USER = /^[A-Za-z0-9._+-]{1,64}$/
const RESERVED_LOGINS = new Set(['admin', 'system', 'administrator', 'root'])

/** The names a user is found by. */
export type UserNames = Partial<Pick<User, 'sip_user' | 'extension' | 'login'>>

/** The member names problems are reported under; dialects call some members differently. */
export interface UserFields {
  readonly sip_user: string
  readonly extension: string
  readonly login: string
  readonly role?: string
  /** The login must be nobody's in any tenant, not only in the user's own. */
  readonly login_everywhere?: boolean
}
export const FIELDS: UserFields = { sip_user: 'sip_user', extension: 'extension', login: 'login' }

/** Names of users who are accepted and not in place yet are theirs already. */
async function taken(
  reader: Reader,
  index: IndexName<'users'> & IndexName<'accepted_users'>,
  key: string,
  own: string | undefined,
): Promise<boolean> {
  const owners = [...(await reader.find('users', index, key)), ...(await reader.find('accepted_users', index, key))]
  return owners.some(({ id }) => id !== own)
}

/** Reports names that break a rule or are taken by another user than `own`. Names that are absent are not checked. */
export async function checkNames(
  reader: Reader,
  tenant_id: string,
  { sip_user, extension, login }: UserNames,
  problems: Problems,
  fields: UserFields,
  own?: string,
): Promise<void> {
  const key = (name: string) => `${tenant_id}/${name}`
  if (sip_user !== undefined) {
    if (!SIP_USER.test(sip_user))
      problems.add(fields.sip_user, 'pattern', 'may hold letters, digits, . _ + -, at most 64')
    else if (await taken(reader, 'sip_user', key(sip_user), own))
      problems.conflict(fields.sip_user, 'unique', `${sip_user} is taken`)
  }
  if (extension && !problems.has(fields.extension) && (await taken(reader, 'extension', key(extension), own)))
    problems.conflict(fields.extension, 'unique', `extension ${extension} is taken`)
  if (!login) return
  const lower = login.toLowerCase()
  if (RESERVED_LOGINS.has(lower))
    problems.add(fields.login, 'reserved', `${login} is reserved for the system administrator`)
  else if (
    fields.login_everywhere
      ? await taken(reader, 'any_login', lower, own)
      : await taken(reader, 'login', key(lower), own)
  )
    problems.conflict(fields.login, 'unique', `${login} is taken`)
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
