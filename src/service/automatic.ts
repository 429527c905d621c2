import { keptIn } from '../domain/kept.js'
import { notifyOf } from '../domain/notify.js'
import type { Store } from '../store/store.js'
import type { JobService } from './jobs.js'

export interface AutomaticDeps {
  readonly store: Store
  readonly jobs: JobService
  readonly onError: (error: unknown) => void
}

/** However often things change, phones are told after so many quiet times. */
const MOST_QUIET = 6

interface Waiting {
  readonly phones: Set<string>
  timer: NodeJS.Timeout | undefined
  /** Quiet times that were broken. */
  broken: number
}

/**
 * Wants phones to fetch once their files have changed, where the tenant likes that. Changes come in bunches, so it
 * waits for a quiet moment and makes one job of them. What waits here is lost with the process: those phones are
 * still out of date, and learn it at their next poll.
 */
export class Automatic {
  readonly #deps: AutomaticDeps
  readonly #waiting = new Map<string, Waiting>()

  constructor(deps: AutomaticDeps) {
    this.#deps = deps
  }

  /** Told of a phone whose files have changed. */
  readonly outOfDate = (phone_id: string): void => {
    this.#note(phone_id).catch(this.#deps.onError)
  }

  async #note(phone_id: string): Promise<void> {
    const phone = await this.#deps.store.get('phones', phone_id)
    const tenant = phone && (await this.#deps.store.get('tenants', phone.tenant_id))
    if (!tenant) return
    const tenant_id = tenant.id
    const { route, automatic, debounce_seconds } = notifyOf(tenant)
    // A phone that never fetched cannot be reached, and has nothing to be told apart from what it will get.
    if (!automatic || route === 'none' || !(await this.#deps.store.get('served', phone_id))) return
    const waiting = keptIn(
      this.#waiting,
      tenant_id,
      (): Waiting => ({ phones: new Set(), timer: undefined, broken: 0 }),
    )
    waiting.phones.add(phone_id)
    if (waiting.timer !== undefined && ++waiting.broken > MOST_QUIET * waiting.phones.size) return
    clearTimeout(waiting.timer)
    waiting.timer = setTimeout(() => void this.#ask(tenant_id), debounce_seconds * 1000).unref()
  }

  async #ask(tenant_id: string): Promise<void> {
    const phones = this.#waiting.get(tenant_id)?.phones
    this.#waiting.delete(tenant_id)
    if (phones) await this.#deps.jobs.askBecauseChanged(tenant_id, [...phones]).catch(this.#deps.onError)
  }

  stop(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }
}
