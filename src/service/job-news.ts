import type { Job, JobStep } from '../domain/job.js'
import type { EventSink } from '../domain/ports.js'
import { progressOf } from './job-progress.js'

const NEEDS = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
/** Between two events about one job, unless its state changes. */
const PAUSE_MS = 1000

interface Told {
  readonly state: string
  readonly text: string
  readonly at: number
}

/** Tells listeners how far jobs are: at once when one begins, is held or ends, at most once a second in between. */
export class JobNews {
  readonly #events: EventSink
  readonly #told = new Map<string, Told>()

  constructor(events: EventSink) {
    this.#events = events
  }

  /** The jobs that go on, as far as listeners were told. */
  told(): string[] {
    return [...this.#told.keys()]
  }

  forget(id: string): void {
    this.#told.delete(id)
  }

  /** @returns true while something waits to be told. */
  tell(job: Job, steps: readonly JobStep[], now: Date): boolean {
    const { state, phones, sent, counts } = progressOf(job, steps)
    const text = JSON.stringify([state, sent, counts])
    const before = this.#told.get(job.id)
    if (before?.text === text) return false
    if (before?.state === state && now.getTime() - before.at < PAUSE_MS) return true
    if (state === 'done' || state === 'cancelled') this.#told.delete(job.id)
    else this.#told.set(job.id, { state, text, at: now.getTime() })
    const { id, action, tenant_id } = job
    this.#events.emit({
      kind: 'job.progress',
      tenant_id,
      needs: NEEDS,
      data: { job_id: id, action, state, phones, sent, ...counts },
    })
    return false
  }
}
