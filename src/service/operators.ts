import type { Problems } from '../domain/errors.js'
import { keptOf, type OperatorToken } from '../domain/operator.js'
import type { Actor } from '../domain/permission.js'
import type { Secret } from '../domain/secret.js'
import { createPathToken, hashToken } from '../security/token.js'
import type { Reader } from '../store/store.js'
import { checkFreeName, newEntity, ownRecord, type ServiceDeps } from './context.js'
import { checkGrant, roleNamed } from './roles.js'

export interface OperatorDraft {
  readonly name: string
  readonly role: string
  /** RFC 3339; null = until it is revoked. */
  readonly expires_at?: string | null
}

/** The operator's token of that text, if it holds now. */
export async function operatorOf(reader: Reader, token: Secret, now: Date): Promise<OperatorToken | undefined> {
  const [operator] = await reader.find('operators', 'hash', hashToken(token.reveal()))
  if (!operator || (operator.expires_at !== null && Date.parse(operator.expires_at) <= now.getTime())) return undefined
  return operator
}

/** Tokens for programs. Nobody makes, sees the text of, or revokes one that holds powers they lack. */
export class OperatorService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  async list(actor: Actor): Promise<readonly OperatorToken[]> {
    return this.#deps.store.find('operators', 'tenant', actor.tenant_id)
  }

  /**
   * Makes a token; its text leaves the server here and never again.
   * @throws DomainError `invalid`, or `taken` when only the name is in use.
   */
  async create(
    actor: Actor,
    draft: Partial<OperatorDraft>,
    problems: Problems,
  ): Promise<{ operator: OperatorToken; token: Secret }> {
    const { ports, store } = this.#deps
    const { name, role, expires_at } = draft
    const made = createPathToken((n) => ports.random(n))
    return store.transact(async (tx) => {
      await checkFreeName(tx, actor, 'operators', { name }, problems)
      if (role !== undefined) await checkRole(tx, actor, role, problems)
      if (expires_at && Date.parse(expires_at) <= ports.now().getTime())
        problems.add('expires_at', 'future', 'must be in the future')
      problems.throwIfAny()
      const operator: OperatorToken = {
        ...newEntity(ports),
        tenant_id: actor.tenant_id,
        name: name ?? '',
        role: role ?? '',
        ...keptOf(made),
        expires_at: expires_at ?? null,
      }
      tx.put('operators', operator)
      return { operator, token: made.secret }
    })
  }

  /** Ends a token at once. @throws DomainError `not_found`; `invalid` for one with powers the actor lacks. */
  async revoke(actor: Actor, id: string, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const operator = await ownRecord(tx, actor, 'operators', id, 'operator token')
      await checkRole(tx, actor, operator.role, problems)
      problems.throwIfAny()
      tx.remove('operators', operator.id)
    })
  }
}

async function checkRole(reader: Reader, actor: Actor, name: string, problems: Problems): Promise<void> {
  const role = (await roleNamed(reader, actor.tenant_id, name)) ?? undefined
  if (role) checkGrant(actor, role.permissions, problems, 'role')
  else problems.add('role', 'exists', `there is no role ${name}`)
}
