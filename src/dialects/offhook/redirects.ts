import { z } from 'zod'
import { printMac } from '../../domain/mac.js'
import {
  REDIRECT_SERVICE_IDS,
  REDIRECT_SERVICES,
  REDIRECT_STATES,
  type RedirectAccount,
  type RedirectRecord,
} from '../../domain/redirect.js'
import { line, webUrl } from '../../domain/text.js'
import { foreignSecret } from './shapes.js'

const service = z.enum(REDIRECT_SERVICE_IDS as [string, ...string[]] as [keyof typeof REDIRECT_SERVICES])
const text = z.string().nullable()

export const registrationRead = z.object({
  id: z.string(),
  phone_id: z.string(),
  mac: z.string(),
  vendor: z.string(),
  service: service.nullable().describe('null = there is no account for the vendor'),
  account_id: text,
  goal: z.enum(['registered', 'removed']),
  state: z.enum(REDIRECT_STATES),
  lost: z.boolean().describe('The old entry is deleted and the new one is not in: a reset phone would get lost'),
  answer: text.describe("The vendor's words"),
  advice: text,
  has_pin: z.boolean(),
  attempts: z.int(),
  next_at: text.describe('When it is tried next; null = nothing is to be done'),
  checked_at: text,
  changed_at: z.string(),
  job_id: text,
  created_at: z.string(),
})

/** A registration as a reader sees it: neither URL nor PIN. */
export function readRegistration(registration: RedirectRecord): z.infer<typeof registrationRead> {
  const { id, phone_id, mac, vendor, account_id, goal, state, answer, advice, attempts } = registration
  return {
    id,
    phone_id,
    mac: printMac(mac),
    vendor,
    service: registration.service,
    account_id,
    goal,
    state,
    lost: registration.gone,
    answer,
    advice,
    has_pin: registration.pin !== null,
    attempts,
    next_at: registration.due_at,
    checked_at: registration.checked_at,
    changed_at: registration.changed_at,
    job_id: registration.job_id,
    created_at: registration.created_at,
  }
}

const optionsShape = z.strictObject({
  provider: line(64, 1)
    .regex(/^[A-Za-z0-9_. -]+$/, { error: 'may hold letters, digits, blanks and _ . -' })
    .optional()
    .describe('Yealink, Gigaset: the name our entries are shown under'),
  profile: line(64, 1).optional().describe('Polycom: the profile made in the console; the URL stands there'),
  by_mac: z
    .boolean()
    .optional()
    .describe('YMCS: false = the vendor has not enabled adding by MAC, so every phone needs its serial number'),
  no_mac_id: z.boolean().optional().describe('Gigaset: the account needs no MAC-ID'),
})

const accountShape = {
  base_url: webUrl.nullable().optional().describe('null = where the vendor says'),
  user: line(256, 1).describe('User name, client id or key id'),
  password: foreignSecret(256).describe('Password, client secret or key'),
  options: optionsShape.optional(),
}

export const newAccountShape = {
  ...accountShape,
  service,
  server_wide: z.boolean().optional().describe('For every tenant without an account of its own'),
}

export const accountChangeShape = {
  ...accountShape,
  user: accountShape.user.optional(),
  password: accountShape.password.optional(),
}

const check = z.object({ ok: z.boolean(), text: z.string(), devices: z.int().nullable() })
export const checkRead = check

export const accountRead = z.object({
  id: z.string(),
  service,
  title: z.string(),
  vendor: z.string(),
  experimental: z.boolean(),
  server_wide: z.boolean(),
  base_url: z.string(),
  user: z.string(),
  options: z.record(z.string(), z.unknown()),
  checked: z.object({ ...check.shape, at: z.string() }).nullable(),
  reconciled: z
    .object({ at: z.string(), repaired: z.int(), count: z.int(), macs: z.array(z.string()) })
    .nullable()
    .describe('When entries were last read back, and how many of the account no phone here accounts for'),
  created_at: z.string(),
})

/** An account as a reader sees it, without its password; the server's shows tenants no stranger of another's. */
export function readAccount(account: RedirectAccount, whole: boolean): z.infer<typeof accountRead> {
  const { id, service, base_url, user, options, checked, reconciled, created_at } = account
  const { title, vendor, experimental, base_url: usual } = REDIRECT_SERVICES[service]
  return {
    id,
    service,
    title,
    vendor,
    experimental,
    server_wide: account.tenant_id === null,
    base_url: base_url ?? usual,
    user: whole ? user : '',
    options: { ...options },
    checked,
    reconciled: reconciled && { ...reconciled, macs: whole ? [...reconciled.macs] : [] },
    created_at,
  }
}

export const jobRead = z.object({
  id: z.string(),
  reason: z.string(),
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  created_at: z.string(),
})

export const readbackRead = z.object({
  account_id: z.string(),
  checked: z.int(),
  repaired: z.int(),
  strangers: z.int().nullable(),
  fault: text,
})
