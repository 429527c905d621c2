import type { z } from 'zod'
import type { Tenant, User } from '../../domain/model.js'
import type { Registration } from '../../domain/registration.js'
import { type SYNC_TYPE, type Transport, transportName } from './enums.js'
import { readAvatar } from './files.js'
import { ownOf } from './members.js'
import { timestamp } from './rules.js'
import { OWN_DEFAULTS, OWN_MEMBERS } from './user-form.js'
import type { selfRead, statusRead, userItem, userRead } from './user-reply.js'

/** Our extensions may be longer or hold letters; this API knows digits only. */
export const extensionOf = ({ extension }: Pick<User, 'extension'>): string | null =>
  extension !== null && /^[0-9]{3,64}$/.test(extension) ? extension : null

/** The presence others see. Do-not-disturb is kept once, in the settings phones are given. */
export function presenceOf({ presence, settings }: User): string {
  if (settings.dnd) return 'DO_NOT_DISTURB'
  return presence === 'DO_NOT_DISTURB' ? 'AVAILABLE' : presence
}

type UserRead = z.infer<typeof userRead>
type OwnRead = Pick<UserRead, (typeof OWN_MEMBERS)[number]>

/** Members only this API knows, as they came or as the contract has them by default. */
function readOwn(user: User): OwnRead {
  const own = ownOf(user)
  return Object.fromEntries(OWN_MEMBERS.map((name) => [name, own[name] ?? OWN_DEFAULTS[name]])) as OwnRead
}

/** One row of the list of users. */
export function readUserItem(user: User): z.infer<typeof userItem> {
  const { mobile_phone, work_phone, home_phone, address, department } = readOwn(user)
  return {
    id: user.id,
    name: user.login,
    email: user.email,
    display_name: user.display_name,
    enabled: user.enabled,
    role: user.role,
    mobile_phone,
    work_phone,
    home_phone,
    address,
    department,
    extension_number: extensionOf(user),
    created_at: timestamp(user.created_at),
    ...readAvatar(user.avatar),
    sync_type: (ownOf(user).sync_type as typeof SYNC_TYPE | undefined) ?? null,
  }
}

/** A user as its single read shows it; what the user did not choose is shown as the tenant has it. */
export function readUser(user: User, tenant: Tenant): UserRead {
  return {
    ...readOwn(user),
    ...readUserItem(user),
    enable_dnd: user.settings.dnd ?? false,
    anonymous_outbound_calls: user.settings.anonymous_calls ?? false,
    voicemail_pin: user.pin?.reveal() ?? null,
    interface: user.interface ?? 'WEB_DOMAIN',
    preferred_transport: transportName(user.settings.transport ?? tenant.settings.transport),
    blfs: [...user.blfs],
    profile: user.profile,
  }
}

/** Ports a PortSIP server listens on unless told otherwise (api-portsip.md ch. 16). */
const LISTENERS: readonly [Transport, number][] = [
  ['UDP', 5060],
  ['TCP', 5063],
  ['TLS', 5061],
]

/** A user as they see themselves, with the listeners of the PBX they may register at. */
export function readSelf(user: User, tenant: Tenant): z.infer<typeof selfRead> {
  const ports = tenant.interfaces[user.interface ?? 'WEB_DOMAIN']?.ports
  const portOf = (protocol: Transport) => ports?.[protocol.toLowerCase() as 'udp' | 'tcp' | 'tls']
  return {
    ...readUser(user, tenant),
    transports: LISTENERS.map(([protocol, port]) => ({
      protocol,
      port: portOf(protocol) ?? port,
      verification: 'DISABLE',
    })),
  }
}

/** Where a user is: online with any registration that holds. Calls are not known, so nobody is seen on one. */
export function readStatus(user: User, registrations: readonly Registration[]): z.infer<typeof statusRead> {
  return {
    status: registrations.length > 0 ? 'ONLINE' : 'OFFLINE',
    presence: presenceOf(user) as z.infer<typeof statusRead>['presence'],
    presence_note: user.presence_note,
    registration: registrations.map(({ instance_id, user_agent, application, ip, enable_push, contact_address }) => ({
      instance_id,
      user_agent,
      application,
      ip,
      enable_push,
      contact_address,
    })),
    enable_dnd: user.settings.dnd ?? false,
    enable_acb: (ownOf(user).enable_acb as boolean | undefined) ?? false,
  }
}
