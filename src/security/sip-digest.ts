import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../domain/secret.js'

const HASHES = { MD5: 'md5', 'SHA-256': 'sha256' } as const

/** The parameters of a client's `Authorization: Digest` (RFC 7616 ch. 3.4), as a registrar passes them on. */
export interface DigestAnswer {
  readonly method: string
  readonly realm: string
  readonly username: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  readonly algorithm?: string | undefined
  readonly qop?: string | undefined
  readonly cnonce?: string | undefined
  readonly nc?: string | undefined
}

/**
 * Whether the answer was made with the password. Session algorithms and `auth-int` never are: no registrar asks for
 * them, and what they need beside is not passed on.
 */
export function digestIsRight(answer: DigestAnswer, password: Secret): boolean {
  const algorithm = (answer.algorithm || 'MD5').toUpperCase()
  const hash = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm as keyof typeof HASHES] : undefined
  const { method, realm, username, nonce, uri, qop, cnonce = '', nc = '' } = answer
  if (!hash || (qop && qop.toLowerCase() !== 'auth')) return false
  const digest = (...parts: string[]): string => createHash(hash).update(parts.join(':')).digest('hex')
  const [ha1, ha2] = [digest(username, realm, password.reveal()), digest(method, uri)]
  const right = qop ? digest(ha1, nonce, nc, cnonce, qop, ha2) : digest(ha1, nonce, ha2)
  const given = Buffer.from(answer.response.toLowerCase())
  return given.length === right.length && timingSafeEqual(given, Buffer.from(right))
}
