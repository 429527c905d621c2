import { fileIn, readUserAgent, vendorNamed } from '../catalogue/index.js'
import type { Phone } from '../domain/model.js'
import type { Flavour } from '../domain/plan.js'
import type { Ports } from '../domain/ports.js'
import type { FileRow, Vendor } from '../domain/vendor.js'
import type { Templates } from '../render/template.js'
import type { Network } from '../security/addresses.js'
import type { Blobs } from '../store/blobs.js'
import type { Store } from '../store/store.js'
import { entryOf, hashOf } from './entry.js'
import { renderFile, renderShared } from './files.js'
import type { Fetched, Noted } from './noted.js'
import { parsePhonePath } from './path.js'
import { isPhoneEvent, notePhoneEvent } from './phone-events.js'
import { planPhone } from './plan.js'
import { type Proof, prove, sharedVendor } from './proof.js'
import type { RegistrationService } from './registrations.js'
import type { ServerService } from './server.js'
import type { Tracking } from './tracked.js'
import type { WarmCache, WarmEntry } from './warm.js'

export interface FetchRequest {
  /** The request target as it came, query included. */
  readonly url: string
  /** The peer's address; forwarding headers are already judged. */
  readonly source: string
  readonly userAgent: string
  /** The name the phone asked under; tells only whether it has arrived at a new address. */
  readonly host: string | undefined
}

export type Answer =
  | { readonly kind: 'file'; readonly entry: WarmEntry }
  | { readonly kind: 'stored' }
  /** What the phone told is noted. */
  | { readonly kind: 'noted' }
  | { readonly kind: 'too_large' }
  /** The one refusal: unproven, unknown, or a file we do not make; `reason` is for the log only. */
  | { readonly kind: 'refused'; readonly reason: string; readonly phone_id: string | undefined }

export interface ProvisionDeps {
  readonly store: Store
  readonly blobs: Blobs
  readonly tracking: Tracking
  readonly warm: WarmCache
  readonly noted: Noted
  readonly registrations: RegistrationService
  readonly server: ServerService
  readonly templates: Templates
  readonly trustedNetworks: readonly Network[]
  readonly ports: Ports
}

/** The largest upload any file of any phone may have, bytes; what is longer need not be read. */
export const LARGEST_UPLOAD = 1024 * 1024

const refused = (reason: string, phone_id?: string): Answer => ({ kind: 'refused', reason, phone_id })

/** Uploads are kept per phone and first user: the next user's requests look elsewhere. */
const blobKey = (phone: Phone, file: string): string =>
  `${phone.id}/${phone.lines[0]?.user_id ?? '-'}/${file.toLowerCase()}`

/** Answers phones: is there a proof, is it a file of this phone, what is in it. */
export class Provision {
  readonly #deps: ProvisionDeps
  readonly #running = new Map<string, Promise<Answer>>()

  constructor(deps: ProvisionDeps) {
    this.#deps = deps
  }

  /** A finished answer for exactly this request target, if every fact behind it still holds. */
  warm(url: string): WarmEntry | undefined {
    return this.#deps.warm.get(url)
  }

  /** Told of every fetch that was answered from a warm entry. */
  readonly entryNoted = (entry: Fetched, source: string, userAgent: string): void =>
    this.#deps.noted.note(entry, source, userAgent)

  /** Answers a GET or HEAD whole. Concurrent requests for one file are answered by one render. */
  async fetch(request: FetchRequest): Promise<Answer> {
    // The same target from another address may prove something else, so the source belongs to the key.
    // Joined by what no part can hold, so that two requests never share a key by accident or intent.
    const key = [request.url, request.source, request.host, request.userAgent].join('\n')
    const running = this.#running.get(key)
    if (running) return running
    const answer = this.#answer(request).finally(() => this.#running.delete(key))
    this.#running.set(key, answer)
    return answer
  }

