import { DomainError, type Problems } from '../domain/errors.js'
import type { ASKING_ACTIONS, Job, JobAction, JobStep } from '../domain/job.js'
import type { Mac } from '../domain/mac.js'
import type { Phone } from '../domain/model.js'
import { type Actor, may } from '../domain/permission.js'
import type { Reader, Transaction } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'
import type { Fleet } from './fleet.js'
import { afterEvidence } from './job-evidence.js'
import {
  accountOf,
  cancelled,
  forgetJob,
  isFinished,
  type JobProgress,
  newStep,
  progressOf,
  type Wanted,
} from './job-progress.js'
import { checkLife, type JobDraft, selectPhones, target } from './job-selection.js'
import { concerned } from './rotation.js'
import { putBack } from './sip-domain.js'

export interface JobView extends JobProgress {
  readonly job: Job
  /** The phone of a job for one. */
  readonly mac: Mac | null
}

export interface JobDeps extends ServiceDeps {
  readonly fleet: Fleet
}

const wantedOf = (phones: readonly Phone[]): Wanted[] => phones.map((phone) => ({ phone }))

/** Finished jobs that are kept to be read, per tenant. */
const MOST_FINISHED = 100

/**
 * What is wanted of phones, on record until somebody tells them. At most one job per phone and action is open, so
 * asking again and again makes no pile: the one already wanted is answered.
 */
export class JobService {
  readonly #deps: JobDeps

  constructor(deps: JobDeps) {
    this.#deps = deps
  }

  /** Wants something of one phone. @throws DomainError `not_found`. */
  ask(actor: Actor, phone_id: string, action: (typeof ASKING_ACTIONS)[number]): Promise<Job> {
    return this.#ask(actor, phone_id, action)
  }

  /** Wants something of every phone of the tenant. */
  askAll(actor: Actor, action: (typeof ASKING_ACTIONS)[number]): Promise<Job> {
    return this.#ask(actor, null, action)
  }

