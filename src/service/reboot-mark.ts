import { keptIn } from '../domain/kept.js'
import type { Served } from '../domain/model.js'
import { hashOf } from './entry.js'
import type { Planned } from './plan.js'

const firmwares = new WeakMap<Planned['plan']['settings'], string>()

/** Hash of the firmware a phone is told, which other files than the main one may name. */
export const firmwareMark = ({ plan }: Planned): string =>
  keptIn(firmwares, plan.settings, () => {
    const parts = ['url', 'version'].map((member) => String(plan.settings.get(`firmware.${member}`)?.value))
    return hashOf(Buffer.from(parts.join('\n')))
  })

/** The parameters of a main file that restart a phone when they change, as text. */
const restartingParts = ({ vendor }: Planned, mainFile: Buffer): string =>
  (mainFile.toString('latin1').match(vendor.reboots.pattern) ?? []).join('\n')

/**
 * Whether a phone that fetched `served` restarts when it fetches `mainFile`. A phone of which nobody knows what it has
 * is taken to: it says so itself with its next fetch.
 * @param last the body that was kept of its last fetch, if any; another than `served` tells of counts as none.
 */
export function wouldReboot(planned: Planned, mainFile: Buffer, served: Served, last: Buffer | undefined): boolean {
  if (!last || hashOf(last) !== served.fingerprint) return true
  if (served.firmware_mark !== firmwareMark(planned)) return true
  return restartingParts(planned, last) !== restartingParts(planned, mainFile)
}
