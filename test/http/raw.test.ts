import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { ask } from '../support/request.js'
import { startTestServer, type TestServer } from '../support/server.js'

const RUNS = process.env.OFFHOOK_TEST_LONG ? 50_000 : 1_500
const CANARY = 'canary-0b5f2f1c'
let server: TestServer
let phone: Phone

beforeAll(async () => {
  server = await startTestServer()
  const user = await server.user('101')
  phone = await server.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
  // What a traversal would find: beside the data, in it, and among the uploads.
  for (const name of ['canary.cfg', 'uploads/canary.cfg', 'secret.key.cfg']) {
    try {
      writeFileSync(join(server.dir, name), CANARY)
    } catch {
      // No upload was taken yet, so there is no such folder.
    }
  }
})
afterAll(() => server.remove())

/** Sends bytes as they are and reads until the server is done or silent. */
const send = (bytes: string | Buffer, thenClose = true): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(server.base).port), '127.0.0.1')
    let text = ''
    socket.setTimeout(1500, () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
    socket.write(bytes)
    if (thenClose) socket.end()
  })
const request = (line: string, headers = 'Host: x\r\nConnection: close\r\n', body = '') =>
  `${line}\r\n${headers}\r\n${body}`
const get = (path: string) => send(request(`GET ${path} HTTP/1.1`))
const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)
const isHarmless = (text: string) =>
  !text.includes(CANARY) &&
  !text.includes('sip-password-of') &&
  !/root:.*:0:0:|BEGIN .*KEY|"v1\.[0-9a-f]{8}\./.test(text)
const isAlive = async () => expect((await ask(server.base, '/healthz')).status).toBe(200)

const DOTS = [
  '../',
  '..\\',
  '%2e%2e/',
  '%2e%2e%2f',
  '..%2f',
  '..%5c',
  '%252e%252e%252f',
  '%c0%ae%c0%ae/',
  '....//',
  '..;/',
  '.%00./',
]
const TARGETS = ['etc/passwd', 'canary.cfg', 'secret.key', 'uploads/canary.cfg', 'journal', 'proc/self/environ']

describe('a path that wants out', () => {
  it.each(DOTS)('%s reaches nothing, from any place and to any depth', async (dots) => {
    const token = phone.token.secret.reveal()
    for (const prefix of ['/', '/p/', `/p/${token}/`, '/api/', `/p/${token}/${phone.mac}.cfg/`])
      for (const target of TARGETS)
        for (const depth of [1, 4]) {
          const text = await get(prefix + dots.repeat(depth) + target)
          expect(isHarmless(text)).toBe(true)
          expect([400, 401, 404]).toContain(statusOf(text))
        }
    await isAlive()
  })

  it.each([
    '//p//x.cfg',
    '/p/%00.cfg',
    '/p/a%0d%0aSet-Cookie:x.cfg',
    '/p/a\\b.cfg',
    '/p/%zz.cfg',
    '/p/\u00e9.cfg',
    `/p/${'a'.repeat(8000)}.cfg`,
    `/${'p/'.repeat(3000)}`,
    'http://127.0.0.1/p/001565aabb01.cfg',
    'http://evil.example/api/users',
    '*',
    '/p/001565aabb01.cfg#fragment',
    '/p/001565aabb01.cfg;x=1',
    '/p/001565aabb01.cfg/',
    '/p/.cfg',
    '/p/..',
  ])('%.40s is refused', async (path) => {
    const text = await get(path)
    expect(isHarmless(text)).toBe(true)
    expect([400, 401, 404]).toContain(statusOf(text))
    expect(text).not.toContain('Set-Cookie')
  })
})

