import type { Phone } from '../domain/model.js'
import type { Flavour } from '../domain/plan.js'
import type { FileRow } from '../domain/vendor.js'
import type { Templates } from '../render/template.js'
import { encryptFile } from '../security/file-encryption.js'
import { REJECTED } from './admission.js'
import { type FetchRequest, type Outcome, refused } from './answer.js'
import { directoryOf } from './directory.js'
import { entryOf } from './entry.js'
import { inClear, tellKey, wantsEncryption } from './file-key.js'
import { isMade, type RenderedFile, renderFile } from './files.js'
import { locksPhones } from './foreign-agent.js'
import type { Noted } from './noted.js'
import { type Planned, planPhone } from './plan.js'
import type { Proof } from './proof.js'
import { restartMark } from './reboot-mark.js'
import { isRejected } from './rejections.js'
import type { ServedBodies } from './served-bodies.js'
import type { Tracker, Tracking } from './tracked.js'
import { isVisit, settleVisit, type VisitDeps } from './visit.js'
import type { WarmCache } from './warm.js'

export interface ServeFileDeps extends VisitDeps {
  readonly tracking: Tracking
  readonly warm: WarmCache
  readonly noted: Noted
  readonly served: ServedBodies
  readonly templates: Templates
}

/** A phone with its plan, watched while a file is made of them. */
interface Looked {
  readonly tracker: Tracker
  readonly phone: Phone
  readonly planned: Planned
}

/** Renders one file of a proven phone. A finished answer is kept where the next request needs no look. */
export async function serveFile(
  deps: ServeFileDeps,
  request: FetchRequest,
  proof: Proof & { phone: Phone },
  row: FileRow,
  file: string,
): Promise<Outcome> {
  const { store, ports, warm } = deps
  const { id } = proof.phone
  const settled = await settleVisit(deps, proof, request)
  const flavour: Flavour = proof.by === 'enrolment' ? 'enrolment' : 'lasting'
  let looked = await look(deps, proof, id, flavour)
  if (looked && wantsEncryption(looked.planned, row) && proof.by !== 'tombstone' && isVisit(proof.phone, request)) {
    if (await tellKey(store, looked.phone, flavour, ports)) {
      looked.tracker.release()
      looked = await look(deps, proof, id, flavour)
    }
  }
  if (!looked) return refused('the phone was deleted meanwhile', id)
  const { tracker, phone, planned } = looked
  // Read again through the tracker: a rejection drops the finished answer.
  if (await isRejected(tracker.reader, phone)) {
    tracker.release()
    return refused(REJECTED, id)
  }
  if (!isMade(planned, row)) {
    tracker.release()
    return refused(`${planned.vendor.name} file ${row.id} is not wanted`, id)
  }
  const rendered = await layOut(deps, looked, row)
  const wanted = wantsEncryption(planned, row)
  const key = wanted && !inClear(phone, flavour, ports.now()) ? phone.file_key?.key : undefined
  const sent = key ? { ...rendered, encrypted: encryptFile(rendered.body, key) } : rendered
  const made = entryOf(phone, row, file, sent, planned.plan.cleared)
  const entry = row.main ? { ...made, restart_mark: restartMark(planned) } : made
  // What comes in clear for a while must not stay so; a phone that may be locked is looked at each time.
  const keep = proof.by === 'lasting' && settled && wanted === (key !== undefined) && !locksPhones(planned.tenant)
  if (keep) warm.add(request.url, entry, tracker)
  else tracker.release()
  deps.noted.note(entry, request.source, request.userAgent)
  deps.served.offer(phone.id, file, rendered.fingerprint, rendered.body)
  return { kind: 'file', entry }
}

/** The phone as it is now with its plan, watched; undefined when it was deleted since it was proven. */
async function look(
  { tracking, server }: ServeFileDeps,
  proof: Proof,
  id: string,
  flavour: Flavour,
): Promise<Looked | undefined> {
  const tracker = tracking.track()
  const phone = await tracker.reader.get(proof.by === 'tombstone' ? 'tombstones' : 'phones', id)
  if (!phone) {
    tracker.release()
    return undefined
  }
  const planned = await planPhone(tracker.reader, phone, await server.forPlan(phone, tracker.reader), flavour)
  return { tracker, phone, planned }
}

/** The file; a failure ends the watch, for nothing comes of it. */
async function layOut(
  { store, templates }: ServeFileDeps,
  { tracker, planned }: Looked,
  row: FileRow,
): Promise<RenderedFile> {
  try {
    const entries = await directoryOf({ reader: tracker.reader, store }, planned, row)
    return await renderFile(planned, row, templates, entries)
  } catch (error) {
    tracker.release()
    throw error
  }
}
