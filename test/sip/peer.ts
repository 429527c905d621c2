import { createSocket, type RemoteInfo } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import {
  type Headers,
  headerOf,
  headersOf,
  parseDatagram,
  type SipRequest,
  serialise,
  takeFromStream,
} from '../../src/sip/message.js'

export const FAST = { t1: 20, t2: 80 }

/** A response to a request, as a phone or proxy would write it. */
export const reply = (to: SipRequest, status: number, reason: string, more: Headers = []): Buffer =>
  serialise({
    kind: 'response',
    status,
    reason,
    headers: [
      ...headersOf(to, 'via').map((via) => ['Via', via] as const),
      ['From', headerOf(to, 'from') ?? ''],
      ['To', `${headerOf(to, 'to')};tag=peer`],
      ['Call-ID', headerOf(to, 'call-id') ?? ''],
      ['CSeq', headerOf(to, 'cseq') ?? ''],
      ...more,
    ],
  })

type Answer = (message: SipRequest, nth: number) => readonly Buffer[]

export interface Peer {
  readonly port: number
  readonly received: SipRequest[]
  close(): void
}

/** A UDP peer that answers each request by what the test says. */
export async function udpPeer(answer: Answer): Promise<Peer> {
  const socket = createSocket('udp4')
  const received: SipRequest[] = []
  socket.on('message', (data: Buffer, from: RemoteInfo) => {
    const message = parseDatagram(data)
    if (message?.kind !== 'request') return
    received.push(message)
    for (const response of answer(message, received.length)) socket.send(response, from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { port: socket.address().port, received, close: () => socket.close() }
}

/** The same over TCP, its answers cut in two to see that they are put together. */
export async function tcpPeer(answer: Answer): Promise<Peer> {
  const received: SipRequest[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    let waiting: Buffer = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data])
      const taken = takeFromStream(waiting)
      if (typeof taken !== 'object' || taken.message.kind !== 'request') return
      waiting = taken.rest
      received.push(taken.message)
      for (const response of answer(taken.message, received.length)) {
        socket.write(response.subarray(0, 30))
        setTimeout(() => socket.write(response.subarray(30)), 5)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    for (const socket of open) socket.destroy()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, received, close }
}