describe('a request that is not one', () => {
  const own = () => server.path(phone, `${phone.mac}-local.cfg`)
  it.each<[string, () => string, number[]]>([
    [
      'length and chunks at once',
      () =>
        request(`PUT ${own()} HTTP/1.1`, 'Host: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
      [400],
    ],
    [
      'two lengths',
      () => request(`PUT ${own()} HTTP/1.1`, 'Host: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n', 'abcd'),
      [400],
    ],
    [
      'an odd coding',
      () => request(`PUT ${own()} HTTP/1.1`, 'Host: x\r\nTransfer-Encoding: xchunked\r\n', 'abcd'),
      [400],
    ],
    [
      'two codings',
      () => request(`PUT ${own()} HTTP/1.1`, 'Host: x\r\nTransfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
      [400],
    ],
    [
      'a coding with a blank before the colon',
      () => request(`PUT ${own()} HTTP/1.1`, 'Host: x\r\nTransfer-Encoding : chunked\r\n', '0\r\n\r\n'),
      [400],
    ],
    ['bare line feeds', () => `GET ${own()} HTTP/1.1\nHost: x\n\n`, [400]],
    ['a folded header', () => request('GET /healthz HTTP/1.1', 'Host: x\r\nX-A: a\r\n b\r\n'), [400]],
    ['no Host', () => 'GET /healthz HTTP/1.1\r\n\r\n', [400]],
    ['17 KB of headers', () => request('GET /healthz HTTP/1.1', `Host: x\r\nX-A: ${'a'.repeat(17 * 1024)}\r\n`), [431]],
    ['5,000 headers', () => request('GET /healthz HTTP/1.1', `Host: x\r\n${'A:b\r\n'.repeat(5000)}`), [200, 431]],
    ['a NUL in a header', () => request('GET /healthz HTTP/1.1', 'Host: x\r\nX-A: a\0b\r\n'), [400]],
    ['a method nobody knows', () => request(`BREW ${own()} HTTP/1.1`), [400]],
    ['CONNECT', () => request('CONNECT 127.0.0.1:22 HTTP/1.1'), [0, 400, 404, 405]],
    ['TRACE', () => request(`TRACE ${own()} HTTP/1.1`, 'Host: x\r\nX-Secret: 1\r\nConnection: close\r\n'), [404, 405]],
    ['HTTP/2 in clear', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [0, 400]],
    ['TLS on the plain port', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
    ['nothing', () => '', [0]],
  ])('%s is answered %#', async (_what, made, expected) => {
    const text = await send(made())
    expect(expected).toContain(statusOf(text))
    expect(isHarmless(text)).toBe(true)
    await isAlive()
  })

  it('a second request hidden in a body is never answered as one', async () => {
    const hidden = `GET ${server.path(phone, `${phone.mac}.cfg`)} HTTP/1.1\r\nHost: x\r\n\r\n`
    const text = await send(
      request(`PUT ${own()} HTTP/1.1`, `Host: x\r\nContent-Length: ${hidden.length}\r\nConnection: close\r\n`, hidden),
      false,
    )
    expect(text).not.toContain('sip-password-of')
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })
})

describe('anything at all', { timeout: 600_000 }, () => {
  it('as a path is never a server error and opens nothing', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...DOTS, ...TARGETS, '/', '//', '?', '%', '\\', '.cfg', phone.mac, 'p', 'api', ';', ':', '.boot'),
      fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text.replace(/[^\x21-\x7e]/g, ''))),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
        const { status, body } = await ask(server.base, `/${pieces.join('')}`)
        expect(status).toBeLessThan(500)
        expect(isHarmless(body)).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })

  it('as a User-Agent is never a server error and never a line of its own in the log', async () => {
    const agent = fc
      .string({ unit: 'binary', maxLength: 300 })
      .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''))
    await fc.assert(
      fc.asyncProperty(agent, async (text) => {
        const { status } = await ask(server.base, server.path(phone, `${phone.mac}.cfg`), {
          headers: { 'User-Agent': text },
        })
        expect(status).toBe(200)
      }),
      { numRuns: Math.min(RUNS, 5000) },
    )
    for (const line of server.log) expect(line.trimEnd()).not.toContain('\n')
    for (const line of server.log) expect(() => JSON.parse(line)).not.toThrow()
  })

  it('as bytes leaves the server standing', async () => {
    const seed = Buffer.from(
      request(`GET ${server.path(phone, `${phone.mac}.cfg`)} HTTP/1.1`).replace(
        phone.token.secret.reveal(),
        'a'.repeat(32),
      ),
    )
    const mutation = fc.record({ at: fc.nat(seed.length - 1), bytes: fc.uint8Array({ maxLength: 6 }), cut: fc.nat(6) })
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { maxLength: 4 }), async (mutations) => {
        let bytes = seed
        for (const { at, bytes: put, cut } of mutations)
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)])
        const text = await send(bytes)
        expect(isHarmless(text)).toBe(true)
        expect(statusOf(text)).toBeLessThan(500)
      }),
      { numRuns: Math.min(RUNS / 5, 10_000) },
    )
    await isAlive()
  })
})

describe('answers of the API', () => {
  it.each(['/healthz', '/api/users', '/api/nothing', '/api/openapi.json', '/metrics'])(
    '%s may run nothing in a browser',
    async (path) => {
      const { headers } = await ask(server.base, path)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['cache-control']).toBe('no-store')
    },
  )
})
