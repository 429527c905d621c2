import type { User } from '../../domain/model.js'
import { mergeOwn, type Own, present } from '../members.js'
import { wholeName } from '../names.js'
import { ownOf as portsipOf } from '../portsip/members.js'
import { DIALECT, nameOf, ownOf } from './user.js'
import { type NewUserBody, OWN_NAMES, type UserBody } from './user-form.js'

/** The names our members have in this API, for problems found behind the form. */
export const USER_FIELDS = { sip_user: 'login', extension: 'login', login: 'login' } as const

/** What is kept for this API alone; `by` is whoever writes, null = no user of the tenant. */
const ownMembers = (body: UserBody, by: { readonly [role in 'created_by' | 'modified_by']?: string | null }): Own =>
  present({
    first_name: body.first_name,
    last_name: body.last_name,
    ...Object.fromEntries(OWN_NAMES.map((name) => [name, body[name]])),
    ...by,
  })

/** The number goes into directories, as the PortSIP API keeps it. */
const portsipMembers = ({ phone_number }: UserBody): Own => present({ work_phone: phone_number })

/** A user's draft; the login is what colleagues dial and the SIP user name in one. */
export function newUser(body: NewUserBody, by: string | null) {
  const { login } = body
  const display_name = wholeName({ first: body.first_name ?? '', last: body.last_name ?? '' })
  return present({
    sip_user: login,
    extension: login,
    sip_password: body.password,
    email: body.email,
    display_name: display_name || undefined,
    foreign: {
      [DIALECT]: mergeOwn({}, ownMembers(body, { created_by: by, modified_by: by })),
      portsip: mergeOwn({}, portsipMembers(body)),
    },
  })
}

/** What a body changes of a user. A new login is dialled in place of the old one, where that was. */
export function changedUser(body: UserBody, user: User, by: string | null) {
  const { login } = body
  const names = nameOf(user)
  const renamed = body.first_name !== undefined || body.last_name !== undefined
  const of = (part: string | null | undefined, now: string) => (part === undefined ? now : (part ?? ''))
  const name = { first: of(body.first_name, names.first), last: of(body.last_name, names.last) }
  const parts = renamed ? { first_name: name.first || null, last_name: name.last || null } : {}
  return present({
    sip_user: login,
    extension: user.extension === user.sip_user ? login : undefined,
    sip_password: body.password,
    email: body.email,
    display_name:
      renamed || user.display_name === user.sip_user ? wholeName(name) || login || user.sip_user : undefined,
    foreign: {
      [DIALECT]: mergeOwn(ownOf(user), ownMembers({ ...body, ...parts }, { modified_by: by })),
      portsip: mergeOwn(portsipOf(user), portsipMembers(body)),
    },
  })
}
