import { createSocket, type RemoteInfo } from 'node:dgram'
import { type Mac, parseMac } from '../domain/mac.js'
import { bracketed, parseUri } from '../domain/sip-uri.js'
import { contains, type Network } from '../security/addresses.js'
import { type Headers, headerOf, headersOf, parseDatagram, type SipRequest, serialise } from './message.js'
import { parameterOf } from './parameter.js'
import { request, type Timing, token } from './transaction.js'

/** The group phones ask at boot (yealink.md ch. 7, snom.md ch. 6). */
export const PNP_GROUP = '224.0.1.75'

/** A phone that asked the network where its files are. */
export interface Knock {
  readonly mac: Mac
  /** As the phone says it; nothing proves it. */
  readonly vendor: string
  readonly model: string
  readonly firmware: string
  /** The address the question came from. */
  readonly source: string
}

export interface PnpOptions {
  /** The address of the interface to listen on; the system's choice unless told. */
  readonly interface?: string
  readonly group: string
  readonly port: number
  /** Questions from elsewhere are not even looked at. */
  readonly networks: readonly Network[]
  /** The URL for this phone; undefined = no answer at all. */
  readonly urlFor: (knock: Knock) => Promise<string | undefined>
  readonly now: () => Date
  readonly onError: (error: unknown) => void
  readonly timing?: Timing
}

/** Repeats within this are retransmissions or abuse, milliseconds. */
const PAUSE_MS = 10_000
const MOST_REMEMBERED = 10_000

/** Who asks, if this is a phone's question for its profile. */
function readKnock(message: SipRequest, source: string): Knock | undefined {
  const event = headerOf(message, 'event') ?? ''
  if (message.method !== 'SUBSCRIBE' || !/^ua-profile\s*(?:;|$)/i.test(event)) return undefined
  const [, digits] = /^MAC(?:%3a|:)?([0-9a-f]{12})$/i.exec(parseUri(message.uri)?.user ?? '') ?? []
  const mac = digits === undefined ? undefined : parseMac(digits)
  const text = (name: string): string => (parameterOf(event, name) ?? '').slice(0, 64)
  return mac && { mac, vendor: text('vendor'), model: text('model'), firmware: text('version'), source }
}

/** The headers of a response that a request dictates (RFC 3261 ch. 8.2.6), the first Via completed by RFC 3581. */
function echoed(message: SipRequest, from: RemoteInfo, tag: string): Headers {
  const [top = '', ...others] = headersOf(message, 'via')
  const received = top.replace(/;\s*rport(?=\s*(?:;|$))/i, `;rport=${from.port}`)
  return [
    ['Via', `${received};received=${from.address}`],
    ...others.map((via) => ['Via', via] as const),
    ['From', headerOf(message, 'from') ?? ''],
    ['To', `${headerOf(message, 'to')};tag=${tag}`],
    ['Call-ID', headerOf(message, 'call-id') ?? ''],
    ['CSeq', headerOf(message, 'cseq') ?? ''],
  ]
}

/** Where the answer to a request goes: the source address, at the port RFC 3581 or the Via name. */
function replyPort(message: SipRequest, from: RemoteInfo): number {
  const via = headersOf(message, 'via')[0] ?? ''
  if (parameterOf(via, 'rport') !== undefined) return from.port
  const [, named] = /^\S+\s+[^\s;,]*?:([0-9]{1,5})\s*(?:[;,]|$)/.exec(via) ?? []
  return named !== undefined && Number(named) > 0 && Number(named) < 65536 ? Number(named) : from.port
}

/**
 * Answers phones that ask the multicast group for their profile: 200, then a NOTIFY with their own URL, once per ten
 * seconds. Whoever we have no URL for gets no answer, so nothing here can be used to make noise elsewhere.
 * @returns a function that closes the socket.
 * @throws Error when the port or the group cannot be had.
 */
export async function openPnp(options: PnpOptions): Promise<() => void> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  const answered = new Map<string, number>()

  /** True at most once per pause and MAC. Bounded: forgetting the oldest only means one more answer. */
  const isTurn = (mac: Mac): boolean => {
    const now = options.now().getTime()
    if (now - (answered.get(mac) ?? Number.NEGATIVE_INFINITY) < PAUSE_MS) return false
    answered.delete(mac)
    answered.set(mac, now)
    const oldest = answered.keys().next()
    if (answered.size > MOST_REMEMBERED && !oldest.done) answered.delete(oldest.value)
    return true
  }

  const answer = async (message: SipRequest, from: RemoteInfo): Promise<void> => {
    const knock = readKnock(message, from.address)
    const url = knock && (await options.urlFor(knock))
    if (!knock || url === undefined || !isTurn(knock.mac)) return
    const tag = token()
    const contact = parseUri(headerOf(message, 'contact') ?? '')
    const headers = [...echoed(message, from, tag), ['Expires', '0'] as const]
    socket.send(
      serialise({ kind: 'response', status: 200, reason: 'OK', headers }),
      replyPort(message, from),
      from.address,
    )
    await request(
      {
        method: 'NOTIFY',
        uri: contact
          ? `sip:${contact.user ? `${contact.user}@` : ''}${bracketed(contact.host)}:${contact.port ?? 5060}`
          : message.uri,
        from: headerOf(message, 'to') ?? '',
        to: headerOf(message, 'from') ?? '',
        headers: [
          ['Event', headerOf(message, 'event') ?? 'ua-profile'],
          ['Subscription-State', 'terminated;reason=timeout'],
          ['Content-Type', 'application/url'],
        ],
        body: url,
      },
      // The address it came from and never the one it names: a forged Contact must not aim our message at others.
      { host: from.address, port: contact?.port ?? from.port, transport: 'udp' },
      {
        dialogue: { callId: headerOf(message, 'call-id') ?? '', fromTag: tag },
        ...(options.timing ? { timing: options.timing } : {}),
      },
    )
  }

  socket.on('message', (data, from) => {
    if (!contains(options.networks, from.address)) return
    const message = parseDatagram(data)
    if (message?.kind === 'request') answer(message, from).catch(options.onError)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(options.port, () => resolve())
  })
  socket.on('error', options.onError)
  try {
    socket.addMembership(options.group, options.interface)
  } catch (error) {
    socket.close()
    throw error
  }
  return () => socket.close()
}
