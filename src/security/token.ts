import { hash, randomBytes, randomInt } from 'node:crypto'
import type { PathToken } from '../domain/model.js'
import { Secret } from '../domain/secret.js'

/** 160 bits: 32 base32 digits without padding. */
const TOKEN_BYTES = 20
/** RFC 4648 base32 in lower case: nothing to escape in a URL, no 0/o or 1/l to mix up when a person types it. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const DIGITS = '0123456789'
const SHORT_LENGTH = 6

/** A new path secret of 160 random bits. `short` comes from the hash, so that showing it gives away none of the token. */
export function createPathToken(random: (bytes: number) => Buffer = randomBytes): PathToken {
  const text = base32(random(TOKEN_BYTES))
  const hash = hashToken(text)
  return { secret: new Secret(text), hash, short: hash.slice(0, SHORT_LENGTH) }
}

/** SHA-256 in hexadecimal digits: what tokens are stored and looked up by. */
export function hashToken(text: string): string {
  return hash('sha256', text, 'hex')
}

/**
 * A password of A-Z, a-z and 0-9 with at least one of each, as phones' web pages demand.
 * @throws RangeError when the length leaves no room for the three.
 */
export function randomPassword(length: number): Secret {
  if (length < 3) throw new RangeError('a password needs at least 3 characters')
  // Drawn again as a whole: putting the missing one in somewhere would make some passwords likelier than others.
  for (;;) {
    const text = draw(ALPHANUMERIC, length)
    if (/[A-Z]/.test(text) && /[a-z]/.test(text) && /[0-9]/.test(text)) return new Secret(text)
  }
}

/**
 * Digits only, for what is typed on a phone's keypad.
 * @throws RangeError when the length is below 1.
 */
export function randomDigits(length: number): Secret {
  if (length < 1) throw new RangeError('a digit password needs at least 1 digit')
  return new Secret(draw(DIGITS, length))
}

function draw(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
}

/** Five bits per digit; the length in bytes is a multiple of five, so nothing is left over. */
export function base32(bytes: Buffer): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return text
}
