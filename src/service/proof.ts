import { fileIn, macInName, vendorNamed, vendors } from '../catalogue/index.js'
import type { Mac } from '../domain/mac.js'
import type { EnrolmentWindow, Phone, Tenant } from '../domain/model.js'
import { contains, type Network, parseNetworks } from '../security/addresses.js'
import type { ClientCas } from '../security/client-certificate.js'
import { hashToken } from '../security/token.js'
import type { Reader } from '../store/store.js'
import { phoneOfCertificate } from './certificate-proof.js'
import type { Asked } from './path.js'
import type { LoginRequest, PhoneLogin } from './phone-login.js'

/** Why a request may have a phone's file, or why it may not, in an administrator's words. */
export type Proof =
  | {
      readonly by: 'lasting' | 'previous' | 'enrolment' | 'login' | 'certificate' | 'network' | 'tombstone'
      readonly phone: Phone
    }
  /** A tenant's token or a trusted network, for a file that names no phone and is the same for all. */
  | { readonly by: 'shared'; readonly phone: undefined }
  /** `asks`: nothing was shown yet, and a login may follow; no reason to call it a miss where phones log in. */
  | {
      readonly by: undefined
      readonly reason: string
      readonly asks?: boolean
      /** Whose enrolment token was shown, for a phone that is none of theirs. */
      readonly tenant_id?: string
    }

/** What of a request may prove something. */
export interface Bearer extends LoginRequest {
  /** The client's address; forwarding headers are already judged. */
  readonly source: string
  /** The client certificate and what came with it, DER, leaf first. */
  readonly certificates: readonly Buffer[]
}

/** What proofs are judged by. */
export interface ProofDeps {
  readonly trusted: readonly Network[]
  readonly login: PhoneLogin
  readonly clientCas: ClientCas
}

/** How long a deleted or replaced phone is still told to clear itself. */
const TOMBSTONE_MS = 90 * 24 * 3600 * 1000

/** Whether an enrolment window lets somebody in now. */
export const windowOpen = (window: EnrolmentWindow | null, now: Date): boolean =>
  window !== null && window.closed_at === null && Date.parse(window.expires_at) > now.getTime()

/** Why a window lets nobody in. A phone that comes back to it has mostly lost what it was told. */
function whyClosed(window: EnrolmentWindow | null): string {
  if (window === null) return 'no enrolment window was opened for this phone'
  return window.closed_at === null
    ? `the enrolment window ended on ${window.expires_at.slice(0, 10)}`
    : 'the enrolment token was used already, or its window was closed (factory reset?)'
}

const refused = (reason: string, tenant_id?: string): Proof => ({
  by: undefined,
  reason,
  ...(tenant_id === undefined ? {} : { tenant_id }),
})

const isShared = (file: string): boolean => vendors.some((vendor) => fileIn(vendor, file)?.row.shared)

async function phoneNamed(reader: Reader, file: string): Promise<{ mac: Mac | undefined; phone: Phone | undefined }> {
  const mac = macInName(file)
  return { mac, phone: mac ? (await reader.find('phones', 'mac', mac))[0] : undefined }
}

/** Whether a site's networks, where its tenant names some, hold the address. */
const isOnSite = ({ enrolment_networks }: Tenant, source: string): boolean =>
  enrolment_networks.length === 0 || contains(parseNetworks(enrolment_networks.join(',')), source)

/** An enrolment token opens the phone's file while its window is open, if wanted only from the site's networks. */
function byWindow(phone: Phone, tenant: Tenant | undefined, source: string, now: Date): Proof {
  if (tenant && !isOnSite(tenant, source)) return refused('an enrolment token was used from outside its networks')
  return windowOpen(phone.window, now) ? { by: 'enrolment', phone } : refused(whyClosed(phone.window))
}

