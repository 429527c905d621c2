import { modelIn, readUserAgent } from '../catalogue/index.js'
import type { Phone, Tenant } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { Store } from '../store/store.js'
import type { Alarm } from './misses.js'

/**
 * What is odd about a phone's secret in this User-Agent's hands; undefined when nothing is. A text no vendor's phones
 * send (a browser, an administrator's script) is not odd: it says nothing about a device.
 */
export function foreignAgent(phone: Pick<Phone, 'vendor' | 'mac' | 'model'>, userAgent: string): string | undefined {
  const told = readUserAgent(userAgent)
  if (!told) return undefined
  if (told.vendor.id !== phone.vendor)
    return `a device of ${told.vendor.id} used the secret of a phone of ${phone.vendor}`
  if (told.mac !== undefined && told.mac !== phone.mac) return 'another MAC used the secret of the phone'
  if (told.model === undefined) return undefined
  const [theirs, ours] = [modelIn(told.vendor, told.model), modelIn(told.vendor, phone.model)]
  // A name the catalogue does not know is often only a spelling it does not know.
  if (!theirs.known || !ours.known || theirs.id === ours.id || ours.row.userAgent?.includes(told.model))
    return undefined
  return `a ${theirs.id} used the secret of a ${ours.id}`
}

export interface LockDeps {
  readonly store: Store
  readonly ports: Ports
  readonly onAlarm: (alarm: Alarm) => void
}

/**
 * Why a phone with a valid proof gets nothing: it is locked, or this request locks it, where its tenant wants that.
 * @returns undefined when it may have its file.
 */
export async function lockOf(deps: LockDeps, phone: Phone, userAgent: string): Promise<string | undefined> {
  const { store, ports, onAlarm } = deps
  if (phone.locked) return `the phone is locked: ${phone.locked.reason}`
  const tenant = await store.get('tenants', phone.tenant_id)
  if (!tenant || !locksPhones(tenant)) return undefined
  const reason = foreignAgent(phone, userAgent)
  if (reason === undefined) return undefined
  await store.transact(async (tx) => {
    const now = await tx.get('phones', phone.id)
    if (now && !now.locked) tx.put('phones', { ...now, locked: { at: ports.now().toISOString(), reason } })
  })
  onAlarm({ kind: 'locked', about: phone.id, text: `the phone gets nothing until it is unlocked: ${reason}` })
  return `the phone is locked: ${reason}`
}

/** Whether each request of the tenant's phones has to be looked at, so that no answer may be given without. */
export const locksPhones = (tenant: Tenant): boolean => tenant.lock_on_foreign_agent === true
