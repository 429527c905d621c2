import type { Phone } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import {
  REDIRECT_SERVICES,
  type RedirectAccount,
  type RedirectJob,
  type RedirectRecord,
  serialFits,
  serialNeeded,
} from '../domain/redirect.js'
import { Secret } from '../domain/secret.js'
import type { CollectionName, Reader, Store, Transaction } from '../store/store.js'
import { type Addresses, enrolmentUrlOf } from './address.js'
import { observed, withTransact } from './consequences.js'
import { newEntity } from './context.js'

/** Jobs of a tenant that are remembered. */
const JOBS_KEPT = 20

const ACCOUNT_MISSING = 'there is no redirect account for this vendor'
const ADDRESS_MISSING = 'no public address is set or confirmed'

/** The account that speaks for a phone: its tenant's, else the server's; of several the one made last. */
export async function accountFor(
  reader: Reader,
  { tenant_id, vendor }: Pick<Phone, 'tenant_id' | 'vendor'>,
): Promise<RedirectAccount | undefined> {
  const ofVendor = async (tenant: string) =>
    (await reader.find('redirect_accounts', 'tenant', tenant)).findLast(
      ({ service }) => REDIRECT_SERVICES[service].vendor === vendor,
    )
  return (await ofVendor(tenant_id)) ?? ofVendor('server')
}

/** Work of a change that concerns many phones is one job for each tenant. */
export type Jobs = Map<string, { readonly id: string; count: number }>

export interface AimDeps {
  readonly ports: Ports
  readonly addresses: (reader: Reader) => Promise<Addresses>
}

/** The wish of one phone: what its vendor shall be told, or why nothing can be told yet. */
interface Wish {
  readonly account: RedirectAccount | undefined
  readonly url: Secret | null
  readonly serial_number: string | null
  readonly hindrance: { readonly answer: string; readonly advice: string } | null
}

/**
 * Keeps what vendors shall be told in step with the phones: called inside every transaction that changed one, so that
 * the wish is as durable as its cause, whoever wrote the phone.
 */
export class RedirectAim {
  readonly #deps: AimDeps

  constructor(deps: AimDeps) {
    this.#deps = deps
  }

  /** Renews the wish of one phone, which may be gone. */
  async aim(tx: Transaction, phone_id: string, jobs?: Jobs): Promise<void> {
    const phone = await tx.get('phones', phone_id)
    const known = await tx.find('redirects', 'phone', phone_id)
    if (!phone?.rps && known.length === 0) return
    const wish = phone?.rps ? await this.#wish(tx, phone) : undefined
    for (const registration of known) {
      if (!wish || registration.account_id !== (wish.account?.id ?? null)) this.#leave(tx, registration)
    }
    if (phone && wish) await this.#want(tx, phone, wish, known, jobs)
  }

  /** Renews the wishes of all phones after a change of addresses or accounts: one job for each tenant it concerns. */
  async aimAll(tx: Transaction, reason: string): Promise<void> {
    const jobs: Jobs = new Map()
    for (const phone of await tx.all('phones')) if (phone.rps) await this.aim(tx, phone.id, jobs)
    for (const [tenant_id, { id, count }] of jobs) {
      const job: RedirectJob = { ...newEntity(this.#deps.ports), id, tenant_id, reason, total: count }
      const old = await tx.find('redirect_jobs', 'tenant', tenant_id)
      for (const { id } of old.slice(0, Math.max(0, old.length + 1 - JOBS_KEPT))) tx.remove('redirect_jobs', id)
      tx.put('redirect_jobs', job)
    }
  }

  /** Makes everything of an account due, because what hindered it may have changed. */
  async retry(tx: Transaction, account_id: string): Promise<void> {
    const due_at = this.#now()
    for (const registration of await tx.find('redirects', 'account', account_id)) {
      if (registration.state === 'registered' || registration.state === 'removed') continue
      if (registration.goal === 'registered' && registration.url === null) continue
      tx.put('redirects', { ...registration, due_at, attempts: 0 })
    }
  }

  #now(): string {
    return this.#deps.ports.now().toISOString()
  }

  async #wish(tx: Transaction, phone: Phone): Promise<Wish> {
    const account = await accountFor(tx, phone)
    const addresses = await this.#deps.addresses(tx)
    const url = addresses.safe ? enrolmentUrlOf(addresses, phone) : null
    const { serial_number } = phone
    const wish = { account, serial_number, url: url === null ? null : new Secret(url) }
    if (!account) {
      const advice = 'Add the account that the vendor gave you under /api/redirect_accounts.'
      return { ...wish, hindrance: { answer: ACCOUNT_MISSING, advice } }
    }
    if (url === null) {
      const advice = 'Set or confirm the public URL of this server: phones are sent nowhere before.'
      return { ...wish, hindrance: { answer: ADDRESS_MISSING, advice } }
    }
    const needed = serialNeeded(account)
    if (needed === undefined || serialFits(account.service, phone.mac, serial_number))
      return { ...wish, hindrance: null }
    return { ...wish, hindrance: { answer: 'the serial number is missing', advice: `serial_number ${needed}` } }
  }

