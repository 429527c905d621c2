import { modelIn, vendorNamed } from '../catalogue/index.js'
import { notFound, type Problems } from '../domain/errors.js'
import { mergePatch } from '../domain/inherit.js'
import type { Key, Softkey } from '../domain/keys.js'
import { type Mac, parseMac } from '../domain/mac.js'
import type { Interface, Line, Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import { present } from '../domain/present.js'
import type { Secret } from '../domain/secret.js'
import type { Settings } from '../domain/settings.js'
import { createPathToken, randomDigits, randomPassword } from '../security/token.js'
import type { Blobs } from '../store/blobs.js'
import type { Transaction } from '../store/store.js'
import { isBase } from './bases.js'
import { checkPhone } from './check-phone.js'
import { checkSettings } from './check-settings.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'
import { forgetDesk } from './desks.js'
import { isPasswordGiven } from './followed-guard.js'
import { forgetPhone } from './job-progress.js'
import { highestModule, lastSoftkey } from './key-plan.js'
import { freeMac, newWindow, tombstoneOf } from './phone-lifetime.js'
import { mergedLines, mergedOverrides } from './phone-merge.js'
import { checkRedirect } from './redirect-checks.js'
import { NO_ONE, ownerIdOf } from './shared.js'
import { forgetUploads } from './uploads.js'

/** A phone as a caller states it; what is left out inherits. `null` in an update returns a member to its default. */
export interface PhoneDraft {
  readonly mac: string
  readonly vendor: string
  readonly model: string
  readonly firmware?: string | null
  readonly lines?: readonly Line[]
  readonly keys?: readonly Key[] | null
  readonly softkeys?: readonly Softkey[] | null
  readonly key_layout_id?: string | null
  readonly settings?: unknown
  readonly overrides?: Readonly<Record<string, string | null>>
  readonly interface?: Interface | null
  readonly rps?: boolean
  readonly https?: boolean | null
  readonly serial_number?: string | null
  readonly door_passwords?: readonly (Secret | null)[]
  readonly foreign?: Phone['foreign']
}

/** What an update may change: everything but the hardware's identity. */
export type PhoneChange = Partial<Omit<PhoneDraft, 'mac' | 'vendor' | 'model'>>

/** The phone with a new lasting token; what it holds now keeps working, however often it is rotated before it comes. */
export function rotated(phone: Phone, random: (bytes: number) => Buffer): Phone {
  return { ...phone, token: createPathToken(random), previous_token: phone.previous_token ?? phone.token }
}

/** The phone without the user's lines; keys of the lines behind them follow, keys of theirs go. */
export function withoutUser(phone: Phone, user_id: string): Phone {
  const known = vendorNamed(phone.vendor)
  if (known && isBase(modelIn(known, phone.model).row)) {
    const lines = phone.lines.map((line) => (line.user_id === user_id ? { user_id: NO_ONE } : line))
    return { ...phone, lines: lines.some((line) => line.user_id !== NO_ONE) ? lines : [] }
  }
  const kept = phone.lines.flatMap((line, index) => (line.user_id === user_id ? [] : [index + 1]))
  const moved = (key: Key): Key[] => {
    const line = kept.indexOf(key.line ?? 1) + 1
    if (line === 0) return kept.length === 0 ? [key] : []
    return [key.line === undefined ? key : { ...key, line }]
  }
  return {
    ...phone,
    lines: phone.lines.filter((line) => line.user_id !== user_id),
    keys: phone.keys?.flatMap(moved) ?? null,
  }
}

export interface PhoneDeps extends ServiceDeps {
  readonly blobs: Blobs
}

export class PhoneService {
  readonly #deps: PhoneDeps

  constructor(deps: PhoneDeps) {
    this.#deps = deps
  }

  /**
   * Creates a phone with its tokens, passwords and, when it has a user, an open enrolment window.
   * @throws DomainError `invalid`, or `taken` when only the MAC is in use.
   */
  async create(actor: Actor, draft: Partial<PhoneDraft>, problems: Problems): Promise<Phone> {
    return this.#deps.store.transact(async (tx) => {
      const phone = await this.createIn(tx, actor, draft, problems)
      problems.throwIfAny()
      return phone
    })
  }

  /** {@link create} as part of a larger change, which must throw when there are problems. */
  async createIn(tx: Transaction, actor: Actor, draft: Partial<PhoneDraft>, problems: Problems): Promise<Phone> {
    const { ports } = this.#deps
    const mac = await freeMac(tx, actor.tenant_id, draft.mac, problems)
    const vendor = draft.vendor === undefined ? undefined : vendorNamed(draft.vendor)
    if (draft.vendor !== undefined && !vendor)
      problems.add('vendor', 'known', `${draft.vendor} is not a vendor offhook knows`)
    const settings = checkSettings(mergePatch({}, draft.settings ?? {}), problems, 'settings')
    const random = (n: number) => ports.random(n)
    const phone: Phone = {
      ...newEntity(ports),
      tenant_id: actor.tenant_id,
      mac: mac ?? ('' as Mac),
      vendor: vendor?.id ?? '',
      model: vendor && draft.model !== undefined ? modelIn(vendor, draft.model).id : '',
      firmware: draft.firmware ?? null,
      seen_firmware: null,
      lines: mergedLines([], draft.lines ?? [], problems),
      keys: draft.keys ?? null,
      softkeys: draft.softkeys ?? null,
      key_layout_id: draft.key_layout_id ?? null,
      modules: highestModule(draft.keys ?? []),
      softkeys_used: lastSoftkey(draft.softkeys ?? []),
      settings: settings ?? {},
      overrides: mergedOverrides({}, draft.overrides),
      token: createPathToken(random),
      previous_token: null,
      enrolment_token: createPathToken(random),
      window: (draft.lines ?? []).length > 0 ? newWindow(ports) : null,
      admin_password: randomPassword(16),
      user_password: randomDigits(10),
      interface: draft.interface ?? null,
      rps: draft.rps ?? false,
      https: draft.https ?? null,
      serial_number: draft.serial_number ?? null,
      door_passwords: draft.door_passwords ?? [],
      foreign: draft.foreign ?? {},
      deleted_at: null,
    }
    await checkPhone(tx, phone, problems)
    await checkRedirect(tx, phone, problems)
    tx.put('phones', phone)
    return phone
  }

  get(actor: Actor, id: string): Promise<Phone> {
    return ownRecord(this.#deps.store, actor, 'phones', id, 'phone')
  }

  /** @throws DomainError `not_found`, also for a text that is no MAC. */
  async byMac(actor: Actor, text: string): Promise<Phone> {
    const mac = parseMac(text)
    const [phone] = mac ? await this.#deps.store.find('phones', 'mac', mac) : []
    return phone?.tenant_id === actor.tenant_id ? phone : notFound('phone')
  }

  async list(actor: Actor): Promise<readonly Phone[]> {
    return this.#deps.store.find('phones', 'tenant', actor.tenant_id)
  }

  /** The phones that have the user on line 1. */
  async ofUser(actor: Actor, user_id: string): Promise<Phone[]> {
    await ownRecord(this.#deps.store, actor, 'users', user_id, 'user')
    const phones = await this.#deps.store.find('phones', 'user', user_id)
    return phones.filter((phone) => ownerIdOf(phone) === user_id && phone.tenant_id === actor.tenant_id)
  }

  /**
   * Changes what is named: `settings` and `overrides` merge member by member, lists are replaced whole.
   * A first user opens an enrolment window; a change of first user ends what the old one knew.
   * A change that depends on the phone is given as a function, so that no other change comes between.
   * @throws DomainError `invalid`, `not_found`; then nothing is changed.
   */
  async update(
    actor: Actor,
    id: string,
    asked: PhoneChange | ((phone: Phone) => PhoneChange),
    problems: Problems,
  ): Promise<void> {
    await this.#deps.store.transact((tx) => this.updateIn(tx, actor, id, asked, problems))
  }

  /** {@link update} as part of a larger change. */
  async updateIn(
    tx: Transaction,
    actor: Actor,
    id: string,
    asked: PhoneChange | ((phone: Phone) => PhoneChange),
    problems: Problems,
  ): Promise<void> {
    const { ports } = this.#deps
    const phone = await ownRecord(tx, actor, 'phones', id, 'phone')
    const change = typeof asked === 'function' ? asked(phone) : asked
    const { settings: patch, overrides, ...members } = change
    const settings =
      patch === undefined ? phone.settings : checkSettings(mergePatch(phone.settings, patch), problems, 'settings')
    const kept = present(members)
    const layout = phone.key_layout_id ? await tx.get('layouts', phone.key_layout_id) : undefined
    const changed: Phone = {
      ...phone,
      ...kept,
      lines: kept.lines ? mergedLines(phone.lines, kept.lines, problems) : phone.lines,
      settings: (settings ?? phone.settings) as Settings,
      overrides: mergedOverrides(phone.overrides, overrides),
      modules: Math.max(phone.modules, layout?.modules ?? 0, highestModule(kept.keys ?? [])),
      softkeys_used: Math.max(phone.softkeys_used ?? 0, layout?.softkeys_used ?? 0, lastSoftkey(kept.softkeys ?? [])),
      foreign: { ...phone.foreign, ...change.foreign },
    }
    const firstAssignment = phone.lines.length === 0 && changed.lines.length > 0
    await checkPhone(tx, changed, problems, phone)
    if ('rps' in kept || 'serial_number' in kept) await checkRedirect(tx, changed, problems)
    problems.throwIfAny()
    tx.put('phones', firstAssignment && !phone.window ? { ...changed, window: newWindow(ports) } : changed)
  }

  /** Takes the phone from its user: it stays known and is told to clear itself. */
  async unassign(actor: Actor, id: string): Promise<void> {
    await this.#replace(actor, id, (phone) => ({ ...phone, lines: [] }))
  }

  /** Deletes the phone. Its old token keeps answering with a clearing file, so that the device empties itself. */
  async remove(actor: Actor, id: string): Promise<void> {
    const { ports, store, blobs } = this.#deps
    const uploads = await store.transact(async (tx) => {
      const phone = await ownRecord(tx, actor, 'phones', id, 'phone')
      tx.remove('phones', id)
      await forgetDesk(tx, id)
      await forgetPhone(tx, id)
      tx.put('tombstones', tombstoneOf(phone, ports))
      return forgetUploads(tx, id)
    })
    await Promise.all(uploads.map((key) => blobs.remove(key)))
  }

  /** A new lasting token; the old one works until the phone has fetched by the new one. */
  async rotateToken(actor: Actor, id: string): Promise<void> {
    const random = (n: number) => this.#deps.ports.random(n)
    await this.#replace(actor, id, (phone) => rotated(phone, random))
  }

  /**
   * After a leak: both tokens die at once, the SIP passwords of its users and the phone's own are renewed,
   * and the phone must enrol again.
   */
  async revokeToken(actor: Actor, id: string): Promise<void> {
    const { ports, store } = this.#deps
    const random = (n: number) => ports.random(n)
    await store.transact(async (tx) => {
      const phone = await ownRecord(tx, actor, 'phones', id, 'phone')
      for (const user_id of new Set(phone.lines.map((line) => line.user_id))) {
        const user = await tx.get('users', user_id)
        // A password that another system gives is renewed there: here alone it would cut the phone off.
        if (user && !(await isPasswordGiven(tx, user))) tx.put('users', { ...user, sip_password: randomPassword(20) })
      }
      const { admin_password: _admin, user_password: _user, ...settings } = phone.settings
      const { file_key: _key, ...kept } = phone
      tx.put('phones', {
        ...kept,
        settings,
        token: createPathToken(random),
        previous_token: null,
        enrolment_token: createPathToken(random),
        window: newWindow(ports),
        locked: null,
        admin_password: randomPassword(16),
        user_password: randomDigits(10),
      })
    })
  }

  /** Opens the enrolment window again; the enrolment token stays, so that a redirect entry stays true. */
  async openWindow(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact((tx) => this.openWindowIn(tx, actor, id))
  }

  /** {@link openWindow} as part of a larger change. @returns the phone as it is then. */
  async openWindowIn(tx: Transaction, actor: Actor, id: string): Promise<Phone> {
    const phone = await ownRecord(tx, actor, 'phones', id, 'phone')
    const opened = { ...phone, window: newWindow(this.#deps.ports) }
    tx.put('phones', opened)
    return opened
  }

  /** Serves the phone again after a lock. */
  async unlock(actor: Actor, id: string): Promise<void> {
    await this.#replace(actor, id, (phone) => ({ ...phone, locked: null }))
  }

  async closeWindow(actor: Actor, id: string): Promise<void> {
    const closed_at = this.#deps.ports.now().toISOString()
    await this.#replace(actor, id, (phone) => ({ ...phone, window: phone.window && { ...phone.window, closed_at } }))
  }

  async #replace(actor: Actor, id: string, change: (phone: Phone) => Phone): Promise<void> {
    await this.#deps.store.transact(async (tx: Transaction) =>
      tx.put('phones', change(await ownRecord(tx, actor, 'phones', id, 'phone'))),
    )
  }
}
