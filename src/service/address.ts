import type { Phone, ServerRecord, Tenant } from '../domain/model.js'
import { phonePassword } from '../security/credentials.js'

/** How phones reach this server. */
export interface Addresses {
  /** Base URLs without a closing slash; at least one is set. */
  readonly http: string | null
  readonly https: string | null
  /** True when an administrator set or confirmed them; only then do files carry them. */
  readonly safe: boolean
  /** True when phones trust our certificate without being taught. */
  readonly trusted: boolean
}

/** What the listeners and the configuration say about addresses, before any choice of an administrator. */
export interface AddressSource {
  readonly configured: readonly string[]
  readonly guessed: readonly string[]
  /** The server certificate was signed by our own CA. */
  readonly ownCa: boolean
}

const withScheme = (urls: readonly string[], scheme: string): string | null =>
  urls.find((url) => url.startsWith(`${scheme}://`))?.replace(/\/+$/, '') ?? null

/** The addresses somebody vouched for: by API, else by configuration; null when nobody did. */
export const chosenUrls = (source: AddressSource, server: ServerRecord | undefined): readonly string[] | null =>
  server?.public_urls ?? (source.configured.length > 0 ? source.configured : null)

/** What phones are told; `older` in place of the present addresses while a phone still has older ones. */
export function addressesOf(
  source: AddressSource,
  server: ServerRecord | undefined,
  older?: readonly string[],
): Addresses {
  const chosen = chosenUrls(source, server)
  const urls = older ?? chosen ?? source.guessed
  return {
    http: withScheme(urls, 'http'),
    https: withScheme(urls, 'https'),
    safe: chosen !== null,
    trusted: !source.ownCa || (server?.ca_installed ?? false),
  }
}

/** The base URL for a phone's choice of scheme; a scheme without an address falls back to the other one. */
export function baseFor(addresses: Addresses, https: boolean | null): string | null {
  const wanted = https ?? addresses.trusted
  return wanted ? (addresses.https ?? addresses.http) : (addresses.http ?? addresses.https)
}

/** A phone's own address, ending in `/`. */
export function urlOf(addresses: Addresses, phone: Phone): string | null {
  const base = baseFor(addresses, phone.https)
  return base === null ? null : `${base}/p/${phone.token.secret.reveal()}/`
}

/**
 * The address for the first contact (redirect service, PnP, an installer). With a certificate of our own CA
 * the phone cannot check it yet, so it comes by http.
 */
export function enrolmentUrlOf(addresses: Addresses, phone: Phone): string | null {
  const base = baseFor(addresses, addresses.trusted ? phone.https : false)
  return base === null ? null : `${base}/p/${phone.enrolment_token.secret.reveal()}/`
}

/** What a phone logs in with where its tenant lets phones do so. */
export function loginOf(phone: Phone, tenant: Tenant | undefined): { user: string; password: string } | null {
  if ((tenant?.phone_login ?? 'off') === 'off') return null
  return { user: phone.mac, password: phonePassword(phone.token).reveal() }
}
