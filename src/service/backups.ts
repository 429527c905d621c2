import type { Problems } from '../domain/errors.js'
import type { Phone, Warning } from '../domain/model.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'
import type { Reader } from '../store/store.js'
import { groupOf, modelKey, settingsFor, sharedLevels } from './levels.js'
import type { Planned } from './plan.js'

const backupsOf = (lines: readonly { has(path: string): boolean }[]): number =>
  lines.filter((settings) => settings.has('backup_registrar')).length

/** Lines of a phone that have a backup registrar, by whatever level. */
async function backedLines(reader: Reader, phone: Phone, vendor: Vendor): Promise<number> {
  const tenant = await reader.get('tenants', phone.tenant_id)
  if (!tenant) return 0
  const users = await Promise.all(phone.lines.map((line) => reader.get('users', line.user_id)))
  const modelChoice = tenant.models[modelKey(vendor.id, phone.model)]
  const shared = sharedLevels({ tenant, vendor, modelChoice, group: await groupOf(reader, users[0]) })
  return backupsOf(phone.lines.map((line, i) => settingsFor(shared, tenant, phone, users[i], line.settings)))
}

/**
 * Where each backup registrar takes an account of its own, lines and backups together must fit the model. A model with
 * one account is let be: its only line names both servers in one place. So is a phone that did not fit `before` and
 * fits no worse now: a tenant's later choice must not bar every other change.
 */
export async function checkBackups(
  reader: Reader,
  phone: Phone,
  vendor: Vendor,
  model: ModelRow,
  problems: Problems,
  before: Phone | undefined,
): Promise<void> {
  const lines = phone.lines.length
  if (model.traits?.backup !== 'account' || model.lines === 1 || lines > model.lines) return
  const backups = await backedLines(reader, phone, vendor)
  if (lines + backups <= model.lines) return
  if (
    before?.model === phone.model &&
    before.lines.length + (await backedLines(reader, before, vendor)) >= lines + backups
  )
    return
  problems.add(
    'lines',
    'max',
    `a ${phone.model} has ${model.lines} accounts: ${lines} lines and ${backups} backup registrars do not fit`,
  )
}

/** Backup registrars that found no account and stand beside the first server instead, where few phones look. */
export function backupWarnings({ plan, model, vendor }: Planned): Warning[] {
  if (model.traits?.backup !== 'account') return []
  const backups = backupsOf(plan.lines.map((line) => line.settings))
  if (plan.lines.length + backups <= model.lines) return []
  return [
    {
      code: 'backup_without_account',
      field: 'settings.backup_registrar',
      message: `a ${vendor.name} ${model.id} has ${model.lines} accounts, too few for ${plan.lines.length} lines and ${backups} backup registrars: the rest is written beside the first server`,
    },
  ]
}
