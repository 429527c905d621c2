import type { Phone, Tenant, User } from '../domain/model.js'
import { type NotifySettings, notifyOf } from '../domain/notify.js'
import type { NotifyOrder } from '../domain/ports.js'
import type { Registration } from '../domain/registration.js'
import { bracketed, parseUri } from '../domain/sip-uri.js'
import { isPrivate } from '../security/addresses.js'
import type { Store } from '../store/store.js'
import { ownRegistrations, type RegistrationService } from './registrations.js'

export interface RouteDeps {
  readonly store: Store
  readonly registrations: RegistrationService
}

/** Who is asked to fetch. */
export interface Addressee {
  readonly tenant: Tenant
  readonly phone: Pick<Phone, 'id' | 'mac' | 'lines'>
  /** SIP user the device is registered as; null = it has no account. */
  readonly account: string | null
  /** Host of the account's registrar, as the phone was told. */
  readonly domain: string
  readonly reboot: boolean
}

/**
 * Where a NOTIFY for the phone goes by the tenant's route, or why there is no way to it.
 * Credentials go to the registrar or proxy alone: whoever answers at a phone's address is not to learn anything.
 */
export async function orderFor(deps: RouteDeps, asked: Addressee): Promise<NotifyOrder | string> {
  const { tenant, account, domain, reboot } = asked
  const choice = notifyOf(tenant)
  if (choice.route === 'none') return 'no route for NOTIFY is set'
  const contacts = await contactsOf(deps, asked)
  if (choice.route === 'direct') return directly(deps, asked, contacts)
  if (account === null) return 'the phone has no account it could be registered with'
  const mine = contacts.length === 1 ? contacts[0] : undefined
  // A registrar sends what is for an account to every device of it. To fetch once more hurts nobody, to restart does.
  if (reboot && !mine && (await isShared(deps, asked)))
    return 'the user sits at several phones, and which registration is this one is not known: all would restart'
  return {
    user: account,
    domain,
    ...(mine && (choice.route === 'proxy' || reboot) ? { contact: mine.contact_address } : {}),
    to: { host: choice.host ?? domain, port: choice.port, transport: choice.transport },
    reboot,
    ...(choice.credentials ? { credentials: choice.credentials } : {}),
  }
}

async function directly(
  { store }: RouteDeps,
  { tenant, phone, account, domain, reboot }: Addressee,
  contacts: readonly Registration[],
): Promise<NotifyOrder | string> {
  const { transport }: NotifySettings = notifyOf(tenant)
  // Of several registrations of one phone the freshest is where it is now.
  const contact = [...contacts].sort((a, b) => b.expires_at.localeCompare(a.expires_at))[0]?.contact_address
  // A contact without brackets is all URI here: what stands behind a semicolon is its, not a header's.
  const uri = contact === undefined ? undefined : parseUri(contact.includes('<') ? contact : `<${contact}>`)
  if (contact !== undefined && uri?.secure) return 'the phone registered over TLS: only its registrar reaches it'
  if (contact !== undefined && uri)
    return {
      user: account ?? uri.user,
      domain,
      contact,
      to: { host: uri.host, port: uri.port ?? 5060, transport: uri.transport ?? transport },
      reboot,
    }
  const source = (await store.get('served', phone.id))?.source
  if (source === undefined) return 'the phone is neither registered nor was it seen'
  // A public address is a router's, a loopback one a proxy's of ours: nobody behind it could be meant.
  if (!isPrivate(source)) return `the phone is not registered, and ${source} is not an address of its own`
  return {
    user: account ?? phone.mac,
    domain,
    contact: `sip:${account ?? phone.mac}@${bracketed(source)}`,
    to: { host: source, port: 5060, transport },
    reboot,
  }
}

/** Registrations of the account that are this phone's. */
async function contactsOf(deps: RouteDeps, asked: Addressee): Promise<readonly Registration[]> {
  const user = await userOf(deps, asked)
  return user ? ownRegistrations(asked.phone, await deps.registrations.of(user), await isShared(deps, asked)) : []
}

/** The user whose account it is; a deleted one has no registrations left. */
async function userOf({ store }: RouteDeps, { tenant, account }: Addressee): Promise<User | undefined> {
  return account === null ? undefined : (await store.find('users', 'sip_user', `${tenant.id}/${account}`))[0]
}

async function isShared(deps: RouteDeps, asked: Addressee): Promise<boolean> {
  const user = await userOf(deps, asked)
  const phones = user ? await deps.store.find('phones', 'user', user.id) : []
  return phones.filter(({ id }) => id !== asked.phone.id).length > 0
}
