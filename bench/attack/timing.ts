import { Problems } from '../../src/domain/errors.js'
import { createPathToken } from '../../src/security/token.js'
import { clientAt, type Finding, macOf, type Target } from './fleet.js'

const LOGIN = 'with a wrong password'

type Sample = readonly [known: number, unknown: number]

/** How often the best threshold, chosen on one half, is right on the other half; 0.5 is a coin. */
export function accuracy(samples: readonly Sample[]): number {
  const half = samples.length >> 1
  const [learn, judge] = [samples.slice(0, half), samples.slice(half)]
  const right = (set: readonly Sample[], at: number, knownIsSlow: boolean): number =>
    set.filter(([known]) => known > at === knownIsSlow).length +
    set.filter(([, unknown]) => unknown > at !== knownIsSlow).length
  const sorted = learn.flat().sort((a, b) => a - b)
  const thresholds = Array.from({ length: 99 }, (_, n) => sorted[Math.floor((sorted.length * (n + 1)) / 100)] ?? 0)
  const candidates = thresholds.flatMap((at) =>
    [true, false].map((slow) => ({ at, slow, hits: right(learn, at, slow) })),
  )
  const best = candidates.reduce((a, b) => (b.hits > a.hits ? b : a))
  return right(judge, best.at, best.slow) / (2 * judge.length)
}

/**
 * Asks for a known and an unknown phone in turn, in changing order, and tries to tell them apart by time.
 * @param most share of right guesses that is taken for chance.
 */
export async function timing({ server, phones }: Target, pairs: number, most: number): Promise<Finding[]> {
  const token = createPathToken().secret.reveal()
  const basic = (user: string): string => `Basic ${Buffer.from(`${user}:wrong password`).toString('base64')}`
  const ways: [string, (mac: string) => { path: string; headers: Record<string, string> }][] = [
    ['without a proof', (mac) => ({ path: `/p/${mac}.cfg`, headers: {} })],
    ['with a wrong token', (mac) => ({ path: `/p/${token}/${mac}.cfg`, headers: {} })],
    [LOGIN, (mac) => ({ path: `/p/${mac}.cfg`, headers: { Authorization: basic(mac) } })],
  ]
  const findings: Finding[] = []
  for (const [way, made] of ways) {
    const ask = clientAt(server.base, '127.0.0.69')
    if (way === LOGIN)
      for (const tenant of await server.services.tenants.list(server.actor))
        await server.services.tenants.update(server.actor, tenant.id, { phone_login: 'basic' }, new Problems())
    const time = async (mac: string): Promise<number> => {
      const { path, headers } = made(mac)
      const start = process.hrtime.bigint()
      await ask(path, { headers })
      return Number(process.hrtime.bigint() - start)
    }
    const samples: Sample[] = []
    for (let n = 0; n < pairs; n++) {
      const known = phones[n % phones.length]?.mac ?? ''
      const unknown = macOf((n % phones.length) * 7 + 3)
      if (n % 2 === 0) samples.push([await time(known), await time(unknown)])
      else {
        const last = await time(unknown)
        samples.push([await time(known), last])
      }
    }
    const rate = accuracy(samples)
    findings.push({
      attack: `known and unknown MACs told apart by time, ${way}`,
      tried: pairs,
      result: `${(rate * 100).toFixed(1)} % right (coin: 50)`,
      held: rate <= most,
    })
  }
  return findings
}
