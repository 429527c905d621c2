import { modelIn, vendorNamed } from '../catalogue/index.js'
import type { Effective } from '../domain/inherit.js'
import type { Key, Softkey } from '../domain/keys.js'
import type { KeyLayout, Phone, Tenant, User, Warning } from '../domain/model.js'
import { notifyOf } from '../domain/notify.js'
import { ALERT_INFO } from '../domain/pbx.js'
import type { Flavour, Plan, PlannedLine } from '../domain/plan.js'
import type { Secret } from '../domain/secret.js'
import type { Settings } from '../domain/settings.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'
import type { Reader } from '../store/store.js'
import { type Addresses, urlOf } from './address.js'
import { usableAssets } from './asset-references.js'
import { keysOfBlfs, keysOfSpeedDials } from './blfs.js'
import { emptyKeys, goneSoftkeys, planKeys, planSoftkeys } from './key-plan.js'
import { groupOf, modelKey, PLACEHOLDER_DOMAIN, settingsFor, sharedLevels } from './levels.js'
import { madePasswordWarnings } from './made-passwords.js'
import { speedDialsOf } from './speed-dials.js'
import { textWarnings } from './text-warnings.js'

/** Our CA certificate, when phones must be taught to trust it. */
export interface PlanServer {
  readonly addresses: Addresses
  readonly ca: string | null
}

/** Who sits on a phone's lines; undefined where the user is gone, disabled or deleted. */
async function usersOf(reader: Reader, phone: Phone): Promise<(User | undefined)[]> {
  const users = await Promise.all(phone.lines.map((line) => reader.get('users', line.user_id)))
  return users.map((user) => (user?.enabled && user.deleted_at === null ? user : undefined))
}

/** Where the phone's keys come from: its own, the layout's, else its first user's BLFs, else their speed dials. */
async function keySource(
  reader: Reader,
  model: ModelRow,
  phone: Phone,
  layout: KeyLayout | undefined,
  owner: User | undefined,
): Promise<{ keys: readonly Key[]; field: string }> {
  if (phone.keys) return { keys: phone.keys, field: 'keys' }
  if (layout) return { keys: layout.keys, field: 'key_layout_id' }
  const count = phone.lines.length
  if (!owner || owner.blfs.length > 0) return { keys: keysOfBlfs(owner?.blfs ?? [], count), field: 'blfs' }
  const dials = [...(await speedDialsOf(reader, owner.id, '8')), ...(await speedDialsOf(reader, owner.id, '100'))]
  return { keys: keysOfSpeedDials(dials, count, model.keys), field: 'speed_dials' }
}

function mergedOverrides(
  levels: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>,
): Plan['overrides'] {
  const merged = new Map<string, { value: string; from: string }>()
  for (const from in levels) {
    const overrides = levels[from]
    for (const name in overrides) merged.set(name, { value: overrides[name] as string, from })
  }
  return merged
}

/** New firmware is a restart, and a try again when it fails. */
const withoutFirmware = (settings: Effective): Effective =>
  new Map([...settings].filter(([path]) => path !== 'firmware' && !path.startsWith('firmware.')))

/** A minute between 01:00 and 05:00, the same for the phone's life and spread over the fleet. */
const pollMinute = (phone: Phone): number => 60 + (Number.parseInt(phone.enrolment_token.hash.slice(0, 8), 16) % 240)

/** The books of the user's directory that find a place behind those of the settings; the most important stay. */
function ownBooks(vendor: Vendor, settings: Effective, warnings: Warning[]): NonNullable<Plan['directory']>['books'] {
  const { books = [], places = books.length } = vendor.directory
  const taken = ((settings.get('phonebooks')?.value ?? []) as readonly unknown[]).length
  const lost = books.slice(0, Math.max(0, books.length + taken - places))
  if (lost.length > 0)
    warnings.push({
      code: 'phonebooks_do_not_fit',
      field: 'settings.phonebooks',
      message: `a ${vendor.name} phone shows ${places} phonebooks: our own ${lost.map(({ name }) => name).join(', ')} found no place`,
    })
  return books.slice(lost.length)
}

export interface Planned {
  readonly plan: Plan
  readonly vendor: Vendor
  readonly model: ModelRow
  readonly tenant: Tenant
  /** Who sits on line 1, if anybody who may use the phone. */
  readonly owner: User | undefined
}

/**
 * Everything decided for one phone. Pure apart from its reads: the same records give the same plan.
 * @throws Error when the phone's tenant or vendor is gone, which no write allows.
 */
