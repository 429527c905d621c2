import {
  createHash,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { Secret } from '../domain/secret.js'

/** A private key (PEM, PKCS #8) and the certificate (PEM, chain allowed) that belongs to it. */
export interface CertifiedKey {
  readonly key: Secret
  readonly certificate: string
}

export type KeyAlgorithm = 'rsa' | 'ecdsa'

interface CertificateContent {
  /** Common name; at most 64 characters (RFC 5280 appendix A.1). */
  readonly subject: string
  readonly publicKey: KeyObject
  /** Extensions as node-forge describes them; the two key identifiers are added. */
  readonly extensions: readonly object[]
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'
/** Position of SubjectPublicKeyInfo in a v3 TBSCertificate (RFC 5280 ch. 4.1). */
const PUBLIC_KEY_INDEX = 6
/** Phones boot with a clock in the past, some know no time at all until NTP answers. */
const NOT_BEFORE = new Date('2000-01-01T00:00:00Z')
/** Before 2038-01-19, where the clocks of 32-bit phones end. */
const NOT_AFTER = new Date('2037-12-31T23:59:59Z')

const { UNIVERSAL } = forge.asn1.Class
const generate = promisify(generateKeyPair)

/** RSA-2048, which every phone can check, or ECDSA on P-256. */
export async function createKeyPair(
  kind: KeyAlgorithm,
): Promise<{ readonly key: Secret; readonly publicKey: KeyObject }> {
  const { privateKey, publicKey } =
    kind === 'rsa' ? await generate('rsa', { modulusLength: 2048 }) : await generate('ec', { namedCurve: 'P-256' })
  return { key: new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()), publicKey }
}

/**
 * Builds a v3 certificate and signs it with RSA and SHA-256. node-forge lays it out; the signature is node's own, as
 * forge's arithmetic in JavaScript is many times slower.
 * @param issuer the CA's RSA key and certificate, or its key alone to sign itself.
 * @returns PEM
 */
export function signCertificate(
  content: CertificateContent,
  issuer: { readonly key: Secret; readonly certificate?: string },
): string {
  const issuerKey = issuer.key.reveal()
  const authority = issuer.certificate === undefined ? undefined : forge.pki.certificateFromPem(issuer.certificate)
  const subject = commonName(content.subject)
  const ownId = keyIdentifier(content.publicKey)

  const certificate = forge.pki.createCertificate()
  certificate.serialNumber = randomSerial()
  certificate.validity.notBefore = NOT_BEFORE
  certificate.validity.notAfter = NOT_AFTER
  certificate.setSubject(subject)
  certificate.setIssuer(authority?.subject.attributes ?? subject)
  certificate.siginfo.algorithmOid = SHA256_WITH_RSA
  certificate.signatureOid = SHA256_WITH_RSA
  // forge writes RSA keys only: it is given the issuer's, and the subject's own takes its place below.
  const issuerPublicKey = createPublicKey(issuerKey).export({ type: 'spki', format: 'pem' })
  certificate.publicKey = forge.pki.publicKeyFromPem(issuerPublicKey.toString())
  certificate.setExtensions([
    ...content.extensions,
    { name: 'subjectKeyIdentifier', value: octets(ownId) },
    { name: 'authorityKeyIdentifier', keyIdentifier: authority ? subjectKeyIdentifier(authority) : ownId },
  ])

  certificate.signature = ''
  const tbs = sequence(sequence(forge.pki.certificateToAsn1(certificate))[0])
  tbs[PUBLIC_KEY_INDEX] = forge.asn1.fromDer(spki(content.publicKey).toString('binary'))
  certificate.tbsCertificate = forge.asn1.create(UNIVERSAL, forge.asn1.Type.SEQUENCE, true, tbs)
  certificate.signature = sign('RSA-SHA256', toDer(certificate.tbsCertificate), issuerKey).toString('binary')
  return new X509Certificate(toDer(forge.pki.certificateToAsn1(certificate))).toString()
}

function toDer(node: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'binary')
}

/** SubjectPublicKeyInfo, DER. */
function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}

function sequence(node: forge.asn1.Asn1 | undefined): forge.asn1.Asn1[] {
  if (!Array.isArray(node?.value)) throw new Error('forge built a certificate that is no sequence')
  return node.value
}

/** 126 random bits behind `01`: positive, never with a leading zero octet, so always 16 octets of DER. */
function randomSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}

/** The SHA-256 of SubjectPublicKeyInfo (RFC 7093 ch. 2, method 4), cut to the usual 160 bits; octets, as forge takes them. */
function keyIdentifier(key: KeyObject): string {
  return createHash('sha256').update(spki(key)).digest().subarray(0, 20).toString('binary')
}

function subjectKeyIdentifier(authority: forge.pki.Certificate): string {
  const extension = authority.getExtension('subjectKeyIdentifier')
  if (extension && 'subjectKeyIdentifier' in extension)
    return forge.util.hexToBytes(String(extension.subjectKeyIdentifier))
  throw new Error('the CA certificate has no subjectKeyIdentifier')
}

function octets(bytes: string): forge.asn1.Asn1 {
  return forge.asn1.create(UNIVERSAL, forge.asn1.Type.OCTETSTRING, false, bytes)
}

function commonName(value: string): forge.pki.CertificateField[] {
  // UTF8String, as forge's default PrintableString has no `_`. Its type declaration names the wrong enum.
  const utf8 = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class
  return [{ name: 'commonName', value, valueTagClass: utf8 }]
}
