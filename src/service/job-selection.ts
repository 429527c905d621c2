import { modelIn, vendorNamed } from '../catalogue/index.js'
import { DomainError, type Problems } from '../domain/errors.js'
import { isLifeAction, type Job, type JobAction } from '../domain/job.js'
import { parseMac, printMac } from '../domain/mac.js'
import type { Phone } from '../domain/model.js'
import type { DailyWindow } from '../domain/notify.js'
import { type Actor, may } from '../domain/permission.js'
import type { Store } from '../store/store.js'
import type { Fleet } from './fleet.js'
import { isPromised } from './sip-domain.js'

/** Which phones of the tenant; members narrow each other, none = all. */
export interface JobSelection {
  readonly macs?: readonly string[]
  readonly vendors?: readonly string[]
  readonly models?: readonly string[]
  readonly group_ids?: readonly string[]
  readonly out_of_date?: boolean
}

export interface JobDraft {
  readonly action: JobAction
  readonly selection?: JobSelection
  readonly window?: DailyWindow
  readonly batch_size?: number
  readonly rate?: number
  readonly pilots?: boolean
  readonly sip_domain?: string
  readonly user_id?: string
  readonly mac?: string
  readonly model?: string
}

interface SelectionDeps {
  readonly store: Store
  readonly fleet: Fleet
}

/** Phones whose passwords one job may renew: each is waited for before the next. */
const MOST_ROTATED = 100

/** The phones of the tenant that are meant; what is meant and does not exist is a problem. */
export async function selectPhones(
  { store, fleet }: SelectionDeps,
  actor: Actor,
  selection: JobSelection,
  problems: Problems,
): Promise<Phone[]> {
  const all = await store.find('phones', 'tenant', actor.tenant_id)
  const macs = selection.macs && new Set(selection.macs.map((text) => parseMac(text) ?? text))
  const known = new Set<string>(all.map(({ mac }) => mac))
  selection.macs?.forEach((text, index) => {
    if (!known.has(parseMac(text) ?? ''))
      problems.add(`selection.macs[${index}]`, 'exists', `there is no phone ${text}`)
  })
  for (const [index, id] of (selection.group_ids ?? []).entries())
    if ((await store.get('groups', id))?.tenant_id !== actor.tenant_id)
      problems.add(`selection.group_ids[${index}]`, 'exists', 'there is no such group')
  const vendors = selection.vendors && new Set(selection.vendors.map((name) => vendorNamed(name)?.id ?? name))
  const chosen: Phone[] = []
  for (const phone of all) {
    if (macs && !macs.has(phone.mac)) continue
    if (vendors && !vendors.has(phone.vendor)) continue
    if (selection.models && !selection.models.some((name) => isModel(phone, name))) continue
    if (selection.group_ids && !(await inGroup(store, phone, selection.group_ids))) continue
    if (selection.out_of_date && (await fleet.viewOf(phone)).state !== 'out of date') continue
    chosen.push(phone)
  }
  return chosen
}

async function inGroup(store: Store, { lines: [line] }: Phone, ids: readonly string[]): Promise<boolean> {
  const owner = line && (await store.get('users', line.user_id))
  return owner?.groups.some((id) => ids.includes(id)) ?? false
}

/** What changes records names its phones: an empty selection never means everybody. */
export async function checkLife(
  store: Store,
  actor: Actor,
  draft: JobDraft,
  chosen: readonly Phone[],
  problems: Problems,
): Promise<void> {
  const { action, selection, user_id, mac } = draft
  if (!isLifeAction(action)) return
  if (action === 'sip_domain') return checkDomain(store, actor, draft, problems)
  if (!selection?.macs?.length) problems.add('selection.macs', 'required', `${action} needs the phones by name`)
  if ((action === 'move' || action === 'replace') && chosen.length > 1)
    problems.add('selection.macs', 'max', `${action} takes one phone`)
  if (action === 'rotate_sip_password' && chosen.length > MOST_ROTATED)
    problems.add('selection.macs', 'max', `at most ${MOST_ROTATED} phones, each waited for before the next`)
  if (action === 'move') {
    const user = user_id === undefined ? undefined : await store.get('users', user_id)
    if (user?.tenant_id !== actor.tenant_id || user.deleted_at !== null)
      problems.add('user_id', user_id === undefined ? 'required' : 'exists', 'must be a user of the tenant')
  }
  if (action === 'replace') {
    const to = mac === undefined ? undefined : parseMac(mac)
    if (!to) problems.add('mac', mac === undefined ? 'required' : 'mac', 'must be the address of the new phone')
    else if ((await store.find('phones', 'mac', to)).length > 0)
      problems.conflict('mac', 'unique', `${printMac(to)} is assigned already`)
  }
}

/** A domain goes from phone to phone as its registrar, so nothing may stand between it and them. */
async function checkDomain(store: Store, actor: Actor, draft: JobDraft, problems: Problems): Promise<void> {
  const { sip_domain, selection } = draft
  if (!may(actor, 'company.full_access')) throw new DomainError('forbidden', 'needs the permission company.full_access')
  if (selection && Object.keys(selection).length > 0)
    problems.add('selection', 'whole', 'a SIP domain is that of every phone of the tenant')
  const tenant = await store.get('tenants', actor.tenant_id)
  if (tenant?.settings.registrar)
    problems.add('sip_domain', 'registrar', 'the tenant has a registrar of its own: change settings.registrar')
  const open = await store.find('jobs', 'open', 'open')
  if (open.some((job) => job.tenant_id === actor.tenant_id && job.action === 'sip_domain'))
    problems.conflict('sip_domain', 'in_use', 'another change of the SIP domain goes on: cancel it first')
  if (sip_domain === undefined) problems.add('sip_domain', 'required', 'is required')
  else if (
    (await store.find('tenants', 'sip_domain', sip_domain.toLowerCase())).length > 0 ||
    (await isPromised(store, sip_domain.toLowerCase(), actor.tenant_id))
  )
    problems.conflict('sip_domain', 'unique', `${sip_domain} belongs to a tenant already`)
}

const isModel = (phone: Phone, name: string): boolean => {
  const vendor = vendorNamed(phone.vendor)
  return vendor !== undefined && modelIn(vendor, name).id === phone.model
}

/** What a job that changes records makes of them. */
export const target = ({ user_id, mac, model, sip_domain }: Partial<JobDraft>): Job['to'] => {
  const to = mac === undefined ? undefined : parseMac(mac)
  return {
    ...(user_id === undefined ? {} : { user_id }),
    ...(to === undefined ? {} : { mac: to }),
    ...(model === undefined ? {} : { model }),
    ...(sip_domain === undefined ? {} : { sip_domain: sip_domain.toLowerCase() }),
  }
}
