import { type FollowedSystem, systemFacts } from '../domain/follower.js'
import type { ForeignUser } from '../service/foreign-user.js'
import type { PlacedDraft } from '../service/placed-users.js'

type Members = Readonly<Record<string, unknown>>

/** Members that every system decides. */
const ALWAYS = ['sip_user', 'extension', 'display_name', 'email', 'enabled', 'foreign'] as const

const isBranch = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** A patch without what takes away nothing, undefined when nothing is left: a branch of it would stay behind empty. */
function effective(patch: unknown, stored: unknown): unknown {
  if (patch === null) return stored === undefined ? undefined : null
  if (!isBranch(patch)) return patch
  const entries = Object.entries(patch).map(([name, value]) => [
    name,
    effective(value, isBranch(stored) ? stored[name] : undefined),
  ])
  const left = entries.filter(([, value]) => value !== undefined)
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

function picked(members: object, names: readonly string[]): Members {
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) => names.includes(name) && value !== undefined),
  )
}

/**
 * The user with no more than the system decides, as the facts about it say: what its mappers also write stays ours, and
 * people may change it here.
 */
export function givenBy(system: FollowedSystem, user: ForeignUser): ForeignUser {
  const { gives, settings } = systemFacts(system)
  const names = [...ALWAYS, ...gives]
  const taken = (members: { readonly settings?: unknown }, stored: unknown) => {
    const chosen = isBranch(members.settings) ? effective(picked(members.settings, settings), stored) : undefined
    return { ...picked(members, names), ...(chosen === undefined ? {} : { settings: chosen }) }
  }
  return {
    key: user.key,
    title: user.title,
    faults: user.faults,
    draft: (made) => {
      const { draft, places } = user.draft(made)
      return { draft: taken(draft, {}) as PlacedDraft['draft'], places }
    },
    change: (known, around) => {
      const asked = user.change(known, around)
      return { ...asked, change: taken(asked.change, known.settings) }
    },
  }
}
