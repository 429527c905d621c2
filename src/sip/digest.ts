import { createHash } from 'node:crypto'
import type { Secret } from '../domain/secret.js'

/** What answers a registrar's or proxy's challenge. */
export interface Credentials {
  readonly user: string
  readonly password: Secret
}

const HASHES: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256' }

/** The parameters of a challenge, names in lower case. */
function readChallenge(value: string): Readonly<Record<string, string>> | undefined {
  if (!/^digest\s/i.test(value)) return undefined
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [, name = '', quoted, plain] of value
    .slice(6)
    .matchAll(/([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g))
    parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? ''
  return parameters
}

/**
 * The Authorization (or Proxy-Authorization) value for a challenge, RFC 7616 ch. 3.4 and RFC 8760.
 * @returns undefined when the challenge asks for what we do not speak: another scheme, `auth-int` alone, a session algorithm.
 */
export function answerChallenge(
  challenge: string,
  request: { readonly method: string; readonly uri: string },
  credentials: Credentials,
  cnonce: string,
): string | undefined {
  const asked = readChallenge(challenge)
  const algorithm = (asked?.algorithm ?? 'MD5').toUpperCase()
  const hash = HASHES[algorithm]
  const offered = asked?.qop?.split(',').map((qop) => qop.trim().toLowerCase())
  if (!asked?.nonce || asked.realm === undefined || !hash || (offered && !offered.includes('auth'))) return undefined
  const digest = (text: string): string => createHash(hash).update(text).digest('hex')
  const ha1 = digest(`${credentials.user}:${asked.realm}:${credentials.password.reveal()}`)
  const ha2 = digest(`${request.method}:${request.uri}`)
  const count = '00000001'
  const response = digest(
    offered ? `${ha1}:${asked.nonce}:${count}:${cnonce}:auth:${ha2}` : `${ha1}:${asked.nonce}:${ha2}`,
  )
  const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`
  return [
    `Digest username=${quoted(credentials.user)}`,
    `realm=${quoted(asked.realm)}`,
    `nonce=${quoted(asked.nonce)}`,
    `uri=${quoted(request.uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(offered ? ['qop=auth', `nc=${count}`, `cnonce="${cnonce}"`] : []),
    ...(asked.opaque === undefined ? [] : [`opaque=${quoted(asked.opaque)}`]),
  ].join(', ')
}
