import { parseCodec } from '../domain/codec.js'
import type { View } from './personality.js'
import { keysOf } from './polycom-keys.js'
import type { PolycomModel } from './polycom-models.js'
import { type LineReport, UNKNOWN } from './report.js'

export type Settings = Readonly<Record<string, string>>
export type SpeedDials = ReadonlyMap<string, { readonly contact: string; readonly label: string }>

/** What decides how parameters are read, besides the parameters. */
export interface PolycomDialect {
  readonly row: PolycomModel
  /** The release: 3.2 in `3.2.1.0078`. */
  readonly release: number
}

/** `reg.N.server.1.transport` (polycom.md 3.1). */
const TRANSPORTS: Readonly<Record<string, string>> = {
  DNSnaptr: 'dns-srv',
  UDPOnly: 'udp',
  TCPOnly: 'tcp',
  TCPpreferred: 'tcp',
  TLS: 'tls',
}

/** Ranks of codecs while nothing is configured; 0 is off (polycom.md 3.3). */
const FACTORY_RANKS: Readonly<Record<string, string>> = {
  'Siren22.64kbps': '1',
  'G7221_C.48kbps': '2',
  'Siren14.48kbps': '3',
  G722: '4',
  'G7221.32kbps': '5',
  G711_Mu: '6',
  G711_A: '7',
  G729_AB: '8',
}

const CODEC_NAMES: Readonly<Record<string, string>> = { G711_Mu: 'PCMU', G711_A: 'PCMA', G729_AB: 'G729' }
const PREFIX = 'voice.codecPref.'

function codecName(vendorName: string): string {
  const known = CODEC_NAMES[vendorName] ?? parseCodec(vendorName)
  return known ?? parseCodec(vendorName.replace(/\..*$/, '')) ?? vendorName
}

/** The spelling up to SIP 3.2; a phone of that time may put its model in front (polycom.md 3.3). */
const SIP3_NAMES: Readonly<Record<string, string>> = {
  G711Mu: 'G711_Mu',
  G711A: 'G711_A',
  G729AB: 'G729_AB',
  G7221C: 'G7221_C.48kbps',
  G722: 'G722',
}

const SIP3_CODECS: ReadonlySet<string> = new Set(Object.values(SIP3_NAMES))

/** The codec a parameter ranks, by its newer name; undefined when this release does not know the parameter. */
function rankedBy(parameter: string, release: number): string | undefined {
  if (!parameter.startsWith(PREFIX)) return undefined
  const name = parameter.slice(PREFIX.length)
  return release < 3.3 ? SIP3_NAMES[name.replace(/^IP_\d+\./, '')] : name
}

function codecsOf(settings: Settings, release: number): string[] {
  const known = Object.entries(FACTORY_RANKS).filter(([name]) => release >= 3.3 || SIP3_CODECS.has(name))
  const ranks = new Map(known)
  for (const [parameter, rank] of Object.entries(settings)) {
    const name = rankedBy(parameter, release)
    if (name !== undefined) ranks.set(name, rank)
  }
  const used = [...ranks].filter(([, rank]) => Number(rank) > 0)
  return [...new Set(used.sort((a, b) => Number(a[1]) - Number(b[1])).map(([name]) => codecName(name)))]
}

function srtpOf(settings: Settings, n: number): LineReport['srtp'] {
  const get = (name: string, factory: string) =>
    settings[`reg.${n}.srtp.${name}`] || settings[`sec.srtp.${name}`] || factory
  if (get('enable', '1') !== '1') return 'off'
  if (get('require', '0') === '1') return 'required'
  return get('offer', '0') === '1' ? 'optional' : 'off'
}

function lineOf(settings: Settings, n: number, codecs: readonly string[]): LineReport {
  const get = (name: string) => settings[`reg.${n}.${name}`] ?? ''
  // A registration without a server of its own uses the global one (polycom.md 3.1).
  const server = get('server.1.address') === '' ? 'voIpProt.server.1' : `reg.${n}.server.1`
  const proxyAt = get('outboundProxy.address') === '' ? 'voIpProt.SIP.outboundProxy' : `reg.${n}.outboundProxy`
  const at = (name: string) => settings[`${server}.${name}`] ?? ''
  const transport = at('transport') || 'DNSnaptr'
  const proxy = settings[`${proxyAt}.address`] ?? ''
  const port = Number(at('port') || '0')
  const user = get('address').split('@')[0] ?? ''
  return {
    n,
    enabled: user !== '' && at('register') !== '0',
    user,
    authUser: get('auth.userId') || user,
    hasPassword: get('auth.password') !== '',
    displayName: get('displayName'),
    label: get('label'),
    registrar: at('address'),
    port: port === 0 ? null : port,
    transport: TRANSPORTS[transport] ?? UNKNOWN + transport,
    outboundProxy: proxy === '' ? null : `${proxy}:${Number(settings[`${proxyAt}.port`] || '0') || 5060}`,
    srtp: srtpOf(settings, n),
    codecs,
  }
}

/** What a Polycom's parameters amount to. */
export function viewPolycom(settings: Settings, dials: SpeedDials, dialect: PolycomDialect): View {
  const numbers = Object.keys(settings).flatMap((name) => /^reg\.(\d+)\./.exec(name)?.[1] ?? [])
  const codecs = codecsOf(settings, dialect.release)
  const all = [...new Set(numbers.map(Number))].sort((a, b) => a - b).map((n) => lineOf(settings, n, codecs))
  const lines = all.filter((line) => line.user !== '' || line.hasPassword)
  const { keys, problems } = keysOf(settings, dials, lines, dialect)
  return {
    lines,
    keys,
    // There is no parameter for a VLAN of the PC port (polycom.md 3.4).
    vlan: { phone: settings['device.net.vlanId'] || null, pc: null },
    problems,
  }
}
