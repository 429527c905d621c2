import { createSocket, type RemoteInfo } from 'node:dgram'
import { contains, type Network } from '../security/addresses.js'
import { ERRORS, errorPacket, netascii, type Packet, readPacket } from './packet.js'
import { type Transfer, transfer } from './transfer.js'

export interface TftpOptions {
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  /** The only networks that get an answer at all. */
  readonly networks: readonly Network[]
  /** What is in the file; undefined = there is no such file for this client. */
  readonly fetch: (file: string, source: string) => Promise<Buffer | undefined>
  readonly onError: (error: unknown) => void
  /** Milliseconds before a block is sent again; a client may ask for another. */
  readonly timeout?: number
}

export interface Tftp {
  readonly port: number
  close(): Promise<void>
}

const MOST_TRANSFERS = 200
const TRANSFERS_PER_SOURCE = 8
const TIMEOUT_MS = 1000

/**
 * A read-only TFTP server (RFC 1350, 2347, 2348, 2349) for phones that speak nothing else. TFTP knows no proof but the
 * address it comes from, so whoever is outside the networks gets silence, and inside them what a trusted network gets.
 * @throws Error when the port cannot be had.
 */
export async function openTftp(options: TftpOptions): Promise<Tftp> {
  const { networks, fetch, onError, timeout = TIMEOUT_MS } = options
  const socket = createSocket(options.host.includes(':') ? 'udp6' : 'udp4')
  /** Transfers by client, null while the file is being looked up; a repeated request is the same one. */
  const running = new Map<string, Transfer | null>()
  const clientOf = ({ address, port }: RemoteInfo): string => `${address} ${port}`

  const refuse = (from: RemoteInfo, code: Parameters<typeof errorPacket>[0], text: string): void => {
    socket.send(errorPacket(code, text), from.port, from.address)
  }

  const answer = async (from: RemoteInfo, packet: Extract<Packet, { kind: 'read' }>): Promise<void> => {
    const body = await fetch(packet.file, from.address)
    if (!body) return refuse(from, ERRORS.notFound, 'file not found')
    const content = packet.mode === 'netascii' ? netascii(body) : body
    const begun = await transfer({ host: options.host, to: from, body: content, asked: packet.options, timeout })
    running.set(clientOf(from), begun)
    await begun.ended
  }

  socket.on('message', (data, from) => {
    const client = clientOf(from)
    if (!contains(networks, from.address) || running.has(client)) return
    const packet = readPacket(data)
    if (packet?.kind === 'write') return refuse(from, ERRORS.accessViolation, 'nothing can be written here')
    if (packet?.kind !== 'read') return
    if (packet.mode !== 'octet' && packet.mode !== 'netascii')
      return refuse(from, ERRORS.illegal, 'the mode must be octet')
    const sameSource = [...running.keys()].filter((other) => other.startsWith(`${from.address} `)).length
    // Silence and no error: the client asks again, and by then there may be room.
    if (running.size >= MOST_TRANSFERS || sameSource >= TRANSFERS_PER_SOURCE) return
    running.set(client, null)
    answer(from, packet)
      .catch(onError)
      .finally(() => running.delete(client))
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(options.port, options.host, () => resolve())
  })
  socket.on('error', onError)
  return {
    port: socket.address().port,
    close: async () => {
      for (const begun of running.values()) begun?.stop()
      await new Promise<void>((resolve) => socket.close(() => resolve()))
    },
  }
}
