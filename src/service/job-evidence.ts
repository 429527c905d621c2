import type { Job, JobStep } from '../domain/job.js'
import { isRegisteringAction } from '../domain/job.js'
import { type Reader, type Touched, touchedBehind } from '../store/store.js'
import { afterFetch, afterRegistration, isOver } from './job-progress.js'
import { ownRegistrations } from './registrations.js'

/** The step as it is with what its phone has fetched, and where it has registered, by now. */
export async function afterEvidence(reader: Reader, step: JobStep, job: Job): Promise<JobStep> {
  if (isOver(step, job)) return step
  const fetched = afterFetch(step, job, await reader.get('served', step.phone_id))
  if (fetched !== step || !isRegisteringAction(job.action) || step.changed_at === null) return fetched
  return afterRegistration(step, job, await beganAt(reader, step))
}

/** When the phone last began to register for whom the change is about; undefined = nobody said. */
async function beganAt(reader: Reader, step: JobStep): Promise<string | undefined> {
  const phone = await reader.get('phones', step.phone_id)
  const user_id = step.user_id ?? phone?.lines[0]?.user_id
  if (!phone || user_id === undefined) return undefined
  const shared = (await reader.find('phones', 'user', user_id)).some(({ id }) => id !== phone.id)
  const own = ownRegistrations(phone, await reader.find('registrations', 'user', user_id), shared)
  return own
    .map(({ began_at, created_at }) => began_at ?? created_at)
    .sort()
    .at(-1)
}

/** Collects which phones something was heard of that may end their steps, from one look at the jobs to the next. */
export class Hearing {
  /** undefined = any phone may have done something, as after a start. */
  #phones: Set<string> | undefined
  readonly #users = new Set<string>()
  /** Whether registrations may end a step; where they come all the time, nobody is woken for nothing. */
  registrations = false

  /** @returns true when it heard something. */
  committed(touched: Touched): boolean {
    const fetched = touched.has('served') ? touchedBehind(touched, 'served/') : []
    for (const id of fetched) this.#phones?.add(id)
    const users =
      this.registrations && touched.has('registrations') ? touchedBehind(touched, 'registrations.user/') : []
    for (const id of users) this.#users.add(id)
    return fetched.length > 0 || users.length > 0
  }

  /** What was heard of since the last time. */
  async take(reader: Reader): Promise<(phone_id: string) => boolean> {
    const phones = this.#phones
    const users = [...this.#users]
    this.#phones = new Set()
    this.#users.clear()
    if (!phones) return () => true
    for (const user of users) for (const { id } of await reader.find('phones', 'user', user)) phones.add(id)
    return (id) => phones.has(id)
  }
}
