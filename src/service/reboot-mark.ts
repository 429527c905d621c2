import { vendorNamed } from '../catalogue/index.js'
import { keptIn } from '../domain/kept.js'
import type { Served } from '../domain/model.js'
import type { Vendor } from '../domain/vendor.js'
import { restartsBeside, restartsInText } from '../render/restarts.js'
import type { Store } from '../store/store.js'
import { hashOf } from './entry.js'
import type { Planned } from './plan.js'
import type { ServedBodies } from './served-bodies.js'

const marks = new WeakMap<Planned['plan']['settings'], string>()

const markOf = ({ vendor, plan }: Planned): string => hashOf(Buffer.from(restartsBeside(vendor, plan).join('\n')))

/** Hash of what a restart depends on beside the phone's main file: firmware and overrides, which other files may say. */
export const restartMark = (planned: Planned): string =>
  // Phones with the same settings share them; overrides are a phone's own.
  planned.plan.overrides.size > 0 ? markOf(planned) : keptIn(marks, planned.plan.settings, () => markOf(planned))

/** Hash of the parameters of a main file that restart a phone when they change. */
const mainMark = (vendor: Vendor, mainFile: Buffer): string =>
  hashOf(Buffer.from(restartsInText(vendor, mainFile.toString('latin1')).join('\n')))

/**
 * Whether a phone that fetched `served` restarts when it fetches `mainFile`. A phone of which nobody knows what it has
 * is taken to: it says so itself with its next fetch.
 * @param last the body that was kept of its last fetch, if any; another than `served` tells of counts as none.
 */
export function wouldReboot(planned: Planned, mainFile: Buffer, served: Served, last: Buffer | undefined): boolean {
  const { vendor } = planned
  const had = last && hashOf(last) === served.fingerprint ? mainMark(vendor, last) : served.main_mark
  return had !== mainMark(vendor, mainFile) || served.restart_mark !== restartMark(planned)
}

/**
 * Keeps of a deleted phone's last file what tells whether clearing it restarts it, because the file itself goes: it
 * holds secrets.
 */
export async function keepMainMark(
  store: Store,
  phone_id: string,
  bodies: Pick<ServedBodies, 'bodyOf'>,
): Promise<void> {
  const [phone, served] = [await store.get('tombstones', phone_id), await store.get('served', phone_id)]
  const last = phone && served && (await bodies.bodyOf(phone_id, served.file))
  const vendor = phone && vendorNamed(phone.vendor)
  if (!vendor || !last || hashOf(last) !== served.fingerprint) return
  const main_mark = mainMark(vendor, last)
  await store.transact(async (tx) => {
    const now = await tx.get('served', phone_id)
    if (now?.fingerprint === served.fingerprint) tx.put('served', { ...now, main_mark })
  })
}
