import { describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from '../../src/security/password.js'

describe('hashPassword', () => {
  it('is argon2id at the cost OWASP advises, salted', async () => {
    const [a, b] = await Promise.all([hashPassword('Passw0rd'), hashPassword('Passw0rd')])
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(a).not.toBe(b)
    expect(a).not.toContain('Passw0rd')
  })
})

describe('verifyPassword', () => {
  it.each(['Passw0rd', '', 'ünïcödé 世界', 'x'.repeat(5000)])('knows the right one', async (text) => {
    const hash = await hashPassword(text)
    expect(await verifyPassword(hash, text)).toBe(true)
    expect(await verifyPassword(hash, `${text} `)).toBe(false)
  })

  it('is never right without a hash', async () => {
    expect(await verifyPassword(null, '')).toBe(false)
    expect(await verifyPassword(null, 'Passw0rd')).toBe(false)
  })

  it('takes as long without a hash as with a wrong password', async () => {
    const hash = await hashPassword('right')
    const wrong: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < 12; round++) {
      wrong.push(await duration(() => verifyPassword(hash, 'wrong')))
      unknown.push(await duration(() => verifyPassword(null, 'wrong')))
    }
    // The fastest rounds: the least disturbed by whatever else the machine does.
    const ratio = Math.min(...unknown) / Math.min(...wrong)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  it('rejects a damaged hash', async () => {
    await expect(verifyPassword('not a hash', 'text')).rejects.toThrow()
  })
})

async function duration(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}
