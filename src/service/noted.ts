import { readUserAgent } from '../catalogue/index.js'
import type { Phone, Served } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import { networkOf } from '../security/addresses.js'
import { breathe } from '../store/breathe.js'
import type { Store } from '../store/store.js'
import { foreignAgent } from './foreign-agent.js'
import type { Alarm } from './misses.js'

/** A fetch that was answered, as far as later questions need it. */
export interface Fetched {
  readonly phone_id: string
  readonly file: string
  readonly fingerprint: string
  readonly main: boolean
  readonly cleared: boolean
  /** Of the main file: hash of what restarts the phone beside it. */
  readonly restart_mark?: string
}

interface Note {
  readonly fetched: Fetched
  readonly source: string
  readonly userAgent: string
  readonly at: Date
}

const FLUSH_MS = 500
/** Fetches written in one transaction: whoever else wants to write waits for no more than these. */
const TOGETHER = 100
/** Fetches overtaken within a batch that are still looked at for foreign devices. */
const MOST_OVERTAKEN = 1000

/**
 * Remembers fetches off their road: the newest per phone and file, written in batches within a second.
 * A crash may lose the last batch; nothing that decides a later request is kept here.
 */
export class Noted {
  readonly #store: Store
  readonly #ports: Ports
  readonly #onError: (error: unknown) => void
  readonly #onAlarm: (alarm: Alarm) => void
  /** Fetches of the same file by another User-Agent that a later one took the place of. */
  #overtaken: Note[] = []
  #waiting = new Map<string, Note>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(store: Store, ports: Ports, onError: (error: unknown) => void, onAlarm: (alarm: Alarm) => void) {
    this.#store = store
    this.#ports = ports
    this.#onError = onError
    this.#onAlarm = onAlarm
  }

  note(
    { phone_id, file, fingerprint, main, cleared, restart_mark = '' }: Fetched,
    source: string,
    userAgent: string,
  ): void {
    // Its own members only: a whole answer would be held, body and all, until it is written.
    const fetched = { phone_id, file, fingerprint, main, cleared, restart_mark }
    const key = `${phone_id}/${file}`
    const before = this.#waiting.get(key)
    if (before && before.userAgent !== userAgent && this.#overtaken.length < MOST_OVERTAKEN)
      this.#overtaken.push(before)
    this.#waiting.set(key, { fetched, source, userAgent, at: this.#ports.now() })
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /** Writes what waits; resolves when it is durable. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = [...this.#waiting.values()]
    const overtaken = this.#overtaken
    this.#waiting = new Map()
    this.#overtaken = []
    if (batch.length > 0)
      this.#flushing = this.#flushing
        .then(() => this.#watch([...overtaken, ...batch]))
        .then(() => this.#write(batch))
        .catch(this.#onError)
    return this.#flushing
  }

  /** Raises the alarm for secrets in the hands of other devices; tells of networks a phone has not been in before. */
  async #watch(batch: readonly Note[]): Promise<void> {
    for (const { fetched, source, userAgent } of batch) {
      await breathe()
      const phone = await this.#store.get('phones', fetched.phone_id)
      if (!phone) continue
      const odd = foreignAgent(phone, userAgent)
      if (odd) this.#onAlarm({ kind: 'foreign_agent', about: phone.id, text: odd })
      const served = await this.#store.get('served', phone.id)
      if (served && served.source !== source && networkOf(served.source) !== networkOf(source))
        this.#onAlarm({
          kind: 'new_network',
          about: phone.id,
          text: 'the phone came from a network it was not in last time',
        })
    }
  }

  async #write(notes: readonly Note[]): Promise<void> {
    for (let from = 0; from < notes.length; from += TOGETHER)
      await this.#writeTogether(notes.slice(from, from + TOGETHER))
  }

  #writeTogether(notes: readonly Note[]): Promise<void> {
    return this.#store.transact(async (tx) => {
      for (const { fetched, source, userAgent, at } of notes) {
        const phone = await tx.get('phones', fetched.phone_id)
        const tombstone = phone ?? (await tx.get('tombstones', fetched.phone_id))
        if (!tombstone) continue
        if (phone) {
          const seen = firmwareSeen(phone, userAgent)
          if (seen) tx.put('phones', { ...phone, seen_firmware: seen })
        }
        if (!fetched.main) continue
        const served = servedOf(tombstone, fetched, source, userAgent, at)
        const before = phone ? undefined : await tx.get('served', tombstone.id)
        const same = before?.fingerprint === served.fingerprint && before.main_mark !== undefined
        tx.put('served', same ? { ...served, main_mark: before.main_mark } : served)
      }
    })
  }
}

/** The firmware a User-Agent tells, when it is this phone's vendor speaking and it is news. */
function firmwareSeen(phone: Phone, userAgent: string): string | undefined {
  const told = readUserAgent(userAgent)
  if (!told?.firmware || told.vendor.id !== phone.vendor) return undefined
  if (told.mac && told.mac !== phone.mac) return undefined
  return told.firmware === phone.seen_firmware ? undefined : told.firmware
}

function servedOf(
  phone: Phone,
  { file, fingerprint, cleared, restart_mark = '' }: Fetched,
  source: string,
  userAgent: string,
  at: Date,
): Served {
  return {
    id: phone.id,
    // The phone's: a record that is replaced at every fetch must keep its place in the store's order.
    created_at: phone.created_at,
    phone_id: phone.id,
    tenant_id: phone.tenant_id,
    file,
    fingerprint,
    at: at.toISOString(),
    source,
    user_agent: userAgent.slice(0, 256),
    cleared,
    restart_mark,
  }
}
