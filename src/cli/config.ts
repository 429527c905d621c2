import { isIP } from 'node:net'
import { Secret } from '../domain/secret.js'
import { host, webUrl } from '../domain/text.js'
import { type Network, parseNetworks } from '../security/addresses.js'
import { type AllowedTargets, parseAllowedTargets } from '../security/outgoing.js'
import { OPTIONS } from './options.js'

export interface Config {
  readonly dataDir: string
  readonly host: string
  /** null = no listener. */
  readonly httpPort: number | null
  readonly httpsPort: number | null
  /** null = administration shares the phones' ports. */
  readonly adminPort: number | null
  readonly adminHost: string | undefined
  readonly legacyTlsPort: number | null
  /** Connections an address may hold at once. */
  readonly sourceConnections: number
  readonly publicUrls: readonly string[]
  readonly adminPassword: Secret | undefined
  readonly sipDomain: string
  readonly secretKey: string | undefined
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  readonly trustedNetworks: readonly Network[]
  readonly trustProxy: readonly Network[]
  readonly tftpPort: number | null
  readonly pnp: {
    /** Empty = PnP is off. */
    readonly networks: readonly Network[]
    readonly interface: string | undefined
    readonly port: number
  }
  /** The PBX behind us; `timeoutMs` bounds each of its silences. */
  readonly upstream: { readonly url: string; readonly credentials: string; readonly timeoutMs: number } | undefined
  /** What the server may call although it is not public. */
  readonly outgoingAllowed: AllowedTargets
  /** Misses per address that are forgiven in ten minutes. */
  readonly missLimit: number
  readonly logLevel: string
}

/** A value nobody could have meant; the text names the variable or flag and the rule. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

const camel = (flag: string): string =>
  flag
    .slice(2)
    .split(' ')[0]
    ?.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase()) ?? ''

/** Values by variable: the flag's if given, else the environment's; refuses variables nobody knows. */
function collect(
  flags: Readonly<Record<string, string | undefined>>,
  env: NodeJS.ProcessEnv,
): (variable: string) => string | undefined {
  const known = new Set(OPTIONS.map((option) => option.variable))
  const strange = Object.keys(env).find((name) => name.startsWith('OFFHOOK_') && !known.has(name))
  if (strange) throw new ConfigError(`${strange}: unknown variable`)
  return (variable) => {
    const option = OPTIONS.find((candidate) => candidate.variable === variable)
    return (option && flags[camel(option.flag)]) ?? env[variable]
  }
}

function port(name: string, text: string | undefined, fallback: number | null): number | null {
  if (text === undefined) return fallback
  if (text === 'off') return null
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65535)
    throw new ConfigError(`${name}: must be a port from 0 to 65535, or off`)
  return Number(text)
}

function count(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new ConfigError(`${name}: must be a whole number from 1 to 999999`)
  return Number(text)
}

function publicUrls(text: string | undefined): string[] {
  if (text === undefined || text === '') return []
  const urls = text.split(',').map((url) => url.trim())
  if (urls.some((url) => !webUrl.safeParse(url).success))
    throw new ConfigError('OFFHOOK_PUBLIC_URL: must be http or https URLs, comma separated')
  if (new Set(urls.map((url) => url.split(':')[0])).size !== urls.length) {
    throw new ConfigError('OFFHOOK_PUBLIC_URL: holds at most one http and one https URL')
  }
  return urls
}

function listed<T>(name: string, text: string | undefined, parse: (list: string) => T): T {
  try {
    return parse(text ?? '')
  } catch (error) {
    throw new ConfigError(`${name}: ${(error as Error).message}`)
  }
}

const networks = (name: string, text: string | undefined): Network[] => listed(name, text, parseNetworks)

function pnp(value: (variable: string) => string | undefined): Config['pnp'] {
  const address = value('OFFHOOK_PNP_INTERFACE')
  if (address !== undefined && isIP(address) !== 4)
    throw new ConfigError('OFFHOOK_PNP_INTERFACE: must be an IPv4 address of this machine')
  const asked = port('OFFHOOK_PNP_PORT', value('OFFHOOK_PNP_PORT'), 5060)
  if (asked === null) throw new ConfigError('OFFHOOK_PNP_PORT: must be a port; PnP is off without OFFHOOK_PNP_NETWORKS')
  return { networks: networks('OFFHOOK_PNP_NETWORKS', value('OFFHOOK_PNP_NETWORKS')), interface: address, port: asked }
}

