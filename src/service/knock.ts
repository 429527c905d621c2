import type { Mac } from '../domain/mac.js'
import type { Ports } from '../domain/ports.js'
import type { Store } from '../store/store.js'
import { enrolmentUrlOf } from './address.js'
import { windowOpen } from './proof.js'
import type { ServerService } from './server.js'

/** Phones that ask the network where they belong, before they know anything of us. */
export class KnockService {
  readonly #deps: { readonly store: Store; readonly ports: Ports; readonly server: ServerService }

  constructor(deps: { readonly store: Store; readonly ports: Ports; readonly server: ServerService }) {
    this.#deps = deps
  }

  /**
   * The enrolment URL of a phone whose window is open; undefined for every other, known or not. Nothing proves the
   * MAC, so this is only as safe as the network it is asked from.
   */
  async urlFor(mac: Mac): Promise<string | undefined> {
    const { store, ports, server } = this.#deps
    const [phone] = await store.find('phones', 'mac', mac)
    if (!phone || !windowOpen(phone.window, ports.now())) return undefined
    const addresses = await server.addresses()
    return addresses.safe ? (enrolmentUrlOf(addresses, phone) ?? undefined) : undefined
  }
}
