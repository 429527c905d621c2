import type { Problems } from '../domain/errors.js'
import type { Phone, ServerRecord, Tenant } from '../domain/model.js'
import { webUrl } from '../domain/text.js'
import type { Reader, Store } from '../store/store.js'
import { type Addresses, type AddressSource, addressesOf, baseFor, chosenUrls } from './address.js'
import { addressesBeforeMove, askedElsewhere, moveAfterFetch, moveFor, moving } from './move.js'
import type { PlanServer } from './plan.js'

export const SERVER_ID = 'server'

/** The installation: its public address and its certificate authority. */
export class ServerService {
  readonly #store: Store
  #source: AddressSource
  #onChange: () => Promise<void> = async () => undefined

  constructor(store: Store, source: AddressSource) {
    this.#store = store
    this.#source = source
  }

  /**
   * Told once the listeners know their ports. Addresses that differ from those phones were told last start a move.
   */
  async setSource(source: AddressSource): Promise<void> {
    this.#source = source
    const record = await this.record()
    if (JSON.stringify(record.told_urls) === JSON.stringify(chosenUrls(source, record))) return
    await this.#store.transact(async (tx) => tx.put('server', this.#told(await this.record(tx))))
  }

  /** The record with what phones are told from now on, and the move that this starts. */
  #told(record: ServerRecord): ServerRecord {
    const urls = chosenUrls(this.#source, record)
    return { ...record, move: moveFor(record, urls), told_urls: urls ?? record.told_urls }
  }

  async record(reader: Reader = this.#store): Promise<ServerRecord> {
    const record = await reader.get('server', SERVER_ID)
    if (!record) throw new Error('the store holds no server record')
    return record
  }

  async addresses(reader: Reader = this.#store): Promise<Addresses> {
    return addressesOf(this.#source, await this.record(reader))
  }

  /** What a phone's plan needs to know about the server. */
  async forPlan(phone: Phone, reader: Reader = this.#store): Promise<PlanServer> {
    const record = await this.record(reader)
    return {
      addresses: addressesOf(this.#source, record, addressesBeforeMove(record.move, phone)),
      ca: this.#source.ownCa ? (record.ca?.certificate ?? null) : null,
    }
  }

  /** True while a change of addresses is under way for phones of this vendor. */
  async moving(phone: Phone): Promise<boolean> {
    return moving((await this.record()).move, phone)
  }

  /** Notes a proven fetch of a phone for the move under way. */
  async noteForMove(phone: Phone, visit: Parameters<typeof moveAfterFetch>[3]): Promise<void> {
    await this.#store.transact(async (tx) => {
      const record = await this.record(tx)
      const urls = chosenUrls(this.#source, record)
      if (!record.move || !urls) return
      const move = moveAfterFetch(record.move, urls, phone, visit)
      if (move !== record.move) tx.put('server', { ...record, move })
    })
  }

  /** The host names the server is reached by, for its certificate. */
  async hostNames(): Promise<string[]> {
    const record = await this.record()
    const urls = [
      ...(chosenUrls(this.#source, record) ?? this.#source.guessed),
      ...(record.move ? askedElsewhere(record.move) : []),
    ]
    return [...new Set(urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, '')))]
  }

  /** Called after the addresses changed, before the change is acknowledged. */
  onChange(listener: () => Promise<void>): void {
    this.#onChange = listener
  }

  /** One address for all phones of a tenant (DHCP); it opens files only while a phone's window is open. */
  async tenantUrl(tenant: Tenant): Promise<string | null> {
    const addresses = await this.addresses()
    const base = baseFor(addresses, addresses.trusted)
    return base === null ? null : `${base}/p/${tenant.enrolment_token.secret.reveal()}/`
  }

  /** The certificate of our own CA in PEM; undefined when the server's certificate comes from elsewhere. */
  async caCertificate(): Promise<string | undefined> {
    return this.#source.ownCa ? (await this.record()).ca?.certificate : undefined
  }

  /**
   * Sets or confirms the addresses phones are told, or whether our CA is installed on them.
   * @throws DomainError `invalid` when a URL is none, or a scheme is named twice.
   */
  async change(
    change: { public_urls?: readonly string[] | null; ca_installed?: boolean },
    problems: Problems,
  ): Promise<void> {
    change.public_urls?.forEach((url, index) => {
      if (!webUrl.safeParse(url).success)
        problems.add(`public_urls[${index}]`, 'url', 'must be an absolute http or https URL')
    })
    const schemes = (change.public_urls ?? []).map((url) => url.split(':')[0])
    if (new Set(schemes).size !== schemes.length)
      problems.add('public_urls', 'unique', 'holds at most one http and one https URL')
    if (change.public_urls?.length === 0)
      problems.add('public_urls', 'min', 'must hold a URL, or be null to go back to the configuration')
    problems.throwIfAny()
    await this.#store.transact(async (tx) => {
      const record = await this.record(tx)
      const changed: ServerRecord = {
        ...record,
        ...(change.public_urls === undefined ? {} : { public_urls: change.public_urls }),
        ...(change.ca_installed === undefined ? {} : { ca_installed: change.ca_installed }),
      }
      tx.put('server', this.#told(changed))
    })
    await this.#onChange()
  }
}
