import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { encryptFile } from '../../src/security/file-encryption.js'
import { readableYealink } from '../../src/simulator/yealink-crypt.js'

const KEY = 'Abcdefgh12345678'
const HEADER = '#!version:1.0.0.1\n'

describe('a file encrypted for a Yealink', () => {
  // FIPS 197 appendix C.1; the key's bytes are characters here, so the vector is written as such.
  it('is AES-128 by the standard’s own vector', () => {
    const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex').toString('latin1')
    const plain = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
    expect(encryptFile(plain, new Secret(key)).toString('hex')).toBe('69c4e0d86a7b0430d8cdb78070b4c55a')
  })

  it('is read by a phone with the key as it was, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.stringMatching(/^[A-Za-z0-9]{16}$/),
        (text, key) => {
          const body = Buffer.from(`${HEADER}a = ${text.replace(/[\0\n]/g, '')}x\n`)
          const encrypted = encryptFile(body, new Secret(key))
          expect(encrypted.length % 16).toBe(0)
          expect(`${readableYealink(encrypted, key).toString('utf8')}\n`).toBe(body.toString('utf8'))
        },
      ),
    )
  })

  it.each([0, 1, 15, 16, 17, 31, 32])('has whole blocks for a file of %i bytes', (length) => {
    expect(encryptFile(Buffer.alloc(length, 'x'), new Secret(KEY)).length).toBe(Math.ceil(length / 16) * 16)
  })

  it('is not read with another key', () => {
    const encrypted = encryptFile(Buffer.from(`${HEADER}a = 1\n`), new Secret(KEY))
    expect(readableYealink(encrypted, 'Abcdefgh12345679').toString('latin1')).not.toContain('version')
    expect(readableYealink(encrypted, '')).toEqual(encrypted)
  })

  it.each(['', 'short', 'Abcdefgh123456789'])('needs sixteen bytes of key, not %j', (key) => {
    expect(() => encryptFile(Buffer.from('x'), new Secret(key))).toThrow()
  })
})
