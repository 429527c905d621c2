import type { Job, JobStep } from '../domain/job.js'
import type { Phone } from '../domain/model.js'
import type { Reader, Transaction } from '../store/store.js'
import { isThrough, type Wanted } from './job-progress.js'

/*
 * How a new SIP domain comes to phones: each is told it as a registrar of its own, and once all have it, it becomes the
 * tenant's and leaves their records again.
 */

/** Whether a change under way brings the domain to another tenant: it is as good as theirs. */
export async function isPromised(reader: Reader, sip_domain: string, tenant_id: string): Promise<boolean> {
  const open = await reader.find('jobs', 'open', 'open')
  return open.some((job) => job.to?.sip_domain === sip_domain && job.tenant_id !== tenant_id)
}

const isOnly = ({ settings: { registrar } }: Phone, sip_domain: string | undefined): boolean =>
  registrar?.host !== undefined && registrar.host === sip_domain && Object.keys(registrar).length === 1

/** The change of this step was made, and is neither put back nor left to somebody's own choice. */
const wasMade = ({ changed_at, advice, state }: JobStep): boolean =>
  changed_at !== null && advice === null && state !== 'cancelled'

/** Whether the phone's registrar is one that a change of the domain gave it and left there, and not somebody's choice. */
export async function wasTold(reader: Reader, phone: Phone): Promise<boolean> {
  for (const step of await reader.find('job_steps', 'phone', phone.id)) {
    if (!wasMade(step)) continue
    const job = await reader.get('jobs', step.job_id)
    if (job?.action === 'sip_domain' && isOnly(phone, job.to?.sip_domain) && !(await isConcluded(reader, job)))
      return true
  }
  return false
}

/** Whether the domain became the tenant's: then it is in no phone's record any more unless somebody wrote it there. */
async function isConcluded(reader: Reader, { id, finished_at }: Job): Promise<boolean> {
  return finished_at !== null && !(await reader.find('job_steps', 'job', id)).some(({ state }) => state === 'failed')
}

/** Takes the domain out of the phone's own settings; undefined when it is not there, or more by now than the domain. */
function withoutDomain(phone: Phone | undefined, sip_domain: string): Phone | undefined {
  if (!phone || !isOnly(phone, sip_domain)) return undefined
  const { registrar: _registrar, ...settings } = phone.settings
  return { ...phone, settings }
}

/** Makes the domain the tenant's once every phone has it. The phones inherit it: their files stay the same to the byte. */
export async function concludeDomain(tx: Transaction, job: Job, steps: readonly JobStep[]): Promise<void> {
  const sip_domain = job.action === 'sip_domain' ? job.to?.sip_domain : undefined
  const tenant = await tx.get('tenants', job.tenant_id)
  if (sip_domain === undefined || !tenant || steps.some(({ state }) => state === 'failed')) return
  tx.put('tenants', { ...tenant, sip_domain })
  for (const step of steps) {
    const phone = wasMade(step) ? withoutDomain(await tx.get('phones', step.phone_id), sip_domain) : undefined
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
    const phone = wasMade(step) ? withoutDomain(await tx.get('phones', step.phone_id), sip_domain) : undefined
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
