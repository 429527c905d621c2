import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idOf, UUID, uuidOf } from '../../src/dialects/uuid.js'
import { newId } from '../../src/service/id.js'

const RUNS = process.env.OFFHOOK_TEST_LONG ? 100_000 : 1000

describe('an id as a UUID', () => {
  it('is one of version 8, and leads back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const id = newId({ now: () => new Date(0), random: () => Buffer.from(bytes) })
        const uuid = uuidOf(id)
        expect(uuid).toMatch(UUID)
        expect(uuid).toMatch(/^.{14}8.{4}[89ab]/)
        expect(idOf(uuid)).toBe(id)
        expect(idOf(uuid.toUpperCase())).toBe(id)
      }),
      { numRuns: RUNS },
    )
  })

  it('leaves what is no id of ours as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uuid()), (text) => {
        if (idOf(text) !== text) expect(uuidOf(idOf(text))).toBe(text.toLowerCase())
        if (uuidOf(text) !== text) expect(idOf(uuidOf(text))).toBe(text)
      }),
      { numRuns: RUNS },
    )
  })
})
