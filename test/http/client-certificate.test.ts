import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { Command } from 'commander'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCa } from '../../src/cli/ca.js'
import type { Phone } from '../../src/domain/model.js'
import { type Made, makeCertificate } from '../support/certificates.js'
import { ask } from '../support/request.js'
import { startTestServer, type TestServer } from '../support/server.js'

const folder = mkdtempSync(join(tmpdir(), 'offhook-certificates-'))
const yealinkCa = makeCertificate({ cn: 'Yealink Root CA', ca: true })
const yealinkIssuing = makeCertificate({ cn: 'Yealink Equipment Issuing CA', issuer: yealinkCa, ca: true })
const polycomCa = makeCertificate({ cn: 'Polycom Root CA', ca: true })
const snomOldCa = makeCertificate({ cn: 'snom Phone CA', ca: true, to: '2015-01-01' })
const stranger = makeCertificate({ cn: 'Yealink Root CA', ca: true })
const notCa = makeCertificate({ cn: '001565aabb01', issuer: yealinkCa })

let server: TestServer
let phones: Record<'yealink' | 'polycom' | 'snom', Phone>
let own: { readonly certificate: string; readonly key: string }

/** `offhook ca` as an administrator types it. */
async function cli(...args: string[]): Promise<void> {
  const program = new Command()
  addCa(program, () => ({ dataDir: server.dir, secretKey: undefined }))
  await program.parseAsync(['ca', ...args], { from: 'user' })
}
async function trust(ca: Made, vendor: string, ...more: string[]): Promise<void> {
  const file = join(folder, 'ca.pem')
  writeFileSync(file, ca.certificate)
  await cli('trust', file, '--vendor', vendor, ...more)
}

beforeAll(async () => {
  server = await startTestServer()
  const phone = async (mac: string, vendor: string, model: string) => {
    const user = await server.user(mac)
    return server.phone(mac, vendor, model, { lines: [{ user_id: user.id }] })
  }
  phones = {
    yealink: await phone('001565aabb01', 'yealink', 'T46U'),
    polycom: await phone('64167faabb01', 'polycom', 'VVX450'),
    snom: await phone('000413aabb01', 'snom', 'D785'),
  }
  await expect(cli('issue', phones.yealink.mac, '--out', folder)).rejects.toThrow('in use')
  await server.stop()
  await trust(yealinkCa, 'yealink')
  await trust(polycomCa, 'Polycom')
  await trust(snomOldCa, 'snom', '--allow-expired')
  await cli('issue', '00:15:65:AA:BB:01', '--out', folder)
  own = {
    certificate: readFileSync(join(folder, '001565aabb01.crt.pem'), 'utf8'),
    key: readFileSync(join(folder, '001565aabb01.key.pem'), 'utf8'),
  }
  server = await startTestServer({ OFFHOOK_HTTPS_PORT: '0', OFFHOOK_TRUST_PROXY: '127.0.0.9' }, server.dir)
})
afterAll(async () => {
  await server.remove()
  rmSync(folder, { recursive: true })
})

const fileOf = {
  yealink: '/p/001565aabb01.cfg',
  polycom: '/p/64167faabb01-user.cfg',
  snom: '/p/snomD785-000413AABB01.htm',
}
const by = (path: string, made?: { certificate: string; key: string }, chain: readonly Made[] = []) =>
  ask(server.https ?? '', path, {
    agent: false,
    rejectUnauthorized: false,
    ...(made ? { cert: [made, ...chain].map(({ certificate }) => certificate).join('\n'), key: made.key } : {}),
  })
const reasons = () => server.log.flatMap((line) => /"reason":"([^"]+)"/.exec(line)?.[1] ?? [])

