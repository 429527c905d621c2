import { z } from 'zod'
import type { Phone } from '../../domain/model.js'
import { Secret } from '../../domain/secret.js'
import { settingsSchema } from '../../domain/settings.js'
import { line } from '../../domain/text.js'
import { mergeOwn, type Own, ownOf, present } from './members.js'
import { phoneRead } from './phone.js'
import { newPhoneShape, phoneShape } from './phone-form.js'
import { extensionNumber, optional } from './rules.js'

const password = optional(settingsSchema.shape.admin_password.unwrap())

/** Members a base shares with a phone. */
const SHARED_MEMBERS = [
  'password',
  'timezone',
  'language',
  'rps',
  'https',
  'codecs',
  'interface',
  'preferred_transport',
] as const
type SharedMember = (typeof SHARED_MEMBERS)[number]
const shared = Object.fromEntries(SHARED_MEMBERS.map((name) => [name, phoneShape[name]])) as Pick<
  typeof phoneShape,
  SharedMember
>

/** What a base has beside; kept as it was written. */
const ownShape = {
  region: optional(line(64)),
  handset_language: optional(line(64)),
  tone: optional(line(64)),
  engineer_password: password,
  provisioning_pin: optional(
    z
      .string()
      .regex(/^[0-9]{4,10}$/, { error: 'must be 4 to 10 digits' })
      .transform((text) => new Secret(text)),
  ),
}

/** Members of an update (portsip-provisioning.md ch. 7: all but mac, template, vendor, model). */
export const dectShape = {
  name: line(64, 1).optional(),
  user_password: password,
  ...shared,
  ...ownShape,
}

export const newDectShape = {
  ...dectShape,
  name: line(64, 1),
  mac: newPhoneShape.mac,
  vendor: newPhoneShape.vendor,
  model: newPhoneShape.model,
  template: optional(line(128)),
}

type DectBody = Partial<z.infer<z.ZodObject<typeof dectShape>>> & { readonly template?: string | null }

const text = z.string().nullable()

export const dectRead = z.object({
  id: z.string(),
  name: z.string(),
  mac: z.string(),
  template: z.string(),
  vendor: z.string(),
  model: z.string(),
  user_password: text,
  engineer_password: text,
  ...phoneRead.pick({
    password: true,
    timezone: true,
    language: true,
    rps: true,
    https: true,
    codecs: true,
    interface: true,
    preferred_transport: true,
    url: true,
  }).shape,
  region: text,
  handset_language: text,
  tone: text,
  lines: z.int().describe('how many handsets the model takes'),
  provisioning_pin: text,
})

/** The members only a base has, as they are stored beside the phone's. */
export function ownDect(body: DectBody, phone?: Phone): Own {
  const { name, template, region, handset_language, tone, engineer_password, provisioning_pin } = body
  const stored = phone ? ownOf(phone) : {}
  return mergeOwn(
    stored,
    present({ name, filename: template, region, handset_language, tone, engineer_password, provisioning_pin }) as Own,
  )
}

/** The members of a body that a phone has too. */
export const sharedOf = (body: DectBody): Partial<z.infer<z.ZodObject<typeof shared>>> =>
  Object.fromEntries(SHARED_MEMBERS.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])))

/** What a base is, beside what it has of a phone. */
export function readDect(
  phone: Phone,
  read: z.infer<typeof phoneRead>,
  facts: { readonly lines: number; readonly user_password: Secret; readonly secrets: boolean },
): z.infer<typeof dectRead> {
  const own = ownOf(phone)
  const said = (name: string) => (own[name] as string | undefined) ?? null
  const shown = (secret: unknown) => (facts.secrets && secret instanceof Secret ? secret.reveal() : null)
  const members = Object.fromEntries(SHARED_MEMBERS.map((name) => [name, read[name]])) as Pick<
    typeof read,
    SharedMember
  >
  return {
    id: phone.id,
    name: said('name') ?? phone.model,
    mac: read.mac,
    template: read.filename,
    vendor: read.vendor,
    model: read.model,
    user_password: shown(facts.user_password),
    engineer_password: shown(own.engineer_password),
    ...members,
    url: read.url,
    region: said('region'),
    handset_language: said('handset_language'),
    tone: said('tone'),
    lines: facts.lines,
    provisioning_pin: shown(own.provisioning_pin),
  }
}

/** One account of a base, as it is sent. */
export const memberShape = z.object({
  extension_number: extensionNumber,
  ipui: optional(z.string().regex(/^[0-9A-Fa-f]{10}$/, { error: 'must be 10 hexadecimal digits' })),
  handset_index: z.int().min(1).max(1000).optional(),
})

export const memberRead = z.object({
  id: z.string(),
  extension_number: z.string().nullable(),
  display_name: z.string(),
  ipui: text,
  handset_index: z.int(),
})
