import { macInName } from '../catalogue/index.js'
import { DomainError } from '../domain/errors.js'
import type { LedgerKind, LedgerRow } from '../domain/ledger.js'
import type { Mac } from '../domain/mac.js'
import type { Phone } from '../domain/model.js'
import type { LedgerSink, Ports } from '../domain/ports.js'
import type { FetchRequest } from './answer.js'
import { BrokenFileError } from './files.js'
import type { Fetched } from './noted.js'
import { parsePhonePath } from './path.js'
import { isPhoneEvent } from './phone-events.js'
import type { Answer } from './provision.js'

/** What a request proved, and whose phone it opened, if one phone's. */
export interface Proven {
  readonly by: NonNullable<LedgerRow['proof']>
  readonly phone?: Phone | undefined
}

/** What left the server, or came to it. */
export interface Sent {
  readonly status: number
  readonly bytes: number
}

const LONGEST_AGENT = 256
/** A path that ends behind its token looks like a file of that name. */
const LIKE_A_TOKEN = /^[a-z2-7]{16,}$/

type Said = Partial<
  Pick<LedgerRow, 'status' | 'bytes' | 'fingerprint' | 'reason' | 'proof' | 'file' | 'mac' | 'tenant_id'>
>

/** Puts what happens between phones and us into rows of the ledger. */
export class LedgerEntries {
  readonly #ledger: LedgerSink
  readonly #ports: Pick<Ports, 'now'>
  #at = ''
  #atMs = Number.NaN

  constructor(ledger: LedgerSink, ports: Pick<Ports, 'now'>) {
    this.#ledger = ledger
    this.#ports = ports
  }

  /** A file of ours was fetched. */
  served(entry: Fetched, { status, bytes }: Sent, { by, phone }: Proven, source: string, userAgent: string): void {
    this.#ledger.note({
      at: this.#now(),
      kind: 'fetch',
      tenant_id: phone?.tenant_id ?? null,
      phone_id: entry.phone_id || null,
      mac: phone?.mac ?? null,
      file: entry.file,
      source,
      user_agent: cut(userAgent),
      proof: by,
      status,
      bytes,
      fingerprint: entry.fingerprint,
      reason: null,
    })
  }

  /** What the full way answered. */
  answered(request: FetchRequest, answer: Answer, sent: Sent): void {
    const { proven } = answer
    const proof = proven?.by ?? null
    const file = fileOf(request)
    if (answer.kind === 'file')
      this.served(answer.entry, sent, proven ?? { by: 'shared' }, request.source, request.userAgent)
    else if (answer.kind === 'asset')
      this.#note('fetch', request, proven?.phone, { ...sent, proof, file, fingerprint: answer.file.asset.sha256 })
    else if (answer.kind === 'stored') this.#note('upload', request, proven?.phone, { ...sent, proof, file })
    else if (answer.kind === 'noted') this.#note('event', request, proven?.phone, { ...sent, proof, file })
    else {
      const reason = answer.kind === 'refused' ? answer.reason : 'the upload is larger than this file may be'
      const phone = proven?.phone ?? (answer.kind === 'refused' ? answer.phone_id : undefined)
      const kind = file !== null && isPhoneEvent(file) ? 'event' : 'refusal'
      const tenant_id = answer.kind === 'refused' ? answer.tenant_id : undefined
      this.#note(kind, request, phone, { ...sent, bytes: 0, proof, file, reason, tenant_id: tenant_id ?? null })
      // Whoever looks after the phone that asked must see it too; nothing was proven for that one.
      const asked = file === null ? undefined : macInName(file)
      if (proven?.phone && asked && asked !== proven.phone.mac)
        this.#note(kind, request, undefined, { status: sent.status, file, reason })
    }
  }

  /** A request could not be answered, for a fault of ours or of an administrator's template. */
  failed(request: FetchRequest, error: unknown): void {
    const told = error instanceof BrokenFileError || error instanceof DomainError
    const reason = told ? `the file cannot be made: ${error.message}` : 'the file cannot be made; the log says why'
    this.#note('refusal', request, undefined, { status: 503, file: fileOf(request), reason })
  }

  /** A connection ended before it was safe to speak; who it was is not known. */
  handshakeFailed(source: string, reason: string): void {
    this.#note('handshake', { source, userAgent: '' }, undefined, { reason })
  }

  /** A phone asked the network where it belongs. */
  knocked({ mac, source, userAgent }: { mac: Mac; source: string; userAgent: string }, answered: boolean): void {
    const reason = answered ? null : 'it asked the network, and no enrolment window is open for it'
    this.#note('knock', { source, userAgent }, undefined, { mac, reason })
  }

  /** @param phone its record, or its id alone. */
  #note(
    kind: LedgerKind,
    { source, userAgent }: Pick<FetchRequest, 'source' | 'userAgent'>,
    phone: Phone | string | undefined,
    {
      status = null,
      bytes = 0,
      fingerprint = null,
      reason = null,
      proof = null,
      file = null,
      mac = null,
      tenant_id = null,
    }: Said,
  ): void {
    const record = typeof phone === 'string' ? undefined : phone
    this.#ledger.note({
      at: this.#now(),
      kind,
      tenant_id: record?.tenant_id ?? tenant_id,
      phone_id: record?.id ?? (typeof phone === 'string' ? phone : null),
      mac: record?.mac ?? (file === null ? mac : macInName(file)) ?? null,
      file,
      source,
      user_agent: cut(userAgent),
      proof,
      status,
      bytes,
      fingerprint,
      reason,
    })
  }

  /** The time as text is made once a millisecond: it is asked for with every fetch. */
  #now(): string {
    const now = this.#ports.now()
    if (now.getTime() !== this.#atMs) {
      this.#atMs = now.getTime()
      this.#at = now.toISOString()
    }
    return this.#at
  }
}

const cut = (userAgent: string): string =>
  userAgent.length > LONGEST_AGENT ? userAgent.slice(0, LONGEST_AGENT) : userAgent

/** The name asked for; null where it is none, or may be a secret. */
function fileOf({ url }: Pick<FetchRequest, 'url'>): string | null {
  const file = parsePhonePath(url)?.file
  return file === undefined || LIKE_A_TOKEN.test(file) ? null : file
}
