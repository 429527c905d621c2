import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/security/seal.js'

const key = Buffer.alloc(32, 7)
const sealer = createSealer(key)
const SEALED_ONCE = 'v1.f31c1bb7.2Iyc4dYOiJSbxRhompRIhwi7ZWpmyTxJy4Ou5BoRRSOzKpovWr_ODMUH9g'

describe('createSealer', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => sealer.open(sealer.seal(text)) === text))
  })

  it('opens what an earlier release sealed', () => {
    expect(sealer.open(SEALED_ONCE)).toBe('Grüße, 世界')
  })

  it('gives the versioned form, with a new IV each time and none of the text', () => {
    const [a, b] = [sealer.seal('s3cret-word'), sealer.seal('s3cret-word')]
    expect(a).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/)
    expect(a).not.toBe(b)
    expect(Buffer.from(a.split('.')[2] ?? '', 'base64url').subarray(0, 12)).not.toEqual(
      Buffer.from(b.split('.')[2] ?? '', 'base64url').subarray(0, 12),
    )
    expect(Buffer.from(a.split('.')[2] ?? '', 'base64url').includes('s3cret-word')).toBe(false)
  })

  it('notices every altered character', () => {
    const opened = Array.from(SEALED_ONCE, (old, at) => {
      const altered = `${SEALED_ONCE.slice(0, at)}${old === '0' ? '1' : '0'}${SEALED_ONCE.slice(at + 1)}`
      return tryOpen(altered)
    })
    expect(opened.filter((result) => !(result instanceof Error))).toEqual([])
    expect(opened).toHaveLength(SEALED_ONCE.length)
  })

  it('notices the last digit with other unused bits', () => {
    const sealed = 'v1.f31c1bb7.2Iyc4dYOiJSbxRhompRIhwi7ZWpmyTxJy4Ou5BoRRSOzKpovWr_ODMUH9h'
    expect(() => sealer.open(sealed)).toThrow('altered')
  })

  it.each(['', 'plain text', 'v1.', 'v1.f31c1bb7.', 'v2.f31c1bb7.AAAA', `${SEALED_ONCE} `, `x${SEALED_ONCE}`])(
    'refuses %j as never sealed',
    (text) => {
      expect(() => sealer.open(text)).toThrow('not a sealed text')
    },
  )

  it('refuses a text cut short anywhere', () => {
    for (let length = 0; length < SEALED_ONCE.length; length++) {
      expect(tryOpen(SEALED_ONCE.slice(0, length))).toBeInstanceOf(Error)
    }
  })

  it('tells a wrong key by the key ids, without the text', () => {
    const other = createSealer(Buffer.alloc(32, 8))
    expect(other.keyId).not.toBe(sealer.keyId)
    expect(() => other.open(SEALED_ONCE)).toThrow(`sealed with key f31c1bb7, but the key in use is ${other.keyId}`)
  })

  it('does not open under another key even when the key id is forged', () => {
    const other = createSealer(Buffer.alloc(32, 8))
    const result = tryOpen(SEALED_ONCE.replace('f31c1bb7', other.keyId), other)
    expect(result).toBeInstanceOf(Error)
    expect(String(result)).toBe('Error: the sealed text was altered or is damaged')
  })

  it('is not disturbed when the caller wipes the key', () => {
    const mine = randomBytes(32)
    const wiped = createSealer(mine)
    const sealed = wiped.seal('text')
    mine.fill(0)
    expect(wiped.open(sealed)).toBe('text')
  })

  it('refuses a key of another length and a text that would not come back', () => {
    expect(() => createSealer(Buffer.alloc(16))).toThrow('32 bytes')
    expect(() => sealer.seal('a\ud800b')).toThrow('lone surrogate')
  })
})

function tryOpen(text: string, by = sealer): unknown {
  try {
    return by.open(text)
  } catch (error) {
    return error
  }
}
