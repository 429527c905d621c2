import { type Mac, printMac } from '../domain/mac.js'
import { isCleared, judge, vlanNumber } from './judge.js'
import type { PhoneMemory } from './memory.js'
import type { Personality, SimulatedVendor, View } from './personality.js'
import { describePlans } from './polling.js'
import type { PhoneState, Report } from './report.js'
import type { RunResult } from './run.js'
import { canonical, showUrl } from './urls.js'

interface Subject {
  readonly vendor: SimulatedVendor
  readonly mac: Mac
  readonly personality: Personality
  readonly memory: PhoneMemory
  readonly run: RunResult
  readonly publicUrlExpected: boolean
}

/** The address written must be the phone's own lasting one: it serves this phone and its file names it again. */
function addressReasons({ personality, memory, run, publicUrlExpected }: Subject): string[] {
  if (!publicUrlExpected) return []
  const stored = personality.storedUrl(memory)
  if (stored === null) return ['no provisioning URL was written']
  if (memory.data.provenUrl === canonical(stored)) return []
  return [`the provisioning URL ${showUrl(stored)} did not serve this phone${run.why === '' ? '' : `: ${run.why}`}`]
}

function decide(subject: Subject, view: View): { state: PhoneState; reasons: string[] } {
  const { personality, memory, run } = subject
  if (!memory.data.answered) {
    return { state: 'unprovisioned', reasons: [`it has no configuration: ${run.why}`, ...run.reasons] }
  }
  const broken = [...memory.data.faults, ...memory.data.problems, ...run.reasons, ...addressReasons(subject)]
  const verdict = judge(view, personality.room, personality.model)
  const reasons = [...new Set([...broken, ...verdict])]
  if (reasons.length === 0) return { state: 'up', reasons }
  // With all accounts gone, "no line is enabled" alone is what a taken-away user looks like, not a fault.
  const cleared = broken.length === 0 && verdict.length === 1 && isCleared(view)
  return { state: cleared ? 'cleared' : 'failed', reasons }
}

/** What is to be said about a phone as its memory and its last run stand. */
export function compileReport(subject: Subject): Report {
  const { vendor, mac, personality, memory, run } = subject
  const view = personality.view(memory)
  const first = view.lines.find((line) => line.enabled)
  const stored = personality.storedUrl(memory)
  const { state, reasons } = decide(subject, view)
  return {
    vendor,
    model: personality.model,
    mac: printMac(mac),
    firmware: memory.data.firmware,
    up: state === 'up',
    state,
    reasons,
    notes: run.notes,
    requests: run.requests,
    reboots: memory.data.reboots,
    rebooted: run.rebooted,
    lines: view.lines,
    keys: view.keys,
    codecs: first?.codecs ?? [],
    vlan: { phone: vlanNumber(view.vlan.phone), pc: vlanNumber(view.vlan.pc) },
    provisioningUrl: stored === null ? null : showUrl(stored),
    polling: describePlans(personality.plans(memory)),
    transport: first?.transport ?? null,
  }
}
