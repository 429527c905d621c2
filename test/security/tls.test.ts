import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, checkServerIdentity, connect, DEFAULT_CIPHERS, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCa, createServerIdentity } from '../../src/security/ca.js'
import type { CertifiedKey } from '../../src/security/certificate.js'
import { tlsContextOptions } from '../../src/security/tls.js'

let ca: CertifiedKey
let both: Server
let rsaOnly: Server
const serverNames: unknown[] = []

beforeAll(async () => {
  ca = await createCa()
  const { rsa, ecdsa } = await createServerIdentity(ca, ['localhost', '127.0.0.1', '::1'])
  both = await listen([rsa, ecdsa])
  rsaOnly = await listen([rsa])
})

afterAll(() => {
  both.close()
  rsaOnly.close()
})

async function listen(keys: readonly CertifiedKey[]): Promise<Server> {
  const server = createServer(tlsContextOptions(keys), (_, response) => response.end('hello'))
  server.on('secureConnection', (socket) => serverNames.push(socket.servername))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

async function handshake(server: Server, options: ConnectionOptions = {}) {
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    const client = connect({ host: '127.0.0.1', port: portOf(server), ca: ca.certificate, ...options }, () =>
      resolve(client),
    )
    client.on('error', reject)
  })
  const facts = {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher().name,
    key: socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType,
  }
  // By TLS 1.3 the client is done before the server: closed by both, the server has seen the whole handshake too.
  await new Promise((resolve) => socket.on('close', resolve).resume().end())
  return facts
}

describe('tlsContextOptions', () => {
  it.each(['localhost', '127.0.0.1'])('is trusted by an https client as %s with our CA', async (host) => {
    const body = await new Promise<string>((resolve, reject) => {
      const lookup: ConnectionOptions['lookup'] = (_, options, done) =>
        options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
      get({ host, port: portOf(both), ca: ca.certificate, agent: false, lookup }, (response) => {
        response.setEncoding('utf8').on('data', resolve)
      }).on('error', reject)
    })
    expect(body).toBe('hello')
  })

  it('is trusted as ::1, and not by another name', async () => {
    const as = (name: string): ConnectionOptions => ({
      checkServerIdentity: (_, cert) => checkServerIdentity(name, cert),
    })
    expect(await handshake(both, as('::1'))).toMatchObject({ protocol: 'TLSv1.3' })
    await expect(handshake(both, as('::2'))).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    await expect(handshake(both, as('example.com'))).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  })

  it('is not trusted without our CA', async () => {
    const stranger = await createCa()
    await expect(handshake(both, { ca: stranger.certificate })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    })
  })

  describe.each([
    ['both certificates', () => both],
    ['RSA alone', () => rsaOnly],
  ])('with %s', (_, server) => {
    it.each([
      'AES128-SHA',
      'AES256-SHA',
      'AES128-SHA256',
      'AES256-SHA256',
      'AES128-GCM-SHA256',
      'AES256-GCM-SHA384',
      'ECDHE-RSA-AES128-SHA',
      'ECDHE-RSA-AES256-SHA',
      'ECDHE-RSA-AES128-SHA256',
      'ECDHE-RSA-AES256-SHA384',
      'ECDHE-RSA-AES128-GCM-SHA256',
    ])('serves a phone that offers only %s', async (cipher) => {
      const facts = await handshake(server(), { ciphers: cipher, maxVersion: 'TLSv1.2' })
      expect(facts).toEqual({ protocol: 'TLSv1.2', cipher, key: 'rsa' })
    })

    it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
      expect(await handshake(server(), { minVersion: version, maxVersion: version })).toMatchObject({
        protocol: version,
      })
    })

    it('refuses TLS 1.1 itself', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
      await expect(handshake(server(), old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' })
    })

    it.each(['NULL-SHA256', 'ADH-AES128-SHA256'])('refuses %s', async (cipher) => {
      const open = { maxVersion: 'TLSv1.2', ciphers: `${cipher}@SECLEVEL=0` } as const
      await expect(handshake(server(), open)).rejects.toMatchObject({ code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' })
    })
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'gives the cheap key to who can use it, RSA to the others, by %s',
    async (version) => {
      const only = { minVersion: version, maxVersion: version }
      expect(await handshake(both, only)).toMatchObject({ key: 'ec' })
      const rsa = { ...only, sigalgs: 'RSA-PSS+SHA256:RSA+SHA256' }
      expect(await handshake(both, rsa)).toMatchObject({ key: 'rsa' })
      expect(await handshake(rsaOnly, only)).toMatchObject({ key: 'rsa' })
    },
  )

  it("names the suites of old phones itself, whatever node's own list holds", () => {
    const added = (tlsContextOptions([]).ciphers ?? '').split(`:${DEFAULT_CIPHERS}:`)[1]?.split(':')
    expect(added).toEqual(expect.arrayContaining(['ECDHE-RSA-AES128-SHA', 'AES128-SHA256', 'AES128-SHA', 'AES256-SHA']))
  })

  it('needs no server name', async () => {
    serverNames.length = 0
    await handshake(both)
    await handshake(both, { servername: 'localhost' })
    await handshake(both, { servername: 'unknown.example.com', checkServerIdentity: () => undefined })
    expect(serverNames).toEqual([false, 'localhost', 'unknown.example.com'])
  })

  it('serves the openssl client with AES128-SHA alone and no server name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offhook-tls-'))
    writeFileSync(join(folder, 'ca.pem'), ca.certificate)
    const args = `s_client -connect 127.0.0.1:${portOf(both)} -tls1_2 -cipher AES128-SHA -noservername -CAfile ca.pem -verify_ip 127.0.0.1 -verify_return_error`
    const running = promisify(execFile)('openssl', args.split(' '), { cwd: folder })
    running.child.stdin?.end()
    const { stdout } = await running
    expect(stdout).toContain('Cipher is AES128-SHA')
    expect(stdout).toContain('Verify return code: 0 (ok)')
    rmSync(folder, { recursive: true })
  })
})
