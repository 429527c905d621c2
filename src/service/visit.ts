import { readUserAgent } from '../catalogue/index.js'
import type { Phone } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { Store } from '../store/store.js'
import type { FetchRequest } from './answer.js'
import type { Proof } from './proof.js'
import type { ServerService } from './server.js'

export interface VisitDeps {
  readonly store: Store
  readonly server: ServerService
  readonly ports: Ports
}

/** Whether the phone itself is asking, as far as it says so; administrators and link checkers read files too. */
export const isVisit = (phone: Phone, { userAgent }: FetchRequest): boolean =>
  readUserAgent(userAgent)?.vendor.id === phone.vendor

/**
 * Notes that a phone has arrived at a new public URL.
 * @returns whether that URL is on the move as far as this phone matters.
 */
export async function noteForMove(
  { server, ports }: Pick<VisitDeps, 'server' | 'ports'>,
  phone: Phone,
  request: FetchRequest,
  enrols = false,
): Promise<boolean> {
  const moving = await server.moving(phone)
  if (moving && isVisit(phone, request))
    await server.noteForMove(phone, { host: request.host, enrols, now: ports.now() })
  return moving
}

/** Whether the phone's first use of its lasting token has something left to end. */
const isOpen = ({ window, previous_token }: Phone): boolean =>
  (window !== null && window.closed_at === null) || previous_token !== null

/**
 * Makes durable what this proof decides for later requests: the first use of the lasting token by a phone
 * closes the enrolment window and retires the token before it.
 * @returns whether nothing is left to decide, so that the next answer may come without looking.
 */
export async function settleVisit(
  { store, server, ports }: VisitDeps,
  proof: Proof & { phone: Phone },
  request: FetchRequest,
): Promise<boolean> {
  if (proof.by === 'enrolment') await noteForMove({ server, ports }, proof.phone, request, true)
  if (proof.by !== 'lasting') return false
  const isPhone = isVisit(proof.phone, request)
  const moving = await noteForMove({ server, ports }, proof.phone, request)
  if (!isOpen(proof.phone)) return !moving
  // Administrators and link checkers read files too; only a phone's own first visit ends the enrolment.
  if (!isPhone) return false
  await store.transact(async (tx) => {
    const phone = await tx.get('phones', proof.phone.id)
    if (!phone || phone.token.hash !== proof.phone.token.hash || !isOpen(phone)) return
    const window = phone.window && { ...phone.window, closed_at: phone.window.closed_at ?? ports.now().toISOString() }
    tx.put('phones', { ...phone, window, previous_token: null })
  })
  return !moving
}
