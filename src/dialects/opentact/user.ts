import type { Tenant, User } from '../../domain/model.js'
import { type FullName, namesOf } from '../names.js'
import { ownOf as portsipOf } from '../portsip/members.js'
import { uuidOf } from '../uuid.js'
import { GENDERS } from './genders.js'
import type { Person, UserRead } from './user-reply.js'

export const DIALECT = 'opentact'

export const ownOf = ({ foreign }: Pick<User, 'foreign'>): Readonly<Record<string, unknown>> => foreign[DIALECT] ?? {}

const SIP_PORT = 5060
const SIPS_PORT = 5061

const textIn = (own: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = own[name]
  return typeof value === 'string' ? value : null
}

/** Both parts of the name; a user without one is called by the login, and has none here. */
export const nameOf = (user: User): FullName =>
  user.display_name === user.sip_user ? { first: '', last: '' } : namesOf(user)

/** What everybody has of themselves, members of ours under the names of this API. */
function personal(user: User) {
  const own = ownOf(user)
  const { first, last } = nameOf(user)
  return {
    created_on: user.created_at,
    modified_on: user.updated_at ?? user.created_at,
    uuid: uuidOf(user.id),
    first_name: first || null,
    last_name: last || null,
    email: user.email,
    phone_number: textIn(portsipOf(user), 'work_phone'),
    avatar: textIn(own, 'avatar'),
    dob: textIn(own, 'dob'),
    gender: GENDERS.find((gender) => gender === own.gender) ?? null,
  }
}

/** Stands for whoever has no account here. */
const NOBODY = '00000000-0000-8000-8000-000000000000'

const NOWHERE = {
  password: null,
  token: null,
  gmail_user_id: null,
  facebook_user_id: null,
  apple_user_id: null,
  wechat_user_id: null,
  deleted_on: null,
  account: {},
} as const

/** Whoever wrote a user; undefined = the system administrator, a program, or somebody who is gone. */
function personOf(user: User | undefined, tenant: Tenant): Person {
  if (user) return { ...personal(user), ...NOWHERE, role: user.role }
  const { created_at } = tenant
  const nobody = { email: null, phone_number: null, first_name: null, last_name: null, avatar: null, gender: null }
  return {
    created_on: created_at,
    modified_on: created_at,
    uuid: NOBODY,
    ...nobody,
    dob: null,
    ...NOWHERE,
    role: 'Admin',
  }
}

/** The tenant as the one SIP connection its users belong to. */
function connectionOf(tenant: Tenant): UserRead['sip_connection'] {
  const { registrar, transport } = tenant.settings
  return {
    created_on: tenant.created_at,
    modified_on: tenant.created_at,
    uuid: uuidOf(tenant.id),
    name: tenant.name,
    is_active: true,
    tech_prefix: null,
    product: {},
    subdomain: tenant.sip_domain,
    ip: registrar?.host ?? null,
    port: registrar?.port ?? (transport === 'tls' ? SIPS_PORT : SIP_PORT),
    class4_ingress_trunk_id: null,
    class4_ingress_trunk_settings: {},
    class4_ingress_resource_ip_id: null,
    class4_egress_trunk_id: null,
    class4_egress_trunk_settings: {},
    class4_egress_resource_ip_id: null,
    class4_trunk_prefix_id: null,
    tnleases: [],
    sipusers: [],
    sip_user_invites: [],
    account: {},
    created_by: {},
    modified_by: {},
    outbound_voice_profile: {},
  }
}

/** The tenant as whoever pays. What calls cost is not known here. */
function accountOf(tenant: Tenant): UserRead['account'] {
  return {
    created_on: tenant.created_at,
    modified_on: tenant.created_at,
    uuid: uuidOf(tenant.id),
    name: tenant.name,
    email: null,
    level: 'ServiceAccount',
    balance: 0,
    class4_id: null,
    deleted_on: null,
    time_zone: {},
    users: [],
    admin: {},
    messaging_profile_default: {},
    messaging_profiles: [],
    addresses: [],
  }
}

/** What a user's view needs beside the record. */
export interface Around {
  readonly tenant: Tenant
  /** Computed from the password, which never appears. */
  readonly hashes: { readonly ha1: string; readonly ha1b: string }
  /** The user of an id, of the same tenant. */
  readonly known: (id: string) => User | undefined
}

/** A user as this API shows one: nested objects one level deep. */
export function readUser(user: User, { tenant, hashes, known }: Around): UserRead {
  const own = ownOf(user)
  const writer = (name: string) => personOf(known(textIn(own, name) ?? ''), tenant)
  return {
    ...personal(user),
    login: user.sip_user,
    ...hashes,
    remote_ip: textIn(own, 'remote_ip'),
    groups: user.groups.map(() => ({})),
    sip_connection: connectionOf(tenant),
    account: accountOf(tenant),
    created_by: writer('created_by'),
    modified_by: writer('modified_by'),
  }
}
