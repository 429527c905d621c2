import { fileIn, modelIn, readUserAgent, vendorByOui, vendors } from '../catalogue/index.js'
import { notFound, type Problems } from '../domain/errors.js'
import type { LedgerRow } from '../domain/ledger.js'
import type { Mac } from '../domain/mac.js'
import { parseMac, printMac } from '../domain/mac.js'
import type { EnrolmentWindow, Phone } from '../domain/model.js'
import { type Actor, may, PERMISSIONS, type Permission } from '../domain/permission.js'
import type { EventSink } from '../domain/ports.js'
import { networkOf } from '../security/addresses.js'
import type { Store } from '../store/store.js'
import { OF_SERVER } from './events.js'
import type { PhoneService } from './phones.js'
import type { RejectionService } from './rejections.js'

/** A phone that knocked and was not let in. */
export interface Knocked {
  /** Whose token it showed, or whose phone has the MAC; null = nobody's: the system administrator's to look at. */
  readonly tenant_id: string | null
  readonly mac: Mac
  readonly vendor: string | null
  readonly model: string | null
  readonly source: string
  readonly count: number
  readonly first_at: string
  readonly last_at: string
  readonly reason: string | null
}

/** What was made of a knock, as far as it can be taken back. */
interface Decision {
  readonly knocked: Knocked
  readonly undo: (actor: Actor) => Promise<void>
}

const MOST = 500
const OF_SOURCE = 50
const OF_OUI = 100
const DECISIONS = 100
/** Knocks told as events per batch of the ledger; a scanner must not push other events out. */
const TOLD_AT_ONCE = 5

const NEEDS: readonly Permission[] = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access']

const keyOf = (tenant_id: string | null, mac: Mac): string => `${tenant_id ?? OF_SERVER}/${mac}`
const ouiOf = ({ mac }: Knocked): string => mac.slice(0, 6)

interface InboxDeps {
  readonly store: Store
  readonly phones: PhoneService
  readonly rejections: RejectionService
  readonly events: EventSink
}

/** Phones that knocked: bounded in all, per network and per OUI, the one heard of longest ago goes first. */
export class Inbox {
  readonly #deps: InboxDeps
  /** In order of the last knock. */
  readonly #knocked = new Map<string, Knocked>()
  readonly #decisions = new Map<string, Decision>()

  constructor(deps: InboxDeps) {
    this.#deps = deps
  }

  /** Takes rows of the ledger: refusals that proved nothing, and unanswered knocks. */
  readonly heard = (rows: readonly LedgerRow[]): void => {
    let told = 0
    for (const row of rows) {
      const knocked = knockedOf(row)
      if (!knocked) continue
      const isNew = this.#keep(knocked)
      if (isNew && ++told <= TOLD_AT_ONCE) this.#tell(knocked)
    }
  }

  /** What the actor may see, the latest first. */
  list(actor: Actor): Knocked[] {
    return [...this.#knocked.values()].filter((one) => isSeenBy(one, actor)).reverse()
  }

  /**
   * Lets a phone in: one that is known gets its enrolment window opened again, under the same token; another becomes a
   * phone of the actor's tenant. @returns the phone, and whether it was made. @throws DomainError `invalid`, `not_found`, `taken`.
   */
  async adopt(
    actor: Actor,
    text: string,
    draft: {
      readonly user_id?: string | undefined
      readonly vendor?: string | undefined
      readonly model?: string | undefined
    },
    problems: Problems,
  ): Promise<{ phone: Phone; made: boolean }> {
    const { store, phones } = this.#deps
    const knocked = this.#find(actor, text)
    const lines = draft.user_id === undefined ? {} : { lines: [{ user_id: draft.user_id }] }
    const { phone, known } = await store.transact(async (tx) => {
      const [known] = await tx.find('phones', 'mac', knocked.mac)
      if (known?.tenant_id === actor.tenant_id) {
        problems.throwIfAny()
        if (lines.lines) await phones.updateIn(tx, actor, known.id, lines, problems)
        return { phone: await phones.openWindowIn(tx, actor, known.id), known }
      }
      const vendor = draft.vendor ?? knocked.vendor ?? undefined
      const model = draft.model ?? knocked.model ?? undefined
      if (vendor === undefined) problems.add('vendor', 'required', 'nothing tells the vendor: it must be said')
      if (model === undefined) problems.add('model', 'required', 'nothing tells the model: it must be said')
      const hardware = { mac: knocked.mac, ...(vendor ? { vendor } : {}), ...(model ? { model } : {}) }
      const made = await phones.createIn(tx, actor, { ...hardware, ...lines }, problems)
      problems.throwIfAny()
      return { phone: await phones.openWindowIn(tx, actor, made.id), known: undefined }
    })
    this.#decide(knocked, actor, (who) => (known ? this.#restore(who, known) : phones.remove(who, phone.id)))
    return { phone, made: !known }
  }

  /** Wants to hear nothing of the phone any more. @throws DomainError `not_found`. */
  async reject(actor: Actor, text: string, reason: string | null, problems: Problems): Promise<void> {
    const { rejections } = this.#deps
    const knocked = this.#find(actor, text)
    await rejections.reject(actor, knocked.mac, reason, problems)
    this.#decide(knocked, actor, (who) => rejections.takeBack(who, knocked.mac))
  }

  /** Takes the last decision about the MAC back; the knock is in the inbox again. @throws DomainError `not_found`. */
  async undo(actor: Actor, text: string): Promise<void> {
    const mac = parseMac(text) ?? notFound('decision')
    const key = keyOf(actor.tenant_id, mac)
    const decision = this.#decisions.get(key) ?? notFound('decision')
    this.#decisions.delete(key)
    await decision.undo(actor)
    this.#keep(decision.knocked)
  }

  #find(actor: Actor, text: string): Knocked {
    const mac = parseMac(text) ?? notFound('knock')
    const found = [actor.tenant_id, null].map((tenant_id) => this.#knocked.get(keyOf(tenant_id, mac)))
    return found.find((one) => one && isSeenBy(one, actor)) ?? notFound('knock')
  }

  /** Returns a known phone to the lines and the window it had. */
  async #restore(actor: Actor, { id, lines, window }: Phone): Promise<void> {
    const { phones, store } = this.#deps
    const { tenant_id } = await phones.get(actor, id)
    await store.transact(async (tx) => {
      const phone = await tx.get('phones', id)
      if (phone?.tenant_id === tenant_id)
        tx.put('phones', { ...phone, lines, window: window as EnrolmentWindow | null })
    })
  }

