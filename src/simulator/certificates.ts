import { X509Certificate } from 'node:crypto'

function readable(der: Buffer): string | undefined {
  try {
    return new X509Certificate(der).toString()
  } catch {
    return undefined
  }
}

/**
 * Certificates as PEM from what configurations carry: PEM (one or more), the base64 between its markers, or DER.
 * @returns undefined when one of them cannot be read
 */
export function toPem(content: string | Buffer): string | undefined {
  const text = typeof content === 'string' ? content : content.toString('latin1')
  const framed = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)]
  const bodies = framed.length > 0 ? framed.map((match) => match[1] ?? '') : [text]
  const isText = bodies.every((body) => /^[A-Za-z0-9+/\s]+=*\s*$/.test(body))
  if (!isText) return typeof content === 'string' ? undefined : readable(content)
  const pems = bodies.map((body) => readable(Buffer.from(body, 'base64')))
  return pems.every((pem) => pem !== undefined) ? pems.join('') : undefined
}
