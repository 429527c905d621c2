import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rings } from '../../src/service/rings.js'

/** The same by brute force: per ring the newest `room`, of all those left the newest `most`. */
function expected(added: readonly (readonly [string, number])[], most: number, room: number) {
  let kept: (readonly [string, number])[] = []
  for (const row of added) {
    kept.push(row)
    const ofRing = kept.filter(([ring]) => ring === row[0])
    if (ofRing.length > room) kept = kept.filter((other) => other !== ofRing[0])
    kept = kept.slice(-most)
  }
  return kept
}

describe('rings', () => {
  it('hold the newest of each and the newest of all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 80 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        (names, most, room) => {
          const added = names.map((ring, n) => [ring, n] as const)
          const rings = new Rings<readonly [string, number]>(most, () => room)
          const alive = added.map((row) => rings.add(row[0], row))
          const kept = expected(added, most, room)
          expect(rings.all()).toEqual(kept)
          expect(rings.size).toBe(kept.length)
          expect(added.filter((_, n) => alive[n]?.())).toEqual(kept)
          for (const ring of 'abcd') expect(rings.of(ring)).toEqual(kept.filter(([name]) => name === ring))
        },
      ),
    )
  })
})
