import { describe, expect, it } from 'vitest'
import { minutesUntil, notifyOf } from '../../src/domain/notify.js'
import { Pace } from '../../src/service/pace.js'

describe('a daily window', () => {
  it.each([
    ['open', '02:00', '04:00', 'Etc/UTC', '2026-01-15T02:00:00Z', 0],
    ['open until the minute before its end', '02:00', '04:00', 'Etc/UTC', '2026-01-15T03:59:59Z', 0],
    ['closed at its end', '02:00', '04:00', 'Etc/UTC', '2026-01-15T04:00:00Z', 22 * 60],
    ['before it', '02:00', '04:00', 'Etc/UTC', '2026-01-15T01:15:00Z', 45],
    ['over midnight, open after it', '23:00', '01:00', 'Etc/UTC', '2026-01-15T00:30:00Z', 0],
    ['over midnight, closed', '23:00', '01:00', 'Etc/UTC', '2026-01-15T12:00:00Z', 11 * 60],
    ['the whole day', '00:00', '00:00', 'Etc/UTC', '2026-01-15T12:00:00Z', 0],
    ['of a zone, winter', '02:00', '04:00', 'Europe/Berlin', '2026-01-15T01:00:00Z', 0],
    ['of a zone, summer', '02:00', '04:00', 'Europe/Berlin', '2026-07-15T00:00:00Z', 0],
    ['of a zone by half hours', '02:00', '04:00', 'Asia/Kolkata', '2026-01-15T20:00:00Z', 30],
  ])('%s', (_name, from, to, zone, at, minutes) => {
    expect(minutesUntil({ from, to }, zone, new Date(at))).toBe(minutes)
  })
})

it('a tenant that chose nothing is told nothing, at twenty a second', () => {
  expect(notifyOf({})).toEqual({
    ...{ route: 'none', port: 5060, transport: 'udp', automatic: false, debounce_seconds: 10, rate: 20 },
  })
})

describe('a pace', () => {
  it.each([
    [1, 10],
    [20, 200],
    [200, 2000],
  ])('of %i a second lets no more than that through in ten seconds, never many at once', (rate, most) => {
    const pace = new Pace(0)
    let passed = 0
    let largest = 0
    for (let now = 0; now < 10_000; now += 7) {
      const allowed = pace.allowed(now, rate)
      pace.took(allowed)
      passed += allowed
      largest = Math.max(largest, allowed)
    }
    expect(passed).toBeLessThanOrEqual(most + 1)
    expect(passed).toBeGreaterThan(most * 0.9)
    expect(largest).toBeLessThanOrEqual(Math.max(1, rate / 10))
  })

  it('saves nothing up while nobody asks', () => {
    const pace = new Pace(0)
    expect(pace.allowed(3_600_000, 20)).toBe(2)
  })
})
