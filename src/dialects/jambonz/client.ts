import { z } from 'zod'
import type { Tenant, User } from '../../domain/model.js'
import { Secret } from '../../domain/secret.js'
import { line } from '../../domain/text.js'
import { type Own, present } from '../members.js'
import { UUID, uuidOf } from '../uuid.js'

const DIALECT = 'jambonz'

/** The names our members have in this API, for problems found behind the form. */
export const USER_FIELDS = { sip_user: 'username', extension: 'username', login: 'username' } as const

/** The database behind the vendor's server knows 1 and 0; clients also send true and false. */
const flag = z.union([z.literal(1), z.literal(0), z.boolean().transform((on) => (on ? 1 : 0))], {
  error: 'must be 1 or 0',
})

const password = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, {
    error: 'must be printable ASCII without a blank at either end',
  })
  .transform((text) => new Secret(text))

const writable = {
  is_active: flag.optional(),
  allow_direct_app_calling: flag.optional(),
  allow_direct_queue_calling: flag.optional(),
  allow_direct_user_calling: flag.optional(),
}

const sid = z.string().regex(UUID, { error: 'must be a UUID' })

export const newClientShape = { account_sid: sid, username: line(64, 1), password, ...writable }

export const clientShape = {
  account_sid: sid.optional(),
  username: line(64, 1).optional(),
  password: password.optional(),
  ...writable,
}

export type ClientBody = Partial<z.infer<z.ZodObject<typeof newClientShape>>>

export const ALLOWANCES = [
  'allow_direct_app_calling',
  'allow_direct_queue_calling',
  'allow_direct_user_calling',
] as const

export const allowances = {
  allow_direct_app_calling: z.int(),
  allow_direct_queue_calling: z.int(),
  allow_direct_user_calling: z.int(),
}

export const clientReply = z.object({
  client_sid: z.string(),
  account_sid: z.string(),
  username: z.string(),
  password: z.string(),
  is_active: z.int(),
  ...allowances,
})

const ownOf = (user: Pick<User, 'foreign'>): Own => user.foreign[DIALECT] ?? {}

/** What a client may call directly: everything, unless somebody said otherwise. */
export function readAllowances(user: User): Record<(typeof ALLOWANCES)[number], number> {
  const own = ownOf(user)
  return Object.fromEntries(ALLOWANCES.map((name) => [name, own[name] ?? 1])) as ReturnType<typeof readAllowances>
}

/** A password as this API shows it: its first character, and how long it is. */
const masked = (text: string): string => text.slice(0, 1) + 'x'.repeat(Math.max(0, text.length - 1))

export function readClient(user: User, tenant: Pick<Tenant, 'id'>): z.infer<typeof clientReply> {
  return {
    client_sid: uuidOf(user.id),
    account_sid: uuidOf(tenant.id),
    username: user.sip_user,
    password: masked(user.sip_password.reveal()),
    is_active: user.enabled ? 1 : 0,
    ...readAllowances(user),
  }
}

const enabledOf = (is_active: ClientBody['is_active']) => (is_active === undefined ? undefined : is_active === 1)

const ownMembers = (body: ClientBody): Own => present(Object.fromEntries(ALLOWANCES.map((name) => [name, body[name]])))

/** A number is what colleagues dial as well. */
const extensionOf = (username: string | undefined) =>
  username !== undefined && /^[0-9]+$/.test(username) ? username : undefined

/** A user's draft. */
export const newUser = (body: ClientBody) =>
  present({
    sip_user: body.username,
    extension: extensionOf(body.username),
    sip_password: body.password,
    enabled: enabledOf(body.is_active),
    foreign: { [DIALECT]: ownMembers(body) },
  })

/** What a body changes of a user; members left out keep their value. */
export const changedUser = (body: ClientBody, user: User) =>
  present({
    sip_user: body.username,
    // Who was known by their user name is known by the new one.
    extension: user.extension === user.sip_user ? extensionOf(body.username) : undefined,
    sip_password: body.password,
    enabled: enabledOf(body.is_active),
    foreign: { [DIALECT]: { ...ownOf(user), ...ownMembers(body) } },
  })
