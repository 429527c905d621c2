import { vendorNamed } from '../catalogue/index.js'
import { type Mac, parseMac } from '../domain/mac.js'
import type { Phone } from '../domain/model.js'
import type { CertificateVerdict, ClientCas } from '../security/client-certificate.js'
import type { Reader } from '../store/store.js'

/** What our own CA is called where a vendor's name would stand. */
export const OWN_CA = 'offhook'

/** Our own CA writes the bare address; a vendor's rule stands in its table. */
const OWN_RULE = { commonName: /^(?<mac>[0-9a-f]{12})$/i, organisation: undefined }

/** The MAC a certificate was made out to, or in words why it names none. */
function macOf({ commonNames, organisations }: CertificateVerdict, vendor: string): Mac | string {
  const rule = vendor === OWN_CA ? OWN_RULE : vendorNamed(vendor)?.certificate
  if (!rule) return `${vendor} has no rule for certificates`
  const [name, ...others] = commonNames
  if (name === undefined || others.length > 0) return 'the certificate does not have one common name'
  if (rule.organisation !== undefined && !organisations.includes(rule.organisation))
    return `the certificate is not made out to ${rule.organisation}`
  const mac = parseMac(rule.commonName.exec(name)?.groups?.mac ?? '')
  return mac ?? 'the certificate is generic: it names no MAC'
}

/** Proof 4: the phone a client certificate names, or in words why it proves nothing. */
export async function phoneOfCertificate(
  reader: Reader,
  cas: ClientCas,
  chain: readonly Buffer[],
  now: Date,
): Promise<Phone | string> {
  const verdict = cas.judge(chain, now)
  if (!verdict) return 'the client certificate cannot be read'
  if (!verdict.ca) return 'the client certificate comes from no CA that is trusted here'
  if (!verdict.forClients) return 'the certificate is not one for clients'
  if (verdict.dates === 'not yet valid') return 'the client certificate is not yet valid'
  if (verdict.dates === 'expired' && !verdict.ca.allow_expired) return 'the client certificate has expired'
  const { vendor } = verdict.ca
  const mac = macOf(verdict, vendor)
  const phone = parseMac(mac) ? (await reader.find('phones', 'mac', mac))[0] : undefined
  if (!parseMac(mac)) return mac
  if (!phone) return `the certificate names ${mac}, an unknown phone`
  if (vendor !== OWN_CA && phone.vendor !== vendor)
    return `a certificate of ${vendor} was used for a phone of ${phone.vendor}`
  return phone
}
