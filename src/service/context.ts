import { DomainError, notFound, type Problems } from '../domain/errors.js'
import type { Entity } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import type { Reader, Store } from '../store/store.js'
import { newId } from './id.js'

/** What every subject's service is built from. */
export interface ServiceDeps {
  readonly store: Store
  readonly ports: Ports
}

/** A new record's id and time of creation. */
export function newEntity(ports: Ports): Entity {
  return { id: newId(ports), created_at: ports.now().toISOString() }
}

/**
 * The record if it exists in the actor's tenant; another tenant's record is as absent as none.
 * @throws DomainError `not_found`.
 */
export async function ownRecord<
  C extends
    | 'users'
    | 'phones'
    | 'groups'
    | 'layouts'
    | 'roles'
    | 'jobs'
    | 'operators'
    | 'desks'
    | 'speed_dials'
    | 'holidays'
    | 'contacts'
    | 'assets'
    | 'followers',
>(reader: Reader, actor: Actor, collection: C, id: string, what: string) {
  const record = await reader.get(collection, id)
  if (record?.tenant_id !== actor.tenant_id || ('deleted_at' in record && record.deleted_at !== null))
    return notFound(what)
  return record
}

/** @throws DomainError `forbidden` for the system administrator, who has no account of its own. */
export function ownUserId(actor: Actor): string {
  if (actor.user_id === null) throw new DomainError('forbidden', 'the system administrator has no user account')
  return actor.user_id
}

/** Reports a name that another record of the tenant has, whatever the letter case; `own` is the record's own id. */
export async function checkFreeName(
  reader: Reader,
  actor: Actor,
  collection: 'groups' | 'layouts' | 'operators' | 'followers',
  named: { readonly name: string | undefined; readonly own?: string },
  problems: Problems,
): Promise<void> {
  const { name, own } = named
  if (name === undefined) return
  const [other] = await reader.find(collection, 'name', `${actor.tenant_id}/${name.toLowerCase()}`)
  if (other && other.id !== own) problems.conflict('name', 'unique', `the name ${name} is taken`)
}
