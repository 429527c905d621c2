import { modelIn, vendorNamed } from '../catalogue/index.js'
import { Problems } from '../domain/errors.js'
import type { Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { createPathToken, randomDigits, randomPassword } from '../security/token.js'
import { checkPhone } from './check-phone.js'
import { newEntity, ownRecord } from './context.js'
import { forgetPhone } from './job-progress.js'
import { freeMac, newWindow, tombstoneOf } from './phone-lifetime.js'
import type { PhoneDeps } from './phones.js'
import { forgetUploads } from './uploads.js'

/**
 * Puts other hardware in a phone's place: the same users, keys and settings under a new MAC, perhaps another model of
 * the vendor. The old device is told to clear itself.
 * @returns the new phone.
 * @throws DomainError `not_found`; `invalid` where the model has no room for what the phone has. Then nothing changes.
 */
export async function replacePhone(
  { ports, store, blobs }: PhoneDeps,
  actor: Actor,
  id: string,
  to: { readonly mac: string; readonly model?: string },
): Promise<Phone> {
  const problems = new Problems()
  const random = (n: number) => ports.random(n)
  const { phone, uploads } = await store.transact(async (tx) => {
    const old = await ownRecord(tx, actor, 'phones', id, 'phone')
    const vendor = vendorNamed(old.vendor)
    const { locked: _locked, file_key: _key, ...kept } = old
    const phone: Phone = {
      ...kept,
      ...newEntity(ports),
      mac: (await freeMac(tx, actor.tenant_id, to.mac, problems)) ?? old.mac,
      model: vendor && to.model !== undefined ? modelIn(vendor, to.model).id : old.model,
      firmware: to.model === undefined ? old.firmware : null,
      seen_firmware: null,
      serial_number: null,
      token: createPathToken(random),
      previous_token: null,
      enrolment_token: createPathToken(random),
      window: newWindow(ports),
      admin_password: randomPassword(16),
      user_password: randomDigits(10),
    }
    await checkPhone(tx, phone, problems)
    problems.throwIfAny()
    tx.remove('phones', id)
    tx.put('phones', phone)
    for (const desk of await tx.find('desks', 'phone', id)) tx.put('desks', { ...desk, phone_id: phone.id })
    await forgetPhone(tx, id)
    tx.put('tombstones', tombstoneOf(old, ports))
    return { phone, uploads: await forgetUploads(tx, id) }
  })
  await Promise.all(uploads.map((key) => blobs.remove(key)))
  return phone
}
