import { parseCodec } from '../domain/codec.js'
import type { View } from './personality.js'
import { type KeyReport, type LineReport, UNKNOWN } from './report.js'
import type { YealinkModel } from './yealink-models.js'

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

/** What decides how parameters are read, besides the parameters. */
export interface YealinkDialect {
  /** 86 in `108.86.0.20`. */
  readonly generation: number
  readonly row: YealinkModel
}

interface Server {
  readonly address: string
  readonly port: string
  readonly transport: string
}

/** Where an account registers, under the names its firmware knows (yealink.md 3.1 and ch. 4, dialects). */
function serverOf(get: Get, n: number, { generation, row }: YealinkDialect): Server {
  const account = `account.${n}`
  if (row.templatesFrom !== null && generation >= row.templatesFrom) {
    const server = `template.${get(`${account}.sip_server.template`)}.sip_server.1`
    return {
      address: get(`${server}.address`),
      port: get(`${server}.port`),
      transport: get(`${server}.transport_type`),
    }
  }
  const transport = get(`${account}.${generation < 80 ? 'transport' : 'sip_server.1.transport_type'}`)
  if (generation <= 70) {
    return { address: get(`${account}.sip_server_host`), port: get(`${account}.sip_server_port`), transport }
  }
  return { address: get(`${account}.sip_server.1.address`), port: get(`${account}.sip_server.1.port`), transport }
}

function proxyOf(get: Get, n: number, { generation }: YealinkDialect): string | null {
  const account = (name: string) => get(`account.${n}.${name}`)
  const enabled = account('outbound_proxy_enable') === '1' || account('sip_server.1.outbound_proxy_enable') === '1'
  const [address, port] =
    generation <= 70
      ? [account('outbound_host'), account('outbound_port')]
      : [account('outbound_proxy.1.address'), account('outbound_proxy.1.port')]
  return enabled && address ? `${address}:${port || '5060'}` : null
}

function lineOf(get: Get, n: number, dialect: YealinkDialect): LineReport {
  const account = (name: string) => get(`account.${n}.${name}`)
  const { address, port, transport: written } = serverOf(get, n, dialect)
  const transport = written || '0'
  return {
    n,
    enabled: account('enable') === '1',
    user: account('user_name'),
    authUser: account('auth_name') || account('user_name'),
    hasPassword: account('password') !== '',
    displayName: account('display_name'),
    label: account('label'),
    registrar: address,
    port: port === '0' || transport === '3' ? null : Number(port || (transport === '2' ? 5061 : 5060)),
    transport: TRANSPORTS[transport] ?? UNKNOWN + transport,
    outboundProxy: proxyOf(get, n, dialect),
    srtp: SRTP[account('srtp_encryption')] ?? 'off',
    codecs: codecsOf(get, n, dialect.generation <= 81),
  }
}

interface Place {
  readonly position: number
  readonly module: number | null
}

/** Where a parameter's key is; memory keys follow the line keys of the phones that have them (3.3). */
function placeOf(name: string, { memoryAfter }: YealinkModel): Place | undefined {
  const [, kind, module, number] = /^(linekey|memorykey|expansion_module\.(\d+)\.key)\.(\d+)\.type$/.exec(name) ?? []
  const position = Number(number)
  if (kind === undefined) return undefined
  if (kind === 'linekey') return memoryAfter !== null && position > memoryAfter ? undefined : { position, module: null }
  if (kind !== 'memorykey') return { position, module: Number(module) }
  return memoryAfter === null ? undefined : { position: memoryAfter + position, module: null }
}

function keyOf(get: Get, prefix: string, place: Place, { row, generation }: YealinkDialect): KeyReport[] {
  const field = (name: string) => get(`${prefix}.${name}`)
  const type = field('type')
  if (type === '' || type === '0') return []
  const kind = KINDS[type] ?? `type ${type}`
  const written = Number(field('line') || (row.fromZero ? '0' : '1'))
  const line = OF_ACCOUNT.has(kind) ? written + (row.fromZero ? 1 : 0) : null
  // Up to V82 either name is seen, from V83 only the first (3.3).
  const code = field('extension') || (generation <= 82 ? field('pickup_value') : '')
  return [
    {
      ...place,
      kind,
      value: field('value'),
      label: field('label'),
      line,
      pickup: kind === 'blf' ? code || null : null,
    },
  ]
}

const TURNS_PAGES = '37'

function keysOf(settings: Readonly<Record<string, string>>, get: Get, dialect: YealinkDialect) {
  const keys: KeyReport[] = []
  const problems: string[] = []
  for (const name of Object.keys(settings)) {
    const place = placeOf(name, dialect.row)
    if (!place) continue
    const found = keyOf(get, name.slice(0, -'.type'.length), place, dialect)
    if (place.module === null || place.position !== dialect.row.pageKey) keys.push(...found)
    else if (found.length > 0 && get(name) !== TURNS_PAGES) {
      problems.push(`key ${place.position} of module ${place.module} turns the page and can do nothing else`)
    }
  }
  keys.sort((a, b) => (a.module ?? 0) - (b.module ?? 0) || a.position - b.position)
  return { keys, problems }
}

/** Accounts of a base that no handset was given: nothing would ring. */
function silentAccounts(settings: Readonly<Record<string, string>>, lines: readonly LineReport[]): string[] {
  const given = new Set(
    Object.entries(settings).flatMap(([name, value]) =>
      /^handset\.\d+\.incoming_lines$/.test(name) ? value.split(',').map((n) => Number(n)) : [],
    ),
  )
  return lines.filter(({ enabled, n }) => enabled && !given.has(n)).map(({ n }) => `line ${n} rings at no handset`)
}

/** What a Yealink's parameters amount to. `get` hides the `static.` prefix, which V80 and older lack. */
export function viewYealink(settings: Readonly<Record<string, string>>, get: Get, dialect: YealinkDialect): View {
  const numbers = Object.keys(settings).map((name) => Number(/^account\.(\d+)\./.exec(name)?.[1] ?? 0))
  const lines = [...new Set(numbers)]
    .filter((n) => n > 0)
    .sort((a, b) => a - b)
    .map((n) => lineOf(get, n, dialect))
    .filter((line) => line.enabled || line.user !== '' || line.hasPassword)
  const port = (name: string) =>
    get(`static.network.vlan.${name}_enable`) === '1' ? get(`static.network.vlan.${name}_vid`) || '1' : null
  const { keys, problems } = keysOf(settings, get, dialect)
  return {
    lines,
    keys,
    vlan: { phone: port('internet_port'), pc: port('pc_port') },
    problems: [...problems, ...(dialect.row.dect ? silentAccounts(settings, lines) : [])],
  }
}
