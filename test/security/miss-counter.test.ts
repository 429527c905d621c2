import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MissCounter } from '../../src/security/miss-counter.js'

const LIMITS = { most: 20, windowMs: 600_000, blockMs: 60_000, longestMs: 3_600_000, keys: 100 }

function bench() {
  const time = { now: 0 }
  return { time, counter: new MissCounter(LIMITS, () => time.now) }
}
const misses = (counter: MissCounter, key: string, count: number) =>
  Array.from({ length: count }, () => counter.miss(key))

describe('misses of a key', () => {
  it('are forgiven up to the limit; the next one begins a block, once', () => {
    const { counter } = bench()
    const seen = misses(counter, 'a', 25)
    expect(seen.slice(0, 20).every(({ wait }) => wait === 0)).toBe(true)
    expect(seen.slice(20).every(({ wait }) => wait === 60_000)).toBe(true)
    expect(seen.filter(({ began }) => began)).toHaveLength(1)
    expect(counter.waiting('b')).toBe(0)
  })

  it('outside the window are forgotten', () => {
    const { counter, time } = bench()
    misses(counter, 'a', 20)
    time.now += LIMITS.windowMs
    expect(misses(counter, 'a', 20).every(({ wait }) => wait === 0)).toBe(true)
  })

  it('cost more each time, up to the longest block', () => {
    const { counter, time } = bench()
    const waits = Array.from({ length: 8 }, () => {
      const wait = misses(counter, 'a', 21).at(-1)?.wait ?? 0
      time.now += wait
      return wait / 60_000
    })
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  })

  it('cost as at first after a long quiet time', () => {
    const { counter, time } = bench()
    misses(counter, 'a', 21)
    time.now += 60_000
    misses(counter, 'a', 21)
    time.now += 120_000 + LIMITS.longestMs + 1
    expect(misses(counter, 'a', 21).at(-1)?.wait).toBe(60_000)
  })

  it('during a block do not prolong it', () => {
    const { counter, time } = bench()
    misses(counter, 'a', 21)
    time.now += 59_000
    misses(counter, 'a', 1000)
    expect(counter.waiting('a')).toBe(1000)
    expect(counter.blocked).toBe(1)
    time.now += 1000
    expect(counter.waiting('a')).toBe(0)
    expect(counter.blocked).toBe(0)
  })

  it('are remembered for a bounded number of keys, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 2000 }), (keys) => {
        const { counter } = bench()
        for (const key of keys) counter.miss(String(key))
        expect(counter.size).toBeLessThanOrEqual(LIMITS.keys)
      }),
      { numRuns: 50 },
    )
  })
})
