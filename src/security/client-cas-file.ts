import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type ClientCa, readCertificate } from './client-certificate.js'

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Every certificate of a PEM text, as PEM. @throws Error when there is none, or naming the one that is damaged. */
export function certificatesIn(pem: string): string[] {
  const found = pem.match(PEM) ?? []
  if (found.length === 0) throw new Error('holds no PEM certificate')
  return found.map((text, index) => {
    const certificate = readCertificate(text)
    if (!certificate) throw new Error(`certificate ${index + 1} is damaged`)
    if (!certificate.ca) throw new Error(`certificate ${index + 1} (${oneLine(certificate.subject)}) is not a CA's`)
    return certificate.toString()
  })
}

const oneLine = (subject: string): string => subject.replace(/\s*\n\s*/g, ', ')

const isClientCa = (value: unknown): value is ClientCa => {
  const { vendor, allow_expired, certificate } = (value ?? {}) as Record<string, unknown>
  return typeof vendor === 'string' && typeof allow_expired === 'boolean' && typeof certificate === 'string'
}

/**
 * The CAs an administrator trusts for phones' certificates; none while the file is absent.
 * @throws Error naming the file when it is damaged: to go on without would lock phones out silently.
 */
export function readClientCas(file: string): ClientCa[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  try {
    const cas: unknown = JSON.parse(text)
    if (Array.isArray(cas) && cas.every(isClientCa) && cas.every(({ certificate }) => readCertificate(certificate)))
      return cas
  } catch {
    // Said below: what a parser says about the text helps nobody.
  }
  throw new Error(`${file} is damaged: it must be what offhook ca trust wrote`)
}

/** Writes the CAs so that a crash leaves the old file or the new one. */
export function writeClientCas(file: string, cas: readonly ClientCa[]): void {
  const draft = `${file}.tmp`
  const handle = openSync(draft, 'w', 0o600)
  try {
    writeFileSync(handle, `${JSON.stringify(cas, null, 2)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
}

/** The CAs with some more; one that is there already is replaced. */
export function withClientCas(known: readonly ClientCa[], more: readonly ClientCa[]): ClientCa[] {
  return [...known.filter((ca) => !more.some((other) => other.certificate === ca.certificate)), ...more]
}
