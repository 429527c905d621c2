import type { RedirectClient, RedirectCredentials } from './redirect.js'

/** What `service` is handed from outside, so that it knows neither the clock nor chance. */
export interface Ports {
  now(): Date
  random(bytes: number): Buffer
}

/** How redirect services are reached. */
export interface RedirectPort {
  /** A client that gives up as soon as the signal says so. */
  client(credentials: RedirectCredentials, signal: AbortSignal): RedirectClient
}
