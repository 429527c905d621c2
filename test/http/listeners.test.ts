import { connect as connectPlain, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { ask } from '../support/request.js'
import { startTestServer, type TestServer } from '../support/server.js'

async function withPhone(env: Record<string, string>): Promise<{ server: TestServer; phone: Phone; file: string }> {
  const server = await startTestServer(env)
  const user = await server.user('101')
  const phone = await server.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
  return { server, phone, file: server.path(phone, `${phone.mac}.cfg`) }
}
const insecure = { agent: false as const, rejectUnauthorized: false }

describe('administration with a port of its own', () => {
  let server: TestServer
  let file: string
  beforeAll(async () => {
    ;({ server, file } = await withPhone({ OFFHOOK_ADMIN_PORT: '0', OFFHOOK_ADMIN_HOST: '127.0.0.2' }))
  })
  afterAll(() => server.remove())

  it.each([
    '/api/users',
    '/api/login',
    '/api/openapi.json',
    '/voip/user',
    '/v1/Clients',
    '/metrics',
    '/',
    '/api/../api/users',
  ])('%s does not exist for phones', async (path) => {
    const [refused, unknown] = [await ask(server.base, path), await ask(server.base, '/p/001565ffffff.cfg')]
    expect([refused.status, refused.body]).toEqual([unknown.status, unknown.body])
    expect(refused.status).toBe(404)
  })
  it.each(['/healthz', '/readyz', '/api/ca.pem'])('%s does: phones and balancers need it', async (path) => {
    expect((await ask(server.base, path)).status).toBe(200)
  })
  it('has the API and no phone’s file, at its own address', async () => {
    // The ready line names the address it is bound to.
    expect(new URL(server.admin ?? '').hostname).toBe('127.0.0.2')
    expect((await ask(server.admin ?? '', '/api/openapi.json', insecure)).status).toBe(200)
    expect((await ask(server.admin ?? '', '/voip/user', insecure)).status).toBe(401)
    expect((await ask(server.admin ?? '', file, insecure)).status).toBe(404)
    expect((await ask(server.base, file)).status).toBe(200)
  })
})

describe('the listener for old phones', () => {
  let server: TestServer
  let file: string
  beforeAll(async () => {
    ;({ server, file } = await withPhone({ OFFHOOK_HTTPS_PORT: '0', OFFHOOK_LEGACY_TLS_PORT: '0' }))
  })
  afterAll(() => server.remove())

  const speak = (base: string, version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2') =>
    new Promise<string>((resolve) => {
      const socket = connect({
        host: '127.0.0.1',
        port: Number(new URL(base).port),
        rejectUnauthorized: false,
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT@SECLEVEL=0',
      })
      let text = ''
      socket.on('secureConnect', () => socket.write(`GET ${file} HTTP/1.0\r\n\r\n`))
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', () => resolve('refused'))
      socket.on('close', () => resolve(text.slice(0, 12)))
    })

  it.each(['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const)('speaks %s', async (version) => {
    expect(await speak(server.legacyTls ?? '', version)).toBe('HTTP/1.1 200')
  })
  it.each(['TLSv1', 'TLSv1.1'] as const)('is the only one that speaks %s', async (version) => {
    expect(await speak(server.https ?? '', version)).toBe('refused')
  })
  it('is named in the log as what it is, and absent unless asked for', async () => {
    expect(server.log.join('')).toContain('TLS 1.0 and 1.1')
    const plain = await startTestServer({ OFFHOOK_HTTPS_PORT: '0' })
    expect([plain.legacyTls, plain.admin]).toEqual([null, null])
    await plain.remove()
  })
})

describe('connections', () => {
  const open = (port: number, localAddress: string): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connectPlain({ port, host: '127.0.0.1', localAddress }, () => resolve(socket))
      socket.on('error', reject)
    })
  const isAlive = (socket: Socket) =>
    new Promise<boolean>((resolve) => {
      socket.removeAllListeners('error')
      socket.on('error', () => resolve(false))
      socket.on('close', () => resolve(false))
      socket.on('data', () => resolve(true))
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    })

  it('of one address are capped; others and trusted proxies come through, and closing makes room', async () => {
    const server = await startTestServer({ OFFHOOK_SOURCE_CONNECTIONS: '10', OFFHOOK_TRUST_PROXY: '127.0.0.9' })
    const port = Number(new URL(server.base).port)
    const from = async (address: string, count: number) => {
      const sockets = await Promise.all(Array.from({ length: count }, () => open(port, address)))
      const alive = await Promise.all(sockets.map(isAlive))
      return { sockets, alive: alive.filter(Boolean).length }
    }
    const flood = await from('127.0.0.5', 25)
    expect(flood.alive).toBe(10)
    expect((await from('127.0.0.6', 3)).alive).toBe(3)
    expect((await from('127.0.0.9', 25)).alive).toBe(25)
    for (const socket of flood.sockets) socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await from('127.0.0.5', 3)).alive).toBe(3)
    await server.remove()
  })

  it('that send nothing do not keep phones waiting', async () => {
    const { server, file } = await withPhone({})
    const port = Number(new URL(server.base).port)
    const slow = await Promise.all(Array.from({ length: 500 }, () => open(port, '127.0.0.5')))
    for (const socket of slow) socket.write('GET /p/001565')
    const start = performance.now()
    expect((await ask(server.base, file)).body).toContain('sip-password-of-101')
    expect(performance.now() - start).toBeLessThan(1000)
    for (const socket of slow) socket.destroy()
    await server.remove()
  })

  it('that are kept do not hold up a stop, and a running upload is finished', async () => {
    const { server, phone } = await withPhone({})
    const port = Number(new URL(server.base).port)
    const kept = await open(port, '127.0.0.5')
    expect(await isAlive(kept)).toBe(true)
    const upload = await open(port, '127.0.0.6')
    upload.write(
      `PUT ${server.path(phone, `${phone.mac}-local.cfg`)} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab`,
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    const start = performance.now()
    const stopped = server.stop()
    const answer = new Promise<string>((resolve) => upload.on('data', (data) => resolve(String(data))))
    setTimeout(() => upload.write('cd'), 100)
    expect(await answer).toContain('201')
    await stopped
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
