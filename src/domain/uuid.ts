import { hash } from 'node:crypto'

/** The form some APIs demand of identifiers: lower-case UUIDs of any version. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The UUID a record goes by in APIs that know nothing else: version 8 (RFC 9562), made from its id, so it never changes. */
export function uuidOf(id: string): string {
  const hex = hash('sha256', `offhook uuid\n${id}`, 'hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
