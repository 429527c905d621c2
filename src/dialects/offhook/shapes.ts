import { z } from 'zod'
import { INTERFACES, PHONE_LOGIN_MODES } from '../../domain/model.js'
import { PBX_KINDS } from '../../domain/pbx.js'
import { host, line } from '../../domain/text.js'

/** Members of design ch. 12; checked as a whole once merged with what is stored. null returns a member to inherited. */
export const settingsPatch = z.record(z.string(), z.unknown()).meta({
  description:
    'Merged member by member (RFC 7396): absent keeps, null returns to inherited. See components/schemas/Settings.',
})

export const overridesPatch = z.record(z.string(), z.union([z.string(), z.null()])).meta({
  description: "Raw parameters by the vendor's name, written last; null removes one.",
})

const settingsRead = z.record(z.string(), z.unknown()).describe('What is chosen at this level; secrets are null')

export const warning = z.object({ code: z.string(), field: z.string(), message: z.string() })

const port = z.int().min(1).max(65535)
const address = z.strictObject({
  host,
  ports: z.strictObject({ udp: port.optional(), tcp: port.optional(), tls: port.optional() }).default({}),
})

export const tenantShape = {
  name: line(64, 1).optional(),
  pbx: z.enum(PBX_KINDS).optional(),
  interfaces: z.partialRecord(z.enum(INTERFACES), address).optional(),
  enrolment_networks: z.array(z.string().max(64)).max(100).optional().describe('CIDR; empty = from anywhere'),
  phone_login: z
    .enum(PHONE_LOGIN_MODES)
    .optional()
    .describe('Whether phones may log in with their MAC and a password; basic allows Digest too'),
  enrolment_pin: z.boolean().optional().describe('Ask for the PIN of the first user beside an enrolment token'),
  lock_on_foreign_agent: z.boolean().optional().describe('Lock a phone whose secret another device has used'),
  site_limit: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('Sites, and as many departments, that other APIs may create by naming them'),
  settings: settingsPatch.optional(),
  overrides: overridesPatch.optional(),
  models: z
    .record(
      z.string(),
      z.union([z.null(), z.strictObject({ settings: settingsPatch.optional(), overrides: overridesPatch.optional() })]),
    )
    .optional()
    .describe('Choices for one model, by <vendor>/<model>'),
}

export const tenantRead = z.object({
  id: z.string(),
  name: z.string(),
  sip_domain: z.string(),
  pbx: z.enum(PBX_KINDS),
  interfaces: z.record(z.string(), z.unknown()),
  enrolment_networks: z.array(z.string()),
  enrolment_url: z.string().nullable(),
  phone_login: z.enum(PHONE_LOGIN_MODES),
  enrolment_pin: z.boolean(),
  lock_on_foreign_agent: z.boolean(),
  site_limit: z.int(),
  settings: settingsRead,
  overrides: z.record(z.string(), z.string()),
  models: z.record(z.string(), z.unknown()),
  created_at: z.string(),
})

export const idReply = z.object({ id: z.string() })
export const settingsMember = settingsRead
