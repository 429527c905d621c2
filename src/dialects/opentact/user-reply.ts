import { z } from 'zod'
import { GENDERS } from './genders.js'

const text = z.string().nullable()
const number = z.int().nullable()
/** What lies deeper than one level is not opened. */
const shut = z.object({})
const none = z.array(shut)
const record = { created_on: z.string(), modified_on: z.string(), uuid: z.string() }

const connection = z.object({
  ...record,
  name: z.string(),
  is_active: z.boolean(),
  tech_prefix: number,
  product: shut,
  subdomain: z.string().describe('the SIP domain, and the realm of ha1 and ha1b'),
  ip: text,
  port: z.int(),
  class4_ingress_trunk_id: number,
  class4_ingress_trunk_settings: shut,
  class4_ingress_resource_ip_id: number,
  class4_egress_trunk_id: number,
  class4_egress_trunk_settings: shut,
  class4_egress_resource_ip_id: number,
  class4_trunk_prefix_id: number,
  tnleases: none,
  sipusers: none,
  sip_user_invites: none,
  account: shut,
  created_by: shut,
  modified_by: shut,
  outbound_voice_profile: shut,
})

const account = z.object({
  ...record,
  name: z.string(),
  email: text,
  level: z.literal('ServiceAccount'),
  balance: z.number(),
  class4_id: number,
  deleted_on: text,
  time_zone: shut,
  users: none,
  admin: shut,
  messaging_profile_default: shut,
  messaging_profiles: none,
  addresses: none,
})

const person = z.object({
  ...record,
  email: text,
  password: z.null(),
  phone_number: text,
  first_name: text,
  last_name: text,
  avatar: text,
  gender: z.enum(GENDERS).nullable(),
  dob: text,
  role: z.string(),
  gmail_user_id: text,
  facebook_user_id: text,
  apple_user_id: text,
  wechat_user_id: text,
  deleted_on: text,
  token: z.null(),
  account: shut,
})

/** A SIP user as this API shows one (api-others.md D.3); the password never appears. */
export const userRead = z.object({
  ...record,
  login: z.string(),
  ha1: z.string(),
  ha1b: z.string(),
  remote_ip: text,
  first_name: text,
  last_name: text,
  email: text,
  phone_number: text,
  avatar: text,
  dob: text,
  gender: z.enum(GENDERS).nullable(),
  groups: none,
  sip_connection: connection,
  account,
  created_by: person,
  modified_by: person,
})

export type UserRead = z.infer<typeof userRead>
export type Person = z.infer<typeof person>
