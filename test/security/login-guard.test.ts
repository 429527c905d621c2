import { describe, expect, it } from 'vitest'
import { LoginGuard } from '../../src/security/login-guard.js'

/** A guard with a clock of its own. */
function watched() {
  let ms = Date.parse('2026-01-01T00:00:00Z')
  const guard = new LoginGuard(() => new Date(ms))
  const fail = (account: string, source: string) => {
    const verdict = guard.begin(account, source)
    if ('pauseMs' in verdict) guard.end(account, source, false, verdict.pauseMs)
    return verdict
  }
  const succeed = (account: string, source: string) => {
    const verdict = guard.begin(account, source)
    if ('pauseMs' in verdict) guard.end(account, source, true, verdict.pauseMs)
    return verdict
  }
  const times = (n: number, what: () => unknown) => Array.from({ length: n }, what)
  return { guard, fail, succeed, times, wait: (seconds: number) => (ms += seconds * 1000) }
}

describe('guessing at one account from one address', () => {
  it('costs nothing ten times, then doubles up to a minute', () => {
    const { fail, times, wait } = watched()
    times(10, () => expect(fail('a', '192.0.2.1')).toEqual({ pauseMs: 0 }))
    const delays: number[] = []
    for (let i = 0; i < 9; i++) {
      fail('a', '192.0.2.1')
      const verdict = fail('a', '192.0.2.1')
      if (!('retryAfterMs' in verdict)) throw new Error('was let through')
      delays.push(verdict.retryAfterMs / 1000)
      wait(verdict.retryAfterMs / 1000)
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  it('is forgiven by a right password, and by a quarter of an hour', () => {
    const { fail, succeed, times, wait } = watched()
    times(9, () => fail('a', '192.0.2.1'))
    expect(succeed('a', '192.0.2.1')).toEqual({ pauseMs: 0 })
    times(10, () => expect(fail('a', '192.0.2.1')).toEqual({ pauseMs: 0 }))
    fail('a', '192.0.2.1')
    wait(16 * 60)
    times(10, () => expect(fail('a', '192.0.2.1')).toEqual({ pauseMs: 0 }))
  })

  it('gains nothing by asking all at once', () => {
    const { guard, times } = watched()
    const verdicts = times(50, () => guard.begin('a', '192.0.2.1'))
    expect(verdicts.filter((verdict) => 'pauseMs' in (verdict as object))).toHaveLength(11)
  })

  it.each([
    ['letter case', 'Admin', 'ADMIN'],
    ['an unknown name', 'nobody', 'nobody'],
  ])('is not evaded by %s', (_what, first, second) => {
    const { fail, times } = watched()
    times(11, () => fail(first, '192.0.2.1'))
    expect(fail(second, '192.0.2.1')).toHaveProperty('retryAfterMs')
  })
})

describe('an administrator', () => {
  it('is let in from elsewhere within two seconds, however many addresses guess', () => {
    const { fail, succeed, times } = watched()
    times(5000, () => fail('admin', `198.51.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`))
    const verdict = succeed('admin', '192.0.2.1')
    expect(verdict).toEqual({ pauseMs: 2000 })
  })

  it('is not slowed by guesses at others from other addresses', () => {
    const { fail, succeed, times } = watched()
    times(100, () => fail('somebody', '198.51.100.7'))
    expect(succeed('admin', '192.0.2.1')).toEqual({ pauseMs: 0 })
  })
})

describe('one address guessing at many accounts', () => {
  it('is refused after thirty', () => {
    const { fail } = watched()
    const verdicts = Array.from({ length: 32 }, (_, n) => fail(`user${n}`, '192.0.2.1'))
    expect(verdicts.filter((verdict) => 'pauseMs' in verdict)).toHaveLength(31)
    expect(verdicts.at(-1)).toHaveProperty('retryAfterMs')
  })

  it('does not wash its guesses off with an account of its own', () => {
    const { fail, succeed } = watched()
    let refused = 0
    for (let n = 0; n < 40; n++) {
      if ('retryAfterMs' in fail(`user${n}`, '192.0.2.1')) refused += 1
      succeed('mine', '192.0.2.1')
    }
    expect(refused).toBeGreaterThan(0)
  })

  it.each([
    ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2', true],
    ['2001:db8::1', '2001:0db8:0000:0000:1::1', true],
    ['2001:db8:0:1::1', '2001:db8:0:2::1', false],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('%s and %s are the same party: %s', (first, second, same) => {
    const { fail, times } = watched()
    times(11, () => fail('a', first))
    expect('retryAfterMs' in fail('a', second)).toBe(same)
  })
})

describe('memory', () => {
  it('is bounded', () => {
    const { guard, fail, times } = watched()
    let n = 0
    times(50_000, () => fail(`user${n++}`, `10.${n & 255}.${(n >> 8) & 255}.1`))
    expect(guard.size).toBeLessThanOrEqual(30_000)
  })
})
