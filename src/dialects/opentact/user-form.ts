import { z } from 'zod'
import { line } from '../../domain/text.js'
import { email as anyEmail, optional, sipPassword } from '../portsip/rules.js'
import { UUID } from '../uuid.js'
import { GENDERS } from './genders.js'

/**
 * The contract prints 7 to 15 for a create, which is the length of `remote_ip` one row further on, and 3 to 60 for a
 * change: the latter holds for both (api-others.md D.4, 1).
 */
const LOGIN_NEW = { min: 3, max: 60 } as const
const LOGIN = { min: 3, max: 60 } as const

const email = line(80, 6).and(anyEmail)
const phoneNumber = z
  .union([z.string(), z.int().min(0).transform(String)], { error: 'must be digits' })
  .pipe(z.string().regex(/^\+?[0-9]{3,16}$/, { error: 'must be 3 to 16 digits' }))
  .describe('3 to 16 digits, as a number or a text')
const avatar = line(255, 10).refine((url) => URL.canParse(url), { error: 'must be a URL', params: { rule: 'url' } })
const uuid = z.string().regex(UUID, { error: 'must be a UUID' })

/** Members this API alone knows. */
const ownShape = {
  avatar: optional(avatar),
  dob: optional(z.iso.datetime({ offset: true })),
  gender: optional(z.enum(GENDERS)),
  remote_ip: optional(z.ipv4().min(7).max(15)),
}
export const OWN_NAMES = Object.keys(ownShape) as (keyof typeof ownShape)[]

const name = optional(line(24, 1))

const sharedShape = {
  first_name: name,
  last_name: name,
  email: optional(email),
  phone_number: optional(phoneNumber),
  ...ownShape,
  sip_connection_uuid: uuid.optional(),
}

export const newUserShape = {
  login: line(LOGIN_NEW.max, LOGIN_NEW.min),
  password: sipPassword,
  ...sharedShape,
}

/** A change: members left out keep their value, null clears. */
export const userShape = {
  login: line(LOGIN.max, LOGIN.min).optional(),
  password: sipPassword.optional(),
  ...sharedShape,
}

export type NewUserBody = Partial<z.infer<z.ZodObject<typeof newUserShape>>>
export type UserBody = Partial<z.infer<z.ZodObject<typeof userShape>>>
