import { fileIn, vendorNamed } from '../catalogue/index.js'
import { notFound } from '../domain/errors.js'
import type { Phone, Upload } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { FileRow } from '../domain/vendor.js'
import { parametersIn } from '../render/uploaded-parameters.js'
import type { Blobs } from '../store/blobs.js'
import type { Reader, Store, Transaction } from '../store/store.js'

/** Uploads are kept per phone and first user: the next user's requests look elsewhere. */
const keyOf = (phone_id: string, user_id: string | null, file: string): string =>
  `${phone_id}/${user_id ?? '-'}/${file.toLowerCase()}`

const ownerOf = (phone: Phone): string | null => phone.lines[0]?.user_id ?? null

/** An upload, and whether it is an earlier user's. */
export interface ListedUpload {
  readonly upload: Upload
  /** It came from an earlier user of the phone and is never served to this one. */
  readonly archived: boolean
}

export interface UploadDeps {
  readonly store: Store
  readonly blobs: Blobs
  readonly ports: Ports
}

/** What phones send: logs, contacts, and what somebody changed at the phone. */
export class Uploads {
  readonly #deps: UploadDeps

  constructor(deps: UploadDeps) {
    this.#deps = deps
  }

  /** Keeps a file in place of the last one of its name; durable when this resolves. */
  async keep(phone: Phone, row: FileRow, file: string, body: Buffer): Promise<void> {
    const { store, blobs, ports } = this.#deps
    const user_id = ownerOf(phone)
    const id = keyOf(phone.id, user_id, file)
    await blobs.put(id, body)
    const at = ports.now().toISOString()
    await store.transact(async (tx) => {
      const known = await tx.get('uploads', id)
      tx.put('uploads', {
        id,
        created_at: known?.created_at ?? at,
        tenant_id: phone.tenant_id,
        phone_id: phone.id,
        user_id,
        file: file.toLowerCase(),
        kind: row.id,
        bytes: body.length,
        at,
      })
    })
  }

  /** What the phone's present user uploaded under the name. */
  read(phone: Phone, file: string): Promise<Buffer | undefined> {
    return this.#deps.blobs.get(keyOf(phone.id, ownerOf(phone), file))
  }

  async list(phone: Phone): Promise<ListedUpload[]> {
    const uploads = await this.#deps.store.find('uploads', 'phone', phone.id)
    return uploads.map((upload) => ({ upload, archived: upload.user_id !== ownerOf(phone) }))
  }

  /** @throws DomainError `not_found` when the present user uploaded no such file. */
  async content(phone: Phone, file: string): Promise<Buffer> {
    return (await this.read(phone, file)) ?? notFound('upload')
  }

  /** Forgets a file of the present user; what it changed is as the server says from the next boot on. */
  async remove(phone: Phone, file: string): Promise<void> {
    const { store, blobs } = this.#deps
    const id = keyOf(phone.id, ownerOf(phone), file)
    await store.transact(async (tx) => {
      if (!(await tx.get('uploads', id))) notFound('upload')
      tx.remove('uploads', id)
    })
    await blobs.remove(id)
  }

  /** Names of parameters that somebody set at the phone, by the file they came in. */
  async overridden(phone: Phone): Promise<Map<string, ReadonlyMap<string, string>>> {
    const vendor = vendorNamed(phone.vendor)
    const found = new Map<string, ReadonlyMap<string, string>>()
    for (const { upload, archived } of await this.list(phone)) {
      if (archived || !vendor || !fileIn(vendor, upload.file)?.row.hides) continue
      const body = await this.read(phone, upload.file)
      if (body) found.set(upload.file, parametersIn(vendor.format, body.toString('utf8')))
    }
    return found
  }
}

/** Takes the records of a deleted phone's uploads away. @returns the keys of what they stood for. */
export async function forgetUploads(tx: Reader & Transaction, phone_id: string): Promise<string[]> {
  const uploads = await tx.find('uploads', 'phone', phone_id)
  for (const { id } of uploads) tx.remove('uploads', id)
  return uploads.map(({ id }) => id)
}
