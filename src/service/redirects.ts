import { notFound } from '../domain/errors.js'
import type { Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import type { RedirectJob, RedirectRecord } from '../domain/redirect.js'
import type { Store } from '../store/store.js'
import type { RedirectAim } from './redirect-aim.js'
import type { Reconciled } from './redirect-reconcile.js'
import type { RedirectWorker } from './redirect-worker.js'

export interface RedirectsDeps {
  readonly store: Store
  readonly ports: Ports
  readonly aim: RedirectAim
  readonly worker: RedirectWorker
}

/** A job with how far it is. */
export interface JobProgress extends RedirectJob {
  /** How many of its phones are done or wait for a person. */
  readonly done: number
  readonly failed: number
}

/** What vendors know about the phones of a tenant, and what they shall know. */
export class RedirectService {
  readonly #deps: RedirectsDeps

  constructor(deps: RedirectsDeps) {
    this.#deps = deps
  }

  /** Compares every phone with what was last wanted (the configuration may have changed) and starts the work. */
  async start(): Promise<void> {
    const { store, aim, worker } = this.#deps
    await store.transact((tx) => aim.aimAll(tx, 'start'))
    worker.start()
  }

  stop(): Promise<void> {
    return this.#deps.worker.stop()
  }

  list(actor: Actor): Promise<readonly RedirectRecord[]> {
    return this.#deps.store.find('redirects', 'tenant', actor.tenant_id)
  }

  /** What stands for one phone: the entry that is wanted, then those on their way out of other accounts. */
  async ofPhone(phone: Phone): Promise<readonly RedirectRecord[]> {
    const registrations = await this.#deps.store.find('redirects', 'phone', phone.id)
    return [...registrations].sort((a, b) => Number(a.goal === 'removed') - Number(b.goal === 'removed'))
  }

  /** Tries again at once what waits or failed, for the whole tenant or one phone. Returns how many are tried. */
  async sync(actor: Actor, phone_id?: string): Promise<number> {
    const { store, worker, ports } = this.#deps
    const accounts = new Set<string>()
    const now = ports.now().toISOString()
    const count = await store.transact(async (tx) => {
      const all = await tx.find('redirects', 'tenant', actor.tenant_id)
      let tried = 0
      for (const registration of all) {
        if (phone_id !== undefined && registration.phone_id !== phone_id) continue
        const { account_id, state, goal, url, due_at, attempts } = registration
        if (account_id === null || state === 'registered' || state === 'removed') continue
        // What was never asked because something is missing is not asked now either.
        if (goal === 'registered' && (url === null || (due_at === null && attempts === 0))) continue
        tx.put('redirects', { ...registration, due_at: now, attempts: 0 })
        accounts.add(account_id)
        tried++
      }
      return tried
    })
    for (const account_id of accounts) worker.wake(account_id)
    return count
  }

  /** Reads back what the vendors hold, for the whole tenant or one phone, and makes repairs due. */
  async check(actor: Actor, phone_id?: string): Promise<readonly (Reconciled & { readonly account_id: string })[]> {
    const { store, worker } = this.#deps
    const registrations = (await this.list(actor)).filter(
      (registration) => phone_id === undefined || registration.phone_id === phone_id,
    )
    const ids = new Set(registrations.flatMap(({ account_id }) => account_id ?? []))
    const results: (Reconciled & { account_id: string })[] = []
    for (const account_id of ids) {
      const account = await store.get('redirect_accounts', account_id)
      if (!account) continue
      // Another tenant's phones in an account of the server are not this caller's to look at.
      const own = new Set(registrations.map((registration) => registration.phone_id))
      const whole = phone_id === undefined && account.tenant_id === actor.tenant_id
      results.push({ account_id, ...(await worker.reconcile(account, whole ? undefined : own)) })
    }
    return results
  }

  async jobs(actor: Actor): Promise<readonly JobProgress[]> {
    const jobs = await this.#deps.store.find('redirect_jobs', 'tenant', actor.tenant_id)
    return Promise.all(jobs.map((job) => this.#progress(job)))
  }

  /** @throws DomainError `not_found`. */
  async job(actor: Actor, id: string): Promise<JobProgress> {
    const job = await this.#deps.store.get('redirect_jobs', id)
    return job?.tenant_id === actor.tenant_id ? this.#progress(job) : notFound('job')
  }

  async #progress(job: RedirectJob): Promise<JobProgress> {
    const registrations = await this.#deps.store.find('redirects', 'job', job.id)
    const failed = registrations.filter(({ state }) => state === 'failed' || state === 'conflict').length
    const waiting = registrations.filter(({ state }) => state === 'wanted').length
    // A phone that a later change took over is no longer this job's to wait for.
    return { ...job, failed, done: job.total - waiting - failed }
  }
}
