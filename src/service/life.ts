import { DomainError, Problems } from '../domain/errors.js'
import type { Job, JobStep, LifeAction } from '../domain/job.js'
import type { Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { randomPassword } from '../security/token.js'
import type { Transaction } from '../store/store.js'
import { isPasswordGiven } from './followed-guard.js'
import type { PbxService } from './pbx.js'
import type { PhoneDeps, PhoneService } from './phones.js'
import { replacePhone } from './replace.js'
import type { UserService } from './users.js'

export interface LifeDeps extends PhoneDeps {
  readonly phones: PhoneService
  readonly users: UserService
  readonly pbx: PbxService
}

export interface Acted {
  /** What an administrator still has to do by hand; null = nothing. */
  readonly advice: string | null
  /** The phone that is waited for from now on, where it is another one. */
  readonly phone?: Phone
}

const DONE: Acted = { advice: null }

type Act = (deps: LifeDeps, actor: Actor, phone_id: string, job: Job) => Promise<Acted>

const ACTS: Readonly<Record<LifeAction, Act>> = {
  unassign: async ({ phones }, actor, id) => {
    await phones.unassign(actor, id)
    return DONE
  },
  delete: async ({ store, phones }, actor, id) => {
    // Gone already: the server stopped after it was deleted and before that was noted.
    if (!(await store.get('tombstones', id))) await phones.remove(actor, id)
    return DONE
  },
  move: async ({ phones }, actor, id, { to }) => {
    const problems = new Problems()
    const lines = ([first, ...others]: Phone['lines']): Phone['lines'] => {
      // What the line was called goes with whoever it was.
      const { label: _label, auth_name: _auth, ...kept } = first ?? {}
      return [{ ...kept, user_id: to?.user_id ?? '' }, ...others]
    }
    await phones.update(actor, id, (phone) => ({ lines: lines(phone.lines) }), problems)
    return DONE
  },
  replace: async (deps, actor, id, { to }) => {
    const { store } = deps
    const mac = to?.mac ?? ''
    const [known] = (await store.get('tombstones', id)) ? await store.find('phones', 'mac', mac) : []
    const phone =
      known ?? (await replacePhone(deps, actor, id, { mac, ...(to?.model === undefined ? {} : { model: to.model }) }))
    return { advice: 'connect the new phone: its enrolment window is open', phone }
  },
  // The phone gets it as its registrar; once all have it, it becomes the tenant's and leaves their records again.
  sip_domain: async ({ store, phones }, actor, id, { to }) => {
    const problems = new Problems()
    const phone = await store.get('phones', id)
    if (phone && !phone.settings.registrar)
      await phones.update(actor, id, { settings: { registrar: { host: to?.sip_domain } } }, problems)
    return DONE
  },
  rotate_sip_password: async ({ store, users, pbx }, actor, id) => {
    const phone = await store.get('phones', id)
    const user_id = phone?.lines[0]?.user_id
    if (!user_id) throw new DomainError('invalid', 'nobody sits at the phone')
    const user = await store.get('users', user_id)
    if (user && (await isPasswordGiven(store, user)))
      throw new DomainError(
        'invalid',
        'the SIP password comes from the system the user is followed from: change it there',
      )
    const password = randomPassword(20)
    // The PBX first: a phone that has a new password too early cannot register.
    if (pbx.present) await pbx.setSipPassword(actor, user_id, password)
    await users.setSipPassword(actor, user_id, password)
    return pbx.present ? DONE : { advice: 'no PBX is configured that could be told: change the password there now' }
  },
}

const actorOf = ({ tenant_id, by }: Job): Actor => ({
  tenant_id,
  user_id: by.user_id,
  permissions: new Set(by.permissions),
})

/**
 * Changes the record of a step's phone, with the rights of whoever wanted the job.
 * @throws DomainError when it cannot be done; then nothing is changed.
 */
export const actOn = (deps: LifeDeps, job: Job, step: JobStep): Promise<Acted> =>
  ACTS[job.action as LifeAction](deps, actorOf(job), step.phone_id, job)

/**
 * What a job leaves to do when its last phone is through. A domain becomes that of the tenant, and the phones inherit it:
 * their files stay the same to the byte.
 */
export async function conclude(tx: Transaction, job: Job, steps: readonly JobStep[]): Promise<void> {
  const sip_domain = job.action === 'sip_domain' ? job.to?.sip_domain : undefined
  const tenant = await tx.get('tenants', job.tenant_id)
  if (sip_domain === undefined || !tenant || steps.some(({ state }) => state === 'failed')) return
  tx.put('tenants', { ...tenant, sip_domain })
  for (const { phone_id } of steps) {
    const phone = await tx.get('phones', phone_id)
    if (phone?.settings.registrar?.host !== sip_domain) continue
    const { registrar: _registrar, ...settings } = phone.settings
    tx.put('phones', { ...phone, settings })
  }
}
