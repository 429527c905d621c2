import { Secret } from '../../domain/secret.js'

/** A stored value as a reader may see it: secrets become null, everything else stays. */
export function withoutSecrets(value: unknown): unknown {
  if (value instanceof Secret) return null
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutSecrets(member)]))
}
