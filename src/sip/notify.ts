import { bracketed, isPlainUri } from '../domain/sip-uri.js'
import type { Credentials } from './digest.js'
import { type Outcome, request, type Timing } from './transaction.js'
import type { Destination } from './wire.js'

/** A phone that shall fetch its files again. */
export interface CheckSync {
  /** The account as the phone registered it. */
  readonly user: string
  readonly domain: string
  /** The contact the phone registered; where it is unknown the account's own address is asked for. */
  readonly contact?: string
  readonly via: Destination
  /** True: the phone reboots whether or not anything changed. False: it only fetches. */
  readonly reboot: boolean
  readonly credentials?: Credentials
}

/**
 * Asks one phone to fetch its files, by the NOTIFY all three vendors take: `Event: check-sync` with `reboot=` as its
 * parameter, no body, no subscription (yealink.md ch. 6, snom.md ch. 5, polycom.md ch. 9).
 */
export function sendCheckSync(order: CheckSync, timing?: Timing): Promise<Outcome> {
  const account = `<sip:${order.user}@${bracketed(order.domain)}>`
  return request(
    {
      method: 'NOTIFY',
      uri: order.contact !== undefined && isPlainUri(order.contact) ? order.contact : account.slice(1, -1),
      from: `<sip:offhook@${bracketed(order.domain)}>`,
      to: account,
      headers: [
        ['Event', `check-sync;reboot=${order.reboot}`],
        ['Subscription-State', 'terminated'],
      ],
    },
    order.via,
    { ...(order.credentials ? { credentials: order.credentials } : {}), ...(timing ? { timing } : {}) },
  )
}
