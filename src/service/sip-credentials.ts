import type { Tenant, User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { ha1Of } from '../security/ha1.js'
import type { Store } from '../store/store.js'

/** What a registrar needs to check a user, instead of the password. */
export interface SipHashes {
  readonly ha1: string
  /** For phones that put the domain into the user name. */
  readonly ha1b: string
}

/** Both hashes of a user, whose realm is the SIP domain of the tenant. */
export const hashesOf = (
  { sip_user, sip_password }: Pick<User, 'sip_user' | 'sip_password'>,
  { sip_domain }: Pick<Tenant, 'sip_domain'>,
): SipHashes => ({
  ha1: ha1Of(sip_user, sip_domain, sip_password),
  ha1b: ha1Of(`${sip_user}@${sip_domain}`, sip_domain, sip_password),
})

/** Answers registrars that keep no users of their own. */
export class SipCredentials {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * A user who may register in the realm now, as a registrar should know them; undefined for everybody else: unknown,
   * disabled, deleted, or of another tenant than the actor's.
   */
  async find(actor: Actor, sip_user: string, realm: string): Promise<{ user: User; hashes: SipHashes } | undefined> {
    const tenant = await this.#store.get('tenants', actor.tenant_id)
    if (!tenant || tenant.sip_domain !== realm.toLowerCase()) return undefined
    const [user] = await this.#store.find('users', 'sip_user', `${tenant.id}/${sip_user}`)
    return user?.enabled && user.deleted_at === null ? { user, hashes: hashesOf(user, tenant) } : undefined
  }
}
