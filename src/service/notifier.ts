import { isLifeAction, isRegisteringAction, type Job, type JobStep } from '../domain/job.js'
import { keptIn } from '../domain/kept.js'
import { printMac } from '../domain/mac.js'
import type { Tenant } from '../domain/model.js'
import { minutesUntil, notifyOf } from '../domain/notify.js'
import type { EventSink, NotifyOrder } from '../domain/ports.js'
import type { Touched, Transaction } from '../store/store.js'
import { afterEvidence, Hearing } from './job-evidence.js'
import { JobNews } from './job-news.js'
import { type NextDeps, nextOf } from './job-next.js'
import { afterOutcome, afterPilots, isFinished, isOver, isUnderWay, overdue, stopping } from './job-progress.js'
import { inJobsName } from './life.js'
import { Looking } from './looking.js'
import { NotifySender, type SenderDeps } from './notify-sender.js'
import { Pace } from './pace.js'
import { zoneOfTenant } from './restarts.js'
import type { ServerService } from './server.js'
import { concludeDomain } from './sip-domain.js'

export interface NotifierDeps extends NextDeps, SenderDeps {
  readonly server: ServerService
  readonly events: EventSink
}

/** The longest sleep: windows and clocks are looked at least this often. */
const SLEEP_MS = 60_000
/** The shortest: what is written meanwhile is looked at together. */
const AGAIN_MS = 10
/** After this it is tried again to tell listeners how far a job is. */
const NEWS_MS = 500
/** NOTIFYs that wait for an answer at the same time; each holds a socket. */
const MOST_AT_ONCE = 200
/** Steps one look works out, so that a job of thousands holds nobody up. */
const MOST_A_LOOK = 50

interface Prepared {
  readonly before: JobStep
  readonly step: JobStep
  readonly order?: NotifyOrder
  readonly unsent?: string
}

/**
 * Works on open jobs: changes records where that is the job, tells phones at the tenant's pace, waits for their
 * fetches. What is about to be sent is on disk before it leaves, so a restart goes on where it was.
 */
export class Notifier {
  readonly #deps: NotifierDeps
  readonly #paces = new Map<string, Pace>()
  readonly #sender: NotifySender
  readonly #news: JobNews
  readonly #hearing = new Hearing()
  #unsubscribe: () => void = () => undefined
  readonly #looking: Looking

