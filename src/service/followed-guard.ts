import { DomainError } from '../domain/errors.js'
import { type Follower, systemFacts } from '../domain/follower.js'
import type { User } from '../domain/model.js'
import { isSame } from '../domain/same.js'
import type { Reader, Store } from '../store/store.js'
import { observed, withTransact } from './consequences.js'

/** What phones and their keys need, and who may do what here: ours, unless the other system gives it. */
const OURS: ReadonlySet<string> = new Set([
  'blfs',
  'groups',
  'profile',
  'settings',
  'foreign',
  'interface',
  'pin',
  'sip_password',
  'presence',
  'presence_note',
  'avatar',
  'login',
  'password_hash',
  'role',
  'portal',
  'updated_at',
] satisfies (keyof User)[])

/** Members that only the PortSIP API knows and that phones need. */
const OF_PHONES: readonly string[] = ['enable_hot_desking', 'custom_options']

/** What only some API knows of the user, without what phones need and without APIs that know nothing. */
function kept({ foreign }: User, { system }: Follower): Record<string, unknown> {
  const entries = Object.entries(foreign).map(([dialect, members]): [string, Record<string, unknown>] => {
    const ours = dialect === 'portsip' && system !== 'portsip' ? OF_PHONES : []
    return [dialect, Object.fromEntries(Object.entries(members).filter(([name]) => !ours.includes(name)))]
  })
  return Object.fromEntries(entries.filter(([, members]) => Object.keys(members).length > 0))
}

/** The members a change touches although the other system decides them. */
function trespasses(before: User, after: User, follower: Follower): string[] {
  const { gives, settings } = systemFacts(follower.system)
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof User>
  const members = [...names].filter(
    (name) => (!OURS.has(name) || gives.includes(name)) && !isSame(before[name], after[name]),
  )
  const chosen = settings.filter(
    (name) => !isSame(before.settings[name as keyof User['settings']], after.settings[name as keyof User['settings']]),
  )
  const foreign = isSame(kept(before, follower), kept(after, follower)) ? [] : ['members of one API']
  return [...members, ...chosen.map((name) => `settings.${name}`), ...foreign]
}

/**
 * The one rule about users who are kept in another system: here nobody changes what that system decides, and nobody
 * deletes them before they are gone there.
 * @throws DomainError `forbidden` naming the follower and the members.
 */
async function check(reader: Reader, before: User, after: User | undefined): Promise<void> {
  const follower = before.followed && (await reader.get('followers', before.followed.by))
  if (!follower) return
  const gone = !after || after.deleted_at !== before.deleted_at
  if (gone && before.followed?.vanished_at !== undefined) return
  const touched = after && !gone ? trespasses(before, after, follower) : ['whether they are there']
  if (touched.length === 0) return
  const { title } = systemFacts(follower.system)
  throw new DomainError(
    'forbidden',
    `${before.display_name} is kept by the follower ${follower.name} (${title} at ${new URL(follower.url).host}): ${touched.join(', ')} can only be changed there`,
  )
}

/** Whether the user's SIP password is the one another system gives. */
export async function isPasswordGiven(reader: Reader, { followed }: User): Promise<boolean> {
  const follower = followed && (await reader.get('followers', followed.by))
  return follower !== undefined && systemFacts(follower.system).gives.includes('sip_password')
}

/** The store in which users who are kept elsewhere stay as they are there, whoever writes and by whatever API. */
export function guardedStore(store: Store): Store {
  return withTransact(store, (change) =>
    store.transact(async (plain) => {
      const befores = new Map<string, Promise<User | undefined>>()
      const tx = observed(plain, (collection, id) => {
        if (collection === 'users' && !befores.has(id)) befores.set(id, plain.get('users', id))
      })
      const result = await change(tx)
      for (const [id, reading] of befores) {
        const before = await reading
        if (before?.followed) await check(plain, before, await plain.get('users', id))
      }
      return result
    }),
  )
}
