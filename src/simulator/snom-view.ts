import { parseCodec } from '../domain/codec.js'
import type { View } from './personality.js'
import { type KeyReport, type LineReport, UNKNOWN } from './report.js'
import type { SnomModel } from './snom-models.js'

type Settings = Readonly<Record<string, string>>

/** First word of a function key (snom.md 3.2). */
const KINDS: Readonly<Record<string, string>> = {
  line: 'line',
  blf: 'blf',
  speed: 'speed_dial',
  dest: 'blf',
  transfer: 'transfer',
  redirect: 'forward',
  icom: 'intercom',
  orbit: 'park',
  dtmf: 'dtmf',
  recorder: 'record',
  record: 'record',
  conference: 'conference',
  multicast: 'paging',
  url: 'url',
  xml: 'xml',
}

/** `keyevent <name>` (snom.md 3.2). */
const EVENTS: Readonly<Record<string, string>> = {
  F_DND: 'dnd',
  F_DIRECTORY_SEARCH: 'ldap',
  F_ADR_BOOK: 'directory',
  F_VOICEMAIL_INFO: 'voicemail',
  F_REDIAL: 'redial',
  F_HOLD: 'hold',
  F_SETTINGS: 'menu',
  F_CALL_LIST: 'history',
  F_REDIRECT: 'forward',
  F_TRANSFER: 'transfer',
  F_CONFERENCE: 'conference',
}

/** Codecs while nothing is configured (snom.md 3.1). */
const FACTORY_CODECS = 'g722,pcmu,pcma,gsm,g723,g726-32,aal2-g726-32,g729,telephone-event'

function codecsOf(list: string): string[] {
  const names = list.split(',').map((name) => name.trim())
  return names
    .filter((name) => name !== '' && name !== 'telephone-event')
    .map((name) => parseCodec(name === 'amrwb-0' ? 'AMR-WB' : name.replace(/^amr-0$/, 'AMR')) ?? name)
}

/** `host[:port][;transport=…]`, the first of a list; an IPv6 host keeps its brackets. */
function endpoint(text: string): { host: string; port: number | null; transport: string | undefined } {
  const [address = '', ...parameters] = (text.split(',')[0] ?? '').trim().split(';')
  const match = /^(?:sips?:)?(\[[^\]]*\]|[^:]*)(?::(.+))?$/.exec(address)
  const transport = parameters.find((parameter) => parameter.startsWith('transport='))?.slice('transport='.length)
  return { host: match?.[1] ?? address, port: match?.[2] === undefined ? null : Number(match[2]), transport }
}

function srtpOf(mode: string, profile: string): LineReport['srtp'] {
  if (mode !== 'on') return 'off'
  return profile === 'mandatory' ? 'required' : 'optional'
}

function lineOf(settings: Settings, n: number): LineReport {
  const get = (name: string) => settings[`${name}[${n}]`] ?? ''
  const [registrar, outbound] = [endpoint(get('user_host')), endpoint(get('user_outbound'))]
  // The transport has no setting of its own: it is a parameter of user_outbound (snom.md 3.1).
  const transport = outbound.transport ?? 'udp'
  const proxied = outbound.host !== '' && outbound.host !== registrar.host
  const given = proxied ? registrar.port : (outbound.port ?? registrar.port)
  const user = get('user_name')
  return {
    n,
    enabled: get('user_active') === 'on' || (get('user_active') === '' && user !== ''),
    user,
    authUser: get('user_pname') || user,
    hasPassword: get('user_pass') !== '',
    displayName: get('user_realname'),
    label: get('user_idle_text'),
    registrar: registrar.host,
    port: given ?? (transport === 'tls' ? 5061 : 5060),
    transport: /^(?:udp|tcp|tls)$/.test(transport) ? transport : UNKNOWN + transport,
    outboundProxy: proxied ? `${outbound.host}:${outbound.port ?? 5060}` : null,
    srtp: srtpOf(get('user_srtp'), get('user_savp')),
    codecs: codecsOf(settings[`codec_priority_list[${n}]`] ?? settings.codec_priority_list ?? FACTORY_CODECS),
  }
}

