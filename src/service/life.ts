import { DomainError, Problems } from '../domain/errors.js'
import type { Job, JobStep, LifeAction } from '../domain/job.js'
import type { Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { randomPassword } from '../security/token.js'
import { isPasswordGiven } from './followed-guard.js'
import { inNameOf } from './origin.js'
import type { PbxService } from './pbx.js'
import type { PhoneDeps, PhoneService } from './phones.js'
import { replacePhone } from './replace.js'
import { wasTold } from './sip-domain.js'
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

type Act = (deps: LifeDeps, actor: Actor, phone_id: string, job: Job, step: JobStep) => Promise<Acted>

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
  // The step is marked with it, so that after a crash or a cancel at that moment nobody takes it for somebody's choice.
  sip_domain: ({ ports, store, phones }, actor, id, { to }, step) =>
    store.transact(async (tx) => {
      const phone = await tx.get('phones', id)
      if (!phone) throw new DomainError('not_found', 'the phone is gone')
      const known = await tx.get('job_steps', step.id)
      if (known?.state !== step.state) throw new DomainError('in_use', 'the job was cancelled')
      if (phone.settings.registrar && !(await wasTold(tx, phone)))
        return { advice: 'the phone has a registrar of its own, which stays' }
      const settings = { registrar: { host: to?.sip_domain } }
      await phones.updateIn(tx, actor, id, { settings }, new Problems())
      tx.put('job_steps', { ...known, changed_at: ports.now().toISOString() })
      return DONE
    }),
  rotate_sip_password: async ({ store, users, pbx }, actor, _id, _job, { user_id }) => {
    if (user_id === undefined) throw new DomainError('invalid', 'nobody sits at the phone')
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

/** Runs what a job changes in its name, for the audit log. */
export const inJobsName = <T>({ action, by: { user_id } }: Job, work: () => Promise<T>): Promise<T> =>
  inNameOf({ kind: 'job', user_id, name: action, source: '', operation: 'job' }, work)

/**
 * Changes the record of a step's phone, with the rights of whoever wanted the job.
 * @throws DomainError when it cannot be done; then nothing is changed.
 */
export const actOn = (deps: LifeDeps, job: Job, step: JobStep): Promise<Acted> =>
  inJobsName(job, () => ACTS[job.action as LifeAction](deps, actorOf(job), step.phone_id, job, step))
