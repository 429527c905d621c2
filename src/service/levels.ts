import { CATALOGUE_DEFAULTS } from '../catalogue/index.js'
import { type Effective, inherit, type Level } from '../domain/inherit.js'
import { keptIn } from '../domain/kept.js'
import type { Group, Interface, LevelChoice, Phone, Tenant, User } from '../domain/model.js'
import { PBX } from '../domain/pbx.js'
import type { Settings } from '../domain/settings.js'
import type { Vendor } from '../domain/vendor.js'
import type { Reader } from '../store/store.js'

/** The domain a server starts with; while it is the registrar, no account is written. */
export const PLACEHOLDER_DOMAIN = 'sip.example.com'

/** The records whose choices a phone inherits. */
export interface Surroundings {
  readonly tenant: Tenant
  readonly vendor: Vendor
  readonly modelChoice: LevelChoice | undefined
  readonly group: Group | undefined
}

export const modelKey = (vendor: string, model: string): string => `${vendor}/${model}`

/** The group of a phone is that of its first user; with several, the one created last. */
export async function groupOf(reader: Reader, owner: User | undefined): Promise<Group | undefined> {
  let latest: Group | undefined
  for (const id of owner?.groups ?? []) {
    const group = await reader.get('groups', id)
    if (
      group &&
      (!latest ||
        group.created_at > latest.created_at ||
        (group.created_at === latest.created_at && group.id > latest.id))
    ) {
      latest = group
    }
  }
  return latest
}

/** What a tenant's domain and PBX imply, below its own settings. */
function implied(tenant: Tenant): Settings {
  const codes = PBX[tenant.pbx]
  return {
    registrar: { host: tenant.sip_domain },
    ...(codes.pickup ? { pickup_code: codes.pickup } : {}),
    ...(codes.group_pickup ? { group_pickup_code: codes.group_pickup } : {}),
    ...(codes.voicemail ? { voicemail_number: codes.voicemail } : {}),
  }
}

/** The outbound proxy that an interface of the tenant stands for, in the transport that holds below it. */
function proxyOf(tenant: Tenant, name: Interface, transport: string): Settings | undefined {
  const address = tenant.interfaces[name]
  if (!address) return undefined
  const port = transport === 'tcp' || transport === 'tls' ? address.ports[transport] : address.ports.udp
  return { outbound_proxy: port === undefined ? { host: address.host } : { host: address.host, port } }
}

const NOTHING: Settings = Object.freeze({})
const NO_GROUP = Object.freeze({})
const orNothing = (settings: Settings | undefined): Settings =>
  settings === undefined || Object.keys(settings).length === 0 ? NOTHING : settings

/** Kept merges: records never change in place, so the same records always give the same settings. */
const sharedKept = new WeakMap<Tenant, WeakMap<LevelChoice | Vendor, WeakMap<object, Effective>>>()
const settingsKept = new WeakMap<
  Effective,
  WeakMap<Settings, WeakMap<Settings, WeakMap<Settings, Map<string, Effective>>>>
>()

/** The levels every phone of these surroundings shares. */
export function sharedLevels(surroundings: Surroundings): Effective {
  const { tenant, vendor, modelChoice, group } = surroundings
  const ofTenant = keptIn(sharedKept, tenant, () => new WeakMap())
  // A choice for a model belongs to one vendor, so the one or the other tells all.
  const ofModel = keptIn(ofTenant, modelChoice ?? vendor, () => new WeakMap())
  return keptIn(ofModel, group ?? NO_GROUP, () => mergeShared(surroundings))
}

function mergeShared({ tenant, vendor, modelChoice, group }: Surroundings): Effective {
  const levels: [Level, Settings | undefined][] = [
    ['catalogue', CATALOGUE_DEFAULTS],
    ['catalogue', vendor.defaults],
    ['tenant', implied(tenant)],
    ['tenant', tenant.settings],
    ['model', modelChoice?.settings],
    ['group', group?.settings],
  ]
  return inherit(levels)
}

/** Effective settings of a phone or one of its lines: shared levels, then the user's, the phone's, the line's. */
export function settingsFor(
  shared: Effective,
  tenant: Tenant,
  phone: Pick<Phone, 'settings' | 'interface'>,
  user: User | undefined,
  line: Settings | undefined,
): Effective {
  const ofShared = keptIn(settingsKept, shared, () => new WeakMap())
  const ofUser = keptIn(ofShared, orNothing(user?.settings), () => new WeakMap())
  const ofPhone = keptIn(ofUser, orNothing(phone.settings), () => new WeakMap())
  const ofLine = keptIn(ofPhone, orNothing(line), () => new Map<string, Effective>())
  return keptIn(ofLine, `${phone.interface}/${user?.interface}`, () => mergeSettings(shared, tenant, phone, user, line))
}

function mergeSettings(
  shared: Effective,
  tenant: Tenant,
  phone: Pick<Phone, 'settings' | 'interface'>,
  user: User | undefined,
  line: Settings | undefined,
): Effective {
  const base = inherit([['user', user?.settings]], shared)
  const transport = String(
    inherit(
      [
        ['phone', phone.settings],
        ['line', line],
      ],
      base,
    ).get('transport')?.value,
  )
  const choice = phone.interface ?? user?.interface ?? null
  const from: Level = phone.interface ? 'phone' : user?.interface ? 'user' : 'tenant'
  const proxy = proxyOf(tenant, choice ?? 'WEB_DOMAIN', transport)
  const explicit = from === 'tenant' && base.get('outbound_proxy') !== undefined
  return inherit(
    [
      [from, explicit ? undefined : proxy],
      ['phone', phone.settings],
      ['line', line],
    ],
    base,
  )
}
