import type { Bearer } from './proof.js'
import type { AssetFile } from './serve-asset.js'
import type { WarmEntry } from './warm.js'

/** What a phone asks. */
export interface FetchRequest extends Bearer {
  readonly userAgent: string
  /** The name the phone asked under; tells only whether it has arrived at a new address. */
  readonly host: string | undefined
}

/** What a phone gets. */
export type Outcome =
  | { readonly kind: 'file'; readonly entry: WarmEntry }
  | { readonly kind: 'asset'; readonly file: AssetFile }
  | { readonly kind: 'stored' }
  /** What the phone told is noted. */
  | { readonly kind: 'noted' }
  | { readonly kind: 'too_large' }
  /** The one refusal: unproven, unknown, or a file we do not make; `reason` is for the log only. */
  | Refused

export interface Refused {
  readonly kind: 'refused'
  readonly reason: string
  readonly phone_id: string | undefined
  /** Whose enrolment token was shown, for a phone that is none of theirs. */
  readonly tenant_id?: string | undefined
  /** True when nothing was proven, or for another phone than the one asked for. */
  readonly missed: boolean
  /** Nothing was shown yet that could be a proof. */
  readonly asks: boolean
  /** Seconds until a further miss is answered as the first was; 0 = within the limits. */
  readonly wait: number
  /** `WWW-Authenticate` values; empty where no phones log in. */
  readonly challenges: readonly string[]
}

export const refused = (reason: string, phone_id?: string, missed = phone_id === undefined, asks = false): Refused => ({
  kind: 'refused',
  reason,
  phone_id,
  missed,
  asks,
  wait: 0,
  challenges: [],
})
