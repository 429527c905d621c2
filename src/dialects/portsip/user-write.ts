import type { Problems } from '../../domain/errors.js'
import type { Tenant, User } from '../../domain/model.js'
import { SYNC_TYPE, transportOf } from './enums.js'
import { DIALECT, mergeOwn, news, type Own, ownOf, present } from './members.js'
import { presenceOf, readUser } from './user.js'
import { type NewUserBody, OWN_DEFAULTS, OWN_MEMBERS, type UserBody } from './user-form.js'

/** The names our members have in this API, for problems found behind the form. */
export const USER_FIELDS = { sip_user: 'extension_number', extension: 'extension_number', login: 'name' } as const

const ownMembers = (body: UserBody): Own => present(Object.fromEntries(OWN_MEMBERS.map((name) => [name, body[name]])))

/** A user's draft; the extension number is what colleagues dial and the SIP user name in one. */
export function newUser(body: NewUserBody) {
  const { preferred_transport, extension_number } = body
  return present({
    sip_user: extension_number,
    extension: extension_number,
    login: body.name,
    password: body.password,
    sip_password: body.extension_password,
    email: body.email,
    display_name: body.display_name,
    enabled: body.enabled ?? undefined,
    role: body.role,
    pin: body.voicemail_pin,
    blfs: body.blfs ?? [],
    interface: body.interface ?? null,
    settings: present({
      transport: preferred_transport ? transportOf(preferred_transport) : undefined,
      // Never true means absent: a phone is told about these only once somebody used them.
      dnd: body.enable_dnd === true ? true : undefined,
      anonymous_calls: body.anonymous_outbound_calls === true ? true : undefined,
    }),
    foreign: { [DIALECT]: mergeOwn({}, ownMembers(body)) },
  })
}

/** A flag of the phone's: off is said only where it was ever on. */
const flagSetting = (name: 'dnd' | 'anonymous_calls', wanted: boolean, user: User): boolean | undefined =>
  wanted || user.settings[name] !== undefined ? wanted : undefined

/** What a body changes of a user. An e-mail address and a PIN may be null only where there is none. */
export function changedUser(sent: UserBody, user: User, tenant: Tenant, problems: Problems) {
  const body = news(sent, readUser(user, tenant))
  const { preferred_transport: transport, enable_dnd, anonymous_outbound_calls: anonymous } = body
  if (body.email === null) problems.add('email', 'required', 'cannot be cleared')
  if (body.voicemail_pin === null) problems.add('voicemail_pin', 'required', 'cannot be cleared')
  return present({
    email: body.email,
    display_name: body.display_name,
    enabled: body.enabled === null ? true : body.enabled,
    pin: body.voicemail_pin,
    blfs: body.blfs === null ? [] : body.blfs,
    interface: body.interface,
    settings: present({
      transport: transport ? transportOf(transport) : transport,
      dnd: enable_dnd === undefined ? undefined : flagSetting('dnd', enable_dnd ?? false, user),
      anonymous_calls: anonymous === undefined ? undefined : flagSetting('anonymous_calls', anonymous ?? false, user),
    }),
    foreign: {
      [DIALECT]: mergeOwn(ownOf(user), ownMembers(body)),
    },
    avatar_file_id: body.avatar_file_id,
  })
}

/** Presence and do-not-disturb go together: DO_NOT_DISTURB switches it on, any other presence off (ch. 14.23). */
export function changedPresence(
  body: { presence?: string | undefined; presence_note?: string | null | undefined },
  user: User,
) {
  const presence = body.presence ?? presenceOf(user)
  return present({
    presence,
    presence_note: body.presence_note,
    settings: present({ dnd: flagSetting('dnd', presence === 'DO_NOT_DISTURB', user) }),
  })
}

/** Binds the user to an account of Microsoft 365, or with null to none. */
export function changedBinding(account: string | null, user: User) {
  const change = { ms365_id: account, sync_type: account === null ? null : SYNC_TYPE }
  return { foreign: { [DIALECT]: mergeOwn(ownOf(user), change) } }
}

/** True when the body would change who may send text messages; saying what holds already is no change (ch. 14.16). */
export function changesSms(body: UserBody, user: User): boolean {
  if (body.sms === undefined) return false
  const { sms } = OWN_DEFAULTS
  return (body.sms ?? sms) !== (ownOf(user).sms ?? sms)
}
