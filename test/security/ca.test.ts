import { execFile } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { certificateCovers, createCa, createServerIdentity, issueServerCertificate } from '../../src/security/ca.js'
import type { CertifiedKey } from '../../src/security/certificate.js'

const run = promisify(execFile)
const NAMES = ['phones.example.com', 'localhost', '127.0.0.1', '[::1]']

let folder: string
let ca: CertifiedKey
let stranger: CertifiedKey
let leaves: Readonly<Record<'rsa' | 'ecdsa', CertifiedKey>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-ca-'))
  ;[ca, stranger] = await Promise.all([createCa(), createCa()])
  leaves = await createServerIdentity(ca, NAMES)
  for (const [name, { certificate }] of Object.entries({ ca, stranger, ...leaves })) {
    writeFileSync(join(folder, `${name}.pem`), certificate)
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

const openssl = async (...args: string[]) => (await run('openssl', args, { cwd: folder })).stdout
const verify = (authority: string, leaf: string, ...more: string[]) =>
  openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', `${authority}.pem`, ...more, `${leaf}.pem`)

describe.each(['rsa', 'ecdsa'] as const)('the %s server certificate', (kind) => {
  it('is accepted by openssl, strictly, by each of its names', async () => {
    expect(await verify('ca', kind)).toBe(`${kind}.pem: OK\n`)
    expect(await verify('ca', kind, '-verify_hostname', 'phones.example.com')).toBe(`${kind}.pem: OK\n`)
    expect(await verify('ca', kind, '-verify_ip', '127.0.0.1')).toBe(`${kind}.pem: OK\n`)
    expect(await verify('ca', kind, '-verify_ip', '::1')).toBe(`${kind}.pem: OK\n`)
  })

  it.each([
    ['2000-01-02', true],
    ['2037-12-30', true],
    ['1999-12-31', false],
    ['2038-01-01', false],
  ])('is valid on %s: %s', async (day, valid) => {
    const seconds = String(Date.parse(day) / 1000)
    const result = await verify('ca', kind, '-attime', seconds).catch((error: Error) => error.message)
    expect(result === `${kind}.pem: OK\n`).toBe(valid)
    expect(/certificate is not yet valid|certificate has expired/.test(result)).toBe(!valid)
  })

  it('is refused under another CA and by another name', async () => {
    await expect(verify('stranger', kind)).rejects.toThrow('unable to get local issuer certificate')
    await expect(verify('ca', kind, '-verify_hostname', 'other.example.com')).rejects.toThrow('hostname mismatch')
    await expect(verify('ca', kind, '-verify_ip', '127.0.0.2')).rejects.toThrow('IP address mismatch')
  })

  it('may serve, and do nothing else', async () => {
    const text = await openssl(
      'x509',
      '-in',
      `${kind}.pem`,
      '-noout',
      '-ext',
      'basicConstraints,keyUsage,extendedKeyUsage',
    )
    expect(text.split('\n').map((line) => line.trim())).toEqual([
      'X509v3 Basic Constraints: critical',
      'CA:FALSE',
      'X509v3 Key Usage: critical',
      kind === 'rsa' ? 'Digital Signature, Key Encipherment' : 'Digital Signature',
      'X509v3 Extended Key Usage:',
      'TLS Web Server Authentication',
      '',
    ])
    await expect(openssl('verify', '-purpose', 'sslclient', '-CAfile', 'ca.pem', `${kind}.pem`)).rejects.toThrow(
      /unsupported certificate purpose|unsuitable certificate purpose/,
    )
  })

  it('names exactly what was asked for, the host first', () => {
    const certificate = new X509Certificate(leaves[kind].certificate)
    expect(certificate.subjectAltName).toBe(
      'DNS:phones.example.com, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    )
    expect(certificate.subject).toBe('CN=phones.example.com')
  })

  it('belongs to its key, and to the CA by name and key identifier', async () => {
    const certificate = new X509Certificate(leaves[kind].certificate)
    expect(certificate.checkPrivateKey(createPrivateKey(leaves[kind].key.reveal()))).toBe(true)
    expect(certificate.checkIssued(new X509Certificate(ca.certificate))).toBe(true)
    const identifier = async (file: string, extension: string) =>
      (await openssl('x509', '-in', file, '-noout', '-ext', extension)).split('\n')[1]?.trim()
    expect(await identifier(`${kind}.pem`, 'authorityKeyIdentifier')).toMatch(/^(?:[0-9A-F]{2}:){19}[0-9A-F]{2}$/)
    expect(await identifier(`${kind}.pem`, 'authorityKeyIdentifier')).toBe(
      await identifier('ca.pem', 'subjectKeyIdentifier'),
    )
    expect(await identifier(`${kind}.pem`, 'subjectKeyIdentifier')).not.toBe(
      await identifier('ca.pem', 'subjectKeyIdentifier'),
    )
  })

  it('is signed with RSA and SHA-256, with a long positive serial number', async () => {
    const text = await openssl('x509', '-in', `${kind}.pem`, '-noout', '-text')
    expect(text.match(/Signature Algorithm: (\S+)/g)).toEqual(
      Array.from({ length: 2 }, () => 'Signature Algorithm: sha256WithRSAEncryption'),
    )
    expect(text).toContain('Version: 3')
    expect(text).toContain(kind === 'rsa' ? 'Public-Key: (2048 bit)' : 'NIST CURVE: P-256')
    expect(new X509Certificate(leaves[kind].certificate).serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/)
  })

  it('has a private key that does not print', () => {
    expect(leaves[kind].key.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    expect(JSON.stringify(leaves)).not.toContain('PRIVATE KEY')
  })
})

describe('createCa', () => {
  it('makes a CA for leaves alone', async () => {
    const text = await openssl('x509', '-in', 'ca.pem', '-noout', '-ext', 'basicConstraints,keyUsage')
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0\n/)
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/)
    expect(await openssl('verify', '-x509_strict', '-CAfile', 'ca.pem', 'ca.pem')).toBe('ca.pem: OK\n')
  })

  it('makes one that phones can read: RSA-2048, 2000 to 2037', () => {
    const { publicKey, validFrom, validTo } = new X509Certificate(ca.certificate)
    expect(publicKey.asymmetricKeyType).toBe('rsa')
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect([validFrom, validTo]).toEqual(['Jan  1 00:00:00 2000 GMT', 'Dec 31 23:59:59 2037 GMT'])
  })

  it('never makes the same twice', () => {
    const [a, b] = [new X509Certificate(ca.certificate), new X509Certificate(stranger.certificate)]
    expect(a.subject).not.toBe(b.subject)
    expect(a.serialNumber).not.toBe(b.serialNumber)
  })

  it('signs what an independent implementation accepts', () => {
    const authority = forge.pki.certificateFromPem(ca.certificate)
    expect(authority.verify(forge.pki.certificateFromPem(leaves.rsa.certificate))).toBe(true)
    expect(() => authority.verify(forge.pki.certificateFromPem(stranger.certificate))).toThrow()
  })
})

describe('issueServerCertificate', () => {
  it('writes each name once, in one spelling', async () => {
    const names = [
      'PHONES.Example.com.',
      'phones.example.com',
      '::ffff:192.0.2.1',
      '192.0.2.1',
      '[2001:DB8::1]',
      'bücher.example',
    ]
    const { certificate } = await issueServerCertificate(ca, names)
    expect(new X509Certificate(certificate).subjectAltName).toBe(
      'DNS:phones.example.com, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, DNS:xn--bcher-kva.example',
    )
  })

  it('keeps a name that is too long for the subject out of it', async () => {
    const long = `${'a'.repeat(60)}.example.com`
    const { certificate } = await issueServerCertificate(ca, [long])
    expect(new X509Certificate(certificate).subject).toBe('CN=Offhook')
    expect(certificateCovers(certificate, [long])).toBe(true)
  })

  it.each([
    '',
    'two words',
    'a,b',
    '*.example.com',
    'http://example.com',
    'example.com:8443',
    'a..b',
    '-a.example',
    '[x]',
    `${'a.'.repeat(127)}ab`,
  ])('refuses %j by name', async (name) => {
    await expect(issueServerCertificate(ca, ['localhost', name])).rejects.toThrow(
      `${JSON.stringify(name)} is neither a host name nor an IP address`,
    )
  })

  it('refuses to certify nothing', async () => {
    await expect(issueServerCertificate(ca, [])).rejects.toThrow('at least one name')
  })
})

describe('certificateCovers', () => {
  it.each([
    [['phones.example.com'], true],
    [['PHONES.example.com.'], true],
    [['localhost', '127.0.0.1', '::1', '[::1]', '::ffff:127.0.0.1'], true],
    [[], true],
    [['example.com'], false],
    [['a.phones.example.com'], false],
    [['127.0.0.2'], false],
    [['::2'], false],
    [['localhost', 'new.example.com'], false],
  ])('%j: %s', (names, expected) => {
    expect(certificateCovers(leaves.rsa.certificate, names)).toBe(expected)
    expect(certificateCovers(leaves.ecdsa.certificate, names)).toBe(expected)
  })

  it('rejects a text that is no certificate', () => {
    expect(() => certificateCovers('-----BEGIN NOTHING-----', ['localhost'])).toThrow()
  })
})