  async #answer(request: FetchRequest): Promise<Answer> {
    const { store, trustedNetworks, ports } = this.#deps
    const asked = parsePhonePath(request.url)
    if (!asked) return refused('not the name of a file')
    const proof = await prove(store, asked, request.source, trustedNetworks, ports.now())
    if (proof.by === undefined) return refused(proof.reason)
    if (isPhoneEvent(asked.file)) {
      const reason = await notePhoneEvent(store, this.#deps.registrations, asked.file, proof, request)
      return reason === undefined ? { kind: 'noted' } : refused(reason, proof.phone?.id)
    }
    const found = findRow(proof, asked.file)
    if (typeof found === 'string') return refused(found, proof.phone?.id)
    const { vendor, row } = found
    if (row.answer === 'none') return refused(`${vendor.name} file ${row.id} is not made`, proof.phone?.id)
    if (row.shared)
      return {
        kind: 'file',
        entry: entryOf(proof.phone, row, asked.file, renderShared(vendor, row, this.#deps.templates), false),
      }
    if (!proof.phone) return refused('the file belongs to a phone')
    if (row.answer === 'stored') return this.#readUpload(proof.phone, row, asked.file)
    return this.#render(request, proof.phone.id, proof, row, asked.file)
  }

  async #render(
    request: FetchRequest,
    id: string,
    proof: Proof & { phone: Phone },
    row: FileRow,
    file: string,
  ): Promise<Answer> {
    const { tracking, server, templates, warm, noted } = this.#deps
    const settled = await this.#settle(proof, request)
    const tracker = tracking.track()
    const collection = proof.by === 'tombstone' ? 'tombstones' : 'phones'
    const phone = await tracker.reader.get(collection, id)
    if (!phone) {
      tracker.release()
      return refused('the phone was deleted meanwhile', id)
    }
    const flavour: Flavour = proof.by === 'enrolment' ? 'enrolment' : 'lasting'
    const planned = await planPhone(tracker.reader, phone, await server.forPlan(phone, tracker.reader), flavour)
    const entry = entryOf(phone, row, file, renderFile(planned, row, templates), planned.plan.cleared)
    const keep = proof.by === 'lasting' && settled
    if (keep) warm.add(request.url, entry, tracker)
    else tracker.release()
    noted.note(entry, request.source, request.userAgent)
    return { kind: 'file', entry }
  }

  /**
   * Makes durable what this proof decides for later requests: the first use of the lasting token by a phone
   * closes the enrolment window and retires the token before it.
   * @returns whether nothing is left to decide, so that the next answer may come without looking.
   */
  async #settle(proof: Proof & { phone: Phone }, { userAgent, host }: FetchRequest): Promise<boolean> {
    const { store, ports, server } = this.#deps
    if (proof.by !== 'lasting') return false
    const isPhone = readUserAgent(userAgent)?.vendor.id === proof.phone.vendor
    const moving = await server.moving(proof.phone)
    if (moving && isPhone) await server.noteForMove(proof.phone, host, ports.now())
    const open = (phone: Phone) =>
      (phone.window !== null && phone.window.closed_at === null) || phone.previous_token !== null
    if (!open(proof.phone)) return !moving
    // Administrators and link checkers read files too; only a phone's own first visit ends the enrolment.
    if (!isPhone) return false
    await store.transact(async (tx) => {
      const phone = await tx.get('phones', proof.phone.id)
      if (!phone || phone.token.hash !== proof.phone.token.hash || !open(phone)) return
      const window = phone.window && { ...phone.window, closed_at: phone.window.closed_at ?? ports.now().toISOString() }
      tx.put('phones', { ...phone, window, previous_token: null })
    })
    return !moving
  }

  async #readUpload(phone: Phone, row: FileRow, file: string): Promise<Answer> {
    const body = await this.#deps.blobs.get(blobKey(phone, file))
    if (!body) return refused('nothing was uploaded under this name', phone.id)
    return { kind: 'file', entry: entryOf(phone, row, file, { body, fingerprint: hashOf(body) }, false) }
  }

  /** Takes a file a phone uploads. Only the names of its vendor's table are taken, each up to its own size. */
  async upload(request: FetchRequest, body: Buffer): Promise<Answer> {
    const { store, trustedNetworks, ports, blobs } = this.#deps
    const asked = parsePhonePath(request.url)
    if (!asked) return refused('not the name of a file')
    const proof = await prove(store, asked, request.source, trustedNetworks, ports.now())
    if (proof.by === undefined) return refused(proof.reason)
    const found = findRow(proof, asked.file)
    if (typeof found === 'string') return refused(found, proof.phone?.id)
    if (!proof.phone || proof.by === 'tombstone' || found.row.upload === undefined)
      return refused('this file is not taken', proof.phone?.id)
    if (body.length > found.row.upload) return { kind: 'too_large' }
    await blobs.put(blobKey(proof.phone, asked.file), body)
    return { kind: 'stored' }
  }
}

/** The row of the file in the table of the proven phone's vendor, or why there is none. */
function findRow(
  proof: Proof & { by: NonNullable<Proof['by']> },
  file: string,
): { vendor: Vendor; row: FileRow } | string {
  const vendor = proof.phone ? vendorNamed(proof.phone.vendor) : sharedVendor(file, undefined)
  const match = vendor && fileIn(vendor, file)
  if (!vendor || !match) return `unknown file for a ${proof.phone ? `${vendor?.name} ${proof.phone.model}` : 'phone'}`
  if (match.mac && proof.phone && match.mac !== proof.phone.mac) return 'the token belongs to another phone'
  if (!match.mac && !match.row.shared) return 'the file names no phone'
  return { vendor, row: match.row }
}