  #ask(actor: Actor, phone_id: string | null, action: JobAction): Promise<Job> {
    return this.#deps.store.transact(async (tx) => {
      const phones =
        phone_id === null
          ? await tx.find('phones', 'tenant', actor.tenant_id)
          : [await ownRecord(tx, actor, 'phones', phone_id, 'phone')]
      for (const known of await tx.find('jobs', 'wish', `${actor.tenant_id}/${phone_id ?? '*'}/${action}`))
        if (!isFinished(known, await this.#steps(tx, known))) return known
      return this.#put(tx, actor, wantedOf(phones), { action, phone_id, wish: true })
    })
  }

  /**
   * A job for the phones selected: a campaign, or an event in the life of phones.
   * @throws DomainError `invalid`, `forbidden`.
   */
  async create(actor: Actor, draft: Partial<JobDraft>, problems: Problems): Promise<Job> {
    const { action, selection = {}, window = null, batch_size = null, rate = null } = draft
    const chosen = await selectPhones(this.#deps, actor, selection, problems)
    if (action) await checkLife(this.#deps.store, actor, { ...draft, action }, chosen, problems)
    problems.throwIfAny()
    if (action === undefined) throw new DomainError('invalid', 'action is required')
    if (action === 'rotate_sip_password' && !may(actor, 'user_management.users'))
      throw new DomainError('forbidden', 'needs the permission user_management.users')
    return this.#deps.store.transact(async (tx) => {
      const found = await Promise.all(chosen.map(({ id }) => tx.get('phones', id)))
      const phones = found.filter((phone) => phone !== undefined)
      const wanted = action === 'rotate_sip_password' ? await concerned(tx, phones) : wantedOf(phones)
      return this.#put(tx, actor, wanted, {
        action,
        phone_id: wanted.length === 1 ? (wanted[0]?.phone.id ?? null) : null,
        window,
        rate,
        // A password that does not fit cuts phones off, so those of one user are seen to have it before the next.
        batch: action === 'rotate_sip_password' ? 1 : batch_size,
        // Phones that cannot register by the new domain must not be all of them.
        pilots: draft.pilots === true || action === 'sip_domain',
        to: target(draft),
      })
    })
  }

  /** Wants phones of a tenant to fetch because their files have changed; those it is already wanted of are left out. */
  async askBecauseChanged(tenant_id: string, phone_ids: readonly string[]): Promise<Job | undefined> {
    return this.#deps.store.transact(async (tx) => {
      const phones: Phone[] = []
      for (const id of phone_ids) {
        const phone = await tx.get('phones', id)
        const open = await tx.find('job_steps', 'phone', id)
        if (phone?.tenant_id === tenant_id && !open.some(({ state }) => state === 'waiting')) phones.push(phone)
      }
      if (phones.length === 0) return undefined
      const nobody: Actor = { tenant_id, user_id: null, permissions: new Set() }
      return this.#put(tx, nobody, wantedOf(phones), { action: 'reprovision', phone_id: null, automatic: true })
    })
  }

  async #put(
    tx: Transaction,
    actor: Actor,
    wanted: readonly Wanted[],
    members: Pick<Job, 'action' | 'phone_id'> & Partial<Job>,
  ): Promise<Job> {
    const { tenant_id, user_id, permissions } = actor
    const job: Job = {
      ...newEntity(this.#deps.ports),
      tenant_id,
      wish: false,
      automatic: false,
      held: null,
      window: null,
      batch: null,
      pilots: false,
      excused: 0,
      rate: null,
      to: null,
      by: { user_id, permissions: [...permissions] },
      finished_at: null,
      ...members,
    }
    tx.put('jobs', job)
    for (const [place, one] of wanted.entries())
      tx.put('job_steps', newStep(job, one, await accountOf(tx, one.phone), place))
    const finished = (await tx.find('jobs', 'tenant', tenant_id)).filter(({ finished_at }) => finished_at !== null)
    for (const { id } of finished.slice(0, Math.max(0, finished.length - MOST_FINISHED))) await forgetJob(tx, id)
    return job
  }

  async get(actor: Actor, id: string): Promise<JobView> {
    return this.view(await ownRecord(this.#deps.store, actor, 'jobs', id, 'job'))
  }

  async list(actor: Actor): Promise<JobView[]> {
    const jobs = await this.#deps.store.find('jobs', 'tenant', actor.tenant_id)
    return Promise.all(jobs.map((job) => this.view(job)))
  }

  /** The phones of a job, as far as each is. @throws DomainError `not_found`. */
  async steps(actor: Actor, id: string): Promise<JobStep[]> {
    const { store } = this.#deps
    return this.#steps(store, await ownRecord(store, actor, 'jobs', id, 'job'))
  }

  /** Holds a job, or lets it go on. @throws DomainError `not_found`; `in_use` for one that is cancelled or done. */
  async hold(actor: Actor, id: string, as: 'paused' | null): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const job = await ownRecord(tx, actor, 'jobs', id, 'job')
      if (job.held?.as === 'cancelled' || job.finished_at !== null) throw new DomainError('in_use', 'the job is over')
      const excused = (await this.#steps(tx, job)).filter(({ state }) => state === 'failed').length
      tx.put('jobs', { ...job, held: as && { as, reason: null }, excused: as === null ? excused : job.excused })
    })
  }

  /**
   * Ends a job: phones that were not told are not told any more. A change of record that was made stays made and is
   * shown as such; only a SIP domain, which is nobody's until all have it, is put back.
   * @throws DomainError `not_found`.
   */
  async cancel(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await this.#end(tx, actor, await ownRecord(tx, actor, 'jobs', id, 'job'))
    })
  }

  /** Ends it and forgets it. @throws DomainError `not_found`. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await this.#end(tx, actor, await ownRecord(tx, actor, 'jobs', id, 'job'))
      await forgetJob(tx, id)
    })
  }

  async #end(tx: Transaction, actor: Actor, job: Job): Promise<void> {
    if (job.finished_at !== null) return
    const finished_at = this.#deps.ports.now().toISOString()
    tx.put('jobs', { ...job, held: { as: 'cancelled', reason: null }, finished_at })
    const reached = await this.#steps(tx, job)
    const { steps, tell } = job.action === 'sip_domain' ? await putBack(tx, job, reached) : { steps: reached, tell: [] }
    for (const step of steps) tx.put('job_steps', cancelled(step, job))
    if (tell.length > 0) await this.#put(tx, actor, tell, { action: 'reprovision', phone_id: null })
  }

  /** The steps as they are with what their phones have fetched by now. */
  async #steps(reader: Reader, job: Job): Promise<JobStep[]> {
    const steps = await reader.find('job_steps', 'job', job.id)
    return Promise.all(steps.map((step) => afterEvidence(reader, step, job)))
  }

  async view(job: Job): Promise<JobView> {
    const steps = await this.#steps(this.#deps.store, job)
    return {
      job,
      mac: job.phone_id === null ? null : (steps[0]?.mac ?? null),
      ...progressOf(job, steps),
    }
  }
}
