import { Secret } from '../domain/secret.js'
import type { Sealer } from './store.js'

/** The member that marks a sealed secret. A member of that name in data gets one more `$` in front. */
const SEALED = '$sealed'
const LOOKS_SEALED = /^\$+sealed$/
const ESCAPED = /^\$\$+sealed$/

function rename(object: object, pattern: RegExp, to: (name: string) => string): object {
  const entries = Object.entries(object)
  // fromEntries defines members, so that one named `__proto__` stays a member.
  return entries.some(([name]) => pattern.test(name))
    ? Object.fromEntries(entries.map(([name, value]) => [pattern.test(name) ? to(name) : name, value]))
    : object
}

/** True when JSON says the value as it is: no secret to seal in it, no name to escape. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (value instanceof Secret) return false
  if (Array.isArray(value)) return value.every(isPlain)
  for (const name of Object.keys(value)) {
    if ((name.startsWith('$') && LOOKS_SEALED.test(name)) || !isPlain((value as Record<string, unknown>)[name]))
      return false
  }
  return true
}

/** A record as JSON text, its secrets sealed. */
export function encode(record: object, sealer: Sealer): string {
  // Most writes are notes of fetches, thousands at a time; a function called for each member would be most of their cost.
  if (isPlain(record)) return JSON.stringify(record)
  return JSON.stringify(record, function (this: Record<string, unknown>, name: string): unknown {
    // The holder's own member, because the value handed in has already been through `toJSON`.
    const value = this[name]
    if (value instanceof Secret) return { [SEALED]: sealer.seal(value.reveal()) }
    // A sealed secret made above is not visited itself, only its text is: nothing of ours is escaped here.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? rename(value, LOOKS_SEALED, (text) => `$${text}`)
      : value
  })
}

/**
 * Turns parsed JSON back into a record, in place where possible: secrets opened, everything frozen.
 * @throws Error when a secret cannot be opened.
 */
export function decode(stored: unknown, sealer: Sealer): unknown {
  if (typeof stored !== 'object' || stored === null) return stored
  if (Object.hasOwn(stored, SEALED)) {
    const { [SEALED]: sealed, ...others } = stored as Record<string, unknown>
    if (typeof sealed !== 'string' || Object.keys(others).length > 0) throw new Error('it holds a malformed secret')
    return Object.freeze(new Secret(sealer.open(sealed)))
  }
  const members = stored as Record<string, unknown>
  for (const name of Object.keys(members)) {
    const value = members[name]
    const decoded = decode(value, sealer)
    if (decoded !== value) members[name] = decoded
  }
  return Object.freeze(Array.isArray(stored) ? stored : rename(members, ESCAPED, (text) => text.slice(1)))
}

/**
 * Freezes a record with all it holds, and refuses what would come back from disk as something else.
 * @throws TypeError naming the member that is neither JSON nor a Secret.
 */
export function freeze<T>(value: T, path: string): T {
  if (value instanceof Secret) return Object.freeze(value)
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) refuse(path)
    for (const [name, member] of Object.entries(value)) {
      // An absent member and an undefined one are the same to every reader; in a list they are not.
      if (member === undefined && !Array.isArray(value)) continue
      freeze(member, `${path}.${name}`)
    }
    return Object.freeze(value)
  }
  if (typeof value === 'number' ? !Number.isFinite(value) : !['string', 'boolean', 'object'].includes(typeof value)) {
    refuse(path)
  }
  return value
}

function refuse(path: string): never {
  throw new TypeError(`${path} cannot be stored: it is neither JSON nor a Secret`)
}
