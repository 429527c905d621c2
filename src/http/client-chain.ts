import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { contains, type Network } from '../security/addresses.js'

const NONE: readonly Buffer[] = []
/** A chain is read up to here; a factory's has three or four. */
const LONGEST_CHAIN = 6

/** The chain a client presented in the handshake. It cannot change during a connection, so it is read once. */
const chains = new WeakMap<Socket, readonly Buffer[]>()

function presented(socket: TLSSocket): readonly Buffer[] {
  const chain: Buffer[] = []
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  // A root is its own issuer; no certificate at all is an empty object.
  while (certificate?.raw && chain.length < LONGEST_CHAIN) {
    chain.push(certificate.raw)
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate
    certificate = issuer === certificate ? undefined : issuer
  }
  return chain
}

const single = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined

/** RFC 9440 `Client-Cert` and `Client-Cert-Chain`: byte sequences of RFC 8941, `:base64:`. */
function byteSequences(header: string): Buffer[] {
  return [...header.matchAll(/:([A-Za-z0-9+/=]*):/g)].map(([, text = '']) => Buffer.from(text, 'base64'))
}

/** nginx `$ssl_client_escaped_cert`: PEM, percent-encoded. */
function escapedPem(header: string): Buffer[] {
  try {
    return [Buffer.from(decodeURIComponent(header))]
  } catch {
    return []
  }
}

function forwarded({ headers }: IncomingMessage): readonly Buffer[] {
  const certificate = single(headers['client-cert'])
  if (certificate !== undefined)
    return [certificate, single(headers['client-cert-chain']) ?? ''].flatMap(byteSequences).slice(0, LONGEST_CHAIN)
  const escaped = single(headers['x-ssl-client-cert'])
  return escaped === undefined ? NONE : escapedPem(escaped)
}

/**
 * The client's certificate chain, DER or PEM, leaf first: of the handshake, or, from a trusted proxy alone, of the
 * header it forwards it in. Whether the chain proves anything is judged later, forwarded or not.
 */
export function clientChain(request: IncomingMessage, trustedProxies: readonly Network[]): readonly Buffer[] {
  const { socket } = request
  if (trustedProxies.length > 0 && contains(trustedProxies, socket.remoteAddress ?? '')) return forwarded(request)
  if (!(socket instanceof TLSSocket)) return NONE
  const known = chains.get(socket)
  if (known) return known
  const chain = presented(socket)
  chains.set(socket, chain)
  return chain
}
