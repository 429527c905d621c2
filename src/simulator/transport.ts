import http from 'node:http'
import https from 'node:https'

interface WireRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  /** PEM certificates that may end the server's chain. */
  readonly authorities: readonly string[]
  readonly check: 'name' | 'chain' | 'none'
}

export interface WireAnswer {
  readonly status: number
  /** The WWW-Authenticate headers. */
  readonly challenges: readonly string[]
  readonly body: Buffer
}

/** Sends one request without following redirects; injectable for tests. @throws Untrusted, or Error without an answer. */
export type Transport = (request: WireRequest) => Promise<WireAnswer>

/** The server could not prove who it is. */
export class Untrusted extends Error {
  override readonly name = 'Untrusted'
}

/** OpenSSL's verification results and Node's own, as `error.code`. */
const CERTIFICATE_FAULT =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_|ERR_TLS_CERT_)/

function explain(error: NodeJS.ErrnoException, url: URL): Error {
  const code = error.code ?? ''
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new Untrusted(`certificate of ${url.host} is not trusted: it does not name ${url.hostname}`)
  }
  if (CERTIFICATE_FAULT.test(code)) return new Untrusted(`certificate of ${url.host} is not trusted (${code})`)
  return new Error(code || error.message)
}

/** The real network: node:http and node:https, a fresh connection per request, because what a phone trusts can change. */
export const network: Transport = (request) =>
  new Promise((resolve, reject) => {
    const { url, method, headers, check } = request
    const fail = (error: Error) => reject(explain(error, url))
    const common = { method, headers, agent: false as const, signal: AbortSignal.timeout(request.timeoutMs) }
    const trust = {
      // The newest version that every vendor's sheet knows.
      maxVersion: 'TLSv1.2' as const,
      ca: [...request.authorities],
      rejectUnauthorized: check !== 'none',
      ...(check === 'name' ? {} : { checkServerIdentity: () => undefined }),
    }
    const sent = url.protocol === 'https:' ? https.request(url, { ...common, ...trust }) : http.request(url, common)
    sent.on('error', fail)
    sent.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', fail)
      answer.on('end', () => {
        const challenges = answer.headersDistinct['www-authenticate'] ?? []
        resolve({ status: answer.statusCode ?? 0, challenges, body: Buffer.concat(parts) })
      })
    })
    sent.end(request.body)
  })
