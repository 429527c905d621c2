import { z } from 'zod'
import { INTERFACES, PHONE_LOGIN_MODES, type Tenant } from '../../domain/model.js'
import { NOTIFY_ROUTES, notifyOf } from '../../domain/notify.js'
import { PBX_KINDS } from '../../domain/pbx.js'
import { Secret } from '../../domain/secret.js'
import { clock, host, isOneLine, line } from '../../domain/text.js'

/** A secret of another system, at most `max` UTF-16 units on one line. */
export const foreignSecret = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isOneLine, { error: 'must not contain control characters', params: { rule: 'one_line' } })
    .transform((value) => new Secret(value))

/** Members of design ch. 12; checked as a whole once merged with what is stored. null returns a member to inherited. */
export const settingsPatch = z.record(z.string(), z.unknown()).meta({
  description:
    'Merged member by member (RFC 7396): absent keeps, null returns to inherited. See components/schemas/Settings.',
})

export const overridesPatch = z.record(z.string(), z.union([z.string(), z.null()])).meta({
  description: "Raw parameters by the vendor's name, written last; null removes one.",
})

export const overridesRead = z.record(z.string(), z.string())

const settingsRead = z.record(z.string(), z.unknown()).describe('What is chosen at this level; secrets are null')

export const warning = z.object({ code: z.string(), field: z.string(), message: z.string() })

const port = z.int().min(1).max(65535)
const address = z.strictObject({
  host,
  ports: z.strictObject({ udp: port.optional(), tcp: port.optional(), tls: port.optional() }).default({}),
})

const daily = z.strictObject({ from: clock, to: clock })

const notify = z.strictObject({
  route: z
    .enum(NOTIFY_ROUTES)
    .optional()
    .describe('How phones are asked to fetch: through the registrar, a proxy, directly, or not at all (default none)'),
  host: host.nullable().optional().describe('Of the registrar or proxy; null = the SIP domain'),
  port: port.nullable().optional().describe('Default 5060'),
  transport: z.enum(['udp', 'tcp']).nullable().optional().describe('Default udp'),
  credentials: z
    .strictObject({
      user: line(128, 1),
      password: line(128, 1).transform((text) => new Secret(text)),
    })
    .nullable()
    .optional()
    .describe('Shown to the registrar or proxy where it asks for them'),
  automatic: z
    .boolean()
    .nullable()
    .optional()
    .describe('Tell phones by ourselves that their files changed (default off)'),
  debounce_seconds: z
    .int()
    .min(0)
    .max(3600)
    .nullable()
    .optional()
    .describe('Quiet time after the last change (default 10)'),
  rate: z.int().min(1).max(1000).nullable().optional().describe('Most NOTIFYs a second (default 20)'),
  reboot_window: daily
    .nullable()
    .optional()
    .describe('When phones may be told of changes that restart them, in the zone of the tenant; null = not by us'),
})

export const tenantShape = {
  notify: notify.optional().describe('Merged member by member; null returns to the default'),
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

const notifyRead = z.object({
  route: z.enum(NOTIFY_ROUTES),
  host: z.string().nullable(),
  port: z.int(),
  transport: z.enum(['udp', 'tcp']),
  credentials: z.object({ user: z.string(), password: z.null() }).nullable(),
  automatic: z.boolean(),
  debounce_seconds: z.int(),
  rate: z.int(),
  reboot_window: daily.nullable(),
})

/** The tenant's choice about NOTIFY with its defaults, without the password. */
export function readNotify(tenant: Tenant): z.infer<typeof notifyRead> {
  const { host = null, credentials, reboot_window = null, ...chosen } = notifyOf(tenant)
  return {
    ...chosen,
    host,
    credentials: credentials ? { user: credentials.user, password: null } : null,
    reboot_window,
  }
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
  notify: notifyRead,
  site_limit: z.int(),
  settings: settingsRead,
  overrides: overridesRead,
  models: z.record(z.string(), z.unknown()),
  created_at: z.string(),
})

export const idReply = z.object({ id: z.string() })
export const settingsMember = settingsRead
