import { randomBytes } from 'node:crypto'
import { Secret as Key, TOTP } from 'otpauth'
import { Secret } from '../domain/secret.js'
import { base32, hashToken } from './token.js'

const ISSUER = 'offhook'
/** What every authenticator app assumes when it is told nothing (RFC 6238, RFC 4226). */
const CODES = { algorithm: 'SHA1', digits: 6, period: 30 }
/** 160 bits, the length RFC 4226 recommends. */
const KEY_BYTES = 20
/** Steps of 30 seconds a phone's clock may be off, in either direction. */
const WINDOW = 1

const RECOVERY_CODES = 10
/** 80 bits: 16 base32 digits, too many to guess, so that a plain hash keeps them. */
const RECOVERY_BYTES = 10

type Random = (bytes: number) => Buffer

/** A new key, base32. */
export const createTotpKey = (random: Random = randomBytes): Secret =>
  new Secret(base32(random(KEY_BYTES)).toUpperCase())

const totpOf = (key: Secret, label: string) =>
  new TOTP({ ...CODES, issuer: ISSUER, label, secret: Key.fromBase32(key.reveal()) })

/** What an authenticator app reads from a QR code: `otpauth://totp/…`; it holds the key. */
export const totpUri = (key: Secret, label: string): Secret => new Secret(totpOf(key, label).toString())

/** The step of time a code belongs to, if it is right now or was or will be half a minute away. */
export function totpStep(key: Secret, code: Secret, now: Date): number | undefined {
  const token = code.reveal()
  if (!/^[0-9]{6}$/.test(token)) return undefined
  const delta = totpOf(key, '').validate({ token, timestamp: now.getTime(), window: WINDOW })
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / CODES.period) + delta
}

const plain = (code: string): string => code.toLowerCase().replace(/[\s-]/g, '')

/** What a recovery code is kept and found by, however its owner types it. */
export const recoveryHash = (code: Secret): string => hashToken(plain(code.reveal()))

/** New codes for the day the authenticator is lost, in groups of four. */
export const createRecoveryCodes = (random: Random = randomBytes): Secret[] =>
  Array.from(
    { length: RECOVERY_CODES },
    () => new Secret((base32(random(RECOVERY_BYTES)).match(/.{4}/g) ?? []).join('-')),
  )
