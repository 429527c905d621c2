import type { User } from '../../domain/model.js'
import { Secret } from '../../domain/secret.js'
import { mergeOwn, news, type Own, present } from '../members.js'
import { namesOf, wholeName } from '../names.js'
import { ownOf as portsipOf } from '../portsip/members.js'
import { isWithoutPortal, ROLE_OF } from './enums.js'
import { type Around, DIALECT, departmentOf, firstOf, LONGEST_RING, languageIn, ownOf, readUser } from './user.js'
import { type NewUserBody, OWN_NAMES, type UserBody } from './user-form.js'

/** The names our members have in this API, for problems found behind the form. */
export const USER_FIELDS = {
  sip_user: 'user',
  extension: 'user',
  login: 'login-username',
  role: 'user-scope',
  login_everywhere: true,
} as const

/** Texts that are empty stand for nothing, as null does. */
const cleared = <T>(value: T): T | null => (value === '' ? null : value)

const OLD_SPELLING = 'directory-annouce-in-dial-by-name-enabled'

/** What is kept for this API alone. */
function ownMembers(body: UserBody): Own {
  const { 'directory-announce-in-dial-by-name-enabled': announced } = body
  const kept = [
    'name-first-name',
    'name-last-name',
    'email-address',
    'user-scope',
    'language-token',
    'recording-configuration',
    ...OWN_NAMES,
  ] as const
  return present({
    [OLD_SPELLING]: announced,
    ...present(Object.fromEntries(kept.map((name) => [name, cleared(body[name])]))),
  })
}

/** What the PortSIP API knows too, and keeps. */
function portsipMembers(body: UserBody): Own {
  const { department, 'recording-configuration': recording } = body
  return present({
    department: cleared(department),
    enable_audio_recording: recording && recording !== 'no',
  })
}

function settingsOf(body: UserBody) {
  const token = cleared(body['language-token'])
  const ring = body['ring-no-answer-timeout-seconds']
  const seconds = typeof ring === 'number' ? Math.min(ring, LONGEST_RING) : ring
  return present({
    timezone: cleared(body['time-zone']),
    language: token ? languageIn(token) : token,
    anonymous_calls: body.privacy && body.privacy === 'yes',
    forward: seconds === undefined ? undefined : { no_answer: { seconds } },
  })
}

/** What a draft states; nothing is there yet to be cleared. */
function statedSettings(body: NewUserBody) {
  const { timezone, language, anonymous_calls, forward } = settingsOf(body)
  const seconds = forward?.no_answer.seconds
  return present({
    timezone: timezone ?? undefined,
    language: language ?? undefined,
    // Off is nobody's choice unless it was on before: what a create leaves out inherits.
    anonymous_calls: anonymous_calls || undefined,
    forward: typeof seconds === 'number' ? { no_answer: { seconds } } : undefined,
  })
}

const placesOf = ({ site, department }: UserBody) =>
  present({ site: site === null ? '' : site, department: department === null ? '' : department })

const NO_PIN = new Secret('')

const pinOf = (pin: Secret | null | undefined): Secret | null | undefined => (pin?.equals(NO_PIN) ? null : pin)

/** A user's draft: the number is what colleagues dial and the SIP user name in one. The phone's password is random. */
export function newUser(body: NewUserBody, { domain, sip_password }: { domain: string; sip_password: Secret }) {
  const { user, 'user-scope': scope, 'email-address': emails } = body
  const name = { first: body['name-first-name'] ?? '', last: body['name-last-name'] ?? '' }
  return {
    draft: present({
      sip_user: user,
      extension: user,
      login: body['login-username'] || (user === undefined ? undefined : `${user}@${domain}`),
      sip_password,
      email: emails === undefined ? undefined : firstOf(emails),
      display_name: wholeName(name),
      role: scope && ROLE_OF[scope],
      portal: scope && isWithoutPortal(scope) ? false : undefined,
      pin: pinOf(body['voicemail-login-pin']),
      presence_note: cleared(body['status-message']),
      settings: statedSettings(body),
      foreign: { [DIALECT]: mergeOwn({}, ownMembers(body)), portsip: mergeOwn({}, portsipMembers(body)) },
    }),
    places: placesOf(body),
  }
}

/** What a body changes of a user. */
export function changedUser(sent: UserBody, user: User, around: Around) {
  const body = news(sent, readUser(user, around))
  const { user: number, 'user-scope': scope, 'email-address': emails } = body
  const names = namesOf(user)
  const name = { first: body['name-first-name'] ?? names.first, last: body['name-last-name'] ?? names.last }
  const renamed = body['name-first-name'] !== undefined || body['name-last-name'] !== undefined
  const parts = renamed ? { 'name-first-name': name.first, 'name-last-name': name.last } : {}
  return {
    change: present({
      sip_user: number,
      extension: number,
      login: cleared(body['login-username']),
      email: emails === undefined ? undefined : firstOf(emails),
      display_name: renamed ? wholeName(name) : undefined,
      role: scope && ROLE_OF[scope],
      portal: scope && !isWithoutPortal(scope),
      pin: pinOf(body['voicemail-login-pin']),
      presence_note: cleared(body['status-message']),
      settings: settingsOf(body),
      foreign: {
        [DIALECT]: mergeOwn(ownOf(user), ownMembers({ ...body, ...parts })),
        portsip: mergeOwn(portsipOf(user), portsipMembers(body)),
      },
    }),
    places: placesOf(body),
    department: departmentOf(user),
  }
}
