import { DomainError, notFound } from '../domain/errors.js'
import type { Session, Tenant, User } from '../domain/model.js'
import type { OperatorToken } from '../domain/operator.js'
import { type Actor, PERMISSIONS } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import { ADMIN_ACCOUNT } from '../domain/second-factor.js'
import type { Secret } from '../domain/secret.js'
import { createPathToken, hashToken } from '../security/token.js'
import type { Transaction } from '../store/store.js'
import { newId } from './id.js'
import { LoginCheck, type LoginCheckDeps, type PasswordLogin, usable } from './login-check.js'
import { operatorOf } from './operators.js'
import { roleNamed } from './roles.js'

const ACCESS_SECONDS = 1800
const REFRESH_SECONDS = 24 * 3600

/** A fresh pair of tokens; the texts leave the server once, in the answer to the login. */
export interface Login {
  readonly access: Secret
  readonly refresh: Secret
  readonly expires_in: number
  readonly role: string
}

/** How long a token holds, and as what. */
export interface Validity {
  readonly expires_at: string | null
  readonly expires_in: number | null
  readonly role: string
}

interface AuthDeps extends LoginCheckDeps {
  readonly ports: Ports
}

const failed = (): never => {
  throw new DomainError('login_failed', 'Login failed, authentication error')
}

/** Logins and who a token stands for. */
export class AuthService {
  readonly #deps: AuthDeps
  readonly #check: LoginCheck

  constructor(deps: AuthDeps) {
    this.#deps = deps
    this.#check = new LoginCheck(deps)
  }

  /**
   * Checks a login. Unknown names take as long as wrong passwords, and slow down further attempts just the same.
   * @throws DomainError `login_failed`; `totp_required` when the password is right and the code it needs is absent;
   * TooManyError after too many failures from `source`, a missing code among them: it could pass for no attempt.
   */
  async login(shown: PasswordLogin, source: string): Promise<Login> {
    const account = await this.#check.check(shown, source)
    return account === 'system'
      ? this.#open(null, null, 'SystemAdmin')
      : this.#open(account.id, account.tenant_id, account.role)
  }

  /** Exchanges a refresh token for a new pair; the old pair ends. @throws DomainError `login_failed`. */
  async refresh(token: Secret): Promise<Login> {
    const { store, ports } = this.#deps
    const session = await store.get('sessions', hashToken(token.reveal()))
    if (session?.kind !== 'refresh' || Date.parse(session.expires_at) <= ports.now().getTime()) return failed()
    const user = session.user_id === null ? undefined : await store.get('users', session.user_id)
    if (session.user_id !== null && !(user && usable(user))) return failed()
    return this.#open(session.user_id, session.tenant_id, user?.role ?? 'SystemAdmin', session.login_id)
  }

