import type { Served } from '../domain/model.js'
import { restartsOf } from '../render/restarts.js'
import { hashOf } from './entry.js'
import type { Planned } from './plan.js'

/** Hash of what a restart depends on. */
export function rebootMark({ vendor, plan }: Planned, mainFile: Buffer): string {
  return hashOf(Buffer.from(restartsOf(vendor, plan, mainFile.toString('latin1')).join('\n')))
}

/**
 * Whether a phone that fetched `served` restarts when it fetches what bears this mark. A phone of which nobody knows
 * what it has is taken to: it says so itself with its next fetch.
 */
export const wouldReboot = (served: Served, mark: string): boolean => served.reboot_mark !== mark