describe('a phone with a certificate', () => {
  it.each<[string, keyof typeof fileOf, () => { certificate: string; key: string }, Made[]?]>([
    ['of our own CA', 'yealink', () => own],
    ['of its vendor', 'yealink', () => makeCertificate({ cn: '001565AABB01', issuer: yealinkCa })],
    ['with separators in the name', 'yealink', () => makeCertificate({ cn: '00:15:65:aa:bb:01', issuer: yealinkCa })],
    [
      'through an issuing CA',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: yealinkIssuing }),
      [yealinkIssuing],
    ],
    [
      'for clients only',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: yealinkCa, usage: 'clientAuth' }),
    ],
    [
      'with the right organisation',
      'polycom',
      () => makeCertificate({ cn: '64167FAABB01', o: 'Polycom Inc.', issuer: polycomCa }),
    ],
    [
      'that has run out, where that is accepted',
      'snom',
      () => makeCertificate({ cn: '000413AABB01', issuer: snomOldCa, to: '2014-01-01' }),
    ],
    ['with words around the MAC', 'snom', () => makeCertificate({ cn: 'snomD785-000413AABB01', issuer: snomOldCa })],
  ])('%s gets its file', async (_what, vendor, made, chain) => {
    const reply = await by(fileOf[vendor], made(), chain)
    expect(reply.status).toBe(200)
    expect(reply.body).toContain(`sip-password-of-${phones[vendor].mac}`)
  })

  it('gets no other phone’s file', async () => {
    const other = await server.phone('001565aabb02', 'yealink', 'T46U')
    expect((await by(`/p/${other.mac}.cfg`, own)).status).toBe(404)
  })

  it.each<[string, keyof typeof fileOf, () => { certificate: string; key: string }, string, Made[]?]>([
    [
      'of another CA of the same name',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: stranger }),
      'no CA that is trusted',
      [stranger],
    ],
    ['that signs itself', 'yealink', () => makeCertificate({ cn: '001565aabb01' }), 'no CA that is trusted'],
    [
      'whose issuing CA it keeps to itself',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: yealinkIssuing }),
      'no CA that is trusted',
    ],
    [
      'signed by a phone',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: notCa }),
      'no CA that is trusted',
      [notCa],
    ],
    [
      'that has run out',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: yealinkCa, to: '2015-01-01' }),
      'has expired',
    ],
    [
      'that is not yet valid',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: yealinkCa, from: '2036-01-01' }),
      'not yet valid',
    ],
    ['that is generic', 'yealink', () => makeCertificate({ cn: 'Yealink IP Phone', issuer: yealinkCa }), 'generic'],
    [
      'with two names',
      'yealink',
      () => makeCertificate({ cn: ['001565aabb01', '001565aabb02'], issuer: yealinkCa }),
      'one common name',
    ],
    [
      'for servers',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: yealinkCa, usage: 'serverAuth' }),
      'not one for clients',
    ],
    [
      'of a CA itself',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', issuer: yealinkCa, ca: true }),
      'not one for clients',
    ],
    [
      'of another vendor’s CA',
      'yealink',
      () => makeCertificate({ cn: '001565aabb01', o: 'Polycom Inc.', issuer: polycomCa }),
      'was used for a phone of yealink',
    ],
    [
      'of no organisation',
      'polycom',
      () => makeCertificate({ cn: '64167faabb01', issuer: polycomCa }),
      'not made out to Polycom Inc.',
    ],
    [
      'of an unknown phone',
      'yealink',
      () => makeCertificate({ cn: '001565ffffff', issuer: yealinkCa }),
      'unknown phone',
    ],
    [
      'of another phone',
      'yealink',
      () => makeCertificate({ cn: '64167faabb01', o: 'Polycom Inc.', issuer: polycomCa }),
      'the certificate names 001565aabb01, another phone',
    ],
  ])('%s gets nothing, and the log says why', async (_what, vendor, made, reason, chain) => {
    const [refused, bare] = [await by(fileOf[vendor], made(), chain), await by(fileOf[vendor])]
    expect([refused.status, refused.body]).toEqual([bare.status, bare.body])
    expect(bare.status).toBe(404)
    expect(reasons().some((text) => text.includes(reason))).toBe(true)
  })
})

describe('the listener', () => {
  /** One request on a connection of its own. */
  const handshake = (base: string, version: 'TLSv1.2' | 'TLSv1.3', session?: Buffer) =>
    new Promise<{ reused: boolean; session: Buffer | undefined }>((resolve, reject) => {
      const options = {
        rejectUnauthorized: false,
        minVersion: version,
        maxVersion: version,
        ...own,
        cert: own.certificate,
      }
      const socket = connect({
        port: Number(new URL(base).port),
        host: '127.0.0.1',
        ...options,
        ...(session ? { session } : {}),
      })
      let [reused, offered]: [boolean, Buffer | undefined] = [false, undefined]
      socket.on('session', (told) => {
        offered = told
      })
      socket.on('secureConnect', () => {
        reused = socket.isSessionReused()
        offered ??= socket.getSession()
        socket.write('GET /healthz HTTP/1.0\r\n\r\n')
      })
      socket.on('data', () => socket.end())
      socket.on('error', reject)
      socket.on('close', () => resolve({ reused, session: offered }))
    })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('asks for certificates and resumes no session in %s', async (version) => {
    const first = await handshake(server.https ?? '', version)
    expect((await handshake(server.https ?? '', version, first.session)).reused).toBe(false)
  })

  it('resumes sessions where no certificate is asked for', async () => {
    const plain = await startTestServer({ OFFHOOK_HTTPS_PORT: '0' })
    try {
      const first = await handshake(plain.https ?? '', 'TLSv1.3')
      expect((await handshake(plain.https ?? '', 'TLSv1.3', first.session)).reused).toBe(true)
    } finally {
      await plain.remove()
    }
  })
})

