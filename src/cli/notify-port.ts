import type { NotifyPort } from '../domain/ports.js'
import { sendCheckSync } from '../sip/notify.js'

/** Asks phones by SIP, over UDP and TCP, with the pauses of RFC 3261. */
export const createNotifyPort = (): NotifyPort => ({
  send: ({ to, ...order }) => sendCheckSync({ ...order, via: to }),
})