export async function planPhone(reader: Reader, phone: Phone, server: PlanServer, flavour: Flavour): Promise<Planned> {
  const tenant = await reader.get('tenants', phone.tenant_id)
  const vendor = vendorNamed(phone.vendor)
  if (!tenant || !vendor) throw new Error(`phone ${phone.id} has no tenant or no vendor`)
  const { row: model, known } = modelIn(vendor, phone.model)
  const warnings: Warning[] = []
  if (!known)
    warnings.push({
      code: 'model_unknown',
      field: 'model',
      message: `${vendor.name} ${phone.model} is not in the catalogue: the smallest counts are used`,
    })

  const gone = phone.deleted_at !== null
  const users = gone ? [] : await usersOf(reader, phone)
  const owner = users[0]
  const modelChoice = tenant.models[modelKey(vendor.id, phone.model)]
  const group = await groupOf(reader, owner)
  const shared = sharedLevels({ tenant, vendor, modelChoice, group })
  const settings = settingsFor(shared, tenant, phone, owner, undefined)
  const careful = (phone.reboot_loop ?? null) !== null

  const lines: PlannedLine[] = []
  let placeholder = false
  for (const [index, user] of users.entries()) {
    const line = phone.lines[index]
    if (!user || !line) continue
    const own = settingsFor(shared, tenant, phone, user, line.settings)
    if ((own.get('registrar')?.value as Settings['registrar'])?.host === PLACEHOLDER_DOMAIN) {
      placeholder = true
      continue
    }
    lines.push({
      n: index + 1,
      label: line.label ?? user.display_name,
      display_name: user.display_name,
      user: user.sip_user,
      auth: line.auth_name ?? user.sip_user,
      password: user.sip_password,
      settings: own,
      shared: line.shared ?? false,
      line_keys: line.line_keys ?? 1,
      calls_per_key: line.calls_per_key,
      ...(user.pickup?.may === false ? { may_pick_up: false } : {}),
    })
  }
  if (placeholder)
    warnings.push({
      code: 'no_registrar',
      field: 'settings.registrar',
      message: `the registrar is still ${PLACEHOLDER_DOMAIN}: no account is written`,
    })
  if (!server.addresses.safe)
    warnings.push({
      code: 'no_public_url',
      field: 'url',
      message: 'the public URL is neither set nor confirmed: files carry no provisioning URL',
    })

  const layout = phone.key_layout_id && !gone ? await reader.get('layouts', phone.key_layout_id) : undefined
  const source = await keySource(reader, model, phone, layout, owner)
  const context = { reader, tenant_id: tenant.id, pbx: tenant.pbx, vendor, model, lines, lineCount: phone.lines.length }
  const planned =
    lines.length === 0
      ? { keys: emptyKeys(model), warnings: [] }
      : await planKeys(context, source.keys, source.field, Math.max(phone.modules, layout?.modules ?? 0))
  const softkeys: readonly Softkey[] = gone ? [] : (phone.softkeys ?? layout?.softkeys ?? [])
  const named = [settings, ...lines.map((line) => line.settings)]
  const assets = await usableAssets(reader, tenant.id, named, { vendor: vendor.id, model: phone.model })
  const url = server.addresses.safe ? urlOf(server.addresses, phone) : null

  const directory = owner && { books: url === null ? [] : ownBooks(vendor, settings, warnings) }

  const plan: Plan = {
    mac: phone.mac,
    vendor: vendor.id,
    model: phone.model,
    firmware: phone.seen_firmware ?? phone.firmware,
    flavour,
    cleared: users.every((user) => user === undefined),
    settings: careful ? withoutFirmware(settings) : settings,
    lines,
    keys: planned.keys,
    softkeys: planSoftkeys(softkeys),
    softkeys_gone: goneSoftkeys(softkeys, Math.max(phone.softkeys_used ?? 0, layout?.softkeys_used ?? 0)),
    admin_password: (settings.get('admin_password')?.value as Secret | undefined) ?? phone.admin_password,
    user_password: (settings.get('user_password')?.value as Secret | undefined) ?? phone.user_password,
    file_key: (settings.get('provisioning.encrypt')?.value === true ? phone.file_key?.key : undefined) ?? null,
    url,
    ca:
      server.ca && url?.startsWith('https:') && server.addresses.http
        ? { url: `${server.addresses.http}/api/ca.pem`, pem: server.ca }
        : null,
    assets: assets.names,
    alert_info: ALERT_INFO[tenant.pbx],
    notify: notifyOf(tenant).route,
    poll_minute: pollMinute(phone),
    careful,
    ...(directory ? { directory } : {}),
    overrides: mergedOverrides({
      tenant: tenant.overrides,
      model: modelChoice?.overrides,
      group: group?.overrides,
      phone: phone.overrides,
    }),
    warnings: [
      ...warnings,
      ...textWarnings(phone),
      ...madePasswordWarnings(users),
      ...assets.warnings,
      ...planned.warnings,
    ],
  }
  return { plan, vendor, model, tenant, owner }
}
