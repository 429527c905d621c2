import { DomainError } from '../domain/errors.js'
import type { Tenant, User } from '../domain/model.js'
import { ADMIN_ACCOUNT } from '../domain/second-factor.js'
import type { Secret } from '../domain/secret.js'
import { verifyPassword } from '../security/password.js'
import { RememberedPasswords } from '../security/remembered.js'
import type { Reader, Store } from '../store/store.js'
import type { Attempts } from './attempts.js'
import type { SecondFactors } from './second-factors.js'
import type { ServerService } from './server.js'

/** Who is not to be let in, whatever they know. */
export const usable = (user: User): boolean => user.enabled && user.deleted_at === null && user.portal !== false

/** A name and password as a caller states them. */
export interface PasswordLogin {
  readonly username: string
  readonly password: Secret
  /** SIP domain of the tenant; without one the default tenant, or the system administrator. */
  readonly domain: string | undefined
  /** A code of the second factor, or one of its recovery codes. */
  readonly totp?: Secret | undefined
}

/** Whose name and password it was. */
export type Account = User | 'system'

export interface LoginCheckDeps {
  readonly store: Store
  readonly server: ServerService
  readonly attempts: Attempts
  readonly secondFactors: SecondFactors
}

const idOf = (account: Account): string => (account === 'system' ? ADMIN_ACCOUNT : account.id)

const failed = (): never => {
  throw new DomainError('login_failed', 'Login failed, authentication error')
}

/** Judges names and passwords. Unknown names take as long as wrong passwords, and slow further attempts just the same. */
export class LoginCheck {
  readonly #deps: LoginCheckDeps
  readonly #remembered = new RememberedPasswords()

  constructor(deps: LoginCheckDeps) {
    this.#deps = deps
  }

  /** The tenant a login's domain names; without one, the default tenant. */
  async tenantOf(reader: Reader, domain: string | undefined): Promise<Tenant | undefined> {
    if (domain) return (await reader.find('tenants', 'sip_domain', domain.toLowerCase()))[0]
    return reader.get('tenants', (await this.#deps.server.record(reader)).default_tenant_id)
  }

  /** The account of that name, and the hash of its password: null where nobody can log in by it. */
  async #named({ username, domain }: PasswordLogin): Promise<{ account?: Account; hash: string | null }> {
    const { store, server } = this.#deps
    const name = username.toLowerCase()
    if (name === ADMIN_ACCOUNT && !domain)
      return { account: 'system', hash: (await server.record()).admin_password_hash }
    const tenant = await this.tenantOf(store, domain)
    const user = tenant ? (await store.find('users', 'login', `${tenant.id}/${name}`))[0] : undefined
    return user && usable(user) ? { account: user, hash: user.password_hash } : { hash: null }
  }

  /**
   * @throws DomainError `login_failed`; `totp_required` when the password is right and the code it needs is absent;
   * TooManyError after too many failures from `source`, a missing code among them: it could pass for no attempt.
   */
  async check(login: PasswordLogin, source: string): Promise<Account> {
    const { attempts, secondFactors } = this.#deps
    return attempts.run(`${login.domain ?? ''}/${login.username}`, source, async () => {
      const { account, hash } = await this.#named(login)
      if (!(await verifyPassword(hash, login.password.reveal())) || !account) return failed()
      await secondFactors.pass(idOf(account), login.totp)
      return account
    })
  }

  /**
   * {@link check} for callers that send name and password with every request: what was right lately is so at once.
   * They cannot send a code with each, so an account that needs one is not let in this way.
   */
  async checkAgain(login: PasswordLogin, source: string): Promise<Account> {
    const { account, hash } = await this.#named(login)
    const text = login.password.reveal()
    if (account && this.#remembered.has(hash, text)) {
      await this.#deps.secondFactors.pass(idOf(account), undefined)
      return account
    }
    const checked = await this.check(login, source)
    if (hash !== null) this.#remembered.add(hash, text)
    return checked
  }
}
