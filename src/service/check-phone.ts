import { modelIn, vendorNamed } from '../catalogue/index.js'
import type { Problems } from '../domain/errors.js'
import type { Key } from '../domain/keys.js'
import type { Phone } from '../domain/model.js'
import { CODE_OF_KEY, PBX } from '../domain/pbx.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'
import type { Reader } from '../store/store.js'
import { checkReferences, referencesIn } from './asset-references.js'
import { checkBackups } from './backups.js'
import { isBase } from './bases.js'
import { misfit } from './key-plan.js'
import { NO_ONE } from './shared.js'

/** Names as vendors write them; an index in brackets addresses one of several parameters of a name. */
const OVERRIDE_NAME = /^([A-Za-z][A-Za-z0-9_.-]{0,127})(?:\[[0-9]{1,4}\])?$/
/** No phone has parameters of these names, and readers of XML as objects, ours among them, refuse a file with one. */
const NO_NAMES: ReadonlySet<string> = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)])
const OVERRIDE_MAX = 1024

/** Checks raw parameters of any level. */
export function checkOverrides(overrides: Readonly<Record<string, unknown>>, problems: Problems, field: string): void {
  for (const [name, value] of Object.entries(overrides)) {
    const [, plain = ''] = OVERRIDE_NAME.exec(name) ?? []
    if (plain === '' || NO_NAMES.has(plain))
      problems.add(`${field}.${name.slice(0, 64)}`, 'name', 'is not a parameter name')
    else if (typeof value !== 'string' || value.length > OVERRIDE_MAX || /[\p{Cc}\u2028\u2029]/u.test(value)) {
      problems.add(`${field}.${name}`, 'one_line', `must be one line of at most ${OVERRIDE_MAX} characters`)
    }
  }
}

/** Checks keys against a model's room; two keys cannot share a place. */
function checkKeys(
  keys: readonly Key[],
  vendor: Vendor,
  model: ModelRow,
  lines: number,
  problems: Problems,
  field = 'keys',
): void {
  const places = new Set<string>()
  keys.forEach((key, index) => {
    const wrong = misfit(key, vendor, model, lines)
    if (wrong) problems.add(`${field}[${index}].${wrong.member}`, wrong.rule, wrong.message)
    const place = `${key.module ?? 0}/${key.position}`
    if (places.has(place)) problems.add(`${field}[${index}].position`, 'unique', 'another key has this place')
    places.add(place)
  })
}

async function checkLines(
  reader: Reader,
  phone: Phone,
  model: ModelRow,
  problems: Problems,
  before?: Phone,
): Promise<void> {
  // A retired user keeps the lines they have until they come back or somebody else sits there.
  const kept = new Set(before?.lines.map(({ user_id }) => user_id))
  if (phone.lines.length > model.lines) problems.add('lines', 'max', `a ${phone.model} has ${model.lines} lines`)
  for (const [index, line] of phone.lines.entries()) {
    if (line.user_id === NO_ONE && isBase(model)) continue
    const user = await reader.get('users', line.user_id)
    if (user?.tenant_id !== phone.tenant_id || (user.deleted_at !== null && !kept.has(user.id)))
      problems.add(`lines[${index}].user_id`, 'exists', 'there is no such user')
  }
}

/** Key kinds that need a code of the PBX are refused by name where the PBX has none and the key names none. */
async function checkCodes(reader: Reader, phone: Phone, problems: Problems): Promise<void> {
  const tenant = await reader.get('tenants', phone.tenant_id)
  if (!tenant) return
  phone.keys?.forEach((key, index) => {
    const code = CODE_OF_KEY[key.kind]
    if (code === undefined || key.value !== undefined || PBX[tenant.pbx][code] !== null) return
    if (code === 'pickup' && phone.settings.pickup_code) return
    if (code === 'group_pickup' && phone.settings.group_pickup_code) return
    problems.add(
      `keys[${index}].value`,
      'required',
      `a ${key.kind} key needs a value: a ${tenant.pbx} PBX has no code for it`,
    )
  })
}

/**
 * Every rule that needs the store or the catalogue, on the phone as it would be stored, and was `before`.
 * Faults of an unknown vendor are reported elsewhere; without one nothing else can be judged.
 */
export async function checkPhone(reader: Reader, phone: Phone, problems: Problems, before?: Phone): Promise<void> {
  checkOverrides(phone.overrides, problems, 'overrides')
  await checkReferences(reader, phone.tenant_id, phone.settings, problems, 'settings', phone)
  for (const [index, line] of phone.lines.entries()) {
    // Phones keep one file per use, whatever the account.
    for (const { path } of referencesIn(line.settings))
      problems.add(`lines[${index}].settings.${path}`, 'level', 'an asset is chosen for the phone, not for a line')
  }
  if (phone.key_layout_id !== null) {
    const layout = await reader.get('layouts', phone.key_layout_id)
    if (layout?.tenant_id !== phone.tenant_id) problems.add('key_layout_id', 'exists', 'there is no such key layout')
  }
  const vendor = vendorNamed(phone.vendor)
  if (!vendor || phone.model === '') return
  const { row } = modelIn(vendor, phone.model)
  await checkLines(reader, phone, row, problems, before)
  await checkBackups(reader, phone, vendor, row, problems, before)
  const lines = Math.max(1, phone.lines.length)
  checkKeys(phone.keys ?? [], vendor, row, lines, problems)
  phone.softkeys?.forEach((key, index) => {
    const room = row.softkeys ?? 0
    if (key.position > room)
      problems.add(`softkeys[${index}].position`, 'position', `a ${phone.model} has ${room} soft keys`)
    else if (!vendor.softkeyKinds[key.kind])
      problems.add(`softkeys[${index}].kind`, 'kind', `${vendor.name} phones have no ${key.kind} soft key`)
  })
  if (phone.key_layout_id !== null && !phone.keys) {
    const layout = await reader.get('layouts', phone.key_layout_id)
    if (layout) checkKeys(layout.keys, vendor, row, lines, problems, 'key_layout_id.keys')
  }
  await checkCodes(reader, phone, problems)
}
