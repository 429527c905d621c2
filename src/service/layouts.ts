import { DomainError, Problems } from '../domain/errors.js'
import type { Key, Softkey } from '../domain/keys.js'
import type { KeyLayout } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Transaction } from '../store/store.js'
import { checkPhone } from './check-phone.js'
import { checkFreeName, newEntity, ownRecord, type ServiceDeps } from './context.js'
import { highestModule, lastSoftkey } from './key-plan.js'

export interface LayoutDraft {
  readonly name: string
  readonly description?: string | null
  readonly keys?: readonly Key[]
  readonly softkeys?: readonly Softkey[]
}

/** Key layouts: keys laid out once, used by many phones. */
export class LayoutService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  get(actor: Actor, id: string): Promise<KeyLayout> {
    return ownRecord(this.#deps.store, actor, 'layouts', id, 'key layout')
  }

  list(actor: Actor): Promise<readonly KeyLayout[]> {
    return this.#deps.store.find('layouts', 'tenant', actor.tenant_id)
  }

  async create(actor: Actor, draft: Partial<LayoutDraft>, problems: Problems): Promise<KeyLayout> {
    return this.#deps.store.transact(async (tx) => {
      await checkFreeName(tx, actor, 'layouts', { name: draft.name }, problems)
      problems.throwIfAny()
      const layout: KeyLayout = {
        ...newEntity(this.#deps.ports),
        tenant_id: actor.tenant_id,
        name: draft.name ?? '',
        description: draft.description ?? null,
        keys: draft.keys ?? [],
        softkeys: draft.softkeys ?? [],
        modules: highestModule(draft.keys ?? []),
        softkeys_used: lastSoftkey(draft.softkeys ?? []),
      }
      tx.put('layouts', layout)
      return layout
    })
  }

  /** Refused when a phone that uses the layout has no room for the new keys; the phone is named. */
  async update(actor: Actor, id: string, change: Partial<LayoutDraft>, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const layout = await ownRecord(tx, actor, 'layouts', id, 'key layout')
      await checkFreeName(tx, actor, 'layouts', { name: change.name, own: id }, problems)
      const changed: KeyLayout = {
        ...layout,
        name: change.name ?? layout.name,
        description: change.description === undefined ? layout.description : change.description,
        keys: change.keys ?? layout.keys,
        softkeys: change.softkeys ?? layout.softkeys,
        modules: Math.max(layout.modules, highestModule(change.keys ?? [])),
        softkeys_used: Math.max(layout.softkeys_used ?? 0, lastSoftkey(change.softkeys ?? [])),
      }
      tx.put('layouts', changed)
      await this.#checkUsers(tx, id, problems)
      problems.throwIfAny()
    })
  }

  async #checkUsers(tx: Transaction, id: string, problems: Problems): Promise<void> {
    for (const phone of await tx.find('phones', 'layout', id)) {
      const own = new Problems()
      await checkPhone(tx, phone, own, phone)
      if (own.has('key_layout_id')) {
        problems.add('keys', 'fit', `phone ${phone.mac} (${phone.vendor} ${phone.model}) has no room for these keys`)
        return
      }
    }
  }

  /** @throws DomainError `in_use` while a phone uses the layout. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'layouts', id, 'key layout')
      if ((await tx.find('phones', 'layout', id)).length > 0)
        throw new DomainError('in_use', 'phones still use this key layout')
      tx.remove('layouts', id)
    })
  }
}
