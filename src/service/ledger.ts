import type { LedgerRow } from '../domain/ledger.js'
import type { Mac } from '../domain/mac.js'
import type { Phone } from '../domain/model.js'
import type { LedgerSink } from '../domain/ports.js'
import { breathe } from '../store/breathe.js'
import type { LedgerFile } from '../store/ledger-file.js'
import type { Reader } from '../store/store.js'
import { Rings } from './rings.js'

/** Rows kept of one phone, of what only named it without a proof, of nobody known, and of all together. */
const OF_PHONE = 100
const OF_UNPROVEN = 25
const OF_STRANGERS = 2_000
const OF_ALL = 50_000

const WRITE_MS = 1_000
/** Rows that wait are looked at early once there are so many, and are lost beyond the second number. */
const SOON = 5_000
const MOST_WAITING = 50_000

/** Rows sorted between two looks at the clock. */
const SLICE = 50

const STRANGERS = ''
const UNPROVEN = ' unproven'

/** Who shares a ring: scanners that name a phone must not push out what the phone itself did. */
function ringOf({ phone_id, proof, kind }: LedgerRow): string {
  if (phone_id === null) return STRANGERS
  return proof === null && (kind === 'refusal' || kind === 'handshake') ? `${phone_id}${UNPROVEN}` : phone_id
}

function roomOf(ring: string): number {
  if (ring === STRANGERS) return OF_STRANGERS
  return ring.endsWith(UNPROVEN) ? OF_UNPROVEN : OF_PHONE
}

const isRow = (row: unknown): row is LedgerRow =>
  typeof row === 'object' && row !== null && 'at' in row && typeof row.at === 'string' && 'phone_id' in row

const byTime = (a: LedgerRow, b: LedgerRow): number => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)

interface LedgerDeps {
  readonly reader: Reader
  readonly file: LedgerFile
  readonly onError: (error: unknown) => void
}

/**
 * What happened between phones and us. A row costs its sender nothing but a place in a queue: whose it is, is found
 * and written in batches. What no longer finds room in memory is not kept on disk either.
 */
export class Ledger implements LedgerSink {
  readonly #deps: LedgerDeps
  readonly #rings = new Rings<LedgerRow>(OF_ALL, roomOf)
  readonly #listeners = new Set<(rows: readonly LedgerRow[]) => void>()
  #waiting: LedgerRow[] = []
  #unwritten: { readonly row: LedgerRow; readonly held: () => boolean }[] = []
  #onDisk: number
  #lost = 0
  #timer: NodeJS.Timeout | undefined
  #sorting: Promise<void> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(deps: LedgerDeps) {
    this.#deps = deps
    const rows = deps.file.takeRows()
    for (const row of rows) if (isRow(row)) this.#rings.add(ringOf(row), row)
    this.#onDisk = rows.length
  }

  /** Rows held. */
  get size(): number {
    return this.#rings.size
  }

  /** Rows that came faster than they could be sorted, since the start. */
  get lost(): number {
    return this.#lost
  }

  note(row: LedgerRow): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#lost += 1
      return
    }
    this.#waiting.push(row)
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_MS).unref()
    if (this.#waiting.length === SOON) setImmediate(() => void this.#sort().catch(this.#deps.onError))
  }

  /** Calls the listener with rows as they are sorted, oldest first, phones and tenants filled in. */
  onRows(listener: (rows: readonly LedgerRow[]) => void): void {
    this.#listeners.add(listener)
  }

  /** What is known of a phone, newest first, the latest moment included. */
  async ofPhone(phone_id: string): Promise<LedgerRow[]> {
    await this.#sort()
    return [...this.#rings.of(phone_id), ...this.#rings.of(`${phone_id}${UNPROVEN}`)].reverse().sort(byTime)
  }

  /** What came from nobody known, newest first. */
  async strangers(): Promise<LedgerRow[]> {
    await this.#sort()
    return this.#rings.of(STRANGERS).reverse()
  }

  /** Sorts and writes what waits; resolves when it is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing
      .then(() => this.#sort())
      .then(() => this.#write())
      .catch(this.#deps.onError)
    return this.#writing
  }

  /** One at a time, so that rows keep their order. */
  #sort(): Promise<void> {
    this.#sorting ??= this.#sortAll().finally(() => {
      this.#sorting = undefined
    })
    return this.#sorting
  }

  async #sortAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      const sorted: LedgerRow[] = []
      const phones = new Map<string, Phone | undefined>()
      for (const row of batch) {
        if (sorted.length % SLICE === 0) await breathe()
        const known = row.tenant_id === null ? await this.#placed(row, phones) : row
        sorted.push(known)
        this.#unwritten.push({ row: known, held: this.#rings.add(ringOf(known), known) })
      }
      if (this.#unwritten.length > OF_ALL) this.#unwritten = this.#unwritten.filter(({ held }) => held())
      for (const listener of this.#listeners) this.#tell(listener, sorted)
    }
  }

  /** What one listener makes of rows is no reason to lose them. */
  #tell(listener: (rows: readonly LedgerRow[]) => void, rows: readonly LedgerRow[]): void {
    try {
      listener(rows)
    } catch (error) {
      this.#deps.onError(error)
    }
  }

  /** The row with the tenant and phone it tells of, where a record says so; each record is asked for once a batch. */
  async #placed(row: LedgerRow, phones: Map<string, Phone | undefined>): Promise<LedgerRow> {
    const about = row.phone_id ?? row.mac
    if (about === null) return row
    if (!phones.has(about)) phones.set(about, await this.#phoneOf(row))
    const phone = phones.get(about)
    return phone ? { ...row, tenant_id: phone.tenant_id, phone_id: phone.id, mac: row.mac ?? phone.mac } : row
  }

  async #phoneOf({ phone_id, mac }: LedgerRow): Promise<Phone | undefined> {
    const { reader } = this.#deps
    if (phone_id === null) return (await reader.find('phones', 'mac', mac as Mac))[0]
    return (await reader.get('phones', phone_id)) ?? reader.get('tombstones', phone_id)
  }

  async #write(): Promise<void> {
    const rows = this.#unwritten.flatMap(({ row, held }) => (held() ? [row] : []))
    this.#unwritten = []
    if (rows.length === 0) return
    if (this.#onDisk + rows.length > 2 * OF_ALL) {
      const kept = this.#rings.all()
      await this.#deps.file.replace(kept)
      this.#onDisk = kept.length
      return
    }
    await this.#deps.file.append(rows)
    this.#onDisk += rows.length
  }
}
