import { type Change, type Contact, colleagueOf, type Favourite, LOGS } from '../domain/directory.js'
import { DomainError } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Reader, Store } from '../store/store.js'
import { LOG_LENGTH } from './follow.js'

/** The lists a client can follow. */
export type Followable = 'contacts' | 'business' | 'extension'

interface Records {
  readonly contacts: Contact
  readonly business: Contact
  readonly extension: User
}

/** A change since a token. A deleted record is gone: only its id is left. */
export interface Difference<R> {
  readonly id: string
  readonly record: R | undefined
  readonly favorite: boolean
  readonly change: Change['kind']
}

export interface Diff<R> {
  readonly token: string
  readonly items: readonly Difference<R>[]
}

/** The logs a list follows from, in the order a token counts them. */
const LOGS_OF: Readonly<Record<Followable, (user: User) => readonly string[]>> = {
  contacts: (user) => [LOGS.contacts(user.id)],
  business: (user) => [LOGS.business(user.tenant_id), LOGS.favourites(user.id, 'business')],
  extension: (user) => [LOGS.colleagues(user.tenant_id), LOGS.favourites(user.id, 'extension')],
}

/** The position before everything: a client that starts, or starts over, is told all there is. */
const BEGINNING = 'all'
const TOKEN = /^(contacts|business|extension) (\S+) (?:all|([0-9]{1,15}(?:,[0-9]{1,15})?))$/

const tokenOf = (kind: Followable, user: User, position: string): string =>
  Buffer.from(`${kind} ${user.id} ${position}`).toString('base64url')

const unknown = (): never => {
  throw new DomainError('sync_token_unknown', 'the sync token is unknown or too old: start over with a new one')
}

/** Where a token stands; undefined = at the beginning. @throws DomainError `sync_token_unknown`. */
function positionsOf(token: string, kind: Followable, user: User): readonly number[] | undefined {
  const match = TOKEN.exec(Buffer.from(token, 'base64url').toString('utf8'))
  if (match?.[1] !== kind || match[2] !== user.id) return unknown()
  return match[3]?.split(',').map(Number)
}

/** Tells clients what changed in a list since they last asked. */
export class SyncService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** A first token: the first difference is everything there is. */
  async begin(actor: Actor, user_id: string, kind: Followable): Promise<string> {
    return tokenOf(kind, await this.#user(actor, user_id), BEGINNING)
  }

  async #user(actor: Actor, user_id: string): Promise<User> {
    const user = await this.#store.get('users', user_id)
    return user?.tenant_id === actor.tenant_id ? user : unknown()
  }

  /**
   * What changed since the token, each record once and as it is now, in order of its last change.
   * @throws DomainError `sync_token_unknown` for a token of somebody else, or from before what is remembered.
   */
  async diff<K extends Followable>(actor: Actor, user_id: string, kind: K, token: string): Promise<Diff<Records[K]>> {
    const user = await this.#user(actor, user_id)
    const positions = positionsOf(token, kind, user)
    const logs = LOGS_OF[kind](user)
    // Positions first: what changes while the records are read is told twice rather than never.
    const heads = await Promise.all(logs.map(async (id) => (await this.#store.get('change_logs', id))?.last ?? 0))
    if (positions && positions.length !== heads.length) return unknown()
    const records = await this.#all(user, kind)
    const items: Difference<Records[K]>[] = positions
      ? await this.#since(logs, positions, heads, records)
      : [...records].map(([id, { record, favorite }]) => ({ id, record, favorite, change: 'created' }))
    return { token: tokenOf(kind, user, heads.join(',')), items }
  }

  async #since<K extends Followable>(
    logs: readonly string[],
    positions: readonly number[],
    heads: readonly number[],
    records: ReadonlyMap<string, { readonly record: Records[K]; readonly favorite: boolean }>,
  ): Promise<Difference<Records[K]>[]> {
    /** What happened to a record first, in order of what happened to it last. */
    const changed = new Map<string, Change['kind']>()
    for (const [index, log] of logs.entries()) {
      const [from, head] = [positions[index] ?? 0, heads[index] ?? 0]
      if (from > head || head - from > LOG_LENGTH) return unknown()
      if (from === head) continue
      const changes = (await this.#store.find('changes', 'log', log)).filter(({ n }) => n > from && n <= head)
      for (const { record_id, kind } of [...changes].sort((a, b) => a.n - b.n)) {
        const first = changed.get(record_id) ?? kind
        changed.delete(record_id)
        changed.set(record_id, first)
      }
    }
    return [...changed].flatMap(([id, first]): Difference<Records[K]>[] => {
      const now = records.get(id)
      if (now) return [{ id, ...now, change: first === 'created' ? 'created' : 'updated' }]
      // What came and went in between was never told.
      return first === 'created' ? [] : [{ id, record: undefined, favorite: false, change: 'deleted' }]
    })
  }

  /** Everything of the list as it is now, by id. */
  async #all<K extends Followable>(
    user: User,
    kind: K,
  ): Promise<ReadonlyMap<string, { readonly record: Records[K]; readonly favorite: boolean }>> {
    const store: Reader = this.#store
    const list: (readonly [string, { record: Contact | User; favorite: boolean }])[] = []
    if (kind === 'contacts') {
      for (const contact of await store.find('contacts', 'user', user.id))
        list.push([contact.id, { record: contact, favorite: contact.favorite }])
    } else {
      const marked = await marksOf(store, user.id, kind as Favourite['kind'])
      const records =
        kind === 'business'
          ? await store.find('contacts', 'tenant', user.tenant_id)
          : (await store.find('users', 'tenant', user.tenant_id)).filter(colleagueOf)
      for (const record of records) list.push([record.id, { record, favorite: marked.has(record.id) }])
    }
    return new Map(list) as Map<string, { record: Records[K]; favorite: boolean }>
  }
}

/** The ids of what a user marked. */
async function marksOf(reader: Reader, user_id: string, kind: Favourite['kind']): Promise<ReadonlySet<string>> {
  const marks = await reader.find('favourites', 'user', user_id)
  return new Set(marks.filter((mark) => mark.kind === kind).map((mark) => mark.target_id))
}
