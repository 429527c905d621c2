import { type Contact, type ContactMembers, colleagueOf, type Favourite, favouriteId } from '../domain/directory.js'
import { notFound, type Problems } from '../domain/errors.js'
import type { Actor } from '../domain/permission.js'
import type { Reader, Transaction } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'

export type ContactDraft = Partial<ContactMembers> & Pick<Contact, 'name'>

/** Contacts one user, or the tenant, may have; nobody fills the memory alone. */
export const MOST_CONTACTS = 5000

const EMPTY: ContactMembers = {
  email: null,
  company: null,
  title: null,
  business: null,
  business2: null,
  mobile_phone: null,
  mobile_phone2: null,
  home_phone: null,
  home_phone2: null,
  other: null,
  business_fax: null,
  home_fax: null,
  address: null,
  notes: null,
}

/** Contacts of users and, with null in place of a user, of the whole tenant; and the marks users set. */
export class ContactService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  async #own(reader: Reader, actor: Actor, user_id: string | null, id: string): Promise<Contact> {
    const contact = await ownRecord(reader, actor, 'contacts', id, 'contact')
    return contact.user_id === user_id ? contact : notFound('contact')
  }

  list(actor: Actor, user_id: string | null): Promise<readonly Contact[]> {
    return this.#of(this.#deps.store, actor, user_id)
  }

  #of(reader: Reader, actor: Actor, user_id: string | null): Promise<readonly Contact[]> {
    return user_id === null
      ? reader.find('contacts', 'tenant', actor.tenant_id)
      : reader.find('contacts', 'user', user_id)
  }

  get(actor: Actor, user_id: string | null, id: string): Promise<Contact> {
    return this.#own(this.#deps.store, actor, user_id, id)
  }

  /** @throws DomainError `invalid`. */
  async create(
    actor: Actor,
    user_id: string | null,
    draft: Partial<ContactDraft>,
    problems: Problems,
  ): Promise<Contact> {
    return this.#deps.store.transact(async (tx) => {
      // A token outlives its user by no moment: what a deleted user still sends must not leave a contact behind.
      if (user_id !== null) await ownRecord(tx, actor, 'users', user_id, 'user')
      const known = await this.#of(tx, actor, user_id)
      if (known.length >= MOST_CONTACTS) problems.add('contacts', 'max', `there may be at most ${MOST_CONTACTS}`)
      problems.throwIfAny()
      const contact: Contact = {
        ...newEntity(this.#deps.ports),
        ...EMPTY,
        tenant_id: actor.tenant_id,
        user_id,
        name: '',
        favorite: false,
        ...draft,
      }
      tx.put('contacts', contact)
      return contact
    })
  }

  /** Changes what is named and keeps the rest. @throws DomainError `invalid`, `not_found`. */
  async update(
    actor: Actor,
    user_id: string | null,
    id: string,
    change: Partial<ContactDraft>,
    problems: Problems,
  ): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const contact = await this.#own(tx, actor, user_id, id)
      problems.throwIfAny()
      tx.put('contacts', { ...contact, ...change })
    })
  }

  async remove(actor: Actor, user_id: string | null, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await this.#own(tx, actor, user_id, id)
      tx.remove('contacts', id)
    })
  }

  /** Marks a personal contact or takes the mark away; doing it twice is no error. */
  async mark(actor: Actor, user_id: string, id: string, favorite: boolean): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const contact = await this.#own(tx, actor, user_id, id)
      if (contact.favorite !== favorite) tx.put('contacts', { ...contact, favorite })
    })
  }

  /** The same for a colleague or a contact of the tenant. */
  async markOther(
    actor: Actor,
    user_id: string,
    kind: Favourite['kind'],
    target_id: string,
    favorite: boolean,
  ): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'users', user_id, 'user')
      await this.#mustBeListed(tx, actor, kind, target_id)
      const id = favouriteId(user_id, target_id)
      if (!favorite) tx.remove('favourites', id)
      else if (!(await tx.get('favourites', id)))
        tx.put('favourites', {
          ...newEntity(this.#deps.ports),
          id,
          tenant_id: actor.tenant_id,
          user_id,
          kind,
          target_id,
        })
    })
  }

  async #mustBeListed(tx: Transaction, actor: Actor, kind: Favourite['kind'], id: string): Promise<void> {
    if (kind === 'business') await this.#own(tx, actor, null, id)
    else if (!colleagueOf(await ownRecord(tx, actor, 'users', id, 'contact'))) notFound('contact')
  }
}
