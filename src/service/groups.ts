import type { Problems } from '../domain/errors.js'
import { notFound } from '../domain/errors.js'
import { mergePatch } from '../domain/inherit.js'
import type { Group, Overrides, User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { settingsWithoutFirmware } from '../domain/settings.js'
import type { Reader } from '../store/store.js'
import { checkReferences } from './asset-references.js'
import { checkOverrides } from './check-phone.js'
import { checkSettings } from './check-settings.js'
import { checkFreeName, newEntity, ownRecord, type ServiceDeps } from './context.js'

export interface GroupDraft {
  readonly name: string
  readonly description?: string | null
  readonly settings?: unknown
  readonly overrides?: Readonly<Record<string, string | null>>
  readonly foreign?: Group['foreign']
}

export class GroupService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  get(actor: Actor, id: string): Promise<Group> {
    return ownRecord(this.#deps.store, actor, 'groups', id, 'group')
  }

  list(actor: Actor): Promise<readonly Group[]> {
    return this.#deps.store.find('groups', 'tenant', actor.tenant_id)
  }

  #apply(group: Group, change: Partial<GroupDraft>, problems: Problems): Group {
    const settings = checkSettings(
      mergePatch(group.settings, change.settings ?? {}),
      problems,
      'settings',
      settingsWithoutFirmware,
    )
    const overrides = mergePatch(group.overrides, change.overrides ?? {}) as Overrides
    checkOverrides(overrides, problems, 'overrides')
    return {
      ...group,
      name: change.name ?? group.name,
      description: change.description === undefined ? group.description : change.description,
      settings: settings ?? group.settings,
      overrides,
      foreign: { ...group.foreign, ...change.foreign },
    }
  }

  async create(actor: Actor, draft: Partial<GroupDraft>, problems: Problems): Promise<Group> {
    return this.#deps.store.transact(async (tx) => {
      await checkFreeName(tx, actor, 'groups', { name: draft.name }, problems)
      const empty = {
        ...newEntity(this.#deps.ports),
        tenant_id: actor.tenant_id,
        name: '',
        description: null,
        settings: {},
        overrides: {},
        foreign: {},
      }
      const group = this.#apply(empty, draft, problems)
      await checkReferences(tx, actor.tenant_id, group.settings, problems, 'settings')
      problems.throwIfAny()
      tx.put('groups', group)
      return group
    })
  }

  async update(actor: Actor, id: string, change: Partial<GroupDraft>, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const group = await ownRecord(tx, actor, 'groups', id, 'group')
      await checkFreeName(tx, actor, 'groups', { name: change.name, own: id }, problems)
      const changed = this.#apply(group, change, problems)
      await checkReferences(tx, actor.tenant_id, changed.settings, problems, 'settings')
      problems.throwIfAny()
      tx.put('groups', changed)
    })
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'groups', id, 'group')
      for (const user of await tx.find('users', 'group', id))
        tx.put('users', { ...user, groups: user.groups.filter((group) => group !== id) })
      tx.remove('groups', id)
    })
  }

  async members(actor: Actor, id: string): Promise<User[]> {
    await this.get(actor, id)
    return (await this.#deps.store.find('users', 'group', id)).filter((user) => user.deleted_at === null)
  }

  async #memberNamed(reader: Reader, actor: Actor, extension: string): Promise<User> {
    const [user] = await reader.find('users', 'extension', `${actor.tenant_id}/${extension}`)
    return user ?? notFound('user')
  }

  /** @throws DomainError `not_found` when the extension is nobody's or not a member. */
  async member(actor: Actor, id: string, extension: string): Promise<User> {
    await this.get(actor, id)
    const user = await this.#memberNamed(this.#deps.store, actor, extension)
    return user.groups.includes(id) ? user : notFound('member')
  }

  /** Adding twice is no error. */
  async addMember(actor: Actor, id: string, extension: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'groups', id, 'group')
      const user = await this.#memberNamed(tx, actor, extension)
      if (!user.groups.includes(id)) tx.put('users', { ...user, groups: [...user.groups, id] })
    })
  }

  async removeMember(actor: Actor, id: string, extension: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'groups', id, 'group')
      const user = await this.#memberNamed(tx, actor, extension)
      if (!user.groups.includes(id)) notFound('member')
      tx.put('users', { ...user, groups: user.groups.filter((group) => group !== id) })
    })
  }
}
