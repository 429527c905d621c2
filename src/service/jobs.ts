import { notFound } from '../domain/errors.js'
import type { Job, JobAction } from '../domain/job.js'
import type { Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Reader } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'

export interface JobView {
  readonly job: Job
  /** MAC of its phone; null for a job for all. */
  readonly phone: Phone | undefined
  /** How many phones it concerns, and how many of them have fetched since. */
  readonly phones: number
  readonly fetched: number
}

/** A reboot cannot be told from a poll, so only a reprovision is known to be done: the phone has fetched since. */
const isDone = ({ job, phones, fetched }: JobView): boolean => job.action === 'reprovision' && fetched >= phones

export const stateOf = (view: JobView): 'wanted' | 'done' => (isDone(view) ? 'done' : 'wanted')

/**
 * What is wanted of phones, on record until somebody tells them. At most one job per phone and action is open, so
 * asking again and again makes no pile: the one already wanted is answered.
 */
export class JobService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  /** Wants something of one phone. @throws DomainError `not_found`. */
  ask(actor: Actor, phone_id: string, action: JobAction): Promise<Job> {
    return this.#ask(actor, phone_id, action)
  }

  /** Wants something of every phone of the tenant. */
  askAll(actor: Actor, action: JobAction): Promise<Job> {
    return this.#ask(actor, null, action)
  }

  #ask(actor: Actor, phone_id: string | null, action: JobAction): Promise<Job> {
    const { ports, store } = this.#deps
    return store.transact(async (tx) => {
      if (phone_id !== null) await ownRecord(tx, actor, 'phones', phone_id, 'phone')
      const [known] = await tx.find('jobs', 'wish', `${actor.tenant_id}/${phone_id ?? '*'}/${action}`)
      if (known && !isDone(await this.#view(tx, known))) return known
      if (known) tx.remove('jobs', known.id)
      const job: Job = { ...newEntity(ports), tenant_id: actor.tenant_id, action, phone_id }
      tx.put('jobs', job)
      return job
    })
  }

  async get(actor: Actor, id: string): Promise<JobView> {
    return this.#view(this.#deps.store, await ownRecord(this.#deps.store, actor, 'jobs', id, 'job'))
  }

  async list(actor: Actor): Promise<JobView[]> {
    const { store } = this.#deps
    const jobs = await store.find('jobs', 'tenant', actor.tenant_id)
    return Promise.all(jobs.map((job) => this.#view(store, job)))
  }

  /** Wants it no longer. @throws DomainError `not_found`. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      tx.remove('jobs', (await ownRecord(tx, actor, 'jobs', id, 'job')).id)
    })
  }

  async #view(reader: Reader, job: Job): Promise<JobView> {
    const since = async (phone: Phone) => {
      const served = await reader.get('served', phone.id)
      return served !== undefined && served.at >= job.created_at
    }
    if (job.phone_id !== null) {
      const phone = (await reader.get('phones', job.phone_id)) ?? notFound('job')
      return { job, phone, phones: 1, fetched: (await since(phone)) ? 1 : 0 }
    }
    const all = await reader.find('phones', 'tenant', job.tenant_id)
    const phones = all.filter((phone) => phone.created_at <= job.created_at)
    const fetched = (await Promise.all(phones.map(since))).filter(Boolean).length
    return { job, phone: undefined, phones: phones.length, fetched }
  }
}
