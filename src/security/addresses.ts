import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** A range of addresses; an IPv4 range also holds its IPv4-mapped IPv6 forms. */
export interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6
  /** Length of the prefix in bits. */
  readonly prefix: number
}

const MAPPED_BITS = 96

/**
 * Reads CIDR ranges and single addresses, separated by commas or blanks; an empty list gives none.
 * @throws Error naming the first faulty entry.
 */
export function parseNetworks(list: string): Network[] {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseNetwork)
}

/** Whether the address lies in one of the networks; a text that is no address lies in none. */
export function contains(networks: readonly Network[], ip: string): boolean {
  const address = parseAddress(ip)
  if (!address) return false
  return networks.some(
    (network) => network.address.kind() === address.kind() && address.match(network.address, network.prefix),
  )
}

/** Global addresses at which clouds tell their machines' secrets. */
const METADATA = ['168.63.129.16', '100.100.100.200', '192.0.0.192']
const GLOBAL_V6 = ipaddr.IPv6.parse('2000::')
const GLOBAL_V6_BITS = 3

/**
 * Whether an address belongs to somebody on the internet: not this machine, not a private, local, shared, mapped,
 * translated, reserved or multicast one, and none of the known addresses of a cloud's metadata. A text that is no
 * address belongs to nobody.
 */
export function isPublic(ip: string): boolean {
  const address = parseAddress(ip)
  if (!address || hasZone(address) || address.range() !== 'unicast' || METADATA.includes(print(address))) return false
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_V6, GLOBAL_V6_BITS)
}

/**
 * One spelling per address: IPv4-mapped IPv6 becomes IPv4, other IPv6 the short form of RFC 5952, without brackets or zone.
 * @throws Error when the text is no IP address.
 */
export function normaliseIp(text: string): string {
  const address = parseAddress(text)
  if (!address) throw new Error(`${JSON.stringify(text)} is not an IP address`)
  return print(address)
}

/**
 * Who sent a request: the peer, or, if the peer is a trusted proxy, the right-most address of `X-Forwarded-For` that is
 * none. Each proxy adds the address it was called from at the right, so everything further left may be made up.
 * An entry that is no address ends the search at the proxy that handed it on.
 * `trustedProxies` should name the proxies alone: a client among them could claim any address.
 */
export function clientAddress(
  remoteAddress: string,
  forwardedFor: string | undefined,
  trustedProxies: readonly Network[],
): string {
  const peer = parseAddress(remoteAddress)
  if (!peer) return remoteAddress
  let client = print(peer)
  for (const entry of (forwardedFor ?? '').split(',').reverse()) {
    if (!contains(trustedProxies, client)) return client
    const address = parseAddress(withoutPort(entry.trim()))
    if (!address) return client
    client = print(address)
  }
  return client
}

/** True for an address of a site of one's own (RFC 1918, RFC 4193), which no router stands for. */
export function isPrivate(ip: string): boolean {
  const range = parseAddress(ip)?.range()
  return range === 'private' || range === 'uniqueLocal'
}

const CUSTOMER_PARTS = 4

/**
 * Whom an address stands for when misses are counted: one IPv4 address, or the /64 of an IPv6 address, which is the
 * least a site is given. A text that is no address stands for itself.
 */
export function networkOf(ip: string): string {
  if (isIP(ip) === 4) return ip
  const address = parseAddress(ip)
  if (!address) return ip
  if (address instanceof ipaddr.IPv4) return address.toString()
  const parts = address.parts.map((part, index) => (index < CUSTOMER_PARTS ? part : 0))
  return `${new ipaddr.IPv6(parts).toRFC5952String()}/64`
}

function parseNetwork(entry: string): Network {
  const [text = '', bits, ...rest] = entry.split('/')
  // net.isIP first: ipaddr.js also reads `10.1`, octal and hexadecimal, which would trust more than was meant.
  const address = isIP(text) ? ipaddr.parse(text) : undefined
  const full = address?.kind() === 'ipv4' ? 32 : 128
  const prefix = bits === undefined ? full : /^[0-9]{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  if (!address || hasZone(address) || rest.length > 0 || !(prefix <= full)) {
    throw new Error(`${JSON.stringify(entry)} is not an IP address or a CIDR range such as 192.0.2.0/24`)
  }
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefix >= MAPPED_BITS) {
    return { address: address.toIPv4Address(), prefix: prefix - MAPPED_BITS }
  }
  return { address, prefix }
}

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text
  return isIP(bare) ? ipaddr.process(bare) : undefined
}

function hasZone(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address instanceof ipaddr.IPv6 && address.zoneId !== undefined
}

function print(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address instanceof ipaddr.IPv4) return address.toString()
  return new ipaddr.IPv6(address.parts).toRFC5952String()
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  return /^(\[.*\]|[0-9.]+):[0-9]+$/.exec(entry)?.[1] ?? entry
}
