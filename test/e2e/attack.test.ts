import { describe, expect, it } from 'vitest'
import type { Finding } from '../../bench/attack/fleet.js'
import { attack, SIZES } from '../../bench/attack/main.js'
import { accuracy } from '../../bench/attack/timing.js'

describe('npm run attack, the short form', async () => {
  const findings: Finding[] = []
  await attack(SIZES.short, (finding) => findings.push(finding))

  it('makes every attack', () => {
    expect(findings.map(({ attack: name }) => name)).toHaveLength(15)
  })
  it.each(findings)('$attack: $result of $tried', ({ held }) => {
    expect(held).toBe(true)
  })
})

describe('the classifier', () => {
  const noise = () => 100 + Math.random() * 50
  it.each([
    ['the same', () => noise(), 0.4, 0.6],
    ['a little apart', () => noise() + 20, 0.62, 0.8],
    ['a little apart the other way', () => noise() - 20, 0.62, 0.8],
    ['far apart', () => noise() + 60, 0.99, 1],
  ])('tells times that are %s', (_what, known, low, high) => {
    const samples = Array.from({ length: 4000 }, () => [known(), noise()] as const)
    expect(accuracy(samples)).toBeGreaterThanOrEqual(low)
    expect(accuracy(samples)).toBeLessThanOrEqual(high)
  })
})
