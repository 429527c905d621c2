import type { SpeedDial, SpeedDialBook } from '../domain/directory.js'
import { notFound, type Problems } from '../domain/errors.js'
import type { Actor } from '../domain/permission.js'
import type { Reader } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'

export type SpeedDialDraft = Pick<SpeedDial, 'code' | 'phone_number'> & { readonly description?: string | null }

const byCode = (a: SpeedDial, b: SpeedDial): number => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)

/** One book of a user in order of its codes. */
export async function speedDialsOf(reader: Reader, user_id: string, book: SpeedDialBook): Promise<SpeedDial[]> {
  return (await reader.find('speed_dials', 'user', user_id)).filter((dial) => dial.book === book).sort(byCode)
}

/** The short codes users dial; every call names the user whose book it is. */
export class SpeedDialService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  /** @throws DomainError `not_found` when there is no such user. */
  async list(actor: Actor, user_id: string, book: SpeedDialBook): Promise<SpeedDial[]> {
    await ownRecord(this.#deps.store, actor, 'users', user_id, 'user')
    return speedDialsOf(this.#deps.store, user_id, book)
  }

  get(actor: Actor, user_id: string, book: SpeedDialBook, id: string): Promise<SpeedDial> {
    return this.#own(this.#deps.store, actor, user_id, book, id)
  }

  async #own(reader: Reader, actor: Actor, user_id: string, book: SpeedDialBook, id: string): Promise<SpeedDial> {
    await ownRecord(reader, actor, 'users', user_id, 'user')
    const dial = await ownRecord(reader, actor, 'speed_dials', id, 'speed dial')
    return dial.user_id === user_id && dial.book === book ? dial : notFound('speed dial')
  }

  async #checkFree(reader: Reader, dial: SpeedDial, problems: Problems): Promise<void> {
    const [other] = await reader.find('speed_dials', 'code', `${dial.user_id}/${dial.book}/${dial.code}`)
    if (other && other.id !== dial.id) problems.conflict('code', 'unique', `the code ${dial.code} is taken`)
  }

  /** @throws DomainError `invalid`, or `taken` when only the code is in use. */
  async create(
    actor: Actor,
    user_id: string,
    book: SpeedDialBook,
    draft: Partial<SpeedDialDraft>,
    problems: Problems,
  ): Promise<SpeedDial> {
    return this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'users', user_id, 'user')
      const dial: SpeedDial = {
        ...newEntity(this.#deps.ports),
        tenant_id: actor.tenant_id,
        user_id,
        book,
        code: draft.code ?? '',
        phone_number: draft.phone_number ?? '',
        description: draft.description ?? null,
      }
      await this.#checkFree(tx, dial, problems)
      problems.throwIfAny()
      tx.put('speed_dials', dial)
      return dial
    })
  }

  /** Changes what is named and keeps the rest. @throws DomainError `not_found`, `invalid`, `taken`. */
  async update(
    actor: Actor,
    user_id: string,
    book: SpeedDialBook,
    id: string,
    change: Partial<SpeedDialDraft>,
    problems: Problems,
  ): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const dial = { ...(await this.#own(tx, actor, user_id, book, id)), ...change }
      await this.#checkFree(tx, dial, problems)
      problems.throwIfAny()
      tx.put('speed_dials', dial)
    })
  }

  async remove(actor: Actor, user_id: string, book: SpeedDialBook, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await this.#own(tx, actor, user_id, book, id)
      tx.remove('speed_dials', id)
    })
  }
}
