import type { Problems } from '../../domain/errors.js'
import type { Tenant, User } from '../../domain/model.js'
import { type Own, present } from '../members.js'
import { OWN_MEMBERS, type YayBody } from './form.js'
import { DIALECT, numberOf, ownOf, readUser } from './user.js'

/** The names our members have in this API, for problems found behind the form. */
export const USER_FIELDS = { sip_user: 'user_name', extension: 'extension', login: 'login' } as const

/** Members this API alone knows, as they are kept: what is left out or null has its default. */
const ownMembers = (body: YayBody): Own =>
  Object.fromEntries(
    OWN_MEMBERS.map((name) => [name, body[name] ?? undefined]).filter(([, value]) => value !== undefined),
  )

/** The one rule of the form that joins members. */
export function checkCallerId(body: YayBody, problems: Problems): void {
  const { restrict_caller_id, caller_id, allowed_caller_ids } = body
  if (restrict_caller_id && caller_id && !allowed_caller_ids?.includes(caller_id))
    problems.add('caller_id', 'allowed', 'must be one of allowed_caller_ids while restrict_caller_id is true')
}

const srtpOf = (encrypted: boolean): 'required' | 'off' => (encrypted ? 'required' : 'off')

/** A user's draft. What is left out inherits. */
export function newUser(body: YayBody) {
  const { call_encryption, ring_duration, can_pickup, can_be_picked_up } = body
  return present({
    sip_user: body.user_name,
    extension: body.extension ? String(body.extension) : undefined,
    sip_password: body.user_password,
    display_name: body.display_name,
    settings: present({
      srtp: call_encryption === true ? srtpOf(true) : undefined,
      timezone: body.timezone ?? undefined,
      forward: typeof ring_duration === 'number' ? { no_answer: { seconds: ring_duration } } : undefined,
    }),
    pickup: present({ may: can_pickup ?? undefined, by_others: can_be_picked_up ?? undefined }),
    foreign: { [DIALECT]: ownMembers(body) },
  })
}

/**
 * What a whole object changes of a user: members that are left out go back to their default. What is written as it is
 * shown changes nothing, so that writing back what was read does not turn everything inherited into a choice.
 */
export function changedUser(body: YayBody, user: User, tenant: Tenant) {
  const shown = readUser(user, tenant)
  /** undefined = stays as it is, null = nobody's choice any more. */
  const wanted = <K extends 'call_encryption' | 'ring_duration' | 'timezone'>(name: K): YayBody[K] | null =>
    body[name] === shown[name] ? undefined : (body[name] ?? null)
  const chosen = (name: 'can_pickup' | 'can_be_picked_up', kept: boolean | undefined) =>
    body[name] === shown[name] ? kept : (body[name] ?? undefined)
  const encrypted = wanted('call_encryption')
  const seconds = wanted('ring_duration')
  const { available } = ownOf(user)
  return present({
    sip_user: body.user_name,
    extension: (body.extension ?? null) === numberOf(user.extension) ? user.extension : String(body.extension ?? ''),
    sip_password: body.user_password,
    display_name: body.display_name,
    settings: present({
      srtp: typeof encrypted === 'boolean' ? srtpOf(encrypted) : encrypted,
      timezone: wanted('timezone'),
      forward: seconds === undefined ? undefined : { no_answer: { seconds } },
    }),
    pickup: present({
      may: chosen('can_pickup', user.pickup?.may),
      by_others: chosen('can_be_picked_up', user.pickup?.by_others),
    }),
    foreign: { [DIALECT]: { ...ownMembers(body), ...present({ available }) } },
  })
}

/** Whether the user takes calls of queues. */
export const changedAvailability = (available: boolean, user: User) => ({
  foreign: { [DIALECT]: { ...ownOf(user), available } },
})
