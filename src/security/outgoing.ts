import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, fetch } from 'undici'
import { host as hostName } from '../domain/text.js'
import { contains, isPublic, type Network, parseNetworks } from './addresses.js'

/** Targets that may be called although their addresses are not public. */
export interface AllowedTargets {
  readonly networks: readonly Network[]
  /** Names or addresses in lower case, whatever they resolve to. */
  readonly hosts: ReadonlySet<string>
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal: AbortSignal
}

/**
 * One request to somebody else's server; the answer comes as it is, redirects included.
 * @throws TypeError with the reason as its `cause`; `TARGET_REFUSED` is the code of a target that may not be called.
 */
export type Outgoing = (url: string | URL, request: OutgoingRequest) => Promise<Response>

/**
 * Reads CIDR ranges, addresses and host names, separated by commas or blanks.
 * @throws Error naming the first faulty entry.
 */
export function parseAllowedTargets(list: string): AllowedTargets {
  const entries = list.split(/[\s,]+/).filter((entry) => entry !== '')
  const isNetwork = (entry: string) => entry.includes('/') || isIP(entry) !== 0
  const names = entries.filter((entry) => !isNetwork(entry)).map((entry) => entry.toLowerCase())
  // What only looks like an address is nobody's name, and a mistake here opens a door.
  const faulty = names.find((name) => !/[a-z]/.test(name) || name.includes(':') || !hostName.safeParse(name).success)
  if (faulty !== undefined)
    throw new Error(`${JSON.stringify(faulty)} is not a host name, an IP address or a CIDR range`)
  return { networks: parseNetworks(entries.filter(isNetwork).join(' ')), hosts: new Set(names) }
}

/** The same targets and the host of a URL that the configuration names itself. */
export const alsoHostOf = ({ networks, hosts }: AllowedTargets, url: string): AllowedTargets => ({
  networks,
  hosts: new Set([...hosts, bare(new URL(url).hostname)]),
})

/** Code of the error when a target has no address that may be called; nothing was sent then. */
export const TARGET_REFUSED = 'TARGET_REFUSED'

class TargetRefusedError extends Error {
  override readonly name = 'TargetRefusedError'
  readonly code = TARGET_REFUSED

  constructor(host: string) {
    super(`${host} has no public address, and OFFHOOK_OUTGOING_ALLOWED does not name it`)
  }
}

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')

/**
 * The way out: calls public addresses and what is allowed beside them. The address that was judged is the one that is
 * connected to, so a name that changes its address in between gains nothing.
 */
export function createOutgoing(
  { networks, hosts }: AllowedTargets,
  resolve: typeof systemLookup = systemLookup,
): Outgoing {
  const mayCall = (host: string, address: string): boolean =>
    hosts.has(bare(host)) || isPublic(address) || contains(networks, address)

  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const usable = found.filter(({ address }) => mayCall(host, address))
      const [first] = usable
      if (!first) return callback(new TargetRefusedError(host), '')
      if (options.all) callback(null, usable)
      else callback(null, first.address, first.family)
    })
  }
  const connect = buildConnector({ lookup })
  const dispatcher = new Agent({
    connect(target, callback) {
      const host = bare(target.hostname)
      // An address is not looked up, so it is judged here.
      if (isIP(host) !== 0 && !mayCall(host, host)) callback(new TargetRefusedError(host), null)
      else connect(target, callback)
    },
  })

  return async (url, { method, headers, body, signal }) => {
    const asked = {
      method,
      headers,
      signal,
      redirect: 'manual',
      dispatcher,
      ...(body === undefined ? {} : { body }),
    } as const
    // The package's classes are the runtime's own in another edition; only their type names differ.
    return (await fetch(url, asked)) as unknown as Response
  }
}
