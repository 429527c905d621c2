import { isDeepStrictEqual } from 'node:util'
import { present } from '../domain/present.js'
import { Secret } from '../domain/secret.js'

export { present }

/**
 * The members of a body that differ from what a read shows. Clients read, change one member and write all of them back:
 * that must not turn everything inherited into a choice of its own.
 */
export function news<B extends object>(body: B, shown: Readonly<Record<string, unknown>>): Partial<B> {
  const same = (value: unknown, seen: unknown) =>
    value instanceof Secret
      ? typeof seen === 'string' && value.equals(new Secret(seen))
      : isDeepStrictEqual(value, seen)
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !same(value, shown[name]))) as Partial<B>
}

/** Members only this API knows, as they are stored. */
export type Own = Readonly<Record<string, unknown>>

/** Stored members after a change: absent keeps, null removes. */
export function mergeOwn(stored: Own, change: Own): Own {
  const merged = { ...stored, ...present(change) }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
}
