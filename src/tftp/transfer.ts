import { createSocket } from 'node:dgram'
import { agree, dataPacket, ERRORS, errorPacket, optionsPacket, readPacket } from './packet.js'

export interface Transfer {
  /** Ends it at once. */
  readonly stop: () => void
  /** Resolves when it is over, whole or not; never rejects. */
  readonly ended: Promise<void>
}

interface TransferOptions {
  readonly host: string
  readonly to: { readonly address: string; readonly port: number }
  readonly body: Buffer
  /** The options of the request, as the client wrote them. */
  readonly asked: ReadonlyMap<string, string>
  /** Milliseconds before a block is sent again. */
  readonly timeout: number
}

/** How often one block is sent before the client counts as gone. */
const MOST_SENDINGS = 5

/** Sends one file from a port of its own, as RFC 1350 ch. 4 wants; packets of strangers get error 5 and change nothing. */
export async function transfer({ host, to, body, asked, timeout }: TransferOptions): Promise<Transfer> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const { blockSize, timeout: pause, accepted } = agree(asked, body.length, timeout)
  const last = Math.floor(body.length / blockSize) + 1
  // Block 0 is the acknowledgement of options, which is answered like any other.
  let block = accepted.size > 0 ? 0 : 1
  let sendings = 0
  let timer: NodeJS.Timeout | undefined
  let over: () => void = () => {}
  const ended = new Promise<void>((resolve) => {
    over = resolve
  })
  let open = true
  const stop = () => {
    clearTimeout(timer)
    if (open) socket.close()
    open = false
    over()
  }
  const send = () => {
    if (sendings === MOST_SENDINGS) return stop()
    sendings += 1
    const packet =
      block === 0
        ? optionsPacket(accepted)
        : dataPacket(block, body.subarray((block - 1) * blockSize, block * blockSize))
    socket.send(packet, to.port, to.address)
    timer = setTimeout(send, pause)
  }
  socket.on('message', (data, from) => {
    if (from.address !== to.address || from.port !== to.port) {
      socket.send(errorPacket(ERRORS.unknownTransfer, 'unknown transfer'), from.port, from.address)
      return
    }
    const packet = readPacket(data)
    if (packet?.kind === 'error') return stop()
    // Only the awaited acknowledgement moves on: answering a repeated one would double every block after it.
    if (packet?.kind !== 'acknowledge' || packet.block !== (block & 0xffff)) return
    clearTimeout(timer)
    if (block === last) return stop()
    block += 1
    sendings = 0
    send()
  })
  socket.on('error', stop)
  await new Promise<void>((resolve) => socket.bind(0, host, () => resolve()))
  send()
  return { stop, ended }
}
