import type { AuditMembers, AuditRow } from '../domain/audit.js'
import type { Contact, SpeedDial } from '../domain/directory.js'
import { DomainError, Problems } from '../domain/errors.js'
import type { Group, KeyLayout, Phone, Tenant, User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { type Settings, settingsSchema, settingsWithoutFirmware } from '../domain/settings.js'
import { INDEXES, type Reader, type Transaction } from '../store/store.js'
import { checkReferences } from './asset-references.js'
import { checkOverrides, checkPhone } from './check-phone.js'
import { checkSettings } from './check-settings.js'
import { checkRedirect } from './redirect-checks.js'
import { beyond, roleNamed } from './roles.js'

/** The kinds of records whose changes can be taken back, by the word the log has for them. */
const COLLECTIONS = {
  tenant: 'tenants',
  user: 'users',
  phone: 'phones',
  group: 'groups',
  key_layout: 'layouts',
  speed_dial: 'speed_dials',
  contact: 'contacts',
} as const
export type RestorableCollection = (typeof COLLECTIONS)[keyof typeof COLLECTIONS]
export type Restorable = Tenant | User | Phone | Group | KeyLayout | SpeedDial | Contact

/** What must stay as it is, and why: a leak, a lock or a power that somebody took away does not come back by a click. */
const STAYS: Readonly<Record<string, string>> = {
  password_hash: 'a password is kept only as a digest: set it again',
  role: 'what somebody may do is given by hand',
  enabled: 'an account is switched by hand',
  token: 'an old token may have leaked: rotate it instead',
  previous_token: 'an old token may have leaked: rotate it instead',
  enrolment_token: 'an old token may have leaked: renew it instead',
  profile: 'an old profile may have leaked: reset it instead',
  file_key: 'the phone knows the present key',
  window: 'open or close the window by hand',
  locked: 'unlock the phone by hand',
}

/** What only ever grows: keys that once stood on a module are cleared there for good. */
const GROWS = new Set(['modules', 'softkeys_used'])

/** The members of a change that are given back. */
export const givenBack = (members: AuditMembers): AuditMembers =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !GROWS.has(name)))

/** The collection of the record an entry is about; `problems` says why its change cannot be taken back. */
export function restorable(row: AuditRow, problems: Problems): RestorableCollection | undefined {
  const collection = Object.hasOwn(COLLECTIONS, row.what)
    ? COLLECTIONS[row.what as keyof typeof COLLECTIONS]
    : undefined
  if (!collection || row.change !== 'changed')
    problems.add('id', 'undo', `only a change of a ${Object.keys(COLLECTIONS).join(', ')} can be undone`)
  for (const name of Object.keys(row.before ?? {}))
    if (Object.hasOwn(STAYS, name)) problems.add(name, 'stays', STAYS[name] ?? '')
  return collection
}

/** The names no two records may have, by the indexes that find them. */
const UNIQUE: Readonly<Partial<Record<RestorableCollection, readonly string[]>>> = {
  tenants: ['sip_domain'],
  users: ['sip_user', 'extension', 'login'],
  phones: ['mac'],
  groups: ['name'],
  layouts: ['name'],
  speed_dials: ['code'],
}

/** Settings and raw parameters as they are checked at every level. */
async function checkLevels(
  reader: Reader,
  collection: RestorableCollection,
  record: Tenant | User | Phone | Group,
  problems: Problems,
): Promise<void> {
  const tenant_id = 'tenant_id' in record ? record.tenant_id : record.id
  const check = async (settings: Settings, field: string, schema: typeof settingsWithoutFirmware) => {
    checkSettings(settings, problems, field, schema)
    if (collection !== 'phones') await checkReferences(reader, tenant_id, settings, problems, field)
  }
  const everywhere = settingsSchema as typeof settingsWithoutFirmware
  await check(record.settings, 'settings', collection === 'phones' ? everywhere : settingsWithoutFirmware)
  if ('overrides' in record) checkOverrides(record.overrides, problems, 'overrides')
  if ('models' in record)
    for (const [model, choice] of Object.entries(record.models))
      await check(choice.settings, `models.${model}.settings`, everywhere)
}

/** Nobody changes a user who holds powers they lack. @throws DomainError `forbidden`. */
async function mayChange(reader: Reader, actor: Actor, user: User): Promise<void> {
  const role = user.id === actor.user_id ? undefined : await roleNamed(reader, user.tenant_id, user.role)
  const lacking = beyond(actor, role?.permissions ?? [])
  if (lacking.length > 0) throw new DomainError('forbidden', `the user holds ${lacking.join(', ')}, which you do not`)
}

async function checkGroups(reader: Reader, user: User, problems: Problems): Promise<void> {
  for (const id of user.groups)
    if (!(await reader.get('groups', id))) problems.add('groups', 'exists', 'a group is no more')
}

/** The phones that use a layout must have room for its keys. */
async function checkPlaces(reader: Reader, id: string, problems: Problems): Promise<void> {
  for (const phone of await reader.find('phones', 'layout', id)) {
    const own = new Problems()
    await checkPhone(reader, phone, own, phone)
    if (own.has('key_layout_id')) problems.add('keys', 'fit', `phone ${phone.mac} has no room for these keys`)
  }
}

/** Every rule of the record's kind, asked of the record as it would be; it is put, so that others are judged with it. */
export async function checkRestored(
  tx: Transaction,
  actor: Actor,
  collection: RestorableCollection,
  restored: Restorable,
  before: Restorable,
  problems: Problems,
): Promise<void> {
  if (collection === 'users') await mayChange(tx, actor, restored as User)
  tx.put(collection, restored as never)
  for (const index of UNIQUE[collection] ?? []) {
    const keysOf = (INDEXES[collection] as unknown as Record<string, (record: Restorable) => readonly string[]>)[index]
    for (const key of keysOf?.(restored) ?? [])
      if ((await tx.find(collection, index as never, key)).some(({ id }) => id !== restored.id))
        problems.conflict(index, 'unique', 'is taken meanwhile')
  }
  if ('settings' in restored) await checkLevels(tx, collection, restored, problems)
  if (collection === 'phones') {
    const [phone, was] = [restored as Phone, before as Phone]
    await checkPhone(tx, phone, problems, was)
    if (phone.rps !== was.rps || phone.serial_number !== was.serial_number) await checkRedirect(tx, phone, problems)
  }
  if (collection === 'users') await checkGroups(tx, restored as User, problems)
  if (collection === 'layouts') await checkPlaces(tx, restored.id, problems)
}
