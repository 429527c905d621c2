import { createHash } from 'node:crypto'
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { request as secureRequest } from 'node:https'

export interface RawReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** A request as it is, target included: nothing is normalised as `fetch` would. `localAddress` makes a source of its own. */
export function ask(
  base: string,
  path: string,
  options: RequestOptions & {
    body?: string
    ca?: string
    cert?: string
    key?: string
    rejectUnauthorized?: boolean
  } = {},
): Promise<RawReply> {
  const { protocol, hostname, port } = new URL(base)
  const { body, ...rest } = options
  const send = protocol === 'https:' ? secureRequest : request
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, path, ...rest }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export interface DigestOptions {
  readonly user: string
  readonly password: string
  readonly uri: string
  readonly challenge: string
  readonly method?: string
  readonly nc?: number
  readonly change?: Readonly<Record<string, string>>
}

/** An `Authorization` header as a phone makes it from a challenge, written from RFC 7616 and not from our code. */
export function digestHeader({
  user,
  password,
  uri,
  challenge,
  method = 'GET',
  nc = 1,
  change = {},
}: DigestOptions): string {
  const told = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? ''
  const algorithm = told('algorithm')
  const h = (text: string): string =>
    createHash(algorithm === 'SHA-256' ? 'sha256' : 'md5')
      .update(text)
      .digest('hex')
  const count = nc.toString(16).padStart(8, '0')
  const [nonce, realm, cnonce] = [told('nonce'), told('realm'), '0a4f113b']
  const response = h(`${h(`${user}:${realm}:${password}`)}:${nonce}:${count}:${cnonce}:auth:${h(`${method}:${uri}`)}`)
  const members: Record<string, string> = {
    username: `"${user}"`,
    realm: `"${realm}"`,
    nonce: `"${nonce}"`,
    uri: `"${uri}"`,
    algorithm,
    qop: 'auth',
    nc: count,
    cnonce: `"${cnonce}"`,
    response: `"${response}"`,
    ...change,
  }
  return `Digest ${Object.entries(members)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`
}

/** The challenges of a refusal, one per header line. */
export const challengesOf = ({ rawHeaders }: Pick<RawReply, 'rawHeaders'>): string[] =>
  rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() === 'www-authenticate' ? [rawHeaders[index + 1] ?? ''] : [],
  )
