import type { Courier } from './courier.js'
import type { PhoneMemory } from './memory.js'
import type { Outcome, Personality } from './personality.js'
import type { RequestReport } from './report.js'
import { canonical } from './urls.js'

/** Reboots in a row after which a phone is given up. */
const LOOP = 5

export interface RunOptions {
  readonly personality: Personality
  readonly memory: PhoneMemory
  readonly courier: Courier
  readonly mode: 'boot' | 'poll'
  readonly discoveryUrl: string
}

export interface RunResult {
  readonly requests: readonly RequestReport[]
  /** What went wrong in this run and keeps the phone from being up. */
  readonly reasons: readonly string[]
  readonly notes: readonly string[]
  /** Why the last address did not give the phone its file; empty when it did. */
  readonly why: string
  readonly rebooted: boolean
}

/**
 * One visit: the stored address first; at power-on the discovered one if that gives nothing. So do Snom (the steps of
 * provisioning_order, snom.md 1.1) and Polycom (polycom.md 1.7); for Yealink the order among sources is disputed
 * (yealink.md 1.1), so any of them may be asked.
 */
async function visit(options: RunOptions, mode: 'boot' | 'poll', tried: Set<string>): Promise<Outcome> {
  const { personality, memory, courier, discoveryUrl } = options
  const stored = personality.storedUrl(memory)
  const bases = [stored ?? discoveryUrl]
  if (mode === 'boot' && stored !== null && canonical(stored) !== canonical(discoveryUrl)) bases.push(discoveryUrl)
  const failures: string[] = []
  courier.forget()
  for (const base of bases) {
    tried.add(canonical(base))
    const problems: string[] = []
    const outcome = await personality.visit(courier.visit(mode, base, (text) => problems.push(text)))
    if (!outcome.answered) {
      failures.push(outcome.why)
      continue
    }
    memory.data.answered = true
    memory.data.problems = problems
    const named = personality.storedUrl(memory)
    if (named !== null && canonical(named) === canonical(base)) memory.data.provenUrl = canonical(named)
    return { ...outcome, why: failures.join('; ') }
  }
  return { answered: false, why: failures.join('; '), reboot: [] }
}

/**
 * A whole run. A reboot starts the boot sequence again. When the configuration names an address that this run has not
 * asked yet, the phone goes there at once, which stands for the poll that a first configuration asks for.
 */
export async function provisioningRun(options: RunOptions): Promise<RunResult> {
  const { personality, memory, courier } = options
  const tried = new Set<string>()
  const reasons: string[] = []
  const notes: string[] = []
  let { mode } = options
  let reboots = 0
  let why = ''
  let moves = 0
  for (let more = mode === 'poll' || !memory.data.answered || personality.asksAtPowerOn(memory); more; ) {
    const outcome = await visit(options, mode, tried)
    why = outcome.why
    const rebooting = outcome.reboot.length > 0
    if (rebooting) {
      memory.data.reboots++
      notes.push(`reboot: ${outcome.reboot.join(' ')}`)
      if (++reboots === LOOP) {
        reasons.push(`reboot loop: ${outcome.reboot.join(' ')}`)
        break
      }
    }
    const stored = personality.storedUrl(memory)
    const moved = stored !== null && !tried.has(canonical(stored))
    if (moved && ++moves > LOOP) {
      reasons.push('the provisioning URL changes at every fetch')
      break
    }
    mode = rebooting ? 'boot' : 'poll'
    more = rebooting ? personality.asksAtPowerOn(memory) || moved : moved
  }
  if (why !== '' && memory.data.answered) notes.push(why)
  return { requests: courier.requests, reasons: [...reasons, ...courier.refusals], notes, why, rebooted: reboots > 0 }
}
