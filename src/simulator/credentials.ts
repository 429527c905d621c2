import { createHash, randomBytes } from 'node:crypto'
import type { Credentials } from './personality.js'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

function parametersOf(challenge: string): Map<string, string> {
  const found = challenge.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)
  return new Map([...found].map((m) => [(m[1] ?? '').toLowerCase(), m[2] ?? m[3] ?? '']))
}

function digest(challenge: string, method: string, uri: string, { user, password }: Credentials): string | null {
  const given = parametersOf(challenge)
  const algorithm = given.get('algorithm') ?? 'MD5'
  if (algorithm.toUpperCase() !== 'MD5') return null
  const [realm, nonce, opaque] = [given.get('realm') ?? '', given.get('nonce') ?? '', given.get('opaque')]
  const auth = (given.get('qop') ?? '').split(',').some((word) => word.trim() === 'auth')
  const [cnonce, count] = [randomBytes(8).toString('hex'), '00000001']
  const secret = md5(`${user}:${realm}:${password}`)
  const middle = auth ? `${nonce}:${count}:${cnonce}:auth` : nonce
  const response = md5(`${secret}:${middle}:${md5(`${method}:${uri}`)}`)
  const parts = [`username="${user}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, `response="${response}"`]
  parts.push('algorithm=MD5')
  if (auth) parts.push('qop=auth', `nc=${count}`, `cnonce="${cnonce}"`)
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`)
  return `Digest ${parts.join(', ')}`
}

/**
 * The Authorization header that answers a 401: Digest (MD5, the only algorithm desk phones are known to speak:
 * snom.md 1.5, polycom.md 1.6) before Basic.
 * @param challenges the WWW-Authenticate headers
 * @returns null when none of them can be answered
 */
export function answerChallenge(
  challenges: readonly string[],
  method: string,
  uri: string,
  credentials: Credentials,
): string | null {
  for (const challenge of challenges) {
    const found = /\bdigest\s+(.*)$/is.exec(challenge)
    const answer = found && digest(found[1] ?? '', method, uri, credentials)
    if (answer) return answer
  }
  if (!challenges.some((challenge) => /\bbasic\b/i.test(challenge))) return null
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`
}
