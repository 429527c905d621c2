import type { OffhookEvent } from './event.js'
import type { LedgerRow } from './ledger.js'
import type { RedirectClient, RedirectCredentials } from './redirect.js'
import type { Secret } from './secret.js'

/** What `service` is handed from outside, so that it knows neither the clock nor chance nor the PBX behind it. */
export interface Ports {
  now(): Date
  random(bytes: number): Buffer
  /** The PBX that calls, meetings and recordings live in; absent when none is configured. */
  readonly upstream?: Upstream | undefined
}

/** One request to the PBX. */
export interface UpstreamRequest {
  /** Whose credentials speak: a user's SIP address, or `*@<domain>` for administrators of that domain. */
  readonly as: string
  readonly method: 'GET' | 'POST'
  /** Path and query below the PBX's `/api`, encoded. */
  readonly target: string
  /** JSON. */
  readonly body?: string | undefined
}

/** What the PBX answered; the body arrives as it is read and must be read or cancelled. */
export interface UpstreamReply {
  readonly status: number
  /** Only those that may be passed on, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null
}

export interface Upstream {
  /**
   * Asks the PBX. Its refusals of the caller (4xx with JSON) are answers, its failures are not.
   * @throws DomainError `upstream_failed`, `upstream_timeout`, `not_found`.
   */
  call(request: UpstreamRequest): Promise<UpstreamReply>
}

/** How redirect services are reached. */
export interface RedirectPort {
  /** A client that gives up as soon as the signal says so. */
  client(credentials: RedirectCredentials, signal: AbortSignal): RedirectClient
}

/** A phone that shall fetch its files again, or restart, and where it is asked. */
export interface NotifyOrder {
  /** The account as the phone registered it. */
  readonly user: string
  readonly domain: string
  /** The contact the phone registered; absent where it is unknown. */
  readonly contact?: string
  readonly to: { readonly host: string; readonly port: number; readonly transport: 'udp' | 'tcp' }
  readonly reboot: boolean
  /** Shown where the proxy or registrar asks for them. */
  readonly credentials?: { readonly user: string; readonly password: Secret }
}

export type NotifyOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly reason: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly reason: string }

/** How phones are asked to fetch; `service` knows no SIP. */
export interface NotifyPort {
  /** Resolves with what came of it; never rejects for what the network does. */
  send(order: NotifyOrder): Promise<NotifyOutcome>
}

/** Takes rows of the ledger without ever making the caller wait. */
export interface LedgerSink {
  note(row: LedgerRow): void
}

/** Takes events without ever making the caller wait. */
export interface EventSink {
  emit(event: OffhookEvent): void
}