  constructor(deps: NotifierDeps) {
    this.#deps = deps
    this.#news = new JobNews(deps.events)
    this.#sender = new NotifySender(deps, () => this.wake())
    this.#looking = new Looking({
      look: () => this.#look(),
      onError: deps.onError,
      again: AGAIN_MS,
      failed: SLEEP_MS,
    })
  }

  start(): void {
    this.#unsubscribe = this.#deps.store.onCommit((touched) => this.#committed(touched))
    this.wake()
  }

  /** Ends the work; what was not sent stays on record. NOTIFYs under way are not waited for. */
  async stop(): Promise<void> {
    this.#sender.stop()
    this.#unsubscribe()
    await this.#looking.stop()
  }

  #committed(touched: Touched): void {
    const heard = this.#hearing.committed(touched)
    if (heard || ['jobs', 'job_steps', 'tenants'].some((name) => touched.has(name))) this.wake()
  }

  /** Looks for work soon. */
  wake(): void {
    this.#looking.wake()
  }

  /** Does what is due; returns how long nothing will be, milliseconds. */
  async #look(): Promise<number> {
    const { store } = this.#deps
    let sleep = SLEEP_MS
    const jobs = await store.find('jobs', 'open', 'open')
    this.#hearing.registrations = jobs.some(({ action }) => isRegisteringAction(action))
    const heard = await this.#hearing.take(store)
    for (const job of jobs) {
      const tenant = await store.get('tenants', job.tenant_id)
      if (!tenant) continue
      const { steps, waits } = await this.#settle(job, heard)
      if (waits) sleep = Math.min(sleep, NEWS_MS)
      if (steps.length > 0) sleep = Math.min(sleep, await this.#work(job, tenant, steps))
    }
    const gone = this.#news.told().filter((id) => !jobs.some((job) => job.id === id))
    for (const id of gone) {
      const job = await store.get('jobs', id)
      if (job) this.#news.tell(job, await store.find('job_steps', 'job', id), this.#now())
      this.#news.forget(id)
    }
    return sleep
  }

  #now(): Date {
    return this.#deps.ports.now()
  }

  /**
   * Writes down what became of the steps.
   * @returns the steps of a job that goes on, none of one that is over or held, and whether listeners wait for news.
   */
  async #settle(
    job: Job,
    heard: (phone_id: string) => boolean,
  ): Promise<{ readonly steps: readonly JobStep[]; readonly waits: boolean }> {
    const { store } = this.#deps
    const now = this.#now()
    const before = await store.find('job_steps', 'job', job.id)
    const steps: JobStep[] = []
    for (const step of before) {
      if (isOver(step, job)) {
        steps.push(step)
        continue
      }
      const outcome = this.#sender.take(step.id)
      const told = outcome ? afterOutcome(step, outcome, now) : step
      steps.push(overdue(heard(step.phone_id) ? await afterEvidence(store, told, job) : told, now))
    }
    const finished = isFinished(job, steps)
    const broken = finished || job.held ? undefined : stopping(job, steps)
    const changes = steps.flatMap((step, index) =>
      step === before[index] ? [] : [{ before: before[index] as JobStep, step }],
    )
    if (changes.length > 0 || finished || broken)
      await inJobsName(job, () =>
        this.#write(changes, async (tx) => {
          const known = await tx.get('jobs', job.id)
          if (!known || known.finished_at !== null) return
          if (finished) {
            tx.put('jobs', { ...known, finished_at: now.toISOString() })
            await concludeDomain(tx, known, steps)
          } else if (broken)
            tx.put('jobs', { ...known, held: { as: 'paused', reason: `${printMac(broken.mac)}: ${broken.reason}` } })
        }),
      )
    const held = broken ? ({ as: 'paused', reason: null } as const) : job.held
    const waits = this.#news.tell({ ...job, held }, steps, now)
    return { steps: finished || held ? [] : steps, waits }
  }

  /** Puts steps, unless somebody cancelled or removed them meanwhile, and what goes with them. */
  async #write(
    changes: readonly Prepared[],
    also: (tx: Transaction) => Promise<void> = async () => undefined,
  ): Promise<JobStep[]> {
    return this.#deps.store.transact(async (tx) => {
      const written: JobStep[] = []
      for (const { before, step } of changes) {
        const known = await tx.get('job_steps', before.id)
        if (known?.state !== before.state) continue
        tx.put('job_steps', step)
        written.push(step)
      }
      await also(tx)
      return written
    })
  }

  /** Tells the phones that are due, as many as batch and pace let; returns how long nothing will be, milliseconds. */
  async #work(job: Job, tenant: Tenant, steps: readonly JobStep[]): Promise<number> {
    const now = this.#now()
    const choice = notifyOf(tenant)
    const wait = job.window ? minutesUntil(job.window, zoneOfTenant(tenant), now) : 0
    if (wait > 0) return Math.min(SLEEP_MS, wait * 60_000)
    // Without a route phones learn what is wanted at their next poll; records are changed all the same.
    const due = (step: JobStep) => step.due_at !== null && Date.parse(step.due_at) <= now.getTime()
    const eligible = job.pilots ? await afterPilots(steps, (pilot) => this.#arrived(pilot)) : steps
    const mine = eligible.filter(
      (step) =>
        (step.state === 'waiting' || step.state === 'changed') &&
        (choice.route !== 'none' || (isLifeAction(job.action) && step.changed_at === null)),
    )
    const ready = mine.filter(due)
    let room = (job.batch ?? Number.POSITIVE_INFINITY) - steps.filter((step) => isUnderWay(step, job)).length
    const rate = Math.min(job.rate ?? choice.rate, choice.rate)
    const pace = keptIn(this.#paces, tenant.id, () => new Pace(now.getTime()))
    const allowed = Math.min(pace.allowed(now.getTime(), rate), MOST_AT_ONCE - this.#sender.sending)
    const prepared: Prepared[] = []
    for (const before of ready.slice(0, MOST_A_LOOK)) {
      if (prepared.filter(({ order }) => order).length >= allowed) break
      if (prepared.some((one) => one.before.id === before.id)) continue
      if (!isUnderWay(before, job) && room-- <= 0) continue
      const { also = [], ...next } = await nextOf(this.#deps, job, before, tenant)
      prepared.push({ before, ...next }, ...also)
    }
    const orders = prepared.filter(({ order }) => order).length
    pace.took(orders)
    const written = prepared.length > 0 ? new Set(await this.#write(prepared)) : new Set()
    for (const { before, step, order, unsent } of prepared.filter(({ step }) => written.has(step))) {
      if (order) this.#sender.send(tenant, step, order)
      // Tried again for the same reason it is no news: four rows for nothing sent would push others out.
      else if (unsent !== undefined && unsent !== before.reason) this.#sender.unsent(tenant, step, unsent)
    }
    if (ready.length > prepared.length && room > 0) return 1000 / rate
    const next = mine.filter((step) => !due(step) && step.due_at !== null).map(({ due_at }) => Date.parse(due_at ?? ''))
    return Math.max(50, Math.min(SLEEP_MS, ...next.map((at) => at - now.getTime())))
  }

  /** A pilot that is to move to another address of ours has asked there. */
  async #arrived({ phone_id }: JobStep): Promise<boolean> {
    const phone = await this.#deps.store.get('phones', phone_id)
    return !phone || !(await this.#deps.server.moving(phone))
  }
}
