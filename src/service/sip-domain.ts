import type { Job, JobStep } from '../domain/job.js'
import type { Phone } from '../domain/model.js'
import type { Reader, Transaction } from '../store/store.js'
import { isThrough, type Wanted } from './job-progress.js'

/*
 * How a new SIP domain comes to phones: each is told it as a registrar of its own, and once all have it, it becomes the
 * tenant's and leaves their records again.
 */

/** Whether the phone's registrar is one that an earlier change of the domain gave it, and not somebody's choice. */
export async function wasTold(reader: Reader, { tenant_id, settings: { registrar } }: Phone): Promise<boolean> {
  if (registrar?.host === undefined || Object.keys(registrar).length > 1) return false
  const jobs = await reader.find('jobs', 'tenant', tenant_id)
  return jobs.some(({ action, to }) => action === 'sip_domain' && to?.sip_domain === registrar.host)
}

/** Takes the domain out of the phone's own settings; undefined when it is not there. */
function withoutDomain(phone: Phone | undefined, sip_domain: string): Phone | undefined {
  if (phone?.settings.registrar?.host !== sip_domain) return undefined
  const { registrar: _registrar, ...settings } = phone.settings
  return { ...phone, settings }
}

/** Makes the domain the tenant's once every phone has it. The phones inherit it: their files stay the same to the byte. */
export async function concludeDomain(tx: Transaction, job: Job, steps: readonly JobStep[]): Promise<void> {
  const sip_domain = job.action === 'sip_domain' ? job.to?.sip_domain : undefined
  const tenant = await tx.get('tenants', job.tenant_id)
  if (sip_domain === undefined || !tenant || steps.some(({ state }) => state === 'failed')) return
  tx.put('tenants', { ...tenant, sip_domain })
  for (const { phone_id } of steps) {
    const phone = withoutDomain(await tx.get('phones', phone_id), sip_domain)
    if (phone) tx.put('phones', phone)
  }
}

/**
 * Puts the phones of a change that shall not go on back to the domain of the tenant: it is the one that worked, and
 * what registrars, NOTIFYs and other phones go by. A phone that has not fetched meanwhile never notices.
 * @returns the steps as they are then, and the phones that may have learned the new domain and have to be told.
 */
export async function putBack(
  tx: Transaction,
  job: Job,
  steps: readonly JobStep[],
): Promise<{ readonly steps: readonly JobStep[]; readonly tell: readonly Wanted[] }> {
  const sip_domain = job.to?.sip_domain ?? ''
  const old = (await tx.get('tenants', job.tenant_id))?.sip_domain ?? ''
  const tell: Wanted[] = []
  const after: JobStep[] = []
  for (const step of steps) {
    const phone =
      step.changed_at !== null && step.advice === null
        ? withoutDomain(await tx.get('phones', step.phone_id), sip_domain)
        : undefined
    if (!phone) {
      after.push(step)
      continue
    }
    tx.put('phones', phone)
    // Who was told may be fetching just now.
    if (isThrough(step)) tell.push({ phone, domain: sip_domain })
    else if (step.told_at !== null) tell.push({ phone })
    after.push({ ...step, state: 'cancelled', reason: `put back to ${old}`, due_at: null })
  }
  return { steps: after, tell }
}
