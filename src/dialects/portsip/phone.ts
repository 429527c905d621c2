import { z } from 'zod'
import { CODECS } from '../../domain/codec.js'
import { printMac } from '../../domain/mac.js'
import { INTERFACES, type Phone, type User } from '../../domain/model.js'
import type { Plan } from '../../domain/plan.js'
import { LANGUAGE_NAMES, languageName, TRANSFERS, TRANSPORTS, transportName } from './enums.js'
import { ownOf } from './members.js'
import { keptText, SPELLED_MEMBERS, SPELLINGS, type SpelledMember } from './phone-text.js'
import { VLAN_PORTS, vlanOf } from './phone-vlan.js'

const text = z.string().nullable()

/** Single read, 33 members (api-portsip.md ch. 6). */
export const phoneRead = z.object({
  id: z.string(),
  mac: z.string(),
  filename: z.string(),
  vendor: z.string(),
  model: z.string(),
  password: text.describe("null in lists of other people's phones"),
  language: z.enum(LANGUAGE_NAMES).nullable(),
  transfer: z.enum(TRANSFERS),
  timezone: text,
  ringtone: text,
  queue_ringtone: text,
  external_ringtone: text,
  date_format: text,
  time_format: text,
  powerled: text,
  backlight: text,
  screensaver: text,
  rps: z.boolean(),
  https: z.boolean(),
  codecs: z.array(z.enum(CODECS)),
  enable_lldp: z.boolean(),
  enable_vlan_wan_port: z.boolean(),
  wan_port_id: z.int().nullable(),
  wan_port_priority: z.int().nullable(),
  enable_vlan_pc_port: z.boolean(),
  pc_port_id: z.int().nullable(),
  pc_port_priority: z.int().nullable(),
  interface: z.enum(INTERFACES),
  preferred_transport: z.enum(TRANSPORTS),
  serial_number: text,
  door_password1: text,
  door_password2: text,
  url: text.describe("the provisioning URL; null in lists of other people's phones"),
})

/** Item of the owner's list, 34 members. */
export const ownPhoneRead = z.object({ ...phoneRead.shape, fwver: text })

type PhoneRead = z.infer<typeof phoneRead>

/** What is known about a phone beside its record; without `url` no secret is shown. */
export interface PhoneFacts {
  readonly plan: Plan
  readonly owner: User | undefined
  /** The scheme that holds where the phone's record names none. */
  readonly https: boolean
  readonly url: string | null
  readonly secrets: boolean
}

/** The text a client wrote, else the effective value in words. */
function spelled(member: SpelledMember, phone: Phone, plan: Plan): string | null {
  const { setting, spell } = SPELLINGS[member]
  const kept = keptText(member, phone)
  if (kept !== undefined) return kept
  const value = plan.settings.get(setting)?.value
  return value === undefined ? null : spell(value)
}

/** A phone as this API shows it: effective values, whoever chose them. */
export function readPhone(phone: Phone, { plan, owner, https, url, secrets }: PhoneFacts): PhoneRead {
  const value = (path: string) => plan.settings.get(path)?.value
  const said = (path: string) => (value(path) as string | undefined) ?? null
  const shown = (index: number) => (secrets ? (phone.door_passwords[index]?.reveal() ?? null) : null)
  const own = ownOf(phone)
  const vlans = VLAN_PORTS.flatMap((port) => {
    const { enabled, id, priority } = vlanOf(port, plan.settings, own)
    return [
      [port.flag, enabled],
      [port.id, id],
      [port.priority, priority],
    ]
  })
  return {
    id: phone.id,
    mac: printMac(phone.mac),
    filename: (own.filename as string | undefined) ?? `${phone.vendor}.ph.xml`,
    vendor: phone.vendor,
    model: phone.model,
    password: secrets ? plan.admin_password.reveal() : null,
    language: languageName(value('language')),
    transfer: String(value('transfer')).toUpperCase() as PhoneRead['transfer'],
    ...(Object.fromEntries(SPELLED_MEMBERS.map((member) => [member, spelled(member, phone, plan)])) as Record<
      SpelledMember,
      string | null
    >),
    ringtone: said('ringtone'),
    queue_ringtone: said('queue_ringtone'),
    external_ringtone: said('external_ringtone'),
    powerled: said('power_led'),
    rps: phone.rps,
    https: phone.https ?? https,
    codecs: [...(value('codecs') as PhoneRead['codecs'])],
    enable_lldp: value('lldp') === true,
    ...(Object.fromEntries(vlans) as Pick<PhoneRead, (typeof VLAN_PORTS)[number]['flag' | 'id' | 'priority']>),
    interface: phone.interface ?? owner?.interface ?? 'WEB_DOMAIN',
    preferred_transport: transportName(value('transport')),
    serial_number: phone.serial_number,
    door_password1: shown(0),
    door_password2: shown(1),
    url,
  }
}
