import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { decode, encode, freeze } from '../../src/store/codec.js'
import type { Sealer } from '../../src/store/store.js'

const sealer: Sealer = { seal: (text) => `sealed ${text}`, open: (text) => text.slice('sealed '.length) }

/** Names that escaping is about, and others that only look so, beside any. */
const name = fc.oneof(
  fc.constantFrom('$sealed', '$$sealed', '$$$sealed', 'sealed', '$', '$sealed2', '__proto__', 'toJSON'),
  fc.string(),
)
/** Records as the store takes them; `undefined` members are the same as absent ones. */
const record = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(name, fc.oneof(tie('value'), fc.constant(undefined))), { maxLength: 5 })
    .map((members) => Object.fromEntries(members)),
})).object as fc.Arbitrary<Record<string, unknown>>

describe('a record without secrets', () => {
  it('is the same text by the short road and by the long one', () => {
    fc.assert(
      fc.property(record, (plain) => {
        // A secret beside it sends the whole by the long road.
        const beside = encode({ plain, secret: new Secret('s') }, sealer)
        expect(beside).toBe(`{"plain":${encode(plain, sealer)},"secret":{"$sealed":"sealed s"}}`)
      }),
      { numRuns: 2000 },
    )
  })

  it('comes back as it was', () => {
    fc.assert(
      fc.property(record, (plain) => {
        const text = encode(freeze(plain, 'record'), sealer)
        // What JSON itself says of it: -0 and absent members are no business of ours.
        expect(decode(JSON.parse(text), sealer)).toEqual(JSON.parse(JSON.stringify(plain)))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a record with secrets', () => {
  it('comes back with them, whatever else looks sealed', () => {
    fc.assert(
      fc.property(record, fc.string(), (plain, word) => {
        const text = encode({ $sealed: plain, secret: new Secret(word) }, sealer)
        const back = decode(JSON.parse(text), sealer) as { $sealed: unknown; secret: Secret }
        expect(back.$sealed).toEqual(JSON.parse(JSON.stringify(plain)))
        expect(back.secret.equals(new Secret(word))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
