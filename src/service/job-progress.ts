import {
  isLifeAction,
  isRegisteringAction,
  type Job,
  type JobStep,
  STEP_STATES,
  type StepState,
} from '../domain/job.js'
import type { Phone, Served } from '../domain/model.js'
import type { NotifyOutcome } from '../domain/ports.js'
import type { Reader, Transaction } from '../store/store.js'

/** A phone that was told and has not fetched by then will not. */
const PATIENCE_MS = 5 * 60_000
/** Pauses before a phone that did not hear is told again. */
const AGAIN_MS = [30_000, 2 * 60_000, 10 * 60_000] as const
/** Answers that stay the same however often one asks. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 407])

const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString()

/** A phone something is wanted of, with what its step shall remember. */
export type Wanted = { readonly phone: Phone } & Pick<JobStep, 'user_id' | 'domain'>

/** A step; `place` keeps the steps of a job in the order of its phones. */
export function newStep(
  job: Pick<Job, 'id' | 'tenant_id' | 'created_at'>,
  { phone, ...remembered }: Wanted,
  account: string | null,
  place: number,
): JobStep {
  return {
    ...remembered,
    id: `${job.id}/${String(place).padStart(6, '0')}`,
    created_at: job.created_at,
    tenant_id: job.tenant_id,
    job_id: job.id,
    phone_id: phone.id,
    mac: phone.mac,
    vendor: phone.vendor,
    account,
    state: 'waiting',
    changed_at: null,
    told_at: null,
    attempts: 0,
    due_at: job.created_at,
    status: null,
    reason: null,
    advice: null,
  }
}

/** Nothing more is done about it. A phone that accepted a reboot has all it was to be told. */
export const isOver = (step: JobStep, { action }: Pick<Job, 'action'>): boolean =>
  isThrough(step) ||
  step.state === 'failed' ||
  step.state === 'cancelled' ||
  (step.state === 'answered' && action === 'reboot')

/** The phone has what it was to get. */
export const isThrough = ({ state }: JobStep): boolean => state === 'fetched' || state === 'registered'

/** Told or changed, and not over: the job waits for this phone. */
export const isUnderWay = (step: JobStep, job: Pick<Job, 'action'>): boolean =>
  !isOver(step, job) && step.state !== 'waiting'

/** Claimed: written before the NOTIFY leaves, so that no restart sends it a second time. */
export const claimed = (step: JobStep, now: Date, wanted?: string): JobStep => ({
  ...step,
  ...(wanted === undefined ? {} : { wanted }),
  state: 'told',
  told_at: now.toISOString(),
  attempts: step.attempts + 1,
  due_at: later(now, PATIENCE_MS),
  reason: null,
})

/** Looked at again later, for a reason. */
export const postponed = (step: JobStep, reason: string, now: Date, ms: number): JobStep => ({
  ...step,
  reason,
  due_at: later(now, ms),
})

/** Given up; where the record is changed already the phone still learns it by itself. */
export const failed = (step: JobStep, reason: string): JobStep => ({
  ...step,
  state: step.changed_at === null ? 'failed' : 'changed',
  reason,
  due_at: null,
})

/** Not gone on with. A record that was changed is so all the same, and what its phone does next is still seen. */
export function cancelled(step: JobStep, job: Pick<Job, 'action'>): JobStep {
  if (isOver(step, job)) return step
  if (step.changed_at === null) return { ...step, state: 'cancelled', due_at: null }
  const reason = 'cancelled after the record was changed, and that stays: the phone learns it at its next poll'
  return { ...step, state: 'changed', reason, due_at: null }
}

/** The record is changed; `tell` = the phone is to be told now, else it learns it at its next poll. */
export const changedAt = (step: JobStep, at: Date, advice: string | null, tell: boolean): JobStep => ({
  ...step,
  state: 'changed',
  changed_at: at.toISOString(),
  reason: null,
  advice,
  due_at: tell ? at.toISOString() : null,
})

/** What came of a NOTIFY. A phone that fetched meanwhile has heard it, whatever the network says. */
export function afterOutcome(step: JobStep, outcome: NotifyOutcome, now: Date): JobStep {
  if (step.state !== 'told') return step
  const status = outcome.kind === 'answered' ? outcome.status : null
  if (status !== null && status < 300) return { ...step, state: 'answered', status }
  const reason =
    outcome.kind === 'answered'
      ? `${outcome.status} ${outcome.reason}`
      : outcome.kind === 'timeout'
        ? 'no answer'
        : outcome.reason
  const pause = AGAIN_MS[step.attempts - 1]
  if (pause === undefined || (status !== null && REFUSALS.has(status))) return { ...failed(step, reason), status }
  const state = step.changed_at === null ? 'waiting' : 'changed'
  return { ...step, state, status, reason, due_at: later(now, pause) }
}

