import type { Phone } from '../domain/model.js'
import type { FileRow } from '../domain/vendor.js'
import type { Templates } from '../render/template.js'
import { parametersIn } from '../render/uploaded-parameters.js'
import type { Store } from '../store/store.js'
import { type Admitted, findRow, refusedRow } from './admission.js'
import { type Outcome, refused } from './answer.js'
import { entryOf, hashOf } from './entry.js'
import { withoutHidden } from './local-changes.js'
import { planPhone } from './plan.js'
import type { ServerService } from './server.js'
import type { Uploads } from './uploads.js'

/** The largest upload any file of any phone may have, bytes; what is longer need not be read. */
export const LARGEST_UPLOAD = 1024 * 1024

export interface ServeUploadDeps {
  readonly store: Store
  readonly uploads: Uploads
  readonly server: ServerService
  readonly templates: Templates
}

/**
 * What the phone's user uploaded. Changes made at the phone come back as they are only where they are to last; else
 * without those that hide a server value, as far as the vendor's phones can be told so.
 */
export async function serveUpload(deps: ServeUploadDeps, phone: Phone, row: FileRow, file: string): Promise<Outcome> {
  const { store, uploads, server, templates } = deps
  const planned = await planPhone(store, phone, await server.forPlan(phone), 'lasting')
  const { settings, cleared } = planned.plan
  const uploaded = cleared ? undefined : await uploads.read(phone, file)
  const lasts = !row.hides || settings.get('provisioning.protect_user_changes')?.value === true
  if (uploaded && lasts) {
    const fingerprint = hashOf(uploaded)
    return { kind: 'file', entry: entryOf(phone, row, file, { body: uploaded, fingerprint }, false) }
  }
  if (row.template === undefined) return refused('nothing was uploaded under this name', phone.id)
  const changed = parametersIn(planned.vendor.format, uploaded?.toString('utf8') ?? '')
  return {
    kind: 'file',
    entry: entryOf(phone, row, file, await withoutHidden(planned, changed, row, templates), false),
  }
}

/** Takes a file a phone sends. Only the names of its vendor's table are taken, each up to its own size. */
export async function takeUpload({ uploads }: ServeUploadDeps, asked: Admitted, body: Buffer): Promise<Outcome> {
  const { proof, file } = asked
  const found = findRow(asked)
  if (typeof found === 'string') return refusedRow(asked, found)
  if (!proof.phone || proof.by === 'tombstone' || found.row.upload === undefined)
    return refused('this file is not taken', proof.phone?.id)
  if (body.length > found.row.upload) return { kind: 'too_large' }
  await uploads.keep(proof.phone, found.row, file, body)
  return { kind: 'stored' }
}
