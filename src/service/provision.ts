import type { LargeBlobs } from '../store/large-blobs.js'
import { type AdmissionDeps, type Admitted, admit, findRow, refusedRow } from './admission.js'
import { type FetchRequest, type Outcome, refused } from './answer.js'
import { entryOf } from './entry.js'
import { renderShared } from './files.js'
import { lockOf } from './foreign-agent.js'
import type { LedgerEntries, Proven, Sent } from './ledger-entries.js'
import type { Alarm, Misses } from './misses.js'
import { parsePhonePath } from './path.js'
import { isPhoneEvent, notePhoneEvent } from './phone-events.js'
import type { RegistrationService } from './registrations.js'
import { assetFor } from './serve-asset.js'
import { type ServeFileDeps, serveFile } from './serve-file.js'
import { type ServeUploadDeps, serveUpload, takeUpload } from './serve-upload.js'
import { noteForMove } from './visit.js'
import type { WarmEntry } from './warm.js'

/** An answer, and what the request proved; without a proof it is a refusal. */
export type Answer = Outcome & { readonly proven?: Proven | undefined }

export interface ProvisionDeps extends AdmissionDeps, ServeFileDeps, ServeUploadDeps {
  readonly files: LargeBlobs
  readonly entries: LedgerEntries
  readonly registrations: RegistrationService
  readonly misses: Misses
  readonly onAlarm: (alarm: Alarm) => void
}

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

  async #answer(request: FetchRequest): Promise<Answer> {
    const asked = await admit(this.#deps, request)
    if (asked.kind === 'refused') return asked
    return { ...(await this.#answerTo(request, asked)), proven: asked.proof }
  }

  async #answerTo(request: FetchRequest, asked: Admitted): Promise<Outcome> {
    const { store } = this.#deps
    const { proof } = asked
    if (isPhoneEvent(asked.file)) {
      const reason = await notePhoneEvent(store, this.#deps.registrations, asked.file, proof, request)
      // Registered under a new public URL: it has arrived there, whatever it fetches next.
      if (reason === undefined && proof.by === 'lasting') await noteForMove(this.#deps, proof.phone, request)
      return reason === undefined ? { kind: 'noted' } : refused(reason, proof.phone?.id)
    }
    const found = findRow(asked)
    // What no vendor's table knows, and shared names we make nothing of, may be an asset of the tenant.
    if (proof.phone && proof.by !== 'tombstone' && (typeof found === 'string' || found.row.answer === 'none')) {
      const file = await assetFor(store, this.#deps.files, proof.phone, asked.file)
      if (file) return { kind: 'asset', file }
    }
    if (typeof found === 'string') return refusedRow(asked, found)
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
    if (row.answer === 'stored') return serveUpload(this.#deps, proof.phone, row, asked.file)
    return serveFile(this.#deps, request, proof, row, asked.file)
  }

  /** Takes a file a phone uploads. */
  async upload(request: FetchRequest, body: Buffer): Promise<Answer> {
    const asked = await admit(this.#deps, request)
    if (asked.kind === 'refused') return this.#judged(asked, request)
    return this.#judged({ ...(await takeUpload(this.#deps, asked, body)), proven: asked.proof }, request)
  }
}
