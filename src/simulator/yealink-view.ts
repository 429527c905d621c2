import { parseCodec } from '../domain/codec.js'
import type { View } from './personality.js'
import { type KeyReport, type LineReport, UNKNOWN } from './report.js'

type Get = (name: string) => string

/** `account.N.sip_server.1.transport_type` (yealink.md 3.1). */
const TRANSPORTS: Readonly<Record<string, string>> = { '0': 'udp', '1': 'tcp', '2': 'tls', '3': 'dns-srv' }
const SRTP: Readonly<Record<string, LineReport['srtp']>> = { '1': 'optional', '2': 'required' }

/** DSS key types (yealink.md 3.3). */
const KINDS: Readonly<Record<string, string>> = {
  '1': 'conference',
  '2': 'forward',
  '3': 'transfer',
  '4': 'hold',
  '5': 'dnd',
  '6': 'redial',
  '9': 'pickup',
  '10': 'park',
  '11': 'dtmf',
  '12': 'voicemail',
  '13': 'speed_dial',
  '14': 'intercom',
  '15': 'line',
  '16': 'blf',
  '17': 'url',
  '23': 'group_pickup',
  '24': 'paging',
  '25': 'record',
  '27': 'xml',
  '28': 'history',
  '29': 'directory',
  '30': 'menu',
  '38': 'ldap',
  '40': 'prefix',
  '56': 'retrieve',
  '61': 'directory',
}

/** Kinds that belong to an account; for the others `line` means nothing to the phone. */
const OF_ACCOUNT = new Set([
  'line',
  'blf',
  'speed_dial',
  'pickup',
  'park',
  'voicemail',
  'intercom',
  'group_pickup',
  'retrieve',
  'transfer',
])

/** Factory codecs of an account: enabled, with their priority (yealink.md 3.2). */
const FACTORY_CODECS: Readonly<Record<string, string>> = { g722: '1', pcmu: '2', pcma: '3', g729: '4' }

/** Codec names since V82; the spelling `kpbs` is the vendor's. */
const CODEC_NAMES = [
  ...['g722', 'pcmu', 'pcma', 'g729', 'opus', 'ilbc', 'ilbc_13_33kbps', 'ilbc_15_2kbps'],
  ...['g726_16', 'g726_24', 'g726_32', 'g726_40', 'g723_53', 'g723_63'],
  ...['g722_1_24kpbs', 'g722_1c_24kpbs', 'g722_1c_32kpbs', 'g722_1c_48kpbs'],
]

function codecName(vendorName: string): string {
  const bare = vendorName
    .toLowerCase()
    .replace(/^(ilbc|g723)_\d.*$/, '$1')
    .replace('_', '-')
  return parseCodec(bare) ?? vendorName
}

function codecsOf(get: Get, n: number, slots: boolean): string[] {
  const named = CODEC_NAMES.map((name) => {
    const enabled = get(`account.${n}.codec.${name}.enable`) || (name in FACTORY_CODECS ? '1' : '0')
    return { name, enabled, priority: get(`account.${n}.codec.${name}.priority`) || FACTORY_CODECS[name] || '0' }
  })
  // Up to V81 codecs sit in numbered slots with a payload name (yealink.md 3.2).
  const slotted = Array.from({ length: 12 }, (_, i) => {
    const field = (name: string) => get(`account.${n}.codec.${i + 1}.${name}`)
    return { name: field('payload_type'), enabled: field('enable'), priority: field('priority') || '0' }
  }).filter((slot) => slot.name !== '')
  const rank = (priority: string) => Number(priority) || Number.POSITIVE_INFINITY
  const rows = (slots && slotted.length > 0 ? slotted : named).filter((row) => row.enabled === '1')
  return [...new Set(rows.sort((a, b) => rank(a.priority) - rank(b.priority) || 0).map((row) => codecName(row.name)))]
}

function lineOf(get: Get, n: number, slots: boolean): LineReport {
  const account = (name: string) => get(`account.${n}.${name}`)
  const transport = account('sip_server.1.transport_type') || account('transport') || '0'
  const port = account('sip_server.1.port')
  const proxy = account('outbound_proxy.1.address')
  const proxied = account('outbound_proxy_enable') === '1' || account('sip_server.1.outbound_proxy_enable') === '1'
  return {
    n,
    enabled: account('enable') === '1',
    user: account('user_name'),
    authUser: account('auth_name') || account('user_name'),
    hasPassword: account('password') !== '',
    displayName: account('display_name'),
    label: account('label'),
    registrar: account('sip_server.1.address'),
    port: port === '0' || transport === '3' ? null : Number(port || (transport === '2' ? 5061 : 5060)),
    transport: TRANSPORTS[transport] ?? UNKNOWN + transport,
    outboundProxy: proxied && proxy ? `${proxy}:${account('outbound_proxy.1.port') || '5060'}` : null,
    srtp: SRTP[account('srtp_encryption')] ?? 'off',
    codecs: codecsOf(get, n, slots),
  }
}

function keyOf(get: Get, prefix: string, position: number, module: number | null): KeyReport[] {
  const field = (name: string) => get(`${prefix}.${name}`)
  const type = field('type')
  if (type === '' || type === '0') return []
  const kind = KINDS[type] ?? `type ${type}`
  const line = OF_ACCOUNT.has(kind) ? Number(field('line') || '1') : null
  const pickup = kind === 'blf' ? field('extension') || field('pickup_value') || null : null
  return [{ position, module, kind, value: field('value'), label: field('label'), line, pickup }]
}

function keysOf(settings: Readonly<Record<string, string>>, get: Get): KeyReport[] {
  const found = Object.keys(settings).flatMap((name) => {
    const match = /^(?:linekey|expansion_module\.(\d+)\.key)\.(\d+)\.type$/.exec(name)
    if (!match) return []
    return keyOf(get, name.slice(0, -5), Number(match[2]), match[1] === undefined ? null : Number(match[1]))
  })
  return found.sort((a, b) => (a.module ?? 0) - (b.module ?? 0) || a.position - b.position)
}

/** What a Yealink's parameters amount to. `get` hides the `static.` prefix, which V80 and older lack. */
export function viewYealink(settings: Readonly<Record<string, string>>, get: Get, slots: boolean): View {
  const numbers = Object.keys(settings).map((name) => Number(/^account\.(\d+)\./.exec(name)?.[1] ?? 0))
  const lines = [...new Set(numbers)].filter((n) => n > 0).sort((a, b) => a - b)
  const port = (name: string) =>
    get(`static.network.vlan.${name}_enable`) === '1' ? get(`static.network.vlan.${name}_vid`) || '1' : null
  const all = lines.map((n) => lineOf(get, n, slots))
  return {
    lines: all.filter((line) => line.enabled || line.user !== '' || line.hasPassword),
    keys: keysOf(settings, get),
    vlan: { phone: port('internet_port'), pc: port('pc_port') },
    problems: [],
  }
}
