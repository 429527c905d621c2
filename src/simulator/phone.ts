import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { type Mac, parseMac } from '../domain/mac.js'
import { Courier } from './courier.js'
import { PhoneMemory } from './memory.js'
import type { Personality, SimulatedVendor } from './personality.js'
import { nextPoll } from './polling.js'
import { createPolycom } from './polycom.js'
import type { Report } from './report.js'
import { provisioningRun, type RunResult } from './run.js'
import { createSnom } from './snom.js'
import { network, type Transport } from './transport.js'
import { compileReport } from './verdict.js'
import { createYealink } from './yealink.js'

export interface SimulatedPhoneOptions {
  readonly vendor: SimulatedVendor
  /** In any usual spelling (`T46U`, `SIP-T46U`, `snomD785`, `VVX_450`). */
  readonly model: string
  /** In any usual notation. */
  readonly mac: string
  /** What discovery gives: DHCP, the vendor's redirect service or an installer. */
  readonly url: string
  /** Where the phone's memory lives; made if absent. */
  readonly stateDir: string
  /** PEM file that stands for the factory's certificate store; the public roots of Node if absent. */
  readonly ca?: string
  /** Believe any server. */
  readonly insecure?: boolean
  /** Firmware of a phone without a memory; a realistic one of the model if absent. */
  readonly firmware?: string
  /** Judge the provisioning URL the configuration writes. */
  readonly publicUrlExpected?: boolean
  readonly clock?: () => Date
  /** Replaces the network. */
  readonly fetch?: Transport
  /** Per request; 10 seconds if absent. */
  readonly timeoutMs?: number
}

export interface SimulatedPhone {
  /** Power on: discovery, all files, and whatever reboots they cost. */
  boot(): Promise<Report>
  /** One go at the stored address, as on a timer or a SIP NOTIFY. */
  poll(): Promise<Report>
  /** Lets simulated days go by and runs the polls the phone's own configuration asks for. */
  elapse(days: number): Promise<Report[]>
  /** Back to factory settings; the firmware and the count of reboots stay. */
  factoryReset(): void
  /** Somebody changes a setting at the phone, by the vendor's own name; false when that is not allowed. */
  change(name: string, value: string): boolean
  /** The phone as it stands, with the requests of the last run. */
  report(): Report
}

const DAY_MS = 86_400_000
const NOTHING_YET: RunResult = {
  requests: [],
  reasons: [],
  notes: [],
  why: 'it has not asked anybody yet',
  rebooted: false,
}
const VENDORS: Readonly<Record<SimulatedVendor, (model: string, mac: Mac) => Personality>> = {
  yealink: createYealink,
  snom: createSnom,
  polycom: createPolycom,
}

/** True when there is a simulated phone of that vendor. */
export const isSimulated = (vendor: string): vendor is SimulatedVendor => Object.hasOwn(VENDORS, vendor)

function macOf(text: string): Mac {
  const mac = parseMac(text)
  if (mac === undefined) throw new Error(`${text} is no MAC address`)
  return mac
}

function personalityOf(vendor: SimulatedVendor, model: string, mac: Mac): Personality {
  if (isSimulated(vendor)) return VENDORS[vendor](model, mac)
  throw new Error(`no simulated vendor ${vendor}; there are ${Object.keys(VENDORS).join(' ')}`)
}

/**
 * A phone that provisions itself over the network as its vendor's do, keeps what it learnt in `stateDir`, and judges
 * whether it would work. Calls must not overlap.
 * @throws Error for an unknown vendor or model, no MAC, an unreadable `ca`, or a memory of another phone
 */
export function createSimulatedPhone(options: SimulatedPhoneOptions): SimulatedPhone {
  const { vendor, clock = () => new Date(), publicUrlExpected = false } = options
  const mac = macOf(options.mac)
  const personality = personalityOf(vendor, options.model, mac)
  const factoryStore = options.ca === undefined ? rootCertificates : [readFileSync(options.ca, 'utf8')]
  const firmware = options.firmware ?? personality.firmware
  const memory = new PhoneMemory(options.stateDir, { vendor, model: personality.model, mac, firmware })
  const now = () => clock().getTime() + memory.data.ahead
  let last = NOTHING_YET

  async function run(mode: 'boot' | 'poll'): Promise<Report> {
    const courier = new Courier({
      personality,
      memory,
      transport: options.fetch ?? network,
      factoryStore,
      insecure: options.insecure ?? false,
      timeoutMs: options.timeoutMs ?? 10_000,
    })
    last = await provisioningRun({ personality, memory, courier, mode, discoveryUrl: personality.expand(options.url) })
    memory.data.polledAt = now()
    memory.save()
    return report()
  }

  function report(): Report {
    return compileReport({ vendor, mac, personality, memory, run: last, publicUrlExpected })
  }

  return {
    boot: () => run('boot'),
    poll: () => run('poll'),
    report,
    async elapse(days) {
      const end = now() + days * DAY_MS
      const reports: Report[] = []
      for (;;) {
        const next = nextPoll(personality.plans(memory), now(), memory.data.polledAt ?? now(), mac)
        if (next > end) break
        memory.data.ahead += next - now()
        reports.push(await run('poll'))
      }
      memory.data.ahead += Math.max(0, end - now())
      memory.save()
      return reports
    },
    factoryReset() {
      memory.reset()
      last = NOTHING_YET
    },
    change(name, value) {
      const accepted = personality.change(memory, name, value)
      memory.save()
      return accepted
    },
  }
}
