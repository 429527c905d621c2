import { keptIn } from '../domain/kept.js'
import type { Served } from '../domain/model.js'
import { restartsBeside, restartsInText } from '../render/restarts.js'
import { hashOf } from './entry.js'
import type { Planned } from './plan.js'

const marks = new WeakMap<Planned['plan']['settings'], string>()

const markOf = ({ vendor, plan }: Planned): string => hashOf(Buffer.from(restartsBeside(vendor, plan).join('\n')))

/** Hash of what a restart depends on beside the phone's main file: firmware and overrides, which other files may say. */
export const restartMark = (planned: Planned): string =>
  // Phones with the same settings share them; overrides are a phone's own.
  planned.plan.overrides.size > 0 ? markOf(planned) : keptIn(marks, planned.plan.settings, () => markOf(planned))

/** The parameters of a main file that restart a phone when they change, as text. */
const partsOf = ({ vendor }: Planned, mainFile: Buffer): string =>
  restartsInText(vendor, mainFile.toString('latin1')).join('\n')

/**
 * Whether a phone that fetched `served` restarts when it fetches `mainFile`. A phone of which nobody knows what it has
 * is taken to: it says so itself with its next fetch.
 * @param last the body that was kept of its last fetch, if any; another than `served` tells of counts as none.
 */
export function wouldReboot(planned: Planned, mainFile: Buffer, served: Served, last: Buffer | undefined): boolean {
  if (!last || hashOf(last) !== served.fingerprint) return true
  if (served.restart_mark !== restartMark(planned)) return true
  return partsOf(planned, last) !== partsOf(planned, mainFile)
}
