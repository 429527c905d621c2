import { DomainError, type Problems } from '../domain/errors.js'
import type { Session } from '../domain/model.js'
import { ADMIN_ACCOUNT, type SecondFactor } from '../domain/second-factor.js'
import type { Secret } from '../domain/secret.js'
import { verifyPassword } from '../security/password.js'
import { createRecoveryCodes, createTotpKey, recoveryHash, totpStep, totpUri } from '../security/totp.js'
import type { Transaction } from '../store/store.js'
import type { Attempts } from './attempts.js'
import type { ServiceDeps } from './context.js'
import type { ServerService } from './server.js'

export interface SecondFactorState {
  readonly enabled: boolean
  readonly recovery_codes_left: number
}

interface Deps extends ServiceDeps {
  readonly server: ServerService
  readonly attempts: Attempts
}

const accountOf = ({ user_id }: Session): string => user_id ?? ADMIN_ACCOUNT

/** The factor after this code, or undefined when the code is wrong, too old or was taken before. */
function after(factor: SecondFactor, code: Secret, now: Date): SecondFactor | undefined {
  const step = totpStep(factor.secret, code, now)
  if (step !== undefined) return step > factor.last_step ? { ...factor, last_step: step } : undefined
  const used = recoveryHash(code)
  const recovery = factor.recovery.filter((hash) => hash !== used)
  return recovery.length < factor.recovery.length ? { ...factor, recovery } : undefined
}

/** One-time codes (RFC 6238) that administrators may demand beside their own password. */
export class SecondFactors {
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async state(session: Session): Promise<SecondFactorState> {
    const factor = await this.#deps.store.get('second_factors', accountOf(session))
    const enabled = factor !== undefined && factor.confirmed_at !== null
    return { enabled, recovery_codes_left: enabled ? factor.recovery.length : 0 }
  }

  /**
   * Makes a key; its text leaves the server here and never again. It counts from {@link confirm} on. The password is
   * asked for again, so that nobody locks an account with a session left open.
   * @throws DomainError `invalid` for a wrong password; `taken` when codes are asked for already.
   */
  async begin(
    session: Session,
    password: Secret | undefined,
    source: string,
    problems: Problems,
  ): Promise<{ key: Secret; uri: Secret }> {
    const { store, ports, attempts } = this.#deps
    problems.throwIfAny()
    const id = accountOf(session)
    const { hash, label } = await this.#owner(session)
    await attempts.run(`second factor/${id}`, source, async () => {
      if (password && (await verifyPassword(hash, password.reveal()))) return
      problems.add('password', 'wrong', 'is not the password of this account')
      problems.throwIfAny()
    })
    const key = createTotpKey((n) => ports.random(n))
    const created_at = ports.now().toISOString()
    await store.transact(async (tx) => {
      if ((await tx.get('second_factors', id))?.confirmed_at) {
        problems.conflict('totp', 'unique', 'codes are asked for already; end that first')
        problems.throwIfAny()
      }
      const { tenant_id } = session
      tx.put('second_factors', {
        id,
        created_at,
        tenant_id,
        secret: key,
        confirmed_at: null,
        last_step: 0,
        recovery: [],
      })
    })
    return { key, uri: totpUri(key, label) }
  }

  /**
   * Takes the first code: from now on every login of the account needs one.
   * @returns recovery codes, each good for one login; only their hashes are kept.
   * @throws DomainError `invalid` for a wrong code; `not_found` without a key.
   */
  async confirm(session: Session, code: Secret | undefined, source: string, problems: Problems): Promise<Secret[]> {
    const { ports } = this.#deps
    const codes = createRecoveryCodes((n) => ports.random(n))
    await this.#withCode(session, code, source, problems, (tx, factor) => {
      if (factor.confirmed_at !== null) {
        problems.conflict('totp', 'unique', 'codes are asked for already')
        problems.throwIfAny()
      }
      tx.put('second_factors', {
        ...factor,
        confirmed_at: ports.now().toISOString(),
        recovery: codes.map(recoveryHash),
      })
    })
    return codes
  }

  /** Back to the password alone. @throws DomainError `invalid` for a wrong code; `not_found` when there is no factor. */
  async end(session: Session, code: Secret | undefined, source: string, problems: Problems): Promise<void> {
    await this.#withCode(session, code, source, problems, (tx, factor) => tx.remove('second_factors', factor.id))
  }

  async #withCode(
    session: Session,
    code: Secret | undefined,
    source: string,
    problems: Problems,
    act: (tx: Transaction, factor: SecondFactor) => void,
  ): Promise<void> {
    const { store, ports, attempts } = this.#deps
    problems.throwIfAny()
    const id = accountOf(session)
    await attempts.run(`second factor/${id}`, source, () =>
      store.transact(async (tx) => {
        const factor = await tx.get('second_factors', id)
        if (!factor) throw new DomainError('not_found', 'second factor not found')
        const used = code && after(factor, code, ports.now())
        if (!used) problems.add('totp', 'wrong', 'is not a code of this moment, or was used before')
        problems.throwIfAny()
        if (used) act(tx, used)
      }),
    )
  }

  /** Whose password is asked for, and what the authenticator app calls the account. */
  async #owner({ user_id }: Session): Promise<{ hash: string | null; label: string }> {
    const { store, server } = this.#deps
    if (user_id === null) return { hash: (await server.record()).admin_password_hash, label: ADMIN_ACCOUNT }
    const user = await store.get('users', user_id)
    const tenant = user && (await store.get('tenants', user.tenant_id))
    return { hash: user?.password_hash ?? null, label: `${user?.login}@${tenant?.sip_domain}` }
  }

  /**
   * Lets a login whose password was right go on.
   * @throws DomainError `totp_required` when a code is needed and absent; `login_failed` when it is wrong or was used.
   */
  async pass(account: string, code: Secret | undefined): Promise<void> {
    const { store, ports } = this.#deps
    if (!(await store.get('second_factors', account))?.confirmed_at) return
    if (!code) throw new DomainError('totp_required', 'a code of the authenticator app is required in totp')
    await store.transact(async (tx) => {
      const factor = await tx.get('second_factors', account)
      if (!factor?.confirmed_at) return
      const used = after(factor, code, ports.now())
      if (!used) throw new DomainError('login_failed', 'Login failed, authentication error')
      tx.put('second_factors', used)
    })
  }
}
