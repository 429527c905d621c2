import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { bracketed } from '../domain/sip-uri.js'
import { parseDatagram, type SipMessage, takeFromStream } from './message.js'

/** Where a request is sent. */
export interface Destination {
  /** A name or an address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  readonly transport: 'udp' | 'tcp'
}

/** One way to one peer, open for the time of one transaction. */
export interface Wire {
  /** Our side of it as a Via writes it: host and port. */
  readonly sentBy: string
  /** True where a lost message is sent again by the layers below. */
  readonly reliable: boolean
  send(message: Buffer): void
  close(): void
}

export interface WireEvents {
  onMessage(message: SipMessage): void
  onError(error: Error): void
}

/**
 * Opens a connected socket: messages of others never reach it, our address on the way to the peer is known, and a
 * closed port is told at once.
 * @throws Error when the name has no address, or nobody takes the connection within `timeout` ms.
 */
export async function openWire(to: Destination, events: WireEvents, timeout: number): Promise<Wire> {
  const { address, family } = await lookup(to.host)
  return to.transport === 'udp' ? openUdp(address, family, to.port, events) : openTcp(address, to.port, events, timeout)
}

async function openUdp(address: string, family: number, port: number, events: WireEvents): Promise<Wire> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  socket.on('message', (data) => {
    const message = parseDatagram(data)
    if (message) events.onMessage(message)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.connect(port, address, () => resolve())
  }).catch((error: unknown) => {
    socket.close()
    throw error
  })
  socket.on('error', events.onError)
  const own = socket.address()
  let open = true
  return {
    sentBy: `${bracketed(own.address)}:${own.port}`,
    reliable: false,
    // What cannot be sent now is sent again by the transaction's timer.
    send: (message) => {
      if (open) socket.send(message, (error) => error && open && events.onError(error))
    },
    close: () => {
      open = false
      socket.close()
    },
  }
}

async function openTcp(address: string, port: number, events: WireEvents, timeout: number): Promise<Wire> {
  const socket = connect({ host: address, port })
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(timeout, () => reject(new Error('nobody took the connection')))
    socket.once('error', reject)
    socket.once('connect', resolve)
  }).catch((error: unknown) => {
    socket.destroy()
    throw error
  })
  socket.setTimeout(0)
  let waiting: Buffer = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    waiting = Buffer.concat([waiting, data])
    for (;;) {
      const taken = takeFromStream(waiting)
      if (taken === 'more') return
      if (taken === 'broken') {
        socket.destroy(new Error('the peer sent what is no SIP message'))
        return
      }
      waiting = taken.rest
      events.onMessage(taken.message)
    }
  })
  socket.on('error', events.onError)
  socket.on('end', () => events.onError(new Error('the peer closed the connection')))
  return {
    sentBy: `${bracketed(socket.localAddress ?? '')}:${socket.localPort}`,
    reliable: true,
    send: (message) => void socket.write(message),
    close: () => socket.destroy(),
  }
}