  async #open(user_id: string | null, tenant_id: string | null, role: string, ends?: string): Promise<Login> {
    const { store, ports } = this.#deps
    const random = (n: number) => ports.random(n)
    const access = createPathToken(random)
    const refresh = createPathToken(random)
    const now = ports.now()
    const login_id = newId(ports)
    const session = (hash: string, kind: Session['kind'], seconds: number): Session => ({
      id: hash,
      created_at: now.toISOString(),
      user_id,
      tenant_id,
      kind,
      login_id,
      expires_at: new Date(now.getTime() + seconds * 1000).toISOString(),
    })
    await store.transact(async (tx) => {
      if (ends) await endLogin(tx, ends)
      for (const old of await tx.find('sessions', 'user', user_id ?? ADMIN_ACCOUNT)) {
        if (Date.parse(old.expires_at) <= now.getTime()) tx.remove('sessions', old.id)
      }
      tx.put('sessions', session(access.hash, 'access', ACCESS_SECONDS))
      tx.put('sessions', session(refresh.hash, 'refresh', REFRESH_SECONDS))
    })
    return { access: access.secret, refresh: refresh.secret, expires_in: ACCESS_SECONDS, role }
  }

  /** Ends the login the token belongs to. */
  async logout(token: Secret): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const session = await tx.get('sessions', hashToken(token.reveal()))
      if (session) await endLogin(tx, session.login_id)
    })
  }

  /** When the access token ends. @throws DomainError `unauthorized`. */
  async session(token: Secret): Promise<Session> {
    const { store, ports } = this.#deps
    const session = await store.get('sessions', hashToken(token.reveal()))
    const valid = session?.kind === 'access' && Date.parse(session.expires_at) > ports.now().getTime()
    if (!valid) throw new DomainError('unauthorized', 'the token is absent, unknown or expired')
    return session
  }

  /** When a token ends (null = when it is revoked), how many seconds that is away, and whose role it carries. */
  async validity(token: Secret, { user_id }: Actor): Promise<Validity> {
    const { store, ports } = this.#deps
    const operator = await operatorOf(store, token, ports.now())
    const { expires_at } = operator ?? (await this.session(token))
    const user = user_id === null ? undefined : await store.get('users', user_id)
    const seconds = (at: string) => Math.ceil((Date.parse(at) - ports.now().getTime()) / 1000)
    const expires_in = expires_at === null ? null : seconds(expires_at)
    return { expires_at, expires_in, role: operator?.role ?? user?.role ?? 'SystemAdmin' }
  }

  /** The tenant a caller who may choose acts in; without a choice the default one. */
  async #named(tenant: string | undefined): Promise<Tenant> {
    const { store } = this.#deps
    const asked = tenant
      ? ((await store.get('tenants', tenant)) ?? (await this.#check.tenantOf(store, tenant)))
      : await this.#check.tenantOf(store, undefined)
    return asked ?? notFound('tenant')
  }

  /** A program acts in the tenant its token was made in, unless its role reaches beyond tenants and it names one. */
  async #operator(operator: OperatorToken, tenant: string | undefined): Promise<Actor> {
    const role = await roleNamed(this.#deps.store, operator.tenant_id, operator.role)
    const permissions = new Set(role?.permissions ?? [])
    const elsewhere = tenant !== undefined && permissions.has('system.dealer')
    const tenant_id = elsewhere ? (await this.#named(tenant)).id : operator.tenant_id
    return { tenant_id, user_id: null, program: operator.name, permissions }
  }

  /**
   * Who is asking. The system administrator acts in the default tenant unless `tenant` (id or SIP domain) says otherwise.
   * @throws DomainError `unauthorized`; `not_found` for a tenant that is none.
   */
  async actor(token: Secret, tenant: string | undefined): Promise<Actor> {
    const { store, ports } = this.#deps
    const operator = await operatorOf(store, token, ports.now())
    if (operator) return this.#operator(operator, tenant)
    const session = await this.session(token)
    if (session.user_id === null) return this.#system(tenant)
    const user = await store.get('users', session.user_id)
    if (!user || !usable(user)) throw new DomainError('unauthorized', 'the user is disabled')
    return this.#person(user)
  }

  /**
   * Who a name and password sent with the request stand for; otherwise as {@link actor}.
   * @throws DomainError `unauthorized`, `not_found`; TooManyError after too many failures from `source`.
   */
  async actorOfLogin(login: PasswordLogin, tenant: string | undefined, source: string): Promise<Actor> {
    const account = await this.#check.checkAgain(login, source).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'login_failed')
        throw new DomainError('unauthorized', error.message)
      throw error
    })
    return account === 'system' ? this.#system(tenant) : this.#person(account)
  }

  async #system(tenant: string | undefined): Promise<Actor> {
    const { id } = await this.#named(tenant)
    return { tenant_id: id, user_id: null, permissions: new Set(PERMISSIONS) }
  }

  async #person(user: User): Promise<Actor> {
    const role = await roleNamed(this.#deps.store, user.tenant_id, user.role)
    return { tenant_id: user.tenant_id, user_id: user.id, permissions: new Set(role?.permissions ?? []) }
  }
}

async function endLogin(tx: Transaction, login_id: string): Promise<void> {
  for (const session of await tx.find('sessions', 'login', login_id)) tx.remove('sessions', session.id)
}
