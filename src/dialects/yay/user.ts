import type { z } from 'zod'
import type { Tenant, User } from '../../domain/model.js'
import type { Own } from '../members.js'
import { uuidOf } from '../uuid.js'
import { OWN_DEFAULTS, OWN_MEMBERS } from './form.js'
import type { userReply } from './reply.js'

export type YayUser = z.infer<typeof userReply>

export const DIALECT = 'yay'

/** Seconds a phone rings when nobody has said. */
const RING_SECONDS = 30

export const ownOf = (user: Pick<User, 'foreign'>): Own => user.foreign[DIALECT] ?? {}

/** The number as this API knows it; null for extensions that are none, or none it can count to. */
export function numberOf(extension: string | null): number | null {
  const number = extension !== null && /^[0-9]+$/.test(extension) ? Number(extension) : null
  return number !== null && number > 0 && Number.isSafeInteger(number) ? number : null
}

/** Days are all a client of this API knows of time. */
const day = (at: string): string => at.slice(0, 10)

/** A user with every member; what nobody chose is shown as the tenant has it, else by default. */
export function readUser(user: User, tenant: Tenant): YayUser {
  const own = ownOf(user)
  const { settings } = user
  const { srtp = tenant.settings.srtp, timezone = tenant.settings.timezone } = settings
  return {
    ...(Object.fromEntries(OWN_MEMBERS.map((name) => [name, own[name] ?? OWN_DEFAULTS[name]])) as Pick<
      YayUser,
      (typeof OWN_MEMBERS)[number]
    >),
    country_code: (own.country_code as string | undefined) ?? tenant.settings.tone_country ?? null,
    // Each tenant is one bundle here.
    related_product: (own.related_product as string | undefined) ?? uuidOf(tenant.id),
    call_encryption: srtp === 'optional' || srtp === 'required',
    can_be_picked_up: user.pickup?.by_others ?? true,
    can_pickup: user.pickup?.may ?? false,
    created_on: day(user.created_at),
    display_name: user.display_name,
    extension: numberOf(user.extension),
    ring_duration: settings.forward?.no_answer?.seconds ?? tenant.settings.forward?.no_answer?.seconds ?? RING_SECONDS,
    timezone: timezone ?? null,
    updated_on: day(user.updated_at ?? user.created_at),
    user_name: user.sip_user,
    user_password: user.sip_password.reveal(),
    uuid: uuidOf(user.id),
  }
}

/** Whether the user takes calls of queues; nobody who never said so is away. */
export const isAvailable = (user: User): boolean => (ownOf(user).available as boolean | undefined) ?? true