  #leave(tx: Transaction, registration: RedirectRecord): void {
    if (registration.account_id === null) tx.remove('redirects', registration.id)
    else if (registration.goal !== 'removed') {
      tx.put('redirects', {
        ...registration,
        goal: 'removed',
        state: 'wanted',
        revision: registration.revision + 1,
        attempts: 0,
        due_at: this.#now(),
        changed_at: this.#now(),
        job_id: null,
        advice: null,
      })
    }
  }

  async #want(
    tx: Transaction,
    phone: Phone,
    wish: Wish,
    known: readonly RedirectRecord[],
    jobs: Jobs | undefined,
  ): Promise<void> {
    const account_id = wish.account?.id ?? null
    const before =
      known.find((registration) => registration.account_id === account_id) ??
      (await this.#inherited(tx, phone, account_id))
    if (before?.phone_id === phone.id && stands(before, wish)) return
    const now = this.#now()
    const work = wish.hindrance === null
    tx.put('redirects', {
      ...(before ?? newEntity(this.#deps.ports)),
      tenant_id: phone.tenant_id,
      phone_id: phone.id,
      mac: phone.mac,
      vendor: phone.vendor,
      account_id,
      service: wish.account?.service ?? null,
      goal: 'registered',
      state: work ? 'wanted' : 'failed',
      url: wish.url,
      serial_number: wish.serial_number,
      told: before?.told ?? null,
      gone: before?.gone ?? false,
      pin: before?.pin ?? null,
      answer: wish.hindrance?.answer ?? before?.answer ?? null,
      advice: wish.hindrance?.advice ?? null,
      revision: (before?.revision ?? 0) + 1,
      attempts: 0,
      due_at: work ? now : null,
      checked_at: before?.checked_at ?? null,
      changed_at: now,
      job_id: work && jobs ? jobOf(jobs, phone.tenant_id, this.#deps.ports) : null,
    })
  }

  /** A phone that was deleted and made anew has its old entry to replace, not one to fight with. */
  async #inherited(tx: Transaction, phone: Phone, account_id: string | null): Promise<RedirectRecord | undefined> {
    const [old] = (await tx.find('redirects', 'mac', phone.mac)).filter(
      (registration) => registration.phone_id !== phone.id && registration.account_id === account_id,
    )
    return old
  }
}

function jobOf(jobs: Jobs, tenant_id: string, ports: Ports): string {
  const job = jobs.get(tenant_id) ?? { id: newEntity(ports).id, count: 0 }
  job.count++
  jobs.set(tenant_id, job)
  return job.id
}

const same = (a: Secret | null, b: Secret | null): boolean => (a === null || b === null ? a === b : a.equals(b))

/** True while the registration already wants what the phone wants now. */
const stands = (registration: RedirectRecord, wish: Wish): boolean =>
  registration.goal === 'registered' &&
  same(registration.url, wish.url) &&
  registration.serial_number === wish.serial_number &&
  // What hinders and what the record says hinders must be the same, or it waits for something that is there.
  (wish.hindrance === null
    ? registration.due_at !== null || registration.state === 'registered' || registration.attempts > 0
    : registration.answer === wish.hindrance.answer && registration.due_at === null)

/** Which of a transaction's writes may change what vendors shall be told. */
interface Seen {
  readonly phones: Set<string>
  server: boolean
}

/**
 * The same store, in which every transaction that touches a phone or the server's addresses also renews what vendors
 * shall be told. One place instead of a call in every writer, so that no writer can forget it.
 */
export function aimingStore(store: Store, aim: RedirectAim, addresses: AimDeps['addresses']): Store {
  let told: string | undefined
  return withTransact(store, async (change) => {
    let now: string | undefined
    const result = await store.transact(async (tx) => {
      const seen: Seen = { phones: new Set(), server: false }
      const note = (collection: CollectionName, id: string) => {
        if (collection === 'phones') seen.phones.add(id)
        else if (collection === 'server') seen.server = true
      }
      const made = await change(observed(tx, note))
      if (seen.server) now = JSON.stringify(await addresses(tx))
      if (now !== undefined && now !== told) await aim.aimAll(tx, 'public address')
      for (const id of seen.phones) await aim.aim(tx, id)
      return made
    })
    told = now ?? told
    return result
  })
}
