import { isLifeAction, type Job, type JobStep } from '../domain/job.js'
import type { Phone, Tenant } from '../domain/model.js'
import { notifyOf } from '../domain/notify.js'
import type { NotifyOrder } from '../domain/ports.js'
import { afterOutcome, changedAt, claimed, failed, postponed } from './job-progress.js'
import { actOn, type LifeDeps } from './life.js'
import { orderFor } from './notify-route.js'
import type { RegistrationService } from './registrations.js'
import { type RestartDeps, restartOf } from './restarts.js'

export interface NextDeps extends LifeDeps, RestartDeps {
  readonly registrations: RegistrationService
}

/** A step as it shall be written, and the NOTIFY that leaves once it is. */
export interface Next {
  readonly step: JobStep
  readonly order?: NotifyOrder
  /** Why no NOTIFY can leave. */
  readonly unsent?: string
  /** Others that the same change was made for. */
  readonly also?: readonly { readonly before: JobStep; readonly step: JobStep }[]
}

/** The next thing to do about a phone: change its record, wait for a reason, or tell it. */
export async function nextOf(deps: NextDeps, job: Job, step: JobStep, tenant: Tenant): Promise<Next> {
  const { store, ports } = deps
  const now = ports.now()
  if (isLifeAction(job.action) && step.changed_at === null) return act(deps, job, step, tenant)
  const phone = (await store.get('phones', step.phone_id)) ?? (await store.get('tombstones', step.phone_id))
  if (!phone) return { step: failed(step, 'the phone is gone') }
  const restart = job.action === 'reboot' ? undefined : await restartOf(deps, tenant, phone, now)
  if (restart && restart.wait > 0) return { step: postponed(step, restart.reason, now, restart.wait * 60_000) }
  // Nobody asked: a phone that came by itself meanwhile needs no word.
  if (job.automatic && restart?.current) return { step: { ...step, state: 'fetched', reason: null, due_at: null } }
  const reboot = job.action === 'reboot' || (restart?.reboot ?? false)
  // Until a new domain is everybody's, the device is registered by the old one.
  const domain =
    job.action === 'sip_domain' ? tenant.sip_domain : (step.domain ?? (await domainOf(deps, tenant, phone)))
  const order = await orderFor(deps, { tenant, phone, account: step.account, domain, reboot })
  const told = claimed(step, now, restart?.wanted)
  if (typeof order !== 'string') return { step: told, order }
  const unreachable = afterOutcome(told, { kind: 'unreachable', reason: order }, now)
  return { step: { ...unreachable, told_at: step.told_at }, unsent: order }
}

async function act(deps: NextDeps, job: Job, step: JobStep, tenant: Tenant): Promise<Next> {
  const at = deps.ports.now()
  const tell = notifyOf(tenant).route !== 'none'
  const others = await companions(deps, step)
  const all = (become: (one: JobStep) => JobStep): Next => ({
    step: become(step),
    also: others.map((before) => ({ before, step: become(before) })),
  })
  try {
    const { advice, phone } = await actOn(deps, job, step)
    if (phone) return { step: { ...changedAt(step, at, advice, false), phone_id: phone.id, mac: phone.mac } }
    return all((one) => changedAt(one, at, advice, tell))
  } catch (error) {
    return all((one) => failed(one, (error as Error).message))
  }
}

/** Steps for other phones of the user whose password is renewed with this one. */
async function companions({ store }: NextDeps, { id, job_id, user_id }: JobStep): Promise<JobStep[]> {
  if (user_id === undefined) return []
  const steps = await store.find('job_steps', 'job', job_id)
  return steps.filter((one) => one.id !== id && one.user_id === user_id && one.state === 'waiting')
}

/** The host in the address the phone registers. */
async function domainOf({ insights }: NextDeps, tenant: Tenant, phone: Phone): Promise<string> {
  const { plan } = await insights.plan(phone)
  const told = (plan.lines[0]?.settings ?? plan.settings).get('registrar')?.value as { host: string } | undefined
  return told?.host ?? tenant.sip_domain
}
