import { hash } from 'node:crypto'
import type { Phone } from '../domain/model.js'
import type { FileRow } from '../domain/vendor.js'
import type { WarmEntry } from './warm.js'

/** SHA-256 in hexadecimal digits. */
export const hashOf = (body: Buffer): string => hash('sha256', body, 'hex')

/** An answer with its headers, ready to be sent any number of times. */
export function entryOf(
  owner: Pick<Phone, 'id'> | undefined,
  row: FileRow,
  file: string,
  {
    body,
    fingerprint,
    encrypted,
  }: { readonly body: Buffer; readonly fingerprint: string; readonly encrypted?: Buffer },
  cleared: boolean,
): WarmEntry {
  const sent = encrypted ?? body
  // The fingerprint says what the phone runs, encrypted or not; the tag names the bytes.
  const etag = `"${(encrypted ? hashOf(encrypted) : fingerprint).slice(0, 32)}"`
  return {
    body: sent,
    etag,
    headers: [
      'Content-Type',
      (encrypted ? undefined : row.contentType) ?? 'application/octet-stream',
      'Content-Length',
      String(sent.length),
      'ETag',
      etag,
      'Cache-Control',
      'private, no-cache',
      'X-Content-Type-Options',
      'nosniff',
    ],
    phone_id: owner?.id ?? '',
    file,
    fingerprint,
    main: row.main ?? false,
    cleared,
  }
}