/** Key number to position; modules follow the phone's own keys, 18 numbers each (snom.md 3.3). */
function placeOf(index: number, row: SnomModel): { position: number; module: number | null } {
  const beyond = index - row.keys - row.gap
  if (beyond < 0 || row.modules === 0) return { position: index + 1, module: null }
  return { position: (beyond % row.moduleKeys) + 1, module: Math.floor(beyond / row.moduleKeys) + 1 }
}

function keyOf(settings: Settings, index: number, row: SnomModel): KeyReport[] {
  const name = `fkey[${index}]`
  const match = /^(\S*)\s*(.*)$/s.exec(settings[name] ?? '')
  const [type, argument] = [match?.[1] ?? '', match?.[2] ?? '']
  const context = settings[`${name}@context`] ?? ''
  // A free `line` key follows whatever line is active: that is how unused keys are written (snom.md 3.2).
  if (type === '' || type === 'none' || (type === 'line' && !/^\d+$/.test(context))) return []
  const kind = type === 'keyevent' ? (EVENTS[argument] ?? argument) : (KINDS[type] ?? type)
  const [value = '', pickup] = type === 'blf' ? argument.split('|') : [type === 'keyevent' ? '' : argument]
  return [
    {
      ...placeOf(index, row),
      kind,
      value,
      label: settings[`${name}@label`] ?? '',
      line: type !== 'keyevent' && /^\d+$/.test(context) ? Number(context) : null,
      pickup: pickup || null,
    },
  ]
}

function numbered(settings: Settings, pattern: RegExp): number[] {
  const found = Object.keys(settings).flatMap((name) => pattern.exec(name)?.[1] ?? [])
  return [...new Set(found.map(Number))].sort((a, b) => a - b)
}

/** A base's account with the server it names; which handset rings for it is the base's affair (snom.md ch. 4). */
function dectLineOf(settings: Settings, n: number): LineReport {
  const get = (name: string) => settings[`${name}[${n}]`] ?? ''
  const server = get('subscr_sip_ua_data_server_id')
  const at = (name: string) => settings[`${name}[${server}]`] ?? ''
  const [registrar, outbound] = [endpoint(at('user_host')), endpoint(at('user_outbound'))]
  const transport = at('srv_sip_transport') || 'udp'
  return {
    n,
    enabled: get('user_active') === 'on',
    user: get('user_name'),
    authUser: get('user_pname') || get('user_name'),
    hasPassword: get('user_pass') !== '',
    displayName: get('user_realname'),
    label: get('subscr_sip_line_name'),
    registrar: registrar.host,
    port: registrar.port ?? (transport === 'tls' ? 5061 : 5060),
    transport: /^(?:udp|tcp|tls)$/.test(transport) ? transport : UNKNOWN + transport,
    outboundProxy: outbound.host === '' ? null : `${outbound.host}:${outbound.port ?? 5060}`,
    // `disabled` is the only word for a base's SRTP that any source has.
    srtp: 'off',
    codecs: codecsOf(at('codec_priority_list')),
  }
}

/** What is missing for an account to ring somewhere: a handset, and the code with which that one joins. */
function silentAccounts(settings: Settings, lines: readonly LineReport[]): string[] {
  return lines.flatMap(({ n, enabled }) => {
    const handset = settings[`subscr_sip_hs_idx[${n}]`] ?? ''
    if (!enabled) return []
    if (!/^\d+$/.test(handset)) return [`line ${n} rings at no handset`]
    const code = settings[`subscr_dect_ac_code[${handset}]`] ?? ''
    return /^\d{4}$/.test(code)
      ? []
      : [`handset ${handset} of line ${n} cannot join: its access code is ${code || 'missing'}`]
  })
}

/** What a Snom's settings amount to. */
export function viewSnom(settings: Settings, row: SnomModel): View {
  const all = numbered(settings, /^user_[a-z]+\[(\d+)\]$/).map((n) =>
    row.dect ? dectLineOf(settings, n) : lineOf(settings, n),
  )
  const lines = all.filter((line) => line.enabled || line.user !== '' || line.hasPassword)
  const pc = settings.vlan_port_tagging === 'on' ? (settings.vlan_pc_id ?? '') : ''
  return {
    lines,
    keys: numbered(settings, /^fkey\[(\d+)\]$/).flatMap((index) => keyOf(settings, index, row)),
    vlan: { phone: settings.vlan_id || null, pc: pc || null },
    problems: row.dect ? silentAccounts(settings, lines) : [],
  }
}
