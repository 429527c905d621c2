import { isIP } from 'node:net'
import { vendorNamed } from '../catalogue/index.js'
import type { Phone, User } from '../domain/model.js'
import type { Reader } from '../store/store.js'
import type { Proof } from './proof.js'
import type { RegistrationService } from './registrations.js'

/** What phones tell under their own address instead of asking for a file: their action URLs. */
const EVENTS = ['registered', 'unregistered'] as const
type PhoneEvent = (typeof EVENTS)[number]

export const isPhoneEvent = (file: string): file is PhoneEvent => EVENTS.some((event) => event === file)

/**
 * Phones tell a registration once, when it begins, and its end only if they live to see it: a phone that says nothing
 * else for a day, although it polls daily, is taken to be gone.
 */
const HOLDS_SECONDS = 24 * 3600

/** The user of the line that is meant: the one named, else the only one there is. */
async function userOf(reader: Reader, { lines }: Phone, named: string | null) {
  const users = await Promise.all([...new Set(lines.map((line) => line.user_id))].map((id) => reader.get('users', id)))
  const known = users.filter((user): user is User => user?.deleted_at === null)
  return known.find(({ sip_user }) => sip_user === named) ?? (known.length === 1 ? known[0] : undefined)
}

export interface ToldRequest {
  readonly url: string
  readonly source: string
  readonly userAgent: string
}

/**
 * Takes what a phone tells about its registration. Only the lasting address will do: what opens an enrolment, or stands
 * for many phones, says too little about who is talking.
 * @returns why it was not taken; undefined when it was.
 */
export async function notePhoneEvent(
  reader: Reader,
  registrations: RegistrationService,
  event: PhoneEvent,
  proof: Proof,
  { url, source, userAgent }: ToldRequest,
): Promise<string | undefined> {
  if (proof.by !== 'lasting' && proof.by !== 'previous') return 'events are taken under the lasting address only'
  const { phone } = proof
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const user = await userOf(reader, phone, query.get('user'))
  if (!user) return 'the phone has several lines, or none, and did not say which is meant'
  const told = query.get('ip') ?? ''
  const ip = isIP(told) ? told : source
  registrations.note(user, {
    instance_id: phone.mac,
    user_agent: userAgent.slice(0, 256),
    application: `${vendorNamed(phone.vendor)?.name ?? phone.vendor} ${phone.model}`,
    ip,
    enable_push: false,
    contact_address: `sip:${user.sip_user}@${isIP(ip) === 6 ? `[${ip}]` : ip}`,
    seconds: event === 'registered' ? HOLDS_SECONDS : 0,
    anew: true,
  })
  return undefined
}
