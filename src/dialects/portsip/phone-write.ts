import type { Problems } from '../../domain/errors.js'
import type { Effective } from '../../domain/inherit.js'
import type { Phone } from '../../domain/model.js'
import { LANGUAGES, transportOf } from './enums.js'
import { DIALECT, mergeOwn, type Own, ownOf, present } from './members.js'
import { type NewPhoneBody, type PhoneBody, phoneShape } from './phone-form.js'
import { type KeptText, SPELLED_MEMBERS, SPELLINGS } from './phone-text.js'
import { changeVlan, VLAN_PORTS } from './phone-vlan.js'

/** What a write meets: the phone and its effective settings, or nothing where the phone is being made. */
interface Before {
  readonly phone?: Phone
  readonly effective: Effective
}

interface Texts {
  readonly settings: Record<string, unknown>
  readonly own: Record<string, KeptText | null>
}

/** Free texts: kept as they came; those whose meaning is known change the setting too. */
function changedTexts(body: PhoneBody, phone: Phone | undefined): Texts {
  const changed: Texts = { settings: {}, own: {} }
  for (const member of SPELLED_MEMBERS) {
    const text = body[member]
    if (text === undefined) continue
    const { setting, means } = SPELLINGS[member]
    const meaning = text ? means(text) : null
    if (meaning !== undefined) changed.settings[setting] = meaning
    changed.own[member] = text ? { text, setting: meaning ?? phone?.settings[setting] ?? null } : null
  }
  return changed
}

/** Switched off is said to a phone only where link discovery was chosen before. */
function lldp(wanted: boolean | null | undefined, effective: Effective): boolean | null | undefined {
  return wanted === false && !effective.has('lldp') ? undefined : wanted
}

function changedSettings(body: PhoneBody, effective: Effective) {
  const { language, transfer, preferred_transport: transport } = body
  return {
    admin_password: body.password,
    language: language ? LANGUAGES[language] : language,
    transfer: transfer ? transfer.toLowerCase() : transfer,
    transport: transport ? transportOf(transport) : transport,
    ringtone: body.ringtone,
    queue_ringtone: body.queue_ringtone,
    external_ringtone: body.external_ringtone,
    power_led: body.powerled,
    codecs: body.codecs,
    lldp: lldp(body.enable_lldp, effective),
  }
}

function changed(body: PhoneBody, before: Before, problems: Problems) {
  const { phone, effective } = before
  const stored = phone ? ownOf(phone) : {}
  const texts = changedTexts(body, phone)
  const vlans = VLAN_PORTS.map((port) => ({
    port: port.setting,
    ...changeVlan(port, body, effective, stored, problems),
  }))
  const vlan = Object.fromEntries(
    vlans.flatMap(({ port, setting }) => (setting === undefined ? [] : [[port, setting]])),
  )
  const [door1, door2] = [body.door_password1, body.door_password2]
  const doors = phone?.door_passwords ?? []
  return {
    settings: present({
      ...changedSettings(body, effective),
      ...texts.settings,
      vlan: Object.keys(vlan).length > 0 ? vlan : undefined,
    }),
    own: Object.assign({}, texts.own, ...vlans.map((port) => port.own)) as Own,
    rps: body.rps === null ? false : body.rps,
    https: body.https,
    serial_number: body.serial_number,
    interface: body.interface,
    door_passwords:
      door1 === undefined && door2 === undefined
        ? undefined
        : [door1 === undefined ? (doors[0] ?? null) : door1, door2 === undefined ? (doors[1] ?? null) : door2],
  }
}

/** A phone's draft, with or without an owner: what the body leaves out is not stored, so that it inherits. */
export function newPhone(body: NewPhoneBody, user_id: string | null, problems: Problems) {
  const { own, ...members } = changed(body, { effective: new Map() }, problems)
  return present({
    ...members,
    mac: body.mac,
    vendor: body.vendor,
    model: body.model,
    lines: user_id === null ? [] : [{ user_id }],
    foreign: { [DIALECT]: mergeOwn({}, { ...own, filename: body.filename }) },
  })
}

/** What a body changes of a phone whose effective settings are given. */
export function changedPhone(body: PhoneBody, phone: Phone, effective: Effective, problems: Problems) {
  const { own, ...members } = changed(body, { phone, effective }, problems)
  return present({ ...members, foreign: { [DIALECT]: mergeOwn(ownOf(phone), own) } })
}

const SETTING_MEMBERS: Readonly<Record<string, string>> = {
  admin_password: 'password',
  transport: 'preferred_transport',
  power_led: 'powerled',
  lldp: 'enable_lldp',
  ...Object.fromEntries(SPELLED_MEMBERS.map((member) => [SPELLINGS[member].setting, member])),
  ...Object.fromEntries(
    VLAN_PORTS.flatMap((port) => [
      [`vlan.${port.setting}`, port.flag],
      [`vlan.${port.setting}.id`, port.id],
      [`vlan.${port.setting}.priority`, port.priority],
    ]),
  ),
}

/** The contract's name of a member our own checks found fault with. */
export function phoneField(field: string): string {
  const path = field.startsWith('settings.') ? field.slice('settings.'.length) : field
  return SETTING_MEMBERS[path] ?? (path in phoneShape ? path : field)
}
