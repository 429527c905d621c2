import { certificates } from './certificates.js'
import { enumeration, forgedHeaders, guessing } from './enumeration.js'
import { type Finding, startTarget } from './fleet.js'
import { replay } from './replay.js'
import { timing } from './timing.js'

/** How much of each attack: in full, or the part that `npm test` has time for, where chance weighs more. */
export const SIZES = {
  full: {
    phones: 2000,
    macs: 200_000,
    boots: 500,
    guesses: 100_000,
    pairs: 10_000,
    forged: 10_000,
    replays: 200,
    chance: 0.55,
  },
  short: { phones: 60, macs: 1_500, boots: 40, guesses: 500, pairs: 300, forged: 200, replays: 5, chance: 0.65 },
} as const

const MISS_LIMIT = 20
const NO_LIMIT = '999999'

/** Every attack on servers of its own; what one leaves behind (blocked addresses) would help against the next. */
export async function attack(
  size: (typeof SIZES)['full' | 'short'],
  report: (finding: Finding) => void,
): Promise<void> {
  const say = (findings: readonly Finding[]): void => findings.forEach(report)

  const walked = await startTarget(size.phones, { OFFHOOK_MISS_LIMIT: String(MISS_LIMIT) })
  say(await enumeration(walked, { macs: size.macs, boots: size.boots, missLimit: MISS_LIMIT }))
  say(await guessing(walked, size.guesses))
  await walked.server.remove()

  const forged = await startTarget(20, { OFFHOOK_MISS_LIMIT: String(MISS_LIMIT) })
  say(await forgedHeaders(forged, size.forged, MISS_LIMIT))
  await forged.server.remove()

  const timed = await startTarget(Math.min(size.phones, 500), { OFFHOOK_MISS_LIMIT: NO_LIMIT })
  say(await timing(timed, size.pairs, size.chance))
  await timed.server.remove()

  say(await replay(await startTarget(size.replays, { OFFHOOK_MISS_LIMIT: NO_LIMIT })))
  say(await certificates())
}
