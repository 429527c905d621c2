import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createPathToken, hashToken, randomDigits, randomPassword } from '../../src/security/token.js'

describe('createPathToken', () => {
  it.each([
    // RFC 4648 base32, in lower case: the octets as one big-endian number.
    ['00'.repeat(20), 'a'.repeat(32)],
    ['ff'.repeat(20), '7'.repeat(32)],
    [Buffer.from('foobarbazquxquuxcorg').toString('hex'), 'mzxw6ytbojrgc6trov4hc5lvpbrw64th'],
  ])('writes %s as %s', (hex, text) => {
    expect(createPathToken(() => Buffer.from(hex, 'hex')).secret.reveal()).toBe(text)
  })

  it('asks for 160 bits', () => {
    const asked: number[] = []
    createPathToken((bytes) => {
      asked.push(bytes)
      return Buffer.alloc(bytes)
    })
    expect(asked).toEqual([20])
  })

  it('is found by its hash, whose first six characters are shown', () => {
    const { secret, hash, short } = createPathToken()
    expect(secret.reveal()).toMatch(/^[a-z2-7]{32}$/)
    expect(hash).toBe(createHash('sha256').update(secret.reveal()).digest('hex'))
    expect(hash).toBe(hashToken(secret.reveal()))
    expect(short).toBe(hash.slice(0, 6))
  })

  it('does not print its text', () => {
    const token = createPathToken()
    expect(JSON.stringify(token)).not.toContain(token.secret.reveal())
  })

  it('never repeats, and uses every digit at every place alike', () => {
    const count = 20_000
    const texts = Array.from({ length: count }, () => createPathToken().secret.reveal())
    expect(new Set(texts).size).toBe(count)
    for (let place = 0; place < 32; place++) {
      // 31 degrees of freedom: above 90 less than once in ten million runs.
      expect(
        chiSquare(
          texts.map((text) => text.charAt(place)),
          32,
        ),
      ).toBeLessThan(90)
    }
  })
})

describe('hashToken', () => {
  it('is SHA-256', () => {
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe('randomPassword', () => {
  it.each([3, 16, 32])('has %i characters, with each of the three kinds', (length) => {
    const wrong = Array.from({ length: 2000 }, () => randomPassword(length).reveal()).filter(
      (text) => !/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]+$/.test(text) || text.length !== length,
    )
    expect(wrong).toEqual([])
  })

  it('does not repeat, and uses every character', () => {
    const texts = Array.from({ length: 2000 }, () => randomPassword(16).reveal())
    expect(new Set(texts).size).toBe(2000)
    expect(new Set(texts.join('')).size).toBe(62)
  })

  it('prefers no place for a kind', () => {
    const digits = Array.from({ length: 20_000 }, () => randomPassword(3).reveal().search(/[0-9]/))
    expect(chiSquare(digits.map(String), 3)).toBeLessThan(40)
  })

  it('refuses a length without room', () => {
    expect(() => randomPassword(2)).toThrow(RangeError)
  })
})

describe('randomDigits', () => {
  it('has the length asked for, leading zeros included, all digits alike', () => {
    const texts = Array.from({ length: 5000 }, () => randomDigits(10).reveal())
    expect(texts.filter((text) => !/^[0-9]{10}$/.test(text))).toEqual([])
    expect(chiSquare(texts.join('').split(''), 10)).toBeLessThan(60)
    expect(
      chiSquare(
        texts.map((text) => text.charAt(0)),
        10,
      ),
    ).toBeLessThan(60)
  })

  it('refuses a length below one', () => {
    expect(() => randomDigits(0)).toThrow(RangeError)
  })
})

function chiSquare(values: readonly string[], kinds: number): number {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const expected = values.length / kinds
  const seen = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  return seen + (kinds - counts.size) * expected
}
