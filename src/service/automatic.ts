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
 * waits for a quiet moment and makes one job of them. What waits here is lost with the process; after a start it is
 * found again by what phones were last told to fetch.
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

  /**
   * Told of a phone that was out of date when the server started: because nobody lived to tell it, or because it was
   * told to fetch just that and did not come, which is no reason to tell it at each start.
   */
  readonly foundOutOfDate = (phone_id: string, wanted: string): void => {
    this.#found(phone_id, wanted).catch(this.#deps.onError)
  }

  async #found(phone_id: string, wanted: string): Promise<void> {
    const steps = await this.#deps.store.find('job_steps', 'phone', phone_id)
    if (!steps.some((step) => step.wanted === wanted)) await this.#note(phone_id)
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
