import { setTimeout } from 'node:timers/promises'
import type { Actor } from '../domain/permission.js'
import { Secret } from '../domain/secret.js'
import { LoginGuard } from '../security/login-guard.js'
import { type DigestAnswer, digestIsRight } from '../security/sip-digest.js'
import type { ServiceDeps } from './context.js'
import { usable } from './login-check.js'
import type { RegistrationService } from './registrations.js'

/** A client's answer to a registrar's challenge, and what the registrar says about it. */
export interface ClientClaim extends DigestAnswer {
  /** Seconds the client asks to be registered; 0 = it leaves. */
  readonly expires: number
  /** The client's address, where the registrar says it. */
  readonly source: string | undefined
}

/** Checked where there is no password, so that time tells nothing. */
const NOBODYS = new Secret('')

/** Says for registrars whether a client's answer was made with the password of the account, and learns who registers. */
export class ClientAuthService {
  readonly #deps: ServiceDeps & { readonly registrations: RegistrationService }
  readonly #guard: LoginGuard

  constructor(deps: ServiceDeps & { readonly registrations: RegistrationService }) {
    this.#deps = deps
    this.#guard = new LoginGuard(() => deps.ports.now())
  }

  /**
   * Judges a claim. Unknown, disabled and retired users are refused as a wrong password is, after the same time.
   * Guessing is slowed per account, and refused for a while per account and client address where that is known.
   */
  async check(actor: Actor, claim: ClientClaim): Promise<boolean> {
    const { store } = this.#deps
    const key = `${actor.tenant_id}/${claim.username}`
    const verdict = this.#guard.begin(key, claim.source)
    if ('retryAfterMs' in verdict) return false
    const { pauseMs } = verdict
    let right = false
    try {
      if (pauseMs > 0) await setTimeout(pauseMs)
      const [user] = await store.find('users', 'sip_user', key)
      right = digestIsRight(claim, user?.sip_password ?? NOBODYS) && user !== undefined && usable(user)
      if (right && user && claim.method.toUpperCase() === 'REGISTER') {
        this.#deps.registrations.note(user, {
          // One client of a user is not told from another here.
          instance_id: claim.realm,
          user_agent: '',
          application: 'jambonz',
          ip: claim.source ?? '',
          enable_push: false,
          contact_address: `sip:${user.sip_user}@${claim.realm}`,
          seconds: Math.floor(claim.expires),
          anew: true,
        })
      }
      return right
    } finally {
      this.#guard.end(key, claim.source, right, pauseMs)
    }
  }
}
