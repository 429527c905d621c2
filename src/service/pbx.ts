import { DomainError, notFound } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { UpstreamReply } from '../domain/ports.js'
import type { Secret } from '../domain/secret.js'
import { ownRecord, ownUserId, type ServiceDeps } from './context.js'

/** An operation that lives in the PBX. */
export interface PbxRequest {
  readonly method: 'GET' | 'POST'
  /** Below the PBX's `/api`, with parameters in braces. `/users/{id}…` asks about a user, all else for the caller. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** Ids and tokens of the PBX as they may stand in a path. Dot segments would lead out of it. */
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._~=+:@-]{1,256}$/

/** Asks the PBX behind us, for the caller or, as an administrator of the tenant, about one of its users. */
export class PbxService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  /** Whether there is a PBX to ask. */
  get present(): boolean {
    return this.#deps.ports.upstream !== undefined
  }

  /**
   * Passes an operation on. Our ids of users are not the PBX's: it is asked for its own by extension.
   * @throws DomainError `not_found`, `not_supported` without a PBX, `upstream_failed`, `upstream_timeout`.
   */
  async ask(actor: Actor, request: PbxRequest): Promise<UpstreamReply> {
    const { upstream } = this.#deps.ports
    if (!upstream) throw new DomainError('not_supported', 'this needs a PBX to pass it on to, and none is configured')
    const about = request.path.startsWith('/users/{id}')
    const params = { ...request.params }
    const user = await ownRecord(this.#deps.store, actor, 'users', about ? (params.id ?? '') : ownUserId(actor), 'user')
    const domain = await this.#domainOf(actor)
    if (about) params.id = await this.#pbxId(user, domain)
    const path = request.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
      const value = params[name] ?? ''
      return SEGMENT.test(value) ? encodeURIComponent(value) : notFound(name)
    })
    return upstream.call({
      as: about ? `*@${domain}` : `${user.extension ?? user.sip_user}@${domain}`,
      method: request.method,
      target: `${path}${queryOf(request.query)}`,
      body: request.method === 'POST' && request.body !== undefined ? JSON.stringify(request.body) : undefined,
    })
  }

  /**
   * Gives a user a new SIP password there.
   * @throws DomainError `not_found`, `not_supported` without a PBX, `upstream_failed` also when the PBX refuses.
   */
  async setSipPassword(actor: Actor, user_id: string, password: Secret): Promise<void> {
    const { status, body } = await this.ask(actor, {
      method: 'POST',
      path: '/users/{id}/extension_password',
      params: { id: user_id },
      query: {},
      body: { password: password.reveal() },
    })
    await body?.cancel()
    if (status >= 300) throw new DomainError('upstream_failed', `the PBX refused the new password (${status})`)
  }

  async #domainOf({ tenant_id }: Actor): Promise<string> {
    return (await this.#deps.store.get('tenants', tenant_id))?.sip_domain ?? notFound('tenant')
  }

  async #pbxId({ extension, sip_user }: User, domain: string): Promise<string> {
    const number = extension ?? sip_user
    if (!/^[0-9]{3,64}$/.test(number)) return notFound('extension of the user at the PBX')
    const query = queryOf({ filter: `extension_number eq '${number}'`, top: 2 })
    const reply = await this.#deps.ports.upstream?.call({ as: `*@${domain}`, method: 'GET', target: `/users${query}` })
    const { items } = (await new Response(reply?.body).json().catch(() => ({}))) as {
      items?: readonly { id?: unknown; extension_number?: unknown }[]
    }
    const found = Array.isArray(items) ? items.find((item) => item?.extension_number === number) : undefined
    return typeof found?.id === 'string' ? found.id : notFound('user at the PBX')
  }
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return told.length > 0 ? `?${new URLSearchParams(told)}` : ''
}
