import { X509Certificate } from 'node:crypto'

/** A CA whose certificates phones may prove themselves with. */
export interface ClientCa {
  /** Catalogue id of the vendor whose phones it certifies, or `offhook` for our own. */
  readonly vendor: string
  /** Factory certificates of old phones have run out and cannot be renewed; the administrator decides. */
  readonly allow_expired: boolean
  readonly certificate: string
}

/** What a presented chain is worth; each result stands alone, so that the log can name what was wrong. */
export interface CertificateVerdict {
  /** The CA whose signature ends the chain; undefined when none of ours does. */
  readonly ca: ClientCa | undefined
  readonly dates: 'valid' | 'expired' | 'not yet valid'
  /** False for a CA's own certificate, and for one whose extended key usage leaves clients out. */
  readonly forClients: boolean
  /** Common names and organisations of the subject; a subject may, wrongly, hold several. */
  readonly commonNames: readonly string[]
  readonly organisations: readonly string[]
}

interface Anchor {
  readonly ca: ClientCa
  readonly x509: X509Certificate
}

/** OID of id-kp-clientAuth (RFC 5280 ch. 4.2.1.12). */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
/** Leaf, two or three issuing CAs, root; what is longer is no factory's chain. */
const LONGEST_CHAIN = 6
const LARGEST_CERTIFICATE = 16 * 1024

/** Reads DER or PEM; undefined for anything else, however it is broken. */
export function readCertificate(bytes: Buffer | string): X509Certificate | undefined {
  if (bytes.length > LARGEST_CERTIFICATE) return undefined
  try {
    return new X509Certificate(bytes)
  } catch {
    return undefined
  }
}

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean => {
  try {
    return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
  } catch {
    return false
  }
}

const asList = (value: unknown): string[] => [value].flat().filter((text): text is string => typeof text === 'string')

function subjectOf(x509: X509Certificate): Pick<CertificateVerdict, 'commonNames' | 'organisations'> {
  const subject = x509.toLegacyObject().subject as { CN?: unknown; O?: unknown } | undefined
  return { commonNames: asList(subject?.CN), organisations: asList(subject?.O) }
}

/** Verifies chains ourselves: TLS only says yes or no, and not why. */
export class ClientCas {
  readonly #anchors: readonly Anchor[]

  /** @throws Error when one of them is no certificate. */
  constructor(cas: readonly ClientCa[]) {
    this.#anchors = cas.map((ca) => ({ ca, x509: new X509Certificate(ca.certificate) }))
  }

  /** True while phones should be asked for a certificate at all. */
  get any(): boolean {
    return this.#anchors.length > 0
  }

  /**
   * Judges a chain, leaf first. What stands between leaf and CA may come from the phone or be one of the configured.
   * @returns undefined when the first is no certificate.
   */
  judge(chain: readonly Buffer[], now: Date): CertificateVerdict | undefined {
    const leaf = chain[0] && readCertificate(chain[0])
    if (!leaf) return undefined
    const presented = chain.slice(1, LONGEST_CHAIN).flatMap((bytes) => readCertificate(bytes) ?? [])
    const path = [leaf]
    const anchor = this.#climb(path, presented)
    return {
      ca: anchor?.ca,
      dates: datesOf(path, now),
      forClients: !leaf.ca && (leaf.keyUsage?.includes(CLIENT_AUTH) ?? true),
      ...subjectOf(leaf),
    }
  }

  /** Follows signatures upwards, adding to the path, until a configured CA made one. */
  #climb(path: X509Certificate[], presented: readonly X509Certificate[]): Anchor | undefined {
    for (let top = path.at(-1); top && path.length <= LONGEST_CHAIN; top = path.at(-1)) {
      const subject = top
      const anchor = this.#anchors.find(({ x509 }) => issued(x509, subject))
      if (anchor) return anchor
      const next = presented.find((candidate) => !path.includes(candidate) && issued(candidate, subject))
      if (!next) return undefined
      path.push(next)
    }
    return undefined
  }
}

/** The worst of the path: a chain is as old as its oldest part. The CA itself was chosen by hand and is not asked. */
function datesOf(path: readonly X509Certificate[], now: Date): CertificateVerdict['dates'] {
  const at = now.getTime()
  if (path.some(({ validFrom }) => Date.parse(validFrom) > at)) return 'not yet valid'
  return path.some(({ validTo }) => Date.parse(validTo) < at) ? 'expired' : 'valid'
}
