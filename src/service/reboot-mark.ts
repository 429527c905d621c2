import type { Served } from '../domain/model.js'
import { hashOf } from './entry.js'
import type { Planned } from './plan.js'

/** Hash of what a restart depends on: those parameters of the main file, and the firmware, which other files name. */
export function rebootMark({ vendor, plan }: Planned, mainFile: Buffer): string {
  const parts = mainFile.toString('latin1').match(vendor.reboots.pattern) ?? []
  const firmware = ['url', 'version'].map((member) => String(plan.settings.get(`firmware.${member}`)?.value))
  return hashOf(Buffer.from([...parts, ...firmware].join('\n')))
}

/**
 * Whether a phone that fetched `served` restarts when it fetches what bears this mark. A phone of which nobody knows
 * what it has is taken to: it says so itself with its next fetch.
 */
export const wouldReboot = (served: Served, mark: string): boolean => served.reboot_mark !== mark
