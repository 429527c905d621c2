import { createSocket } from 'node:dgram'
import { headerOf, headersOf, parseDatagram, type SipRequest, serialise } from '../../src/sip/message.js'

/** How a phone answers a NOTIFY: with a status, or not at all. */
export type Manner = number | 'silent'

export interface SipPhone {
  readonly port: number
  /** Every NOTIFY it got, retransmissions too. */
  readonly heard: readonly SipRequest[]
  /** May be changed at any time. */
  manner: Manner
  close(): void
}

/** A phone as the network sees it: takes NOTIFY on a UDP port of its own, and does something when it accepted one. */
export async function createSipPhone(
  onAccepted: (request: SipRequest) => unknown = () => undefined,
): Promise<SipPhone> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const heard: SipRequest[] = []
  const answered = new Set<string>()
  const phone = { port: socket.address().port, heard, manner: 200 as Manner, close: () => socket.close() }
  socket.on('message', (data, from) => {
    const message = parseDatagram(data)
    if (message?.kind !== 'request') return
    heard.push(message)
    if (phone.manner === 'silent') return
    const echoed = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].flatMap((name) =>
      headersOf(message, name.toLowerCase()).map((value) => [name, value] as const),
    )
    socket.send(
      serialise({ kind: 'response', status: phone.manner, reason: 'Answered', headers: echoed }),
      from.port,
      from.address,
    )
    const call = headerOf(message, 'call-id') ?? ''
    if (phone.manner < 300 && !answered.has(call)) onAccepted(message)
    answered.add(call)
  })
  return phone
}
