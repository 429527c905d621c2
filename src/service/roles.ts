import { DomainError, type Problems } from '../domain/errors.js'
import type { Role } from '../domain/model.js'
import { type Actor, BUILT_IN_ROLES, isAdministrative, type Permission } from '../domain/permission.js'
import type { Reader } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'

/** A role as callers see it, built-in or custom. */
export type RoleView = Pick<Role, 'name' | 'description' | 'permissions'> & { readonly built_in: boolean }

const builtIn = (name: string): RoleView | undefined => {
  const key = Object.keys(BUILT_IN_ROLES).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  const role = key === undefined ? undefined : BUILT_IN_ROLES[key]
  return key !== undefined && role ? { name: key, ...role, built_in: true } : undefined
}

/** The role of that name in the tenant; the built-in ones exist in every tenant. */
export async function roleNamed(reader: Reader, tenant_id: string, name: string): Promise<RoleView | undefined> {
  if (Object.hasOwn(BUILT_IN_ROLES, name)) return builtIn(name)
  const [role] = await reader.find('roles', 'name', `${tenant_id}/${name.toLowerCase()}`)
  return role && role.name === name ? { ...role, built_in: false } : undefined
}

/** The administrative permissions among these that the actor does not hold. */
export const beyond = (actor: Actor, permissions: readonly Permission[]): Permission[] =>
  permissions.filter((permission) => isAdministrative(permission) && !actor.permissions.has(permission))

/** Nobody hands out a power they do not hold themselves. */
export function checkGrant(actor: Actor, permissions: readonly Permission[], problems: Problems, field: string): void {
  const lacking = beyond(actor, permissions)
  if (lacking.length > 0) problems.add(field, 'rights', `you do not hold ${lacking.join(', ')} yourself`)
}

export interface RoleDraft {
  readonly name: string
  readonly description?: string | null
  readonly permissions: readonly Permission[]
}

export class RoleService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  async list(actor: Actor): Promise<RoleView[]> {
    const custom = await this.#deps.store.find('roles', 'tenant', actor.tenant_id)
    const shipped = Object.entries(BUILT_IN_ROLES).map(([name, role]) => ({ name, ...role, built_in: true }))
    return [...shipped, ...custom.map((role) => ({ ...role, built_in: false }))]
  }

  async get(actor: Actor, name: string): Promise<RoleView> {
    const named = await roleNamed(this.#deps.store, actor.tenant_id, name)
    return named ?? { ...(await ownRecord(this.#deps.store, actor, 'roles', name, 'role')), built_in: false }
  }

  async create(actor: Actor, draft: Partial<RoleDraft>, problems: Problems): Promise<Role> {
    return this.#deps.store.transact(async (tx) => {
      await this.#checkName(tx, actor, draft.name, undefined, problems)
      checkGrant(actor, draft.permissions ?? [], problems, 'permissions')
      problems.throwIfAny()
      const role: Role = {
        ...newEntity(this.#deps.ports),
        tenant_id: actor.tenant_id,
        name: draft.name ?? '',
        description: draft.description ?? null,
        permissions: draft.permissions ?? [],
      }
      tx.put('roles', role)
      return role
    })
  }

  async #checkName(
    reader: Reader,
    actor: Actor,
    name: string | undefined,
    own: string | undefined,
    problems: Problems,
  ): Promise<void> {
    if (name === undefined) return
    if (builtIn(name)) problems.add('name', 'reserved', `${name} is a built-in role`)
    const [other] = await reader.find('roles', 'name', `${actor.tenant_id}/${name.toLowerCase()}`)
    if (other && other.id !== own) problems.conflict('name', 'unique', `there is a role ${name} already`)
  }

  /** The stored role. @throws DomainError `forbidden` for a built-in one, `not_found`. */
  async #custom(reader: Reader, actor: Actor, name: string): Promise<Role> {
    if (builtIn(name)) throw new DomainError('forbidden', 'built-in roles cannot be changed or deleted')
    const [role] = await reader.find('roles', 'name', `${actor.tenant_id}/${name.toLowerCase()}`)
    if (role?.name === name) return role
    // Newer clients of the contract name a role by its id.
    return ownRecord(reader, actor, 'roles', name, 'role')
  }

  /**
   * Changes a custom role; a new name is followed by the users who have it.
   * A change that depends on the role is given as a function, so that no other change comes between.
   */
  async update(
    actor: Actor,
    name: string,
    asked: Partial<RoleDraft> | ((role: Role) => Partial<RoleDraft>),
    problems: Problems,
  ): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const role = await this.#custom(tx, actor, name)
      const change = typeof asked === 'function' ? asked(role) : asked
      await this.#checkName(tx, actor, change.name, role.id, problems)
      checkGrant(actor, change.permissions ?? [], problems, 'permissions')
      problems.throwIfAny()
      const changed: Role = {
        ...role,
        name: change.name ?? role.name,
        description: change.description === undefined ? role.description : change.description,
        permissions: change.permissions ?? role.permissions,
      }
      tx.put('roles', changed)
      if (changed.name === role.name) return
      for (const user of await tx.find('users', 'role', `${actor.tenant_id}/${role.name}`))
        tx.put('users', { ...user, role: changed.name })
      for (const operator of await tx.find('operators', 'role', `${actor.tenant_id}/${role.name}`))
        tx.put('operators', { ...operator, role: changed.name })
    })
  }

  /** @throws DomainError `in_use` while a user or an operator's token has the role. */
  async remove(actor: Actor, name: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const role = await this.#custom(tx, actor, name)
      if ((await tx.find('users', 'role', `${actor.tenant_id}/${role.name}`)).length > 0) {
        throw new DomainError('in_use', `the role ${name} is still assigned to users`)
      }
      if ((await tx.find('operators', 'role', `${actor.tenant_id}/${role.name}`)).length > 0) {
        throw new DomainError('in_use', `the role ${name} is still assigned to operator tokens`)
      }
      tx.remove('roles', role.id)
    })
  }
}
