import { constants } from 'node:crypto'
import { DEFAULT_CIPHERS, type SecureContextOptions } from 'node:tls'
import type { CertifiedKey } from './certificate.js'

/** Ahead of node's list, which prefers RSA: with an ECDSA certificate a handshake costs the server a fraction. */
const ECDSA_FIRST = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305']

/**
 * Last choice, for phones that know neither GCM nor elliptic curves; all take an RSA certificate. Named, although node's
 * list has most of them today, so that phones do not lose them with a newer node or `--tls-cipher-list`.
 */
const OLD_PHONES = [
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA256',
  'AES256-SHA256',
  'AES128-SHA',
  'AES256-SHA',
]

/**
 * Options for a TLS listener that phones of any age can reach: TLS 1.2 and 1.3, and one set of certificates whatever
 * name the client sends, or none (no SNI). OpenSSL picks the certificate by what the client supports.
 * @param keys at most one per kind of key; keep an RSA one among them.
 */
export function tlsContextOptions(keys: readonly CertifiedKey[]): SecureContextOptions {
  return {
    key: keys.map(({ key }) => key.reveal()),
    cert: keys.map(({ certificate }) => certificate),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: [...ECDSA_FIRST, DEFAULT_CIPHERS, ...OLD_PHONES].join(':'),
    honorCipherOrder: true,
  }
}

/**
 * Beside the options above, for a listener that asks phones for a certificate: asked for, never required, and not judged
 * by TLS. Without session tickets: a resumed session shows no chain.
 */
export const ASK_FOR_CERTIFICATE = {
  requestCert: true,
  rejectUnauthorized: false,
  secureOptions: constants.SSL_OP_NO_TICKET,
} as const

/**
 * Beside the options above, for phones that speak nothing newer than TLS 1.0 or 1.1. Such a connection can be broken by
 * whoever is on its way; a listener of its own keeps it from everybody else. Security level 0 lets SHA-1 signatures in.
 */
export const LEGACY_TLS = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.2',
  ciphers: `${OLD_PHONES.join(':')}:@SECLEVEL=0`,
} as const
