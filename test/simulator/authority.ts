import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

export interface Authority {
  /** The CA's certificate, PEM. */
  readonly pem: string
  /** The base64 between the markers, on one line. */
  readonly base64: string
  /** A leaf for 127.0.0.1, or for another host when a name is given. */
  issue(host?: string): { readonly key: string; readonly cert: string }
}

function keyPair(): { key: string; privateKey: forge.pki.rsa.PrivateKey; publicKey: forge.pki.rsa.PublicKey } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const parsed = forge.pki.privateKeyFromPem(key)
  return { key, privateKey: parsed, publicKey: forge.pki.setRsaPublicKey(parsed.n, parsed.e) }
}

function certificate(subject: string, issuer: string, publicKey: forge.pki.rsa.PublicKey): forge.pki.Certificate {
  const made = forge.pki.createCertificate()
  made.publicKey = publicKey
  made.serialNumber = String(10 + subject.length)
  made.validity.notBefore = new Date('2000-01-01T00:00:00Z')
  made.validity.notAfter = new Date('2037-01-01T00:00:00Z')
  made.setSubject([{ name: 'commonName', value: subject }])
  made.setIssuer([{ name: 'commonName', value: issuer }])
  return made
}

/** A certificate authority of its own. */
export function createAuthority(name = 'test authority'): Authority {
  const own = keyPair()
  const leaf = keyPair()
  const root = certificate(name, name, own.publicKey)
  root.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true },
  ])
  root.sign(own.privateKey, forge.md.sha256.create())
  const pem = forge.pki.certificateToPem(root)
  return {
    pem,
    base64: pem.replace(/-----[^-]+-----|\s/g, ''),
    issue(host) {
      const made = certificate(host ?? '127.0.0.1', name, leaf.publicKey)
      const altName = host === undefined ? { type: 7, ip: '127.0.0.1' } : { type: 2, value: host }
      made.setExtensions([{ name: 'subjectAltName', altNames: [altName] }])
      made.sign(own.privateKey, forge.md.sha256.create())
      return { key: leaf.key, cert: forge.pki.certificateToPem(made) }
    },
  }
}