/** The tenant's token opens the file of any of its phones. */
async function byTenant(reader: Reader, tenant: Tenant, file: string, source: string, now: Date): Promise<Proof> {
  const { mac, phone } = await phoneNamed(reader, file)
  if (phone && phone.tenant_id === tenant.id) return byWindow(phone, tenant, source, now)
  if (mac) return refused('the tenant token was used for a phone that is not of this tenant', tenant.id)
  if (!isOnSite(tenant, source)) return refused('an enrolment token was used from outside its networks')
  return isShared(file)
    ? { by: 'shared', phone: undefined }
    : refused('the tenant token needs a file that names a phone')
}

async function byToken(reader: Reader, token: string, file: string, source: string, now: Date): Promise<Proof> {
  const hash = hashToken(token)
  const [phone] = await reader.find('phones', 'token', hash)
  if (phone) {
    if (phone.token.hash === hash) return { by: 'lasting', phone }
    if (phone.previous_token?.hash === hash) return { by: 'previous', phone }
    return byWindow(phone, await reader.get('tenants', phone.tenant_id), source, now)
  }
  const [tombstone] = await reader.find('tombstones', 'token', hash)
  if (tombstone?.deleted_at) {
    const over = Date.parse(tombstone.deleted_at) + TOMBSTONE_MS < now.getTime()
    return over ? refused('the phone was deleted long ago') : { by: 'tombstone', phone: tombstone }
  }
  const [tenant] = await reader.find('tenants', 'enrolment_token', hash)
  return tenant ? byTenant(reader, tenant, file, source, now) : refused('unknown token')
}

/** An enrolment may need a PIN beside its token. It is asked for after the token, which alone says whose PIN. */
async function withPin(reader: Reader, proof: Proof, request: LoginRequest, login: PhoneLogin): Promise<Proof> {
  if (proof.by !== 'enrolment') return proof
  const { phone } = proof
  const tenant = await reader.get('tenants', phone.tenant_id)
  if (!tenant?.enrolment_pin) return proof
  const user = await reader.get('users', phone.lines[0]?.user_id ?? '')
  const wrong = await login.pin(phone.id, user?.pin ?? undefined, request)
  return wrong === undefined ? proof : { by: undefined, reason: wrong, asks: request.authorization === undefined }
}

async function byNetwork(reader: Reader, { file }: Asked): Promise<Proof> {
  const { mac, phone } = await phoneNamed(reader, file)
  if (phone) return { by: 'network', phone }
  return !mac && isShared(file)
    ? { by: 'shared', phone: undefined }
    : refused('the trusted network asked for an unknown phone')
}

/**
 * Finds what a request proves (design ch. 5), the five proofs in turn; the first that holds counts. A MAC in the name
 * decides which phone a shared proof opens, never whether there is a proof: nothing is looked up by it before.
 */
export async function prove(
  reader: Reader,
  asked: Asked,
  request: Bearer,
  { trusted, login, clientCas }: ProofDeps,
  now: Date,
): Promise<Proof> {
  const { source, certificates, authorization } = request
  const reasons: string[] = []
  let tenant_id: string | undefined
  if (asked.token !== undefined) {
    const proof = await withPin(reader, await byToken(reader, asked.token, asked.file, source, now), request, login)
    if (proof.by !== undefined || proof.asks) return proof
    reasons.push(proof.reason)
    tenant_id = proof.tenant_id
  }
  if (certificates.length > 0) {
    const phone = await phoneOfCertificate(reader, clientCas, certificates, now)
    if (typeof phone !== 'string') return { by: 'certificate', phone }
    reasons.push(phone)
  }
  if (authorization !== undefined) {
    const phone = await login.phoneOf(reader, request)
    if (typeof phone !== 'string') return { by: 'login', phone }
    reasons.push(phone)
  }
  if (asked.token === undefined && trusted.length > 0 && contains(trusted, source)) return byNetwork(reader, asked)
  return reasons.length > 0 ? refused(reasons.join('; '), tenant_id) : { by: undefined, reason: 'no proof', asks: true }
}

/** The vendor whose table a shared file without a phone is looked up in. */
export function sharedVendor(file: string, phone: Phone | undefined) {
  return phone ? vendorNamed(phone.vendor) : vendors.find((vendor) => fileIn(vendor, file)?.row.shared)
}
