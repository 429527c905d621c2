import type { Problems } from '../domain/errors.js'
import type { Phone } from '../domain/model.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'
import type { Reader } from '../store/store.js'
import { groupOf, modelKey, settingsFor, sharedLevels } from './levels.js'

/** Lines of a phone that have a backup registrar, by whatever level. */
async function backedLines(reader: Reader, phone: Phone, vendor: Vendor): Promise<number> {
  const tenant = await reader.get('tenants', phone.tenant_id)
  if (!tenant) return 0
  const users = await Promise.all(phone.lines.map((line) => reader.get('users', line.user_id)))
  const modelChoice = tenant.models[modelKey(vendor.id, phone.model)]
  const shared = sharedLevels({ tenant, vendor, modelChoice, group: await groupOf(reader, users[0]) })
  return phone.lines.filter((line, i) =>
    settingsFor(shared, tenant, phone, users[i], line.settings).has('backup_registrar'),
  ).length
}

/**
 * Where each backup registrar takes an account of its own, lines and backups together must fit the model. A model with
 * one account is let be: its only line names both servers in one place.
 */
export async function checkBackups(
  reader: Reader,
  phone: Phone,
  vendor: Vendor,
  model: ModelRow,
  problems: Problems,
): Promise<void> {
  const lines = phone.lines.length
  if (model.traits?.backup !== 'account' || model.lines === 1 || lines > model.lines) return
  const backups = await backedLines(reader, phone, vendor)
  if (lines + backups <= model.lines) return
  problems.add(
    'lines',
    'max',
    `a ${phone.model} has ${model.lines} accounts: ${lines} lines and ${backups} backup registrars do not fit`,
  )
}
