import type { FileKey, Phone } from '../domain/model.js'
import type { Flavour } from '../domain/plan.js'
import type { Ports } from '../domain/ports.js'
import type { FileRow } from '../domain/vendor.js'
import { randomPassword } from '../security/token.js'
import type { Store } from '../store/store.js'
import type { Planned } from './plan.js'

/**
 * How long after a key was first told the file still comes in clear: a download that broke off is repeated within
 * seconds, and a phone that has not got its key could read nothing else ever again.
 */
const GRACE_MS = 5 * 60_000

/** Sixteen letters and digits: all firmware with encryption takes them (yealink.md 1.6 D). */
const KEY_LENGTH = 16

/** Whether somebody wants this file encrypted and the vendor's phones can read it so. */
export const wantsEncryption = ({ plan }: Planned, row: FileRow): boolean =>
  row.encryption !== undefined && plan.settings.get('provisioning.encrypt')?.value === true

/** True while the file must be readable without the key, because this answer, or one just before it, tells the key. */
export const inClear = (phone: Phone, flavour: Flavour, now: Date): boolean =>
  flavour === 'enrolment' ||
  phone.file_key === undefined ||
  now.getTime() - Date.parse(phone.file_key.told_at) < GRACE_MS

/**
 * Makes durable that the phone is told its key now: at an enrolment, because it may come from a factory reset, or when
 * it has none yet. Told again, the key stays the same.
 * @returns whether the phone's record was changed.
 */
export async function tellKey(store: Store, phone: Phone, flavour: Flavour, ports: Ports): Promise<boolean> {
  if (flavour !== 'enrolment' && phone.file_key) return false
  return store.transact(async (tx) => {
    const found = await tx.get('phones', phone.id)
    if (!found) return false
    const file_key: FileKey = {
      key: found.file_key?.key ?? randomPassword(KEY_LENGTH),
      told_at: ports.now().toISOString(),
    }
    tx.put('phones', { ...found, file_key })
    return true
  })
}