describe('a certificate in a header', { timeout: 600_000 }, () => {
  const der = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')
  const forms: [string, () => Record<string, string>][] = [
    ['Client-Cert', () => ({ 'Client-Cert': `:${der(own.certificate)}:` })],
    ['X-SSL-Client-Cert', () => ({ 'X-SSL-Client-Cert': encodeURIComponent(own.certificate) })],
  ]
  const send = (headers: Record<string, string>, localAddress: string) =>
    ask(server.http ?? '', fileOf.yealink, { localAddress, headers })

  it.each(forms)('%s is read from a trusted proxy, and from nobody else', async (_name, headers) => {
    expect((await send(headers(), '127.0.0.9')).status).toBe(200)
    expect((await send(headers(), '127.0.0.1')).status).toBe(404)
  })

  it('may bring its chain', async () => {
    const made = makeCertificate({ cn: '001565aabb01', issuer: yealinkIssuing })
    const leaf = { 'Client-Cert': `:${der(made.certificate)}:` }
    expect((await send(leaf, '127.0.0.9')).status).toBe(404)
    const chain = {
      ...leaf,
      'Client-Cert-Chain': `:${der(yealinkIssuing.certificate)}:, :${der(yealinkCa.certificate)}:`,
    }
    expect((await send(chain, '127.0.0.9')).status).toBe(200)
  })

  it('that proves nothing leaves one line with the reason, in the log alone', async () => {
    const wrongMac = makeCertificate({ cn: '001565ffffff', issuer: yealinkCa })
    const before = server.log.length
    const refused = await send({ 'Client-Cert': `:${der(wrongMac.certificate)}:` }, '127.0.0.9')
    const bare = await send({}, '127.0.0.9')
    expect([refused.status, refused.body]).toEqual([bare.status, bare.body])
    const lines = server.log.slice(before).filter((line) => line.includes('certificate names'))
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['phone.refused'])
    expect(lines[0]).toContain('"source":"127.0.0.9"')
  })

  it.each([':::', ':AAAA:', '%', '%zz', 'x'.repeat(9000)])('that is broken proves nothing: %.10s', async (text) => {
    for (const name of ['Client-Cert', 'X-SSL-Client-Cert'])
      expect((await send({ [name]: text }, '127.0.0.9')).status).toBe(404)
  })

  it('mutated anywhere proves nothing', async () => {
    const bytes = Buffer.from(der(own.certificate), 'base64')
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const mutated = Buffer.from(bytes)
        mutated[at] = (mutated[at] ?? 0) ^ change
        const reply = await send({ 'Client-Cert': `:${mutated.toString('base64')}:` }, '127.0.0.9')
        expect(reply.status).toBe(404)
      }),
      { numRuns: process.env.OFFHOOK_TEST_LONG ? 5_000 : 200 },
    )
  })
})

describe('offhook ca', () => {
  it.each([
    ['an unknown vendor', () => trust(yealinkCa, 'acme'), '--vendor'],
    ['a certificate that is no CA’s', () => trust(notCa, 'yealink'), "is not a CA's"],
    ['a file without one', () => trust({ ...notCa, certificate: 'hello' }, 'yealink'), 'holds no PEM certificate'],
    ['a MAC that is none', () => cli('issue', 'zz', '--out', folder), '12 hexadecimal digits'],
    ['a fingerprint nobody has', () => cli('distrust', 'ffffffffffff'), 'ca list'],
  ])('refuses %s and changes nothing', async (_what, run, message) => {
    const file = join(server.dir, 'client-cas.json')
    const before = readFileSync(file, 'utf8')
    await expect(run()).rejects.toThrow(message)
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('damage of its file stops the start, by name', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'offhook-'))
    writeFileSync(join(dir, 'client-cas.json'), '[{"vendor":"yealink"}]')
    await expect(startTestServer({}, dir)).rejects.toThrow('client-cas.json is damaged')
    rmSync(dir, { recursive: true })
  })
})
