import type { JobStep } from '../domain/job.js'
import type { Tenant } from '../domain/model.js'
import type { LedgerSink, NotifyOrder, NotifyOutcome, NotifyPort, Ports } from '../domain/ports.js'

/** Told which phones have accepted a NOTIFY. */
export interface NotifiedSink {
  notified(phone_id: string, at: Date): void
}

export interface SenderDeps {
  readonly ports: Ports
  readonly notify: NotifyPort
  readonly ledger: LedgerSink
  readonly fleet: NotifiedSink
  /** Told of every NOTIFY, by how it ended. */
  readonly onNotified: (outcome: NotifyOutcome['kind']) => void
  readonly onError: (error: unknown) => void
}

/** Sends NOTIFYs, notes in the ledger what came of each, and keeps that until the step it was for is looked at. */
export class NotifySender {
  readonly #deps: SenderDeps
  readonly #onDone: () => void
  readonly #outcomes = new Map<string, NotifyOutcome>()
  #sending = 0
  #stopped = false

  constructor(deps: SenderDeps, onDone: () => void) {
    this.#deps = deps
    this.#onDone = onDone
  }

  /** NOTIFYs that wait for an answer. */
  get sending(): number {
    return this.#sending
  }

  /** What comes after this is as if it had never come: the step waits for the phone's fetch. */
  stop(): void {
    this.#stopped = true
  }

  /** What came of the NOTIFY of a step, once. */
  take(step_id: string): NotifyOutcome | undefined {
    const outcome = this.#outcomes.get(step_id)
    this.#outcomes.delete(step_id)
    return outcome
  }

  /** Notes a NOTIFY that could not be sent to anybody. */
  unsent(tenant: Tenant, step: JobStep, reason: string): void {
    this.#note(tenant, step, '', null, reason)
  }

  send(tenant: Tenant, step: JobStep, order: NotifyOrder): void {
    const { notify, onError } = this.#deps
    this.#sending++
    notify
      .send(order)
      .then((outcome) => {
        if (!this.#stopped) this.#done(tenant, step, `${order.to.host}:${order.to.port}`, outcome)
      })
      .catch(onError)
      .finally(() => {
        this.#sending--
        this.#onDone()
      })
  }

  #done(tenant: Tenant, step: JobStep, to: string, outcome: NotifyOutcome): void {
    const status = outcome.kind === 'answered' ? outcome.status : null
    const accepted = status !== null && status < 300
    this.#deps.onNotified(outcome.kind)
    this.#note(tenant, step, to, status, outcome.kind === 'timeout' ? 'no answer' : accepted ? null : outcome.reason)
    if (accepted) this.#deps.fleet.notified(step.phone_id, this.#deps.ports.now())
    this.#outcomes.set(step.id, outcome)
  }

  #note(
    tenant: Tenant,
    { phone_id, mac }: JobStep,
    source: string,
    status: number | null,
    reason: string | null,
  ): void {
    this.#deps.ledger.note({
      at: this.#deps.ports.now().toISOString(),
      kind: 'notify',
      tenant_id: tenant.id,
      phone_id,
      mac,
      file: 'check-sync',
      source,
      user_agent: '',
      proof: null,
      status,
      bytes: 0,
      fingerprint: null,
      reason,
    })
  }
}
