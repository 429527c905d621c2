import { fileIn, readUserAgent, vendorNamed } from '../catalogue/index.js'
import type { Phone } from '../domain/model.js'
import type { Flavour } from '../domain/plan.js'
import type { Ports } from '../domain/ports.js'
import type { FileRow, Vendor } from '../domain/vendor.js'
import type { Templates } from '../render/template.js'
import { parametersIn } from '../render/uploaded-parameters.js'
import { encryptFile } from '../security/file-encryption.js'
import type { LargeBlobs } from '../store/large-blobs.js'
import type { Store } from '../store/store.js'
import { directoryOf } from './directory.js'
import { entryOf, hashOf } from './entry.js'
import { inClear, tellKey, wantsEncryption } from './file-key.js'
import { isMade, type RenderedFile, renderFile, renderShared } from './files.js'
import { lockOf, locksPhones } from './foreign-agent.js'
import type { LedgerEntries, Proven, Sent } from './ledger-entries.js'
import { withoutHidden } from './local-changes.js'
import type { Alarm, Misses } from './misses.js'
import type { Noted } from './noted.js'
import { parsePhonePath } from './path.js'
import { isPhoneEvent, notePhoneEvent } from './phone-events.js'
import { type Planned, planPhone } from './plan.js'
import { type Bearer, type Proof, type ProofDeps, prove, sharedVendor } from './proof.js'
import { firmwareMark } from './reboot-mark.js'
import type { RegistrationService } from './registrations.js'
import { isRejected } from './rejections.js'
import { type AssetFile, assetFor } from './serve-asset.js'
import type { ServedBodies } from './served-bodies.js'
import type { ServerService } from './server.js'
import type { Tracker, Tracking } from './tracked.js'
import type { Uploads } from './uploads.js'
import type { WarmCache, WarmEntry } from './warm.js'

export interface FetchRequest extends Bearer {
  readonly userAgent: string
  /** The name the phone asked under; tells only whether it has arrived at a new address. */
  readonly host: string | undefined
}

/** An answer, and what the request proved; without a proof it is a refusal. */
export type Answer = Outcome & { readonly proven?: Proven | undefined }

type Outcome =
  | { readonly kind: 'file'; readonly entry: WarmEntry }
  | { readonly kind: 'asset'; readonly file: AssetFile }
  | { readonly kind: 'stored' }
  /** What the phone told is noted. */
  | { readonly kind: 'noted' }
  | { readonly kind: 'too_large' }
  /** The one refusal: unproven, unknown, or a file we do not make; `reason` is for the log only. */
  | Refused

export interface Refused {
  readonly kind: 'refused'
  readonly reason: string
  readonly phone_id: string | undefined
  /** Whose enrolment token was shown, for a phone that is none of theirs. */
  readonly tenant_id?: string | undefined
  /** True when nothing was proven, or for another phone than the one asked for. */
  readonly missed: boolean
  /** Nothing was shown yet that could be a proof. */
  readonly asks: boolean
  /** Seconds until a further miss is answered as the first was; 0 = within the limits. */
  readonly wait: number
  /** `WWW-Authenticate` values; empty where no phones log in. */
  readonly challenges: readonly string[]
}

/** A request with a proof, and the name it asks for. */
interface Admitted {
  readonly kind: 'admitted'
  readonly proof: Proof & { by: NonNullable<Proof['by']> }
  readonly file: string
}

export interface ProvisionDeps {
  readonly store: Store
  readonly uploads: Uploads
  readonly files: LargeBlobs
  readonly tracking: Tracking
  readonly warm: WarmCache
  readonly noted: Noted
  readonly entries: LedgerEntries
  readonly served: ServedBodies
  readonly registrations: RegistrationService
  readonly server: ServerService
  readonly templates: Templates
  readonly proofs: ProofDeps
  readonly misses: Misses
  readonly onAlarm: (alarm: Alarm) => void
  readonly ports: Ports
}

/** The largest upload any file of any phone may have, bytes; what is longer need not be read. */
export const LARGEST_UPLOAD = 1024 * 1024

const REJECTED = 'an administrator rejected this phone'

const refused = (reason: string, phone_id?: string, missed = phone_id === undefined, asks = false): Refused => ({
  kind: 'refused',
  reason,
  phone_id,
  missed,
  asks,
  wait: 0,
  challenges: [],
})

/** Why a proof for one phone opens no file of another. */
const foreignTo = ({ by, phone }: Admitted['proof']): string => {
  if (by === 'certificate') return `the certificate names ${phone.mac}, another phone`
  return by === 'login' ? 'the login belongs to another phone' : 'the token belongs to another phone'
}

