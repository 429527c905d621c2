import { randomBytes, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import ipaddr from 'ipaddr.js'
import type { Mac } from '../domain/mac.js'
import { normaliseIp } from './addresses.js'
import { type CertifiedKey, createKeyPair, type KeyAlgorithm, signCertificate } from './certificate.js'

/** The server's certificates: RSA for every phone, ECDSA for clients that can, whose handshakes cost far less. */
export interface ServerIdentity {
  readonly rsa: CertifiedKey
  readonly ecdsa: CertifiedKey
}

/** Kinds of GeneralName (RFC 5280 ch. 4.2.1.6). */
const DNS_NAME = 2
const IP_ADDRESS = 7
const MAXIMUM_COMMON_NAME = 64
const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/

/** A new self-signed CA (RSA-2048, SHA-256) that signs server certificates and no other CA. */
export async function createCa(): Promise<CertifiedKey> {
  const { key, publicKey } = await createKeyPair('rsa')
  // The number tells apart the CAs of two installations in a phone's or a browser's list.
  const subject = `Offhook CA ${randomBytes(4).toString('hex')}`
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
  ]
  return { key, certificate: signCertificate({ subject, publicKey, extensions }, { key }) }
}

/**
 * A new key and a certificate for the host names and IP addresses (IPv6 with or without brackets), signed by the CA.
 * @throws Error when there is no name, or naming the one that is neither.
 */
export async function issueServerCertificate(
  ca: CertifiedKey,
  names: readonly string[],
  kind: KeyAlgorithm = 'rsa',
): Promise<CertifiedKey> {
  const canonical = [...new Set(names.map(canonicalName))]
  if (canonical.length === 0) throw new Error('a server certificate needs at least one name')
  const { key, publicKey } = await createKeyPair(kind)
  const subject = canonical.find((name) => name.length <= MAXIMUM_COMMON_NAME) ?? 'Offhook'
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: false },
    // Key encipherment is the RSA key exchange that old phones use; an ECDSA key cannot do it.
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: kind === 'rsa' },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: canonical.map(generalName) },
  ]
  return { key, certificate: signCertificate({ subject, publicKey, extensions }, ca) }
}

/**
 * A new RSA key and a certificate with which a phone proves its address: the common name is the MAC, in capitals as
 * vendors' factories write it.
 */
export async function issueClientCertificate(ca: CertifiedKey, mac: Mac): Promise<CertifiedKey> {
  const { key, publicKey } = await createKeyPair('rsa')
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', clientAuth: true },
  ]
  return { key, certificate: signCertificate({ subject: mac.toUpperCase(), publicKey, extensions }, ca) }
}

/** Both server certificates for the names. @throws Error as {@link issueServerCertificate} does. */
export async function createServerIdentity(ca: CertifiedKey, names: readonly string[]): Promise<ServerIdentity> {
  const [rsa, ecdsa] = await Promise.all([
    issueServerCertificate(ca, names, 'rsa'),
    issueServerCertificate(ca, names, 'ecdsa'),
  ])
  return { rsa, ecdsa }
}

/**
 * Whether a client that connects by any of the names accepts the (first) certificate; if not, it must be renewed.
 * @throws Error when the text is no certificate.
 */
export function certificateCovers(certificatePem: string, names: readonly string[]): boolean {
  const certificate = new X509Certificate(certificatePem)
  return names.every((name) => {
    const bare = canonicalName(name)
    return (isIP(bare) ? certificate.checkIP(bare) : certificate.checkHost(bare)) !== undefined
  })
}

function canonicalName(name: string): string {
  const address = /^\[(.*)\]$/.exec(name)?.[1] ?? name
  if (isIP(address)) return normaliseIp(address)
  const host = domainToASCII(name).replace(/\.$/, '')
  if (!HOST.test(host)) throw new Error(`${JSON.stringify(name)} is neither a host name nor an IP address`)
  return host
}

function generalName(name: string): object {
  if (!isIP(name)) return { type: DNS_NAME, value: name }
  return { type: IP_ADDRESS, value: Buffer.from(ipaddr.parse(name).toByteArray()).toString('binary') }
}
