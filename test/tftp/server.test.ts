import { execFile } from 'node:child_process'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseNetworks } from '../../src/security/addresses.js'
import { readPacket } from '../../src/tftp/packet.js'
import { openTftp, type Tftp } from '../../src/tftp/server.js'
import { missing } from '../support/packages.js'

const FILES: Readonly<Record<string, Buffer>> = {
  '001565aabbcc.cfg': Buffer.from('#!version:1.0.0.1\naccount.1.label = Müller\n'.repeat(400)),
  'exact.cfg': Buffer.alloc(1024, 0x61),
  'empty.cfg': Buffer.alloc(0),
}
let server: Tftp
let asked: [string, string][] = []
const open = async (networks: string) => {
  server = await openTftp({
    host: '127.0.0.1',
    port: 0,
    networks: parseNetworks(networks),
    fetch: async (file, source) => {
      asked.push([file, source])
      return FILES[file]
    },
    onError: (error) => {
      throw error
    },
    timeout: 30,
  })
}

const readRequest = (file: string, ...options: string[]): Buffer =>
  Buffer.concat([Buffer.from([0, 1]), Buffer.from([file, 'octet', ...options, ''].join('\0'), 'latin1')])
const acknowledge = (block: number): Buffer => Buffer.from([0, 4, block >> 8, block & 255])

describe('TFTP', () => {
  let client: Socket
  let heard: { data: Buffer; from: RemoteInfo }[]
  beforeEach(async () => {
    asked = []
    heard = []
    client = createSocket('udp4')
    client.on('message', (data, from) => heard.push({ data, from }))
    await new Promise<void>((resolve) => client.bind(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    client.close()
    await server.close()
  })
  const say = (data: Buffer, port = server.port) => client.send(data, port, '127.0.0.1')
  const settled = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms))
  const codes = () => heard.map(({ data }) => data.readUInt16BE(0))

  it('sends an unanswered block again, five times, then gives up', async () => {
    await open('127.0.0.0/8')
    say(readRequest('exact.cfg'))
    await settled(300)
    expect(codes()).toEqual([3, 3, 3, 3, 3])
  })
  it('does not answer a repeated acknowledgement twice', async () => {
    await open('127.0.0.0/8')
    say(readRequest('exact.cfg'))
    await settled()
    const port = heard[0]?.from.port
    say(acknowledge(1), port)
    say(acknowledge(1), port)
    await settled()
    expect(heard.map(({ data }) => data.readUInt16BE(2))).toEqual([1, 2])
  })
  it('takes a repeated request for the same one', async () => {
    await open('127.0.0.0/8')
    for (let i = 0; i < 4; i++) say(readRequest('exact.cfg'))
    await settled()
    expect(asked).toHaveLength(1)
    expect(codes()).toEqual([3])
  })
  it('tells a stranger on the port of a transfer off, and goes on', async () => {
    await open('127.0.0.0/8')
    say(readRequest('exact.cfg'))
    await settled()
    const port = heard[0]?.from.port ?? 0
    const stranger = createSocket('udp4')
    const told: Buffer[] = []
    stranger.on('message', (data) => told.push(data))
    stranger.send(acknowledge(1), port, '127.0.0.1')
    await settled()
    stranger.close()
    expect(told[0]?.readUInt16BE(2)).toBe(5)
    say(acknowledge(1), port)
    await settled()
    expect(heard.at(-1)?.data.readUInt16BE(2)).toBe(2)
  })
  it('gives one client eight transfers at a time', async () => {
    await open('127.0.0.0/8')
    const many = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const socket = createSocket('udp4')
        await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
        socket.send(readRequest('exact.cfg'), server.port, '127.0.0.1')
        return socket
      }),
    )
    await settled()
    for (const socket of many) socket.close()
    expect(asked).toHaveLength(8)
  })
  it.each([
    ['an unknown file', readRequest('nothing.cfg'), 1],
    ['a way out of the folder', readRequest('../../etc/passwd'), 1],
    ['a write', Buffer.concat([Buffer.from([0, 2]), Buffer.from('x\0octet\0')]), 2],
    ['mail', Buffer.concat([Buffer.from([0, 1]), Buffer.from('x\0mail\0')]), 4],
  ])('refuses %s', async (_name, packet, code) => {
    await open('127.0.0.0/8')
    say(packet)
    await settled()
    expect(codes()).toEqual([5])
    expect(heard[0]?.data.readUInt16BE(2)).toBe(code)
  })
  it('is silent outside its networks', async () => {
    await open('10.0.0.0/8')
    say(readRequest('exact.cfg'))
    say(Buffer.from([0, 2, 0, 0]))
    await settled()
    expect([asked, heard]).toEqual([[], []])
  })
  it('agrees to block size, size and timeout, and to nothing else', async () => {
    await open('127.0.0.0/8')
    say(readRequest('exact.cfg', 'blksize', '9000', 'TSIZE', '0', 'timeout', '2', 'evil', '1'))
    await settled()
    expect(heard[0]?.data.toString('latin1', 2)).toBe('blksize\x001428\0timeout\x002\0tsize\x001024\0')
  })
  it('reads any packet without throwing', async () => {
    await open('127.0.0.0/8')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void readPacket(Buffer.from(bytes))),
      { numRuns: 2000 },
    )
  })
})

const lacking = missing('tftp', 'atftp')

describe.skipIf(lacking)(`real TFTP clients${lacking ? ` (${lacking})` : ''}`, () => {
  const run = promisify(execFile)
  const dir = mkdtempSync(join(tmpdir(), 'offhook-tftp-'))
  beforeAll(() => open('127.0.0.0/8'))
  afterAll(async () => {
    await server.close()
    rmSync(dir, { recursive: true, force: true })
  })

  it.each(Object.keys(FILES))('tftp-hpa reads %s whole', async (name) => {
    await run('tftp', ['-m', 'binary', '127.0.0.1', String(server.port), '-c', 'get', name, join(dir, name)])
    expect(readFileSync(join(dir, name))).toEqual(FILES[name])
  })
  it('tftp-hpa reads text as text', async () => {
    const name = '001565aabbcc.cfg'
    await run('tftp', ['-m', 'ascii', '127.0.0.1', String(server.port), '-c', 'get', name, join(dir, 'text')])
    expect(readFileSync(join(dir, 'text'))).toEqual(FILES[name])
  })
  it.each(['512', '8', '1024', '1428', '16384'])('atftp reads with a block size of %s', async (size) => {
    const name = '001565aabbcc.cfg'
    const to = join(dir, `atftp-${size}`)
    await run('atftp', ['--option', `blksize ${size}`, '-g', '-r', name, '-l', to, '127.0.0.1', String(server.port)])
    expect(readFileSync(to)).toEqual(FILES[name])
  })
})
