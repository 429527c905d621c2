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
  { body, fingerprint }: { readonly body: Buffer; readonly fingerprint: string },
  cleared: boolean,
): WarmEntry {
  const etag = `"${fingerprint.slice(0, 32)}"`
  return {
    body,
    etag,
    headers: [
      'Content-Type',
      row.contentType ?? 'application/octet-stream',
      'Content-Length',
      String(body.length),
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
