import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { base32 } from '../../src/security/token.js'
import { createRecoveryCodes, createTotpKey, recoveryHash, totpStep, totpUri } from '../../src/security/totp.js'
import { codeOf } from '../support/totp.js'

interface Vectors {
  readonly key: string
  readonly codes: readonly { readonly time: number; readonly code: string }[]
}
const file = new URL('../../fixtures/rfc6238/sha1.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors
const KEY = new Secret(base32(Buffer.from(vectors.key)).toUpperCase())
const at = (seconds: number) => new Date(seconds * 1000)
const stepOf = (code: string, seconds: number) => totpStep(KEY, new Secret(code), at(seconds))

describe('the published codes', () => {
  it.each(vectors.codes)('of second $time are taken', ({ time, code }) => {
    expect(stepOf(code.slice(-6), time)).toBe(Math.floor(time / 30))
    expect(codeOf(Buffer.from(vectors.key), at(time), 8)).toBe(code)
  })
})

describe('a code', () => {
  const [{ time, code } = { time: 0, code: '' }] = vectors.codes
  const six = code.slice(-6)
  it.each([
    ['half a minute early', -30, true],
    ['half a minute late', 30, true],
    ['a minute early', -60, false],
    ['a minute and a second late', 61, false],
  ])('%s: %i seconds, taken: %s', (_what, off, taken) => {
    expect(stepOf(six, time + off)).toBe(taken ? Math.floor(time / 30) : undefined)
  })

  it.each(['', '28708', '2870822', '94287082', ' 287082', '２８７０８２', '28708x', '-87082', '2.7e10'])(
    '%j is none',
    (text) => {
      expect(stepOf(text, time)).toBeUndefined()
    },
  )

  it('of any key and time is the one an authenticator shows, and no other is', () => {
    const moment = fc.integer({ min: 0, max: 4_000_000_000 })
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), moment, fc.nat(999_999), (bytes, seconds, guess) => {
        const key = new Secret(base32(Buffer.from(bytes)).toUpperCase())
        const near = [-30, 0, 30].map((off) => codeOf(key.reveal(), at(Math.max(0, seconds + off))))
        const guessed = String(guess).padStart(6, '0')
        expect(totpStep(key, new Secret(near[1] ?? ''), at(seconds))).toBeDefined()
        expect(totpStep(key, new Secret(guessed), at(seconds)) !== undefined).toBe(near.includes(guessed))
      }),
      { numRuns: process.env.OFFHOOK_TEST_LONG ? 20_000 : 300 },
    )
  })
})

describe('what is made', () => {
  it('is a key of 160 bits in the form authenticator apps read', () => {
    const key = createTotpKey()
    expect(key.reveal()).toMatch(/^[A-Z2-7]{32}$/)
    expect(totpUri(key, 'anna@pbx.example.net').reveal()).toBe(
      `otpauth://totp/offhook:anna%40pbx.example.net?issuer=offhook&secret=${key.reveal()}&algorithm=SHA1&digits=6&period=30`,
    )
  })

  it('is ten different recovery codes, found however they are typed', () => {
    const codes = createRecoveryCodes()
    expect(new Set(codes.map((code) => code.reveal())).size).toBe(10)
    const [first = new Secret('')] = codes
    expect(first.reveal()).toMatch(/^(?:[a-z2-7]{4}-){3}[a-z2-7]{4}$/)
    expect(recoveryHash(new Secret(` ${first.reveal().toUpperCase().replaceAll('-', ' ')} `))).toBe(recoveryHash(first))
  })
})
