import { modelIn, vendorNamed } from '../catalogue/index.js'
import { notFound, type Problems } from '../domain/errors.js'
import type { Line, Phone, User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { ModelRow } from '../domain/vendor.js'
import type { ServiceDeps } from './context.js'
import type { PhoneDraft, PhoneService } from './phones.js'
import { NO_ONE, SHARED } from './shared.js'

/** An account of a base and the handset that has its number. */
export interface Member {
  readonly user: User
  readonly ipui: string | null
  /** 1-based; it stays the same whoever else comes or goes. */
  readonly handset_index: number
}

export interface MemberDraft {
  readonly extension_number: string
  readonly ipui?: string | null | undefined
  readonly handset_index?: number | undefined
}

export interface BaseDeps extends ServiceDeps {
  readonly phones: PhoneService
}

/** True for models that serve handsets instead of being one. */
export const isBase = ({ traits }: ModelRow): boolean => traits?.form === 'dect' || traits?.dect !== undefined

const OWN = 'base'

/** Phones that were made as bases. */
const isBasePhone = (phone: Phone): boolean => phone.foreign.offhook?.[OWN] === true

/** DECT bases: phones with many lines, each a handset's, that are nobody's own. */
export class BaseService {
  readonly #deps: BaseDeps

  constructor(deps: BaseDeps) {
    this.#deps = deps
  }

  async list(actor: Actor): Promise<Phone[]> {
    return (await this.#deps.phones.list(actor)).filter(isBasePhone)
  }

  /** @throws DomainError `not_found`, also for a phone that is no base. */
  async get(actor: Actor, id: string): Promise<Phone> {
    const phone = await this.#deps.phones.get(actor, id)
    return isBasePhone(phone) ? phone : notFound('DECT base')
  }

  /** @throws DomainError `invalid`, or `taken` when only the MAC is in use. */
  async create(actor: Actor, draft: Partial<PhoneDraft>, problems: Problems): Promise<Phone> {
    const vendor = draft.vendor === undefined ? undefined : vendorNamed(draft.vendor)
    if (vendor && draft.model !== undefined && !isBase(modelIn(vendor, draft.model).row))
      problems.add('model', 'base', `a ${vendor.name} ${draft.model} is not a DECT base offhook knows`)
    const foreign = { ...draft.foreign, offhook: { ...SHARED.offhook, [OWN]: true } }
    return this.#deps.phones.create(actor, { ...draft, lines: [], foreign }, problems)
  }

  /** Accounts in the order of their handsets. */
  async members(actor: Actor, id: string): Promise<Member[]> {
    const { lines } = await this.get(actor, id)
    const all = await Promise.all(
      lines.map(async ({ user_id, ipui }, at) => {
        const user = user_id === NO_ONE ? undefined : await this.#deps.store.get('users', user_id)
        return user && { user, ipui: ipui ?? null, handset_index: at + 1 }
      }),
    )
    return all.filter((member) => member !== undefined)
  }

  /**
   * Replaces the accounts. Who stays keeps their handset unless another is named; who comes gets the first free one.
   * @throws DomainError `invalid`, `not_found`.
   */
  async setMembers(actor: Actor, id: string, items: readonly MemberDraft[], problems: Problems): Promise<void> {
    const { store, phones } = this.#deps
    const base = await this.get(actor, id)
    const before = await this.members(actor, id)
    const lines: Line[] = []
    const place = (at: number, line: Line) => {
      while (lines.length < at) lines.push({ user_id: NO_ONE })
      lines[at - 1] = line
    }
    const users = await Promise.all(
      items.map(async ({ extension_number }) =>
        (await store.find('users', 'extension', `${actor.tenant_id}/${extension_number}`)).at(0),
      ),
    )
    const vendor = vendorNamed(base.vendor)
    const most = vendor ? modelIn(vendor, base.model).row.lines : 0
    const wanted = items.map(({ extension_number, handset_index }, at) => {
      if (!users[at]) problems.add(`items[${at}].extension_number`, 'exists', 'there is no such user')
      if (items.findIndex((other) => other.extension_number === extension_number) !== at)
        problems.add(`items[${at}].extension_number`, 'unique', 'stands in the list twice')
      return handset_index ?? before.find(({ user }) => user.extension === extension_number)?.handset_index
    })
    const taken = new Set(wanted)
    const free = (): number => {
      let at = 1
      while (taken.has(at)) at += 1
      taken.add(at)
      return at
    }
    items.forEach(({ ipui }, at) => {
      const handset = wanted[at] ?? free()
      if (handset > most) problems.add(`items[${at}].handset_index`, 'max', `a ${base.model} has ${most} handsets`)
      else if (wanted.indexOf(handset) !== at && wanted[at] !== undefined)
        problems.add(`items[${at}].handset_index`, 'unique', 'another member has this handset')
      else place(handset, { user_id: users[at]?.id ?? NO_ONE, ...(ipui ? { ipui } : {}) })
    })
    problems.throwIfAny()
    await phones.update(actor, id, { lines }, problems)
  }
}
