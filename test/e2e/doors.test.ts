import { createSocket } from 'node:dgram'
import { afterEach, describe, expect, it } from 'vitest'
import { parseDatagram } from '../../src/sip/message.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { freeUdpPort } from './kamailio.js'

const MAC = '001565aabbcc'
let server: TestServer
afterEach(() => server.remove())

/** The first datagram that comes back from 127.0.0.1 within the time, as bytes. */
async function ask(port: number, data: Buffer, ms = 1000): Promise<Buffer | undefined> {
  const socket = createSocket('udp4')
  const answer = new Promise<Buffer | undefined>((resolve) => {
    socket.once('message', resolve)
    setTimeout(() => resolve(undefined), ms)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  socket.send(data, port, '127.0.0.1')
  const got = await answer
  socket.close()
  return got
}

const phoneOf = async () => {
  const user = await server.user('101')
  return server.phone(MAC, 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
}

describe('TFTP', () => {
  const read = (file: string) => Buffer.concat([Buffer.from([0, 1]), Buffer.from(`${file}\0octet\0tsize\x000\0`)])

  it('serves a phone of a trusted network the bytes HTTP serves', async () => {
    server = await startTestServer({ OFFHOOK_TFTP_PORT: '0', OFFHOOK_TRUSTED_NETWORKS: '127.0.0.0/8' })
    await phoneOf()
    const http = await (await fetch(`${server.base}/${MAC}.cfg`)).arrayBuffer()
    const answer = await ask(server.tftpPort ?? 0, read(`${MAC}.cfg`))
    expect(answer?.toString('latin1', 2)).toBe(`tsize\0${http.byteLength}\0`)
  })
  it.each([
    ['an unknown phone', '001565000000.cfg'],
    ['a way out', '../secret.key'],
    ['a way out of a folder', '/x/../../secret.key'],
  ])('refuses %s', async (_name, file) => {
    server = await startTestServer({ OFFHOOK_TFTP_PORT: '0', OFFHOOK_TRUSTED_NETWORKS: '127.0.0.0/8' })
    await phoneOf()
    expect((await ask(server.tftpPort ?? 0, read(file)))?.readUInt32BE(0)).toBe(0x00050001)
  })
  it('is silent where no network is trusted, and off unless asked for', async () => {
    server = await startTestServer({ OFFHOOK_TFTP_PORT: '0' })
    await phoneOf()
    expect(await ask(server.tftpPort ?? 0, read(`${MAC}.cfg`), 100)).toBeUndefined()
    await server.remove()
    server = await startTestServer()
    expect(server.tftpPort).toBeNull()
  })
})

describe('PnP', () => {
  const subscribe = (mac: string) =>
    Buffer.from(
      [
        `SUBSCRIBE sip:MAC${mac}@224.0.1.75 SIP/2.0`,
        'Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bKx',
        `From: <sip:MAC${mac}@224.0.1.75>;tag=1`,
        `To: <sip:MAC${mac}@224.0.1.75>`,
        'Call-ID: 1',
        'CSeq: 1 SUBSCRIBE',
        'Event: ua-profile;profile-type="device";vendor="yealink";model="T46U";version="108.86.0.20"',
        '\r\n',
      ].join('\r\n'),
    )
  const start = async (env: Readonly<Record<string, string>> = {}) => {
    const port = await freeUdpPort()
    server = await startTestServer({
      OFFHOOK_PNP_NETWORKS: '127.0.0.0/8',
      OFFHOOK_PNP_INTERFACE: '127.0.0.1',
      OFFHOOK_PNP_PORT: String(port),
      ...env,
    })
    return port
  }

  it('tells a phone whose window is open its enrolment address', async () => {
    const port = await start()
    const phone = await phoneOf()
    const socket = createSocket('udp4')
    const heard: Buffer[] = []
    socket.on('message', (data) => heard.push(data))
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    socket.send(subscribe(MAC), port, '127.0.0.1')
    for (let tries = 0; tries < 100 && heard.length < 2; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    socket.close()
    const [answer, notify] = heard.map((data) => parseDatagram(data))
    expect(answer).toMatchObject({ status: 200 })
    expect(notify?.body.toString()).toBe(`http://prov.example.net/p/${phone.enrolment_token.secret.reveal()}/`)
    expect(server.log.join('')).not.toContain(phone.enrolment_token.secret.reveal())
  })
  it.each([
    ['a phone we do not know', '001565000000', {}],
    ['a phone, while our address is not confirmed', MAC, { OFFHOOK_PUBLIC_URL: '' }],
  ])('has no answer for %s', async (_name, mac, env) => {
    const port = await start(env)
    await phoneOf()
    expect(await ask(port, subscribe(mac), 200)).toBeUndefined()
  })
  it('has no answer once the phone has fetched by its own address', async () => {
    const port = await start()
    const phone = await phoneOf()
    const headers = { 'User-Agent': `Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:cc` }
    expect((await fetch(server.base + server.path(phone, `${MAC}.cfg`), { headers })).status).toBe(200)
    expect(await ask(port, subscribe(MAC), 200)).toBeUndefined()
  })
})
