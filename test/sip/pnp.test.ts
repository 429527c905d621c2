import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseNetworks } from '../../src/security/addresses.js'
import { headerOf, parseDatagram, type SipMessage } from '../../src/sip/message.js'
import { type Knock, openPnp, PNP_GROUP } from '../../src/sip/pnp.js'
import { FAST, reply } from './peer.js'

const KNOWN = '001565aabbcc'
const URL = 'http://192.0.2.1:8080/p/token/'
const knocks: Knock[] = []
let now: number
let close: () => void
let port: number
let phone: Socket
let heard: SipMessage[]

const freePort = async (): Promise<number> => {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, resolve))
  const { port: found } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return found
}

const start = async (networks = '127.0.0.0/8') => {
  port = await freePort()
  close = await openPnp({
    group: PNP_GROUP,
    interface: '127.0.0.1',
    port,
    networks: parseNetworks(networks),
    urlFor: async (knock) => {
      knocks.push(knock)
      return knock.mac === KNOWN ? URL : undefined
    },
    now: () => new Date(now),
    onError: (error) => {
      throw error
    },
    timing: FAST,
  })
}

beforeEach(async () => {
  now = 1_000_000
  knocks.length = 0
  heard = []
  phone = createSocket('udp4')
  phone.on('message', (data, from) => {
    const message = parseDatagram(data)
    if (!message) return
    heard.push(message)
    if (message.kind === 'request') phone.send(reply(message, 200, 'OK'), from.port, from.address)
  })
  await new Promise<void>((resolve) => phone.bind(0, '127.0.0.1', resolve))
})
afterEach(() => {
  close()
  phone.close()
})

/** The question as the vendors' phones send it. */
function subscribe({
  user = `MAC${KNOWN}`,
  contact = `<sip:MAC@127.0.0.1:${phone.address().port}>`,
  event = 'ua-profile;profile-type="device";vendor="yealink";model="W52P";version="25.81.0.10"',
  via = `127.0.0.1:${phone.address().port};rport`,
} = {}): Buffer {
  return Buffer.from(
    [
      `SUBSCRIBE sip:${user}@224.0.1.75 SIP/2.0`,
      `Via: SIP/2.0/UDP ${via}`,
      `From: <sip:${user}@224.0.1.75>;tag=42`,
      `To: <sip:${user}@224.0.1.75>`,
      'Call-ID: call-1',
      'CSeq: 1 SUBSCRIBE',
      `Contact: ${contact}`,
      `Event: ${event}`,
      'Accept: application/url',
      'Expires: 0',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  )
}
const ask = (data: Buffer) => phone.send(data, port, '127.0.0.1')
const settled = () => new Promise((resolve) => setTimeout(resolve, 150))

describe('PnP', () => {
  it.each([
    ['Yealink', `MAC${KNOWN}`],
    ['Snom, colon escaped', `MAC%3a${KNOWN.toUpperCase()}`],
  ])('a known phone gets 200 and its URL (%s)', async (_name, user) => {
    await start()
    ask(subscribe({ user }))
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(1), 5000)
    const [answer, notify] = heard
    expect(answer).toMatchObject({ kind: 'response', status: 200 })
    expect(headerOf(answer as never, 'via')).toContain(`rport=${phone.address().port};received=127.0.0.1`)
    expect(headerOf(answer as never, 'expires')).toBe('0')
    expect(notify).toMatchObject({ kind: 'request', method: 'NOTIFY' })
    expect(notify?.body.toString()).toBe(URL)
    expect(headerOf(notify as never, 'content-type')).toBe('application/url')
    expect(headerOf(notify as never, 'subscription-state')).toMatch(/^terminated;reason=/)
    expect(headerOf(notify as never, 'event')).toMatch(/^ua-profile/)
    expect(headerOf(notify as never, 'call-id')).toBe('call-1')
    expect(headerOf(notify as never, 'to')).toBe(`<sip:${user}@224.0.1.75>;tag=42`)
    const tag = /tag=(\w+)/.exec(headerOf(answer as never, 'to') ?? '')?.[1]
    expect(headerOf(notify as never, 'from')).toBe(`<sip:${user}@224.0.1.75>;tag=${tag}`)
    expect(knocks[0]).toMatchObject({ mac: KNOWN, vendor: 'yealink', model: 'W52P', firmware: '25.81.0.10' })
  })
  it('answers to the port of the Via where there is no rport', async () => {
    await start()
    const asking = createSocket('udp4')
    asking.send(subscribe({ via: `127.0.0.1:${phone.address().port}` }), port, '127.0.0.1')
    await settled()
    asking.close()
    expect(heard.map(({ kind }) => kind)).toEqual(['response', 'request'])
  })
  it('gives a retransmission no second answer, and the same phone one after ten seconds', async () => {
    await start()
    for (let i = 0; i < 5; i++) ask(subscribe())
    await settled()
    expect(heard).toHaveLength(2)
    now += 10_001
    ask(subscribe())
    await settled()
    expect(heard).toHaveLength(4)
  })
  it('never sends where a forged Contact points', async () => {
    await start()
    const victim = createSocket('udp4')
    let hits = 0
    victim.on('message', () => hits++)
    await new Promise<void>((resolve) => victim.bind(0, '127.0.0.2', resolve))
    ask(subscribe({ contact: `<sip:x@127.0.0.2:${victim.address().port}>` }))
    await settled()
    victim.close()
    expect(hits).toBe(0)
  })
  it.each([
    ['an unknown phone', () => subscribe({ user: 'MAC001565000000' })],
    ['no MAC', () => subscribe({ user: 'somebody' })],
    ['another event', () => subscribe({ event: 'dialog' })],
    ['no SIP', () => Buffer.from('SUBSCRIBE me')],
  ])('is silent for %s', async (_name, message) => {
    await start()
    ask(message())
    await settled()
    expect(heard).toEqual([])
  })
  it('does not even look at questions from other networks', async () => {
    await start('10.0.0.0/8')
    ask(subscribe())
    await settled()
    expect(knocks).toEqual([])
  })
})
