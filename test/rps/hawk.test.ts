import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { client, server as hawkServer } from 'hawk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseMac } from '../../src/domain/mac.js'
import { Secret } from '../../src/domain/secret.js'
import { sraps } from '../../src/rps/sraps.js'
import { Wire } from '../../src/rps/wire.js'
import { createOutgoing, parseAllowedTargets } from '../../src/security/outgoing.js'

/** The published vectors of the scheme. */
const KEY = { id: 'dh37fgj492je', key: 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn', algorithm: 'sha256' as const }
const URL_OF_VECTORS = 'http://example.com:8000/resource/1?b=1&a=2'
const TIME = { timestamp: 1353832234, nonce: 'j4h3g2', ext: 'some-app-ext-data' }

describe('the published vectors', () => {
  it('GET without a body', () => {
    const { header } = client.header(URL_OF_VECTORS, 'GET', { credentials: KEY, ...TIME })
    expect(header).toBe(
      'Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", ext="some-app-ext-data", mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE="',
    )
  })

  it('POST with a payload', () => {
    const { header } = client.header(URL_OF_VECTORS, 'POST', {
      credentials: KEY,
      ...TIME,
      payload: 'Thank you for flying Hawk',
      contentType: 'text/plain',
    })
    expect(header).toContain('hash="Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY="')
    expect(header).toContain('mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw="')
  })
})

interface Seen {
  readonly method: string
  readonly url: string
  readonly authorization: string
  readonly type: string
  readonly body: string
}

describe('what is sent to SRAPS', () => {
  const seen: Seen[] = []
  let base: string
  const listener = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      type: request.headers['content-type'] ?? '',
      body,
    })
    // The library's own server side, on the clock of the request.
    await hawkServer.authenticate(request, async () => KEY, { payload: body }).catch(() => undefined)
    const links = { company: '/api/v1/c', endpoints: '/api/v1/e/' }
    const answer = request.url?.includes('settings') ? [{ uuid: 'u1', param_name: 'setting_server' }] : { links }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/api/v1/`
    const wire = new Wire(
      { service: 'snom-sraps', base_url: base, user: KEY.id, password: new Secret(KEY.key), options: {} },
      base,
      {
        outgoing: createOutgoing(parseAllowedTargets('127.0.0.1')),
        signal: new AbortController().signal,
        timeoutMs: 5000,
        now: () => new Date(TIME.timestamp * 1000),
        random: (bytes) => Buffer.alloc(bytes, seen.length + 1),
      },
    )
    const mac = parseMac('000413aabbcc')
    if (!mac) throw new Error('no MAC')
    await sraps(wire, 'setting_server').register([{ mac, url: 'http://a.example/p/x/', serial_number: null }])
  })
  afterAll(() => void listener.close())

  const part = ({ authorization }: Seen, name: string): string =>
    new RegExp(`${name}="([^"]*)"`).exec(authorization)?.[1] ?? ''

  it('asks for setting, token, company, and writes the endpoint', () => {
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/v1/settings/?page_size=1000',
      'GET /api/v1/tokens/dh37fgj492je',
      'GET /api/v1/c',
      'PUT /api/v1/e/000413aabbcc',
    ])
  })

  it('is signed as the scheme says, recomputed here step by step', () => {
    for (const request of seen) {
      const type = request.body === '' ? '' : 'application/json'
      const hash = createHash('sha256').update(`hawk.1.payload\n${type}\n${request.body}\n`).digest('base64')
      expect(part(request, 'hash')).toBe(hash)
      const { port } = new URL(base)
      const lines = [
        'hawk.1.header',
        TIME.timestamp,
        part(request, 'nonce'),
        request.method,
        request.url,
        '127.0.0.1',
        port,
        hash,
        '',
      ]
      const mac = createHmac('sha256', KEY.key)
        .update(`${lines.join('\n')}\n`)
        .digest('base64')
      expect(part(request, 'mac')).toBe(mac)
    }
  })

  it('carries the known hash of nothing where there is no body, and a nonce of its own each time', () => {
    expect(seen.slice(0, 3).map((request) => part(request, 'hash'))).toEqual(
      Array(3).fill('B0weSUXsMcb5UhL41FZbrUJCAotzSI3HawE1NPLRUz8='),
    )
    expect(new Set(seen.map((request) => part(request, 'nonce'))).size).toBe(seen.length)
  })
})
