import type { AuditRow } from '../domain/audit.js'
import { notFound, Problems } from '../domain/errors.js'
import type { Phone, User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { isSame } from '../domain/same.js'
import { Secret } from '../domain/secret.js'
import { noteSecretsRead } from './auditing.js'
import type { ServiceDeps } from './context.js'
import { presentOrigin } from './origin.js'
import { checkRestored, givenBack, type Restorable, restorable } from './restore.js'

/** A row as people read it: who a user is now, and no secret. */
export interface AuditView {
  readonly row: AuditRow
  /** Who did it; null for a user who is no more. */
  readonly who: string | null
  readonly before: unknown
  readonly after: unknown
}

/** A value with what is secret in it replaced by a word; where an object holds one, nothing of it is told. */
function shown(value: unknown): unknown {
  if (value instanceof Secret) return 'secret'
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  // A token is told apart by digest and first letters; neither is for a log.
  if ('secret' in value && 'hash' in value) return 'secret'
  return Object.fromEntries(members.map(([name, member]) => [name, shown(member)]))
}

const whoOf = (row: AuditRow, user: User | undefined): string | null =>
  row.kind === 'user' ? (user?.display_name ?? null) : row.kind === 'administrator' ? 'administrator' : row.name

/** Who changed what, and taking it back. */
export class AuditService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  /** The rows of the actor's tenant, newest first. */
  async list(actor: Actor): Promise<AuditView[]> {
    const { store } = this.#deps
    const rows = await store.find('audit', 'tenant', actor.tenant_id)
    const users = new Map(
      await Promise.all(
        [...new Set(rows.map((row) => row.user_id))].map(
          async (id) => [id, id === null ? undefined : await store.get('users', id)] as const,
        ),
      ),
    )
    return rows
      .map((row) => ({
        row,
        who: whoOf(row, users.get(row.user_id)),
        before: shown(row.before),
        after: shown(row.after),
      }))
      .reverse()
  }

  /** Puts on record that the present caller read a phone's secrets. */
  async secretsRead(phone: Phone): Promise<void> {
    const origin = presentOrigin()
    if (origin) await noteSecretsRead(this.#deps.store, this.#deps.ports, origin, phone)
  }

  /**
   * Gives the members a change touched the values they had before it, if nobody changed them since. The usual rules
   * hold for the record as it would be, and it is a change like any other: it stands in the log and can be undone.
   * @throws DomainError `not_found`; `invalid` saying why it cannot be undone; `taken` when somebody changed it since.
   */
  async undo(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const row = await tx.get('audit', id)
      if (row?.tenant_id !== actor.tenant_id) return notFound('audit entry')
      const problems = new Problems()
      const collection = restorable(row, problems)
      problems.throwIfAny()
      if (!collection || !row.before || !row.after || row.record_id === null) return notFound('audit entry')
      const record = (await tx.get(collection, row.record_id)) ?? notFound(row.what)
      const now = record as unknown as Readonly<Record<string, unknown>>
      for (const [name, value] of Object.entries(givenBack(row.after)))
        if (!isSame(now[name] ?? null, value)) problems.conflict(name, 'changed_since', 'was changed again since')
      problems.throwIfAny()
      const restored = { ...record, ...givenBack(row.before) } as Restorable
      await checkRestored(tx, actor, collection, restored, record, problems)
      problems.throwIfAny()
      tx.put(collection, restored as never)
    })
  }
}
