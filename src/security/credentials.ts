import { createHash, timingSafeEqual } from 'node:crypto'
import type { PathToken } from '../domain/model.js'
import { Secret } from '../domain/secret.js'
import { createPathToken } from './token.js'

/** The protection space phones are told; one for all, so that it tells nothing. */
const REALM = 'offhook'

/** An answer to a Digest challenge (RFC 7616 ch. 3.4), only in the form we ask for: `qop=auth`. */
export interface DigestAnswer {
  readonly algorithm: 'MD5' | 'SHA-256'
  readonly uri: string
  readonly nonce: string
  readonly cnonce: string
  /** Eight hexadecimal digits, as sent. */
  readonly nc: string
  readonly response: string
}

/** What an `Authorization` header carries; `digest` is undefined for Basic. */
export interface Credentials {
  readonly user: string
  /** Only of Basic. */
  readonly password: Secret | undefined
  readonly digest: DigestAnswer | undefined
}

const LONGEST = 2048
const MEMBER = /([A-Za-z0-9*]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)\s*/y
const HEX = { MD5: /^[0-9a-f]{32}$/, 'SHA-256': /^[0-9a-f]{64}$/ }
const HASH = { MD5: 'md5', 'SHA-256': 'sha256' }
const PASSWORD_LENGTH = 20

/** Reads an `Authorization` header; undefined for another scheme, a broken header, and one we did not ask for. */
export function readAuthorization(header: string | undefined): Credentials | undefined {
  if (header === undefined || header.length > LONGEST) return undefined
  const [, scheme = '', rest = ''] = /^(basic|digest)\s+(.*)$/i.exec(header) ?? []
  if (scheme.toLowerCase() === 'basic') return readBasic(rest)
  return scheme === '' ? undefined : readDigest(rest)
}

function readBasic(encoded: string): Credentials | undefined {
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { user: text.slice(0, colon), password: new Secret(text.slice(colon + 1)), digest: undefined }
}

/** Every member once; undefined when the text is not a list of members. */
function members(text: string): Map<string, string> | undefined {
  const found = new Map<string, string>()
  MEMBER.lastIndex = 0
  while (MEMBER.lastIndex < text.length) {
    const match = MEMBER.exec(text)
    const name = match?.[1]?.toLowerCase()
    if (!match || name === undefined || found.has(name)) return undefined
    found.set(name, match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '')
  }
  return found
}

function readDigest(text: string): Credentials | undefined {
  const all = members(text)
  const of = (name: string): string => all?.get(name) ?? ''
  // RFC 7616 ch. 3.4: without a member, MD5.
  const algorithm = (all?.get('algorithm') ?? 'MD5').toUpperCase()
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return undefined
  const response = of('response').toLowerCase()
  const wellFormed =
    of('qop').toLowerCase() === 'auth' &&
    of('realm') === REALM &&
    /^[0-9a-f]{8}$/i.test(of('nc')) &&
    of('cnonce') !== '' &&
    of('username') !== '' &&
    HEX[algorithm].test(response)
  if (!wellFormed) return undefined
  const digest = {
    algorithm,
    uri: of('uri'),
    nonce: of('nonce'),
    cnonce: of('cnonce'),
    nc: of('nc'),
    response,
  } as const
  return { user: of('username'), password: undefined, digest }
}

/**
 * Whether the credentials were made with this password. For Digest that is the answer alone: nonce and `uri` are judged
 * by the caller. Takes the same time for a right and a wrong one.
 */
export function madeWith(credentials: Credentials, method: string, password: Secret): boolean {
  const { user, digest } = credentials
  if (!digest) return credentials.password !== undefined && sameText(credentials.password.reveal(), password.reveal())
  const { algorithm, uri, nonce, nc, cnonce, response } = digest
  const h = (...parts: readonly string[]): string => createHash(HASH[algorithm]).update(parts.join(':')).digest('hex')
  const expected = h(h(user, REALM, password.reveal()), nonce, nc, cnonce, 'auth', h(method, uri))
  return timingSafeEqual(Buffer.from(expected), Buffer.from(response))
}

/** By their hashes, so that neither length nor the place of a difference shows. */
function sameText(a: string, b: string): boolean {
  const of = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(of(a), of(b))
}

/**
 * The password a phone logs in with (user name: its MAC). It is derived from the lasting token and so is rotated,
 * revoked and overlaps with it; the token cannot be had back from it.
 */
export function phonePassword(token: PathToken): Secret {
  const text = createHash('sha256').update(`offhook phone login\n${token.secret.reveal()}`).digest('hex')
  return new Secret(text.slice(0, PASSWORD_LENGTH))
}

/** Stands in where there is no phone, so that a login costs the same: nobody has learnt its password. */
export const NOBODYS_TOKEN = createPathToken()

/**
 * `WWW-Authenticate` values. MD5 stands first, although RFC 7616 ch. 3.7 wants the strongest there: desk phones are only
 * known to speak MD5, and one that reads the first challenge alone must find it. The password has 80 random bits, so
 * that a captured MD5 answer gives it away no sooner than one of SHA-256.
 */
export function challengesWith(nonce: string, options: { readonly basic: boolean; readonly stale: boolean }): string[] {
  const digest = (algorithm: string): string =>
    `Digest realm="${REALM}", qop="auth", algorithm=${algorithm}, nonce="${nonce}"${options.stale ? ', stale=true' : ''}`
  return [digest('MD5'), digest('SHA-256'), ...(options.basic ? [`Basic realm="${REALM}", charset="UTF-8"`] : [])]
}
