import type { Phone, Tenant } from '../domain/model.js'
import { minutesUntil, notifyOf } from '../domain/notify.js'
import type { Store } from '../store/store.js'
import { isBase } from './bases.js'
import { wouldReboot } from './reboot-mark.js'
import type { ServedBodies } from './served-bodies.js'
import type { PhoneInsights } from './states.js'

/** Looked at again after this where no window says when, minutes. */
const NO_WINDOW_MINUTES = 10

/** What fetching means for a phone now. */
export interface Restart {
  /** Minutes until it may be told; 0 = now. */
  readonly wait: number
  readonly reason: string
  /** The NOTIFY must ask for a restart, else the change is not taken up. */
  readonly reboot: boolean
  /** Fingerprint of the main file it shall have; undefined where none can be made. */
  readonly wanted: string | undefined
  /** It has fetched just that already. */
  readonly current: boolean
}

export interface RestartDeps {
  readonly store: Store
  readonly insights: PhoneInsights
  /** What phones have, for telling what a change would do to them. */
  readonly served: Pick<ServedBodies, 'bodyOf'>
}

export const zoneOfTenant = (tenant: Tenant): string => tenant.settings.timezone ?? 'Etc/UTC'

/**
 * Keeps a resync from restarting a phone: what makes it restart by itself (network, firmware, any change of a DECT
 * base) waits for the tenant's window.
 */
export async function restartOf(deps: RestartDeps, tenant: Tenant, phone: Phone, now: Date): Promise<Restart> {
  const served = await deps.store.get('served', phone.id)
  const main = await deps.insights.mainFile(phone)
  const wanted = main?.file.fingerprint
  const current = served !== undefined && wanted === served.fingerprint
  const atOnce: Restart = { wait: 0, reason: '', reboot: false, wanted, current }
  if (!served || !main || current) return atOnce
  const base = isBase(main.planned.model)
  const last = base ? undefined : await deps.served.bodyOf(phone.id, served.file)
  if (!base && !wouldReboot(main.planned, main.file.body, served, last)) return atOnce
  const { reboot_window } = notifyOf(tenant)
  const what = base ? 'a DECT base restarts at a change' : 'the phone restarts at this change'
  if (!reboot_window) return { ...atOnce, wait: NO_WINDOW_MINUTES, reason: `${what}, and no window for that is set` }
  const wait = minutesUntil(reboot_window, zoneOfTenant(tenant), now)
  return {
    ...atOnce,
    wait,
    reason: `${what} and waits for the window from ${reboot_window.from} to ${reboot_window.to}`,
    reboot: base && main.planned.vendor.restarts.bases !== undefined,
  }
}