function upstreamPbx(value: (variable: string) => string | undefined): Config['upstream'] {
  const url = value('OFFHOOK_UPSTREAM_PBX_URL')
  const credentials = value('OFFHOOK_UPSTREAM_PBX_CREDENTIALS')
  const seconds = value('OFFHOOK_UPSTREAM_PBX_TIMEOUT') ?? '15'
  if ((url === undefined) !== (credentials === undefined))
    throw new ConfigError('OFFHOOK_UPSTREAM_PBX_URL and OFFHOOK_UPSTREAM_PBX_CREDENTIALS: give both or none')
  if (!/^[0-9]{1,3}$/.test(seconds) || Number(seconds) < 1 || Number(seconds) > 300)
    throw new ConfigError('OFFHOOK_UPSTREAM_PBX_TIMEOUT: must be a number of seconds from 1 to 300')
  if (url === undefined || credentials === undefined) return undefined
  const parsed = webUrl.safeParse(url).success && URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || parsed.search || parsed.hash || parsed.username || parsed.password)
    throw new ConfigError('OFFHOOK_UPSTREAM_PBX_URL: must be an http or https URL without user, password and query')
  return { url, credentials, timeoutMs: Number(seconds) * 1000 }
}

/**
 * Reads the configuration of `serve`; the only reader of the environment.
 * @throws ConfigError naming the first value that is wrong.
 */
export function readConfig(flags: Readonly<Record<string, string | undefined>>, env: NodeJS.ProcessEnv): Config {
  const value = collect(flags, env)
  const address = value('OFFHOOK_HOST') ?? '0.0.0.0'
  if (!host.safeParse(address).success) throw new ConfigError('OFFHOOK_HOST: must be a host name or an IP address')
  const adminHost = value('OFFHOOK_ADMIN_HOST')
  if (adminHost !== undefined && !host.safeParse(adminHost).success)
    throw new ConfigError('OFFHOOK_ADMIN_HOST: must be a host name or an IP address')
  const sipDomain = value('OFFHOOK_SIP_DOMAIN') ?? 'sip.example.com'
  if (!host.safeParse(sipDomain).success) throw new ConfigError('OFFHOOK_SIP_DOMAIN: must be a domain or an IP address')
  const adminPassword = value('OFFHOOK_ADMIN_PASSWORD')
  if (adminPassword !== undefined && adminPassword.length < 8)
    throw new ConfigError('OFFHOOK_ADMIN_PASSWORD: must have at least 8 characters')
  const logLevel = value('OFFHOOK_LOG_LEVEL') ?? 'info'
  if (!LOG_LEVELS.includes(logLevel)) throw new ConfigError(`OFFHOOK_LOG_LEVEL: must be one of ${LOG_LEVELS.join(' ')}`)
  const certificate = value('OFFHOOK_TLS_CERT')
  const key = value('OFFHOOK_TLS_KEY')
  if ((certificate === undefined) !== (key === undefined))
    throw new ConfigError('OFFHOOK_TLS_CERT and OFFHOOK_TLS_KEY: give both or none')
  const httpPort = port('OFFHOOK_HTTP_PORT', value('OFFHOOK_HTTP_PORT'), 8080)
  const httpsPort = port('OFFHOOK_HTTPS_PORT', value('OFFHOOK_HTTPS_PORT'), 8443)
  if (httpPort === null && httpsPort === null)
    throw new ConfigError('OFFHOOK_HTTP_PORT and OFFHOOK_HTTPS_PORT: cannot both be off')
  return {
    dataDir: value('OFFHOOK_DATA_DIR') ?? './data',
    host: address,
    httpPort,
    httpsPort,
    adminPort: port('OFFHOOK_ADMIN_PORT', value('OFFHOOK_ADMIN_PORT'), null),
    adminHost,
    legacyTlsPort: port('OFFHOOK_LEGACY_TLS_PORT', value('OFFHOOK_LEGACY_TLS_PORT'), null),
    sourceConnections: count('OFFHOOK_SOURCE_CONNECTIONS', value('OFFHOOK_SOURCE_CONNECTIONS'), 1000),
    publicUrls: publicUrls(value('OFFHOOK_PUBLIC_URL')),
    adminPassword: adminPassword === undefined ? undefined : new Secret(adminPassword),
    sipDomain,
    secretKey: value('OFFHOOK_SECRET_KEY'),
    tls: certificate !== undefined && key !== undefined ? { certificate, key } : undefined,
    trustedNetworks: networks('OFFHOOK_TRUSTED_NETWORKS', value('OFFHOOK_TRUSTED_NETWORKS')),
    trustProxy: networks('OFFHOOK_TRUST_PROXY', value('OFFHOOK_TRUST_PROXY')),
    tftpPort: port('OFFHOOK_TFTP_PORT', value('OFFHOOK_TFTP_PORT') ?? 'off', 0),
    pnp: pnp(value),
    upstream: upstreamPbx(value),
    outgoingAllowed: listed('OFFHOOK_OUTGOING_ALLOWED', value('OFFHOOK_OUTGOING_ALLOWED'), parseAllowedTargets),
    missLimit: count('OFFHOOK_MISS_LIMIT', value('OFFHOOK_MISS_LIMIT'), 20),
    logLevel,
  }
}
