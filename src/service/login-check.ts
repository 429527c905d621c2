import { setTimeout } from 'node:timers/promises'
import { DomainError, TooManyError } from '../domain/errors.js'
import type { Tenant, User } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { Secret } from '../domain/secret.js'
import { LoginGuard } from '../security/login-guard.js'
import { verifyPassword } from '../security/password.js'
import { RememberedPasswords } from '../security/remembered.js'
import type { Reader, Store } from '../store/store.js'
import type { ServerService } from './server.js'

export const ADMIN_LOGIN = 'admin'

/** Who is not to be let in, whatever they know. */
export const usable = (user: User): boolean => user.enabled && user.deleted_at === null && user.portal !== false

/** A name and password as a caller states them. */
export interface PasswordLogin {
  readonly username: string
  readonly password: Secret
  /** SIP domain of the tenant; without one the default tenant, or the system administrator. */
  readonly domain: string | undefined
}

/** Whose name and password it was. */
export type Account = User | 'system'

export interface LoginCheckDeps {
  readonly store: Store
  readonly ports: Ports
  readonly server: ServerService
}

const failed = (): never => {
  throw new DomainError('login_failed', 'Login failed, authentication error')
}

/** Judges names and passwords. Unknown names take as long as wrong passwords, and slow further attempts just the same. */
export class LoginCheck {
  readonly #deps: LoginCheckDeps
  readonly #guard: LoginGuard
  readonly #remembered = new RememberedPasswords()
  readonly #pause: (ms: number) => Promise<unknown>

  constructor(deps: LoginCheckDeps) {
    this.#deps = deps
    this.#guard = new LoginGuard(() => deps.ports.now())
    this.#pause = setTimeout
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
    if (name === ADMIN_LOGIN && !domain) return { account: 'system', hash: (await server.record()).admin_password_hash }
    const tenant = await this.tenantOf(store, domain)
    const user = tenant ? (await store.find('users', 'login', `${tenant.id}/${name}`))[0] : undefined
    return user && usable(user) ? { account: user, hash: user.password_hash } : { hash: null }
  }

  /** @throws DomainError `login_failed`; TooManyError after too many failures from `source`. */
  async check(login: PasswordLogin, source: string): Promise<Account> {
    return this.#guarded(login, source, async () => {
      const { account, hash } = await this.#named(login)
      return (await verifyPassword(hash, login.password.reveal())) && account ? account : failed()
    })
  }

  /** {@link check} for callers that send name and password with every request: what was right lately is so at once. */
  async checkAgain(login: PasswordLogin, source: string): Promise<Account> {
    const { account, hash } = await this.#named(login)
    const text = login.password.reveal()
    if (account && this.#remembered.has(hash, text)) return account
    const checked = await this.check(login, source)
    if (hash !== null) this.#remembered.add(hash, text)
    return checked
  }

  async #guarded<T>({ username, domain }: PasswordLogin, source: string, attempt: () => Promise<T>): Promise<T> {
    const name = `${domain ?? ''}/${username}`
    const verdict = this.#guard.begin(name, source)
    if ('retryAfterMs' in verdict)
      throw new TooManyError('too many failed logins', Math.ceil(verdict.retryAfterMs / 1000))
    const { pauseMs } = verdict
    let right = false
    try {
      if (pauseMs > 0) await this.#pause(pauseMs)
      const result = await attempt()
      right = true
      return result
    } finally {
      this.#guard.end(name, source, right, pauseMs)
    }
  }
}
