import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { headerOf } from '../../src/sip/message.js'
import { type CheckSync, sendCheckSync } from '../../src/sip/notify.js'
import { FAST, type Peer, reply, tcpPeer, udpPeer } from './peer.js'

const open: Peer[] = []
afterEach(() => {
  for (const peer of open.splice(0)) peer.close()
})
const keep = async (peer: Promise<Peer>): Promise<Peer> => {
  open.push(await peer)
  return peer
}

const order = (peer: Peer, more: Partial<CheckSync> = {}): CheckSync => ({
  user: '101',
  domain: 'pbx.example.net',
  via: { host: '127.0.0.1', port: peer.port, transport: 'udp' },
  reboot: false,
  ...more,
})

describe('a check-sync NOTIFY', () => {
  it('says what the vendors read, and nothing more', async () => {
    const peer = await keep(udpPeer((message) => [reply(message, 200, 'OK')]))
    expect(await sendCheckSync(order(peer), FAST)).toEqual({ kind: 'answered', status: 200, reason: 'OK' })
    const [sent] = peer.received
    expect(sent).toMatchObject({ method: 'NOTIFY', uri: 'sip:101@pbx.example.net' })
    expect(sent?.body).toHaveLength(0)
    expect(['event', 'subscription-state', 'to'].map((name) => headerOf(sent as never, name))).toEqual([
      'check-sync;reboot=false',
      'terminated',
      '<sip:101@pbx.example.net>',
    ])
  })
  it('asks for a reboot only when told', async () => {
    const peer = await keep(udpPeer((message) => [reply(message, 200, 'OK')]))
    await sendCheckSync(order(peer, { reboot: true }), FAST)
    expect(headerOf(peer.received[0] as never, 'event')).toBe('check-sync;reboot=true')
  })
  it('goes to the registered contact, unless that is none', async () => {
    const peer = await keep(udpPeer((message) => [reply(message, 200, 'OK')]))
    await sendCheckSync(order(peer, { contact: 'sip:101@192.0.2.7:5062' }), FAST)
    await sendCheckSync(order(peer, { contact: 'sip:101@x\r\nEvil: 1' }), FAST)
    expect(peer.received.map(({ uri }) => uri)).toEqual(['sip:101@192.0.2.7:5062', 'sip:101@pbx.example.net'])
  })
})

describe('the transaction under it', () => {
  it('is sent again until it is answered, under one branch', async () => {
    const peer = await keep(udpPeer((message, nth) => (nth < 4 ? [] : [reply(message, 200, 'OK')])))
    expect(await sendCheckSync(order(peer), FAST)).toMatchObject({ status: 200 })
    expect(new Set(peer.received.map((message) => headerOf(message, 'via'))).size).toBe(1)
  })
  it('waits on after a provisional answer', async () => {
    const peer = await keep(
      udpPeer((message, nth) => (nth === 1 ? [reply(message, 100, 'Trying')] : [reply(message, 202, 'Accepted')])),
    )
    expect(await sendCheckSync(order(peer), FAST)).toMatchObject({ status: 202 })
  })
  it('ends after 64 x T1 without an answer', async () => {
    const peer = await keep(udpPeer(() => []))
    const began = performance.now()
    expect(await sendCheckSync(order(peer), FAST)).toEqual({ kind: 'timeout' })
    expect(performance.now() - began).toBeGreaterThan(64 * FAST.t1 - 5)
    expect(peer.received.length).toBeGreaterThan(10)
  })
  it('tells at once that nobody listens', async () => {
    const peer = await udpPeer(() => [])
    peer.close()
    expect(await sendCheckSync(order(peer), FAST)).toMatchObject({ kind: 'unreachable' })
  })
  it('ignores answers to other requests', async () => {
    const strange = (message: Parameters<typeof reply>[0]) =>
      Buffer.from(
        reply(message, 200, 'OK')
          .toString('latin1')
          .replace(/branch=\w+/, 'branch=z9hG4bKother'),
        'latin1',
      )
    const peer = await keep(udpPeer((message) => [Buffer.from('junk'), strange(message), reply(message, 486, 'Busy')]))
    expect(await sendCheckSync(order(peer), FAST)).toMatchObject({ status: 486 })
  })
  it('runs over TCP, with an answer in pieces', async () => {
    const peer = await keep(tcpPeer((message) => [reply(message, 200, 'OK')]))
    const via = { host: '127.0.0.1', port: peer.port, transport: 'tcp' } as const
    expect(await sendCheckSync(order(peer, { via }), FAST)).toMatchObject({ status: 200 })
    expect(peer.received).toHaveLength(1)
  })

  const credentials = { user: 'offhook', password: new Secret('s3cret') }
  const challenge = ['WWW-Authenticate', 'Digest realm="pbx", nonce="n1", qop="auth"'] as const
  it('answers a challenge once, in the same call', async () => {
    const peer = await keep(
      udpPeer((message, nth) => [
        nth === 1 ? reply(message, 401, 'Unauthorized', [challenge]) : reply(message, 200, 'OK'),
      ]),
    )
    expect(await sendCheckSync(order(peer, { credentials }), FAST)).toMatchObject({ status: 200 })
    const [first, second] = peer.received
    expect(headerOf(second as never, 'authorization')).toMatch(/^Digest username="offhook", realm="pbx"/)
    expect(headerOf(second as never, 'call-id')).toBe(headerOf(first as never, 'call-id'))
    expect(headerOf(second as never, 'cseq')).toBe('2 NOTIFY')
  })
  it.each([
    ['without credentials', {}, 1],
    ['with wrong ones', { credentials }, 2],
  ])('gives up on a challenge %s', async (_name, more, sent) => {
    const peer = await keep(udpPeer((message) => [reply(message, 401, 'Unauthorized', [challenge])]))
    expect(await sendCheckSync(order(peer, more), FAST)).toMatchObject({ status: 401 })
    expect(peer.received).toHaveLength(sent)
  })
})