/** Whether the phone itself is asking, as far as it says so; administrators and link checkers read files too. */
const isVisit = (phone: Phone, { userAgent }: FetchRequest): boolean =>
  readUserAgent(userAgent)?.vendor.id === phone.vendor

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
  readonly entryNoted = (entry: WarmEntry, sent: Sent, source: string, userAgent: string): void => {
    this.#deps.noted.note(entry, source, userAgent)
    // A warm entry is only ever made for the lasting address.
    this.#deps.entries.served(entry, sent, { by: 'lasting' }, source, userAgent)
  }

  /** Told what became of every answer that was not a warm entry. */
  readonly answered = (request: FetchRequest, answer: Answer, sent: Sent): void =>
    this.#deps.entries.answered(request, answer, sent)

  /** Told of every request that could not be answered. */
  readonly failed = (request: FetchRequest, error: unknown): void => this.#deps.entries.failed(request, error)

  /** Answers a GET or HEAD whole. Concurrent requests for one file are answered by one render. */
  async fetch(request: FetchRequest): Promise<Answer> {
    // The same target from another address may prove something else, so the source belongs to the key.
    // Joined by what no part can hold, so that two requests never share a key by accident or intent.
    const { url, source, host, userAgent, method, authorization, certificates } = request
    // What was signed for one request is judged for each: two of the same would pass as one.
    if (authorization !== undefined || certificates.length > 0)
      return this.#judged(await this.#answer(request), request)
    const key = [method, url, source, host, userAgent].join('\n')
    const running = this.#running.get(key)
    if (running) return this.#judged(await running, request)
    const answer = this.#answer(request)
    this.#running.set(key, answer)
    let made: Answer
    try {
      made = await answer
    } finally {
      this.#running.delete(key)
    }
    return this.#judged(made, request)
  }

  /** Counts a refusal that proved nothing and says how it is to be answered; anything else passes as it is. */
  async #judged(answer: Answer, { source, url, authorization }: FetchRequest): Promise<Answer> {
    if (answer.kind !== 'refused' || !answer.missed) return answer
    const { misses, proofs } = this.#deps
    const challenges = await proofs.login.challenges(authorization)
    // Where phones log in, the first request of each comes bare. Told "too many", it could never show its proof.
    const bare = answer.asks && challenges.length > 0
    const wait = misses.count(source, parsePhonePath(url)?.file, bare)
    return { ...answer, wait: bare ? 0 : wait, challenges }
  }

  /** What a request proves and asks for, or why it gets nothing whatever the file. */
  async #admit(request: FetchRequest): Promise<Admitted | Refused> {
    const { store, proofs, ports } = this.#deps
    const asked = parsePhonePath(request.url)
    if (!asked) return refused('not the name of a file')
    const proof = await prove(store, asked, request, proofs, ports.now())
    if (proof.by === undefined)
      return { ...refused(proof.reason, undefined, true, proof.asks), tenant_id: proof.tenant_id }
    if (proof.phone && (await isRejected(store, proof.phone))) return refused(REJECTED, proof.phone.id)
    return { kind: 'admitted', proof, file: asked.file }
  }

  async #answer(request: FetchRequest): Promise<Answer> {
    const asked = await this.#admit(request)
    if (asked.kind === 'refused') return asked
    return { ...(await this.#answerTo(request, asked)), proven: asked.proof }
  }

  async #answerTo(request: FetchRequest, asked: Admitted): Promise<Outcome> {
    const { store } = this.#deps
    const { proof } = asked
    if (isPhoneEvent(asked.file)) {
      const reason = await notePhoneEvent(store, this.#deps.registrations, asked.file, proof, request)
      return reason === undefined ? { kind: 'noted' } : refused(reason, proof.phone?.id)
    }
    const found = findRow(proof, asked.file)
    // What no vendor's table knows, and shared names we make nothing of, may be an asset of the tenant.
    if (proof.phone && proof.by !== 'tombstone' && (typeof found === 'string' || found.row.answer === 'none')) {
      const file = await assetFor(store, this.#deps.files, proof.phone, asked.file)
      if (file) return { kind: 'asset', file }
    }
    if (typeof found === 'string') return refused(found, proof.phone?.id, found === foreignTo(proof) || !proof.phone)
    const { vendor, row } = found
    const locked = proof.phone && (await lockOf(this.#deps, proof.phone, request.userAgent))
    if (locked) return refused(locked, proof.phone?.id)
    if (row.answer === 'none') return refused(`${vendor.name} file ${row.id} is not made`, proof.phone?.id)
    if (row.shared)
      return {
        kind: 'file',
        entry: entryOf(proof.phone, row, asked.file, await renderShared(vendor, row, this.#deps.templates), false),
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
  ): Promise<Outcome> {
    const { store, ports, warm, noted } = this.#deps
    const settled = await this.#settle(proof, request)
    const flavour: Flavour = proof.by === 'enrolment' ? 'enrolment' : 'lasting'
    let looked = await this.#look(proof, id, flavour)
    if (looked && wantsEncryption(looked.planned, row) && proof.by !== 'tombstone' && isVisit(proof.phone, request)) {
      if (await tellKey(store, looked.phone, flavour, ports)) {
        looked.tracker.release()
        looked = await this.#look(proof, id, flavour)
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
    const rendered = await this.#layOut(looked, row)
    const wanted = wantsEncryption(planned, row)
    const key = wanted && !inClear(phone, flavour, ports.now()) ? phone.file_key?.key : undefined
    const sent = key ? { ...rendered, encrypted: encryptFile(rendered.body, key) } : rendered
    const mark = row.main ? { firmware_mark: firmwareMark(planned) } : {}
    const entry = { ...entryOf(phone, row, file, sent, planned.plan.cleared), ...mark }
    // What comes in clear for a while must not stay so; a phone that may be locked is looked at each time.
    const keep = proof.by === 'lasting' && settled && wanted === (key !== undefined) && !locksPhones(planned.tenant)
    if (keep) warm.add(request.url, entry, tracker)
    else tracker.release()
    noted.note(entry, request.source, request.userAgent)
    this.#deps.served.offer(phone.id, file, rendered.fingerprint, rendered.body)
    return { kind: 'file', entry }
  }

  /** The phone as it is now with its plan, watched; undefined when it was deleted since it was proven. */
  async #look(proof: Proof, id: string, flavour: Flavour) {
    const { tracking, server } = this.#deps
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
  async #layOut({ tracker, planned }: { tracker: Tracker; planned: Planned }, row: FileRow): Promise<RenderedFile> {
    const { store, templates } = this.#deps
    try {
      return await renderFile(
        planned,
        row,
        templates,
        await directoryOf({ reader: tracker.reader, store }, planned, row),
      )
    } catch (error) {
      tracker.release()
      throw error
    }
  }

  /**
   * Makes durable what this proof decides for later requests: the first use of the lasting token by a phone
   * closes the enrolment window and retires the token before it.
   * @returns whether nothing is left to decide, so that the next answer may come without looking.
   */
  async #settle(proof: Proof & { phone: Phone }, request: FetchRequest): Promise<boolean> {
    const { store, ports, server } = this.#deps
    if (proof.by !== 'lasting') return false
    const isPhone = isVisit(proof.phone, request)
    const moving = await server.moving(proof.phone)
    if (moving && isPhone) await server.noteForMove(proof.phone, request.host, ports.now())
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

  /**
   * What the phone's user uploaded. Changes made at the phone come back as they are only where they are to last; else
   * without those that hide a server value, as far as the vendor's phones can be told so.
   */
  async #readUpload(phone: Phone, row: FileRow, file: string): Promise<Outcome> {
    const { store, uploads, server, templates } = this.#deps
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

  /** Takes a file a phone uploads. Only the names of its vendor's table are taken, each up to its own size. */
  async upload(request: FetchRequest, body: Buffer): Promise<Answer> {
    return this.#judged(await this.#take(request, body), request)
  }

  async #take(request: FetchRequest, body: Buffer): Promise<Answer> {
    const asked = await this.#admit(request)
    if (asked.kind === 'refused') return asked
    return { ...(await this.#takeFor(asked, body)), proven: asked.proof }
  }

  async #takeFor(asked: Admitted, body: Buffer): Promise<Outcome> {
    const { proof } = asked
    const found = findRow(proof, asked.file)
    if (typeof found === 'string') return refused(found, proof.phone?.id, found === foreignTo(proof) || !proof.phone)
    if (!proof.phone || proof.by === 'tombstone' || found.row.upload === undefined)
      return refused('this file is not taken', proof.phone?.id)
    if (body.length > found.row.upload) return { kind: 'too_large' }
    await this.#deps.uploads.keep(proof.phone, found.row, asked.file, body)
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
  if (match.mac && proof.phone && match.mac !== proof.phone.mac) return foreignTo(proof)
  if (!match.mac && !match.row.shared) return 'the file names no phone'
  return { vendor, row: match.row }
}
