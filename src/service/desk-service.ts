import type { Desk } from '../domain/desk.js'
import { notFound, type Problems } from '../domain/errors.js'
import type { Phone, User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Secret } from '../domain/secret.js'
import type { Reader } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'
import { DESK_ACCOUNT, seat } from './desks.js'
import type { PhoneChange, PhoneDraft, PhoneService } from './phones.js'
import { SHARED } from './shared.js'
import { putUser, subordinate, type UserFields } from './user-rules.js'
import type { UserService } from './users.js'

export interface DeskDraft {
  readonly extension_number: string
  readonly extension_password: Secret
  readonly display_name: string
  readonly phone: Partial<PhoneDraft>
}

/** A desk with everybody and everything it names. */
export interface DeskView {
  readonly desk: Desk
  readonly phone: Phone
  readonly account: User
  readonly current: User | undefined
}

export interface DeskDeps extends ServiceDeps {
  readonly users: UserService
  readonly phones: PhoneService
}

const FIELDS: UserFields = { sip_user: 'extension_number', extension: 'extension_number', login: 'extension_number' }

/** Hot desks: phones with an account of their own, where a user may log in and has then their own line and keys. */
export class DeskService {
  readonly #deps: DeskDeps

  constructor(deps: DeskDeps) {
    this.#deps = deps
  }

  /**
   * Makes the phone and its own account, both or neither.
   * @throws DomainError `invalid`, or `taken` when only the MAC or the extension is in use.
   */
  async create(actor: Actor, draft: Partial<DeskDraft>, problems: Problems): Promise<Desk> {
    const { store, ports, users, phones } = this.#deps
    const { extension_number: extension, extension_password: sip_password, display_name } = draft
    return store.transact(async (tx) => {
      const account = await users.createIn(
        tx,
        actor,
        {
          foreign: DESK_ACCOUNT,
          ...(extension === undefined ? {} : { sip_user: extension, extension }),
          ...(sip_password === undefined ? {} : { sip_password }),
          ...(display_name === undefined ? {} : { display_name }),
        },
        problems,
        FIELDS,
      )
      const phone = await phones.createIn(
        tx,
        actor,
        { ...draft.phone, lines: [{ user_id: account.id }], foreign: { ...draft.phone?.foreign, ...SHARED } },
        problems,
      )
      problems.throwIfAny()
      const desk: Desk = {
        ...newEntity(ports),
        tenant_id: actor.tenant_id,
        phone_id: phone.id,
        user_id: account.id,
        current_user_id: null,
      }
      tx.put('desks', desk)
      return desk
    })
  }

  async list(actor: Actor): Promise<DeskView[]> {
    const { store } = this.#deps
    return Promise.all((await store.find('desks', 'tenant', actor.tenant_id)).map((desk) => this.#view(store, desk)))
  }

  /** @throws DomainError `not_found`. */
  async get(actor: Actor, id: string): Promise<DeskView> {
    const { store } = this.#deps
    return this.#view(store, await ownRecord(store, actor, 'desks', id, 'hot desk'))
  }

  async #view(reader: Reader, desk: Desk): Promise<DeskView> {
    const { current_user_id } = desk
    return {
      desk,
      phone: (await reader.get('phones', desk.phone_id)) ?? notFound('hot desk'),
      account: (await reader.get('users', desk.user_id)) ?? notFound('hot desk'),
      current: current_user_id === null ? undefined : await reader.get('users', current_user_id),
    }
  }

  /** Changes the phone's settings and the name of the desk's own account, both or neither. @throws DomainError `not_found`, `invalid`. */
  async update(
    actor: Actor,
    id: string,
    change: { readonly display_name: string | undefined; readonly phone: (phone: Phone) => PhoneChange },
    problems: Problems,
  ): Promise<void> {
    const { store, ports, phones } = this.#deps
    const { display_name } = change
    await store.transact(async (tx) => {
      const desk = await ownRecord(tx, actor, 'desks', id, 'hot desk')
      await phones.updateIn(tx, actor, desk.phone_id, change.phone, problems)
      if (display_name !== undefined)
        putUser(tx, ports, { ...(await subordinate(tx, actor, desk.user_id)), display_name })
    })
  }

  /**
   * Seats a user: line 1 and what goes with it are theirs from the next fetch on. Nobody sits in two places: a desk
   * they sat at before is given back.
   * @throws DomainError `not_found`; `invalid` for an unknown extension, one that may not, or a wrong PIN.
   */
  async login(
    actor: Actor,
    id: string,
    asked: { readonly extension_number: string | undefined; readonly pin: Secret | undefined },
    problems: Problems,
  ): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const desk = await ownRecord(tx, actor, 'desks', id, 'hot desk')
      const [user] = await tx.find('users', 'extension', `${actor.tenant_id}/${asked.extension_number}`)
      if (asked.extension_number !== undefined) {
        if (!user?.enabled) problems.add('extension_number', 'exists', 'there is no such user, or they are disabled')
        else if (user.foreign.portsip?.enable_hot_desking !== true)
          problems.add('extension_number', 'hot_desking', 'hot desking is not enabled for this user')
      }
      if (asked.pin && user && !user.pin?.equals(asked.pin))
        problems.add('voicemail_pin', 'match', 'is not the PIN of this user')
      problems.throwIfAny()
      if (!user) return
      for (const other of await tx.find('desks', 'current', user.id))
        if (other.id !== desk.id) await seat(tx, other, null)
      await seat(tx, desk, user.id)
    })
  }

  /** Gives the phone back its own account; no error when nobody is logged in. @throws DomainError `not_found`. */
  async logout(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => seat(tx, await ownRecord(tx, actor, 'desks', id, 'hot desk'), null))
  }

  /** Deletes desk, account and phone; the device is told to clear itself. @throws DomainError `not_found`. */
  async remove(actor: Actor, id: string): Promise<void> {
    const { desk } = await this.get(actor, id)
    await this.#deps.phones.remove(actor, desk.phone_id)
  }
}
