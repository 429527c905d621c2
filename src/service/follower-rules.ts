import type { Problems } from '../domain/errors.js'
import { type FollowSource, systemFacts } from '../domain/follower.js'
import { type Actor, may } from '../domain/permission.js'

/** A source as far as it is stated. */
type Stated = Partial<Omit<FollowSource, 'secret'>>

const PROOFS = {
  token: 'gives users out for a token: leave user away',
  login: 'gives users out to a login: name its user',
} as const

/** What a system needs to be read, and who may say where it is; `before` is the URL it had. */
export function checkSource(actor: Actor, source: Stated, problems: Problems, before?: string): void {
  const { system, url, account, user } = source
  if (url !== undefined) {
    // The secret and the paths are ours to add.
    const { username, password, search, hash } = new URL(url)
    if (username || password || search || hash)
      problems.add('url', 'plain', 'must be a URL without user, password, query and fragment')
    // Whoever may choose the address makes this server send requests there.
    else if (url !== before && !may(actor, 'system.tenant'))
      problems.add('url', 'administrator', 'is chosen by whoever administers tenants')
  }
  if (system === undefined) return
  const facts = systemFacts(system)
  if (facts.account.required && !account)
    problems.add('account', 'required', `is required: the ${facts.account.names} at ${facts.title}`)
  const [only, ...others] = facts.proofs
  if (only && others.length === 0 && (user ? 'login' : 'token') !== only)
    problems.add('user', 'proof', `${facts.title} ${PROOFS[only]}`)
}