/** A step whose phone let the time go by; the same step when it still has some. */
export function overdue(step: JobStep, now: Date): JobStep {
  if (step.due_at === null || Date.parse(step.due_at) > now.getTime()) return step
  if (step.state === 'answered') return failed(step, 'the phone answered and did not fetch within five minutes')
  if (step.state === 'told')
    return failed(step, 'the server stopped before the answer came, and the phone did not fetch')
  return step
}

/** The step after what its phone fetched last; the same step when that tells nothing about it. */
export function afterFetch(
  step: JobStep,
  job: Pick<Job, 'action' | 'created_at'>,
  served: Served | undefined,
): JobStep {
  if (served === undefined || isOver(step, job) || job.action === 'reboot') return step
  const since = isLifeAction(job.action) ? step.changed_at : job.created_at
  return since === null || served.at < since ? step : { ...step, state: 'fetched', reason: null, due_at: null }
}

/** The step after its phone began to register; the same step when that was before the change, or says nothing of it. */
export function afterRegistration(step: JobStep, job: Pick<Job, 'action'>, began_at: string | undefined): JobStep {
  if (began_at === undefined || step.changed_at === null || isOver(step, job) || !isRegisteringAction(job.action))
    return step
  return began_at < step.changed_at ? step : { ...step, state: 'registered', reason: null, due_at: null }
}

/** The phone of each vendor that goes first: the first that was not given up. */
function pilotsOf(steps: readonly JobStep[]): ReadonlyMap<string, JobStep> {
  const pilots = new Map<string, JobStep>()
  for (const step of steps)
    if (step.state !== 'failed' && step.state !== 'cancelled' && !pilots.has(step.vendor)) pilots.set(step.vendor, step)
  return pilots
}

/** The steps that may be worked on: of each vendor one, until it has fetched and `arrived` says that will do. */
export async function afterPilots(
  steps: readonly JobStep[],
  arrived: (pilot: JobStep) => Promise<boolean>,
): Promise<JobStep[]> {
  const open = new Map<string, boolean>()
  const pilots = pilotsOf(steps)
  for (const [vendor, pilot] of pilots) open.set(vendor, isThrough(pilot) && (await arrived(pilot)))
  return steps.filter((step) => open.get(step.vendor) || pilots.get(step.vendor) === step)
}

/** The failure a job stops for: of one after another any, of pilots any before the rest. undefined = it goes on. */
export function stopping(job: Job, steps: readonly JobStep[]): JobStep | undefined {
  const failures = steps.filter(({ state }) => state === 'failed')
  if (failures.length <= job.excused || (job.batch !== 1 && !job.pilots)) return undefined
  const pilots = pilotsOf(steps)
  return failures.find(({ vendor }) => {
    const pilot = pilots.get(vendor)
    return job.batch === 1 || !pilot || !isThrough(pilot)
  })
}

export type JobState = 'wanted' | 'paused' | 'cancelled' | 'done'

/** How far a job is. */
export interface JobProgress {
  readonly state: JobState
  readonly phones: number
  /** Phones that were sent a NOTIFY. */
  readonly sent: number
  /** Steps by state; every state is there. */
  readonly counts: Readonly<Record<StepState, number>>
}

export const isFinished = (job: Pick<Job, 'action'>, steps: readonly JobStep[]): boolean =>
  steps.every((step) => isOver(step, job))

export function progressOf(job: Job, steps: readonly JobStep[]): JobProgress {
  const counts = Object.fromEntries(STEP_STATES.map((state) => [state, 0])) as Record<StepState, number>
  for (const { state } of steps) counts[state]++
  return {
    state: job.held?.as ?? (isFinished(job, steps) ? 'done' : 'wanted'),
    phones: steps.length,
    sent: steps.filter(({ told_at }) => told_at !== null).length,
    counts,
  }
}

/** Takes a job with its steps off the record. */
export async function forgetJob(tx: Transaction, id: string): Promise<void> {
  for (const step of await tx.find('job_steps', 'job', id)) tx.remove('job_steps', step.id)
  tx.remove('jobs', id)
}

/** A phone goes: what was wanted of it alone is wanted no longer, jobs for many go on without it. */
export async function forgetPhone(tx: Transaction, phone_id: string): Promise<void> {
  for (const step of await tx.find('job_steps', 'phone', phone_id)) {
    const job = await tx.get('jobs', step.job_id)
    const ofMany = job?.action === 'sip_domain' || job?.action === 'rotate_sip_password'
    // The job that deletes it still waits for the device.
    if (!job || (isLifeAction(job.action) && !ofMany)) continue
    if (job.phone_id !== null && !ofMany) await forgetJob(tx, job.id)
    else if (!isOver(step, job))
      tx.put('job_steps', { ...step, state: 'cancelled', reason: 'the phone was deleted', due_at: null })
  }
}

/** The SIP user on line 1, whether or not they may use the phone now. */
export async function accountOf(reader: Reader, { lines: [line] }: Phone): Promise<string | null> {
  return line ? ((await reader.get('users', line.user_id))?.sip_user ?? null) : null
}