  #decide(knocked: Knocked, actor: Actor, undo: Decision['undo']): void {
    this.#knocked.delete(keyOf(knocked.tenant_id, knocked.mac))
    this.#decisions.set(keyOf(actor.tenant_id, knocked.mac), { knocked, undo })
    const [oldest] = this.#decisions.keys()
    if (this.#decisions.size > DECISIONS && oldest !== undefined) this.#decisions.delete(oldest)
  }

  /** @returns whether it was not there before. */
  #keep(knocked: Knocked): boolean {
    const key = keyOf(knocked.tenant_id, knocked.mac)
    const before = this.#knocked.get(key)
    this.#knocked.delete(key)
    if (before) {
      const { vendor, model } = knocked
      const merged = { vendor: vendor ?? before.vendor, model: model ?? before.model, first_at: before.first_at }
      this.#knocked.set(key, { ...knocked, ...merged, count: before.count + 1 })
      return false
    }
    const network = networkOf(knocked.source)
    this.#makeRoom(OF_SOURCE, (one) => networkOf(one.source) === network)
    this.#makeRoom(OF_OUI, (one) => ouiOf(one) === ouiOf(knocked))
    this.#makeRoom(MOST, () => true)
    this.#knocked.set(key, knocked)
    return true
  }

  /** Lets the oldest of a kind go where there are as many as there may be. */
  #makeRoom(most: number, isOne: (knocked: Knocked) => boolean): void {
    if (this.#knocked.size < most) return
    const same = [...this.#knocked].filter(([, one]) => isOne(one))
    const [oldest] = same
    if (same.length >= most && oldest) this.#knocked.delete(oldest[0])
  }

  #tell({ tenant_id, mac, vendor, model, source, reason }: Knocked): void {
    const data = { mac: printMac(mac), vendor, model, source, reason }
    this.#deps.events.emit({ kind: 'inbox.knock', tenant_id: tenant_id ?? OF_SERVER, needs: NEEDS, data })
  }
}

/** A tenant sees its own; what is nobody's could be any tenant's, so only who may see all tenants sees it. */
function isSeenBy({ tenant_id }: Knocked, actor: Actor): boolean {
  if (tenant_id !== null) return tenant_id === actor.tenant_id
  return PERMISSIONS.every((permission) => may(actor, permission))
}

/** What the row tells of a phone that wants in; undefined where it tells of none. */
function knockedOf(row: LedgerRow): Knocked | undefined {
  const { kind, proof, mac: text, file, user_agent, source, at, reason, tenant_id } = row
  const mac = text === null ? undefined : parseMac(text)
  if (!mac || proof !== null || !(kind === 'refusal' || (kind === 'knock' && reason !== null))) return undefined
  const agent = readUserAgent(user_agent)
  const byName = vendors.find((one) => file !== null && fileIn(one, file)?.mac !== undefined)
  const vendor = agent?.vendor ?? vendorByOui(mac) ?? (kind === 'knock' ? undefined : byName)
  if (!vendor) return undefined
  const model = agent?.model === undefined ? null : modelIn(agent.vendor, agent.model).id
  return { tenant_id, mac, vendor: vendor.id, model, source, count: 1, first_at: at, last_at: at, reason }
}
