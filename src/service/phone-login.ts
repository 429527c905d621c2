import { parseMac } from '../domain/mac.js'
import type { Phone, Tenant } from '../domain/model.js'
import type { Secret } from '../domain/secret.js'
import {
  type Credentials,
  challengesWith,
  madeWith,
  NOBODYS_TOKEN,
  phonePassword,
  readAuthorization,
} from '../security/credentials.js'
import { MissCounter } from '../security/miss-counter.js'
import { Nonces } from '../security/nonces.js'
import type { Reader, Store } from '../store/store.js'
import type { Alarm } from './misses.js'
import type { ServerService } from './server.js'

/** The part of a request that a login is judged by. */
export interface LoginRequest {
  readonly method: string
  /** The request target as it came. */
  readonly url: string
  readonly authorization: string | undefined
}

export interface PhoneLoginDeps {
  readonly store: Store
  readonly server: ServerService
  readonly onAlarm: (alarm: Alarm) => void
  readonly nonces?: Nonces
}

const MINUTE = 60_000
/** A PIN has few digits: ten wrong ones in an hour and the phone's enrolment waits, ever longer. */
const PIN_GUESSES = { most: 10, windowMs: 60 * MINUTE, blockMs: 10 * MINUTE, longestMs: 24 * 60 * MINUTE, keys: 10_000 }

const asksForLogin = ({ phone_login, enrolment_pin }: Tenant): boolean =>
  (phone_login ?? 'off') !== 'off' || enrolment_pin === true

/** Proof 3: phones that log in with HTTP Digest or Basic, and the PIN a tenant may ask for at enrolment. */
export class PhoneLogin {
  readonly #deps: PhoneLoginDeps
  readonly #nonces: Nonces
  readonly #pins = new MissCounter(PIN_GUESSES)
  /** What the one refusal offers; undefined until it is asked for and after a tenant was changed. */
  #offer: Promise<{ readonly login: boolean; readonly basic: boolean }> | undefined

  constructor(deps: PhoneLoginDeps) {
    this.#deps = deps
    this.#nonces = deps.nonces ?? new Nonces()
    deps.store.onCommit((touched) => {
      if (touched.has('tenants')) this.#offer = undefined
    })
  }

  async #offered(): Promise<{ readonly login: boolean; readonly basic: boolean }> {
    const tenants = await this.#deps.store.all('tenants')
    return {
      login: tenants.some(asksForLogin),
      basic: tenants.some((tenant) => tenant.phone_login === 'basic' || tenant.enrolment_pin === true),
    }
  }

  /**
   * The challenges of a refusal: none while no tenant has phones log in, else the same for every request whatever it
   * asks for, but for the fresh nonce. `stale` depends on the nonce that was sent and on nothing else.
   */
  async challenges(authorization: string | undefined): Promise<readonly string[]> {
    this.#offer ??= this.#offered()
    const { login, basic } = await this.#offer
    if (!login) return []
    const sent = readAuthorization(authorization)?.digest?.nonce
    return challengesWith(this.#nonces.issue(), {
      basic,
      stale: sent !== undefined && this.#nonces.state(sent) === 'stale',
    })
  }

  /** The phone whose own credentials the request carries, or in words why there is none. */
  async phoneOf(reader: Reader, request: LoginRequest): Promise<Phone | string> {
    const credentials = readAuthorization(request.authorization)
    if (!credentials) return 'the Authorization header is not one we asked for'
    const mac = parseMac(credentials.user)
    const [phone] = mac ? await reader.find('phones', 'mac', mac) : []
    const tenant = await reader.get('tenants', phone?.tenant_id ?? '')
    // Two passwords are tried in every case, also where there is no phone or no older token.
    const tokens = [phone?.token, phone?.previous_token]
    const right = tokens.map((token) => madeWith(credentials, request.method, phonePassword(token ?? NOBODYS_TOKEN)))
    if (!phone || !right.includes(true)) return 'wrong user name or password'
    const login = tenant?.phone_login ?? 'off'
    if (login === 'off' || (!credentials.digest && login !== 'basic')) return 'the tenant does not let phones log in so'
    return (await this.#judge(credentials, request)) ?? phone
  }

  /** Why a right answer is not taken: of another request, or of an earlier one; undefined when it is. */
  async #judge({ digest }: Credentials, { url }: LoginRequest): Promise<string | undefined> {
    if (!digest) return undefined
    if (!(await this.#isUri(digest.uri, url))) return 'the Digest answer is for another address'
    const state = this.#nonces.state(digest.nonce)
    if (state !== 'fresh') return `the nonce is ${state}`
    return this.#nonces.spend(digest.nonce, Number.parseInt(digest.nc, 16))
      ? undefined
      : 'the Digest answer was used before'
  }

  /** A phone signs the address it was given; a proxy may have taken a public URL's path off it. */
  async #isUri(uri: string, url: string): Promise<boolean> {
    const target = uri.replace(/^https?:\/\/[^/]*/i, '')
    if (target === url) return true
    const { http, https } = await this.#deps.server.addresses()
    return [http, https].some((base) => base !== null && target === new URL(base).pathname.replace(/\/$/, '') + url)
  }

  /**
   * Judges the PIN a tenant asks for beside an enrolment token; the user name is ignored.
   * @param pin of the phone's first user; undefined when there is none, and then no answer is right.
   * @returns why not, or undefined when it is right.
   */
  async pin(id: string, pin: Secret | undefined, request: LoginRequest): Promise<string | undefined> {
    const credentials = readAuthorization(request.authorization)
    if (!credentials) return 'a PIN is asked for'
    const right = madeWith(credentials, request.method, pin ?? phonePassword(NOBODYS_TOKEN)) && pin !== undefined
    if (this.#pins.waiting(id) > 0) return 'too many wrong PINs'
    if (right) return this.#judge(credentials, request)
    const { began } = this.#pins.miss(id)
    if (began) this.#deps.onAlarm({ kind: 'pin_guessing', about: id, text: 'somebody guesses the PIN of a phone' })
    return 'wrong PIN'
  }
}
