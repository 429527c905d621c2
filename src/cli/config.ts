import { isIP } from 'node:net'
import { Secret } from '../domain/secret.js'
import { host, webUrl } from '../domain/text.js'
import { type Network, parseNetworks } from '../security/addresses.js'

/** One setting of `serve`: its variable, its flag and what people read about it. */
interface Option {
  readonly variable: string
  readonly flag: string
  readonly help: string
}

/** Every variable `serve` reads; flags win over the environment. */
export const OPTIONS: readonly Option[] = [
  { variable: 'OFFHOOK_DATA_DIR', flag: '--data-dir <dir>', help: 'everything the server keeps (default ./data)' },
  { variable: 'OFFHOOK_HOST', flag: '--host <address>', help: 'address to listen on (default 0.0.0.0)' },
  {
    variable: 'OFFHOOK_HTTP_PORT',
    flag: '--http-port <port>',
    help: 'port, 0 = any free one, off = no listener (default 8080)',
  },
  {
    variable: 'OFFHOOK_HTTPS_PORT',
    flag: '--https-port <port>',
    help: 'port, 0 = any free one, off = no listener (default 8443)',
  },
  {
    variable: 'OFFHOOK_ADMIN_PORT',
    flag: '--admin-port <port>',
    help: 'https port of the API alone, which the phones’ ports then do not answer (default: theirs)',
  },
  {
    variable: 'OFFHOOK_ADMIN_HOST',
    flag: '--admin-host <address>',
    help: 'address of that port (default: that of --host)',
  },
  {
    variable: 'OFFHOOK_LEGACY_TLS_PORT',
    flag: '--legacy-tls-port <port>',
    help: 'https port for phones that speak nothing newer than TLS 1.0 or 1.1 (default off)',
  },
  {
    variable: 'OFFHOOK_SOURCE_CONNECTIONS',
    flag: '--source-connections <count>',
    help: 'connections an address may hold at once, proxies aside (default 1000)',
  },
  {
    variable: 'OFFHOOK_PUBLIC_URL',
    flag: '--public-url <urls>',
    help: 'how phones reach the server: up to two URLs, http and https, comma separated',
  },
  {
    variable: 'OFFHOOK_ADMIN_PASSWORD',
    flag: '--admin-password <text>',
    help: 'password of admin (default: made at first start, printed once)',
  },
  {
    variable: 'OFFHOOK_SIP_DOMAIN',
    flag: '--sip-domain <domain>',
    help: 'SIP domain of the default tenant, first start only (default sip.example.com)',
  },
  {
    variable: 'OFFHOOK_SECRET_KEY',
    flag: '--secret-key <text>',
    help: 'key that encrypts stored secrets (default: file secret.key in the data directory)',
  },
  { variable: 'OFFHOOK_TLS_CERT', flag: '--tls-cert <file>', help: 'PEM certificate chain instead of our own CA’s' },
  { variable: 'OFFHOOK_TLS_KEY', flag: '--tls-key <file>', help: 'PEM private key of that certificate' },
  {
    variable: 'OFFHOOK_TRUSTED_NETWORKS',
    flag: '--trusted-networks <cidrs>',
    help: 'networks whose phones need no other proof (default none)',
  },
  {
    variable: 'OFFHOOK_TRUST_PROXY',
    flag: '--trust-proxy <cidrs>',
    help: 'proxies whose X-Forwarded-For is believed (default none)',
  },
  {
    variable: 'OFFHOOK_TFTP_PORT',
    flag: '--tftp-port <port>',
    help: 'read-only TFTP for the trusted networks, usually 69 (default off)',
  },
  {
    variable: 'OFFHOOK_PNP_NETWORKS',
    flag: '--pnp-networks <cidrs>',
    help: 'networks whose phones are answered when they ask by SIP multicast (default none = off)',
  },
  {
    variable: 'OFFHOOK_PNP_INTERFACE',
    flag: '--pnp-interface <address>',
    help: 'address of the interface that listens for them (default: the system’s choice)',
  },
  { variable: 'OFFHOOK_PNP_PORT', flag: '--pnp-port <port>', help: 'port they ask at (default 5060)' },
  {
    variable: 'OFFHOOK_UPSTREAM_PBX_URL',
    flag: '--upstream-pbx-url <url>',
    help: 'PBX that call records, recordings, meetings, queues and balances are asked of (default none)',
  },
  {
    variable: 'OFFHOOK_UPSTREAM_PBX_CREDENTIALS',
    flag: '--upstream-pbx-credentials <file>',
    help: 'JSON file of credentials at that PBX, by SIP address',
  },
  {
    variable: 'OFFHOOK_UPSTREAM_PBX_TIMEOUT',
    flag: '--upstream-pbx-timeout <seconds>',
    help: 'how long that PBX may keep silent (default 15)',
  },
  {
    variable: 'OFFHOOK_MISS_LIMIT',
    flag: '--miss-limit <count>',
    help: 'requests without a proof per address in ten minutes before "too many" (default 20)',
  },
  {
    variable: 'OFFHOOK_LOG_LEVEL',
    flag: '--log-level <level>',
    help: 'fatal error warn info debug trace silent (default info)',
  },
]

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

function networks(name: string, text: string | undefined): Network[] {
  try {
    return parseNetworks(text ?? '')
  } catch (error) {
    throw new ConfigError(`${name}: ${(error as Error).message}`)
  }
}

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
    missLimit: count('OFFHOOK_MISS_LIMIT', value('OFFHOOK_MISS_LIMIT'), 20),
    logLevel,
  }
}
