import { DomainError, notFound, type Problems } from '../domain/errors.js'
import { type Actor, may } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import {
  REDIRECT_SERVICES,
  type RedirectAccount,
  type RedirectCheck,
  type RedirectOptions,
  type RedirectServiceId,
} from '../domain/redirect.js'
import type { Secret } from '../domain/secret.js'
import type { Reader, Store } from '../store/store.js'
import { newEntity } from './context.js'
import type { RedirectAim } from './redirect-aim.js'
import type { RedirectWorker } from './redirect-worker.js'

/** An account as a caller states it. */
export interface RedirectAccountDraft {
  readonly service: RedirectServiceId
  /** For every tenant that has no account of its own for the vendor. */
  readonly server_wide?: boolean
  readonly base_url?: string | null
  readonly user: string
  readonly password: Secret
  readonly options?: RedirectOptions
}

export type RedirectAccountChange = Partial<Omit<RedirectAccountDraft, 'service' | 'server_wide'>>

export interface RedirectAccountsDeps {
  readonly store: Store
  readonly ports: Ports
  readonly aim: RedirectAim
  readonly worker: RedirectWorker
}

/** The vendor's own domain: the last two labels of the address it publishes. */
const domainOf = (url: string): string => new URL(url).hostname.split('.').slice(-2).join('.')

const ofVendor = (service: RedirectServiceId, url: string): boolean => {
  const own = new URL(REDIRECT_SERVICES[service].base_url)
  const { protocol, hostname } = new URL(url)
  const domain = domainOf(own.href)
  return (
    (protocol === 'https:' || protocol === own.protocol) && (hostname === domain || hostname.endsWith(`.${domain}`))
  )
}

/** Where and with what credentials vendors' redirect services are spoken to. */
export class RedirectAccountService {
  readonly #deps: RedirectAccountsDeps

  constructor(deps: RedirectAccountsDeps) {
    this.#deps = deps
  }

  /** The tenant's accounts, then those of the server that it falls back to. */
  async list(actor: Actor): Promise<readonly RedirectAccount[]> {
    const { store } = this.#deps
    const own = await store.find('redirect_accounts', 'tenant', actor.tenant_id)
    return [...own, ...(await store.find('redirect_accounts', 'tenant', 'server'))]
  }

  /** @throws DomainError `not_found`. */
  async get(actor: Actor, id: string, reader: Reader = this.#deps.store): Promise<RedirectAccount> {
    const account = await reader.get('redirect_accounts', id)
    return account && (account.tenant_id === null || account.tenant_id === actor.tenant_id)
      ? account
      : notFound('redirect account')
  }

  /** An account the caller may change. @throws DomainError `not_found`, `forbidden` for the server's. */
  async #own(actor: Actor, id: string, reader: Reader): Promise<RedirectAccount> {
    const account = await this.get(actor, id, reader)
    if (account.tenant_id === null) mustAdminister(actor)
    return account
  }

  /**
   * Adds an account; the tenant's phones of that vendor are told through it from now on.
   * @throws DomainError `invalid`, or `taken` when there is one for this service.
   */
  async create(actor: Actor, draft: Partial<RedirectAccountDraft>, problems: Problems): Promise<RedirectAccount> {
    if (draft.server_wide) mustAdminister(actor)
    const tenant_id = draft.server_wide ? null : actor.tenant_id
    return this.#deps.store.transact(async (tx) => {
      const { service, user, password } = draft
      if (service) {
        const others = await tx.find('redirect_accounts', 'tenant', tenant_id ?? 'server')
        if (others.some((other) => other.service === service))
          problems.conflict('service', 'unique', `there is an account for ${service} already`)
        checkMembers(actor, service, draft, problems)
      }
      problems.throwIfAny()
      if (!service || user === undefined || password === undefined)
        throw new DomainError('invalid', 'service, user and password are required')
      const account: RedirectAccount = {
        ...newEntity(this.#deps.ports),
        tenant_id,
        service,
        base_url: draft.base_url ?? null,
        user,
        password,
        options: draft.options ?? {},
        checked: null,
        reconciled: null,
      }
      tx.put('redirect_accounts', account)
      await this.#deps.aim.aimAll(tx, `account for ${service}`)
      return account
    })
  }

  /** Changes what is named; everything that failed with the old credentials is tried again. */
  async update(actor: Actor, id: string, change: RedirectAccountChange, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const account = await this.#own(actor, id, tx)
      const changed: RedirectAccount = {
        ...account,
        base_url: change.base_url === undefined ? account.base_url : change.base_url,
        user: change.user ?? account.user,
        password: change.password ?? account.password,
        options: change.options ?? account.options,
        checked: null,
      }
      checkMembers(actor, account.service, changed, problems, account.base_url)
      problems.throwIfAny()
      tx.put('redirect_accounts', changed)
      await this.#deps.aim.aimAll(tx, `account for ${account.service}`)
      await this.#deps.aim.retry(tx, id)
    })
    this.#deps.worker.wake(id)
  }

  /**
   * Deletes an account. Its entries at the vendor can then no longer be taken out, so this is refused while there are
   * any, unless `forget` says that they may stay.
   * @throws DomainError `in_use` naming how many.
   */
  async remove(actor: Actor, id: string, forget: boolean): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const account = await this.#own(actor, id, tx)
      const registrations = await tx.find('redirects', 'account', account.id)
      const held = registrations.filter(({ state, told }) => state !== 'removed' && told !== null)
      if (held.length > 0 && !forget)
        throw new DomainError(
          'in_use',
          `${held.length} phones are registered through this account: clear their rps first, or delete with forget`,
        )
      for (const registration of registrations) tx.remove('redirects', registration.id)
      tx.remove('redirect_accounts', id)
      await this.#deps.aim.aimAll(tx, `account for ${account.service} deleted`)
    })
  }

  /** Asks the vendor whether the credentials are good, and remembers the answer. */
  async check(actor: Actor, id: string): Promise<RedirectCheck> {
    const account = await this.get(actor, id)
    const checked = await this.#deps.worker.client(account).check()
    const at = this.#deps.ports.now().toISOString()
    await this.#deps.store.transact(async (tx) => {
      const kept = await tx.get('redirect_accounts', id)
      if (kept?.password.equals(account.password)) tx.put('redirect_accounts', { ...kept, checked: { ...checked, at } })
    })
    return checked
  }
}

function mustAdminister(actor: Actor): void {
  if (!may(actor, 'system.tenant')) throw new DomainError('forbidden', 'the account belongs to the server')
}

/** What a service cannot do without, and where credentials may be sent. */
function checkMembers(
  actor: Actor,
  service: RedirectServiceId,
  { base_url, options }: Partial<Pick<RedirectAccountDraft, 'base_url' | 'options'>>,
  problems: Problems,
  before: string | null = null,
): void {
  if (service === 'polycom-ztp' && !options?.profile)
    problems.add('options.profile', 'required', 'is required: the ZTP profile that phones are bound to')
  // Whoever may choose the address makes this server send requests there.
  if (base_url && base_url !== before && !may(actor, 'system.tenant') && !ofVendor(service, base_url))
    problems.add('base_url', 'vendor', "must be an https address of the vendor's own domain")
}
