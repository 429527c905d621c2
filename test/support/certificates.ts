import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

export interface Made {
  readonly certificate: string
  readonly key: string
  readonly subject: forge.pki.CertificateField[]
}

export interface Wanted {
  readonly cn: string | readonly string[]
  readonly o?: string
  /** Signs itself without one. */
  readonly issuer?: Made
  readonly ca?: boolean
  readonly from?: string
  readonly to?: string
  /** Extended key usage; none = left out, as in many factory certificates. */
  readonly usage?: 'clientAuth' | 'serverAuth'
}

/** A certificate of any kind, right or wrong, made by forge alone and not by the code under test. */
export function makeCertificate({
  cn,
  o,
  issuer,
  ca = false,
  from = '2010-01-01',
  to = '2037-01-01',
  usage,
}: Wanted): Made {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const own = forge.pki.privateKeyFromPem(key)
  const made = forge.pki.createCertificate()
  made.publicKey = forge.pki.setRsaPublicKey(own.n, own.e)
  made.serialNumber = forge.util.bytesToHex(forge.random.getBytesSync(8)).replace(/^./, '1')
  made.validity.notBefore = new Date(from)
  made.validity.notAfter = new Date(to)
  const subject = [
    ...[cn].flat().map((value) => ({ name: 'commonName', value })),
    ...(o === undefined ? [] : [{ name: 'organizationName', value: o }]),
  ]
  made.setSubject(subject)
  made.setIssuer(issuer?.subject ?? subject)
  made.setExtensions([
    ...(ca ? [{ name: 'basicConstraints', cA: true, critical: true }] : []),
    ...(usage ? [{ name: 'extKeyUsage', [usage]: true }] : []),
  ])
  made.sign(issuer ? forge.pki.privateKeyFromPem(issuer.key) : own, forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(made), key, subject }
}
