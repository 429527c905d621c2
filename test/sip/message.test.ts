import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerOf, headersOf, parseDatagram, serialise, takeFromStream } from '../../src/sip/message.js'

const DIR = join(import.meta.dirname, '../../fixtures/rfc4475')
const read = (name: string): Buffer => readFileSync(join(DIR, `${name}.dat`))
const NAMES = readdirSync(DIR)
  .filter((name) => name.endsWith('.dat'))
  .map((name) => name.slice(0, -4))

// RFC 4475 ch. 3.1.1: every element must accept these.
const VALID = ['wsinv', 'intmeth', 'esc01', 'escnull', 'esc02', 'lwsdisp', 'longreq', 'dblreq', 'semiuri', 'transports']
const VALID_TOO = ['mpart01', 'unreason', 'noreason']
// RFC 4475 ch. 3.1.2 and 3.3: what we must not take for a message, because a part we act on is wrong.
const INVALID = [
  'clerr',
  'ncl',
  'scalar02',
  'scalarlg',
  'ltgtruri',
  'lwsruri',
  'lwsstart',
  'trws',
  'badvers',
  'mismatch01',
]
const INVALID_TOO = ['mismatch02', 'bigcode', 'insuf', 'multi01', 'mcl01']

describe('RFC 4475 torture messages', () => {
  it('are all here', () => expect(NAMES).toHaveLength(49))
  it.each(NAMES)('%s is read or refused without throwing', (name) => {
    expect(() => parseDatagram(read(name))).not.toThrow()
    expect(() => takeFromStream(read(name))).not.toThrow()
  })
  it.each([...VALID, ...VALID_TOO])('%s is taken', (name) => expect(parseDatagram(read(name))).toBeDefined())
  it.each([...INVALID, ...INVALID_TOO])('%s is refused', (name) => expect(parseDatagram(read(name))).toBeUndefined())

  it('reads folded, spaced and compact headers (wsinv)', () => {
    const message = parseDatagram(read('wsinv'))
    expect(message).toMatchObject({
      kind: 'request',
      method: 'INVITE',
      uri: 'sip:vivekg@chair-dnrc.example.com;unknownparam',
    })
    expect(headerOf(message as never, 'cseq')).toBe('0009 INVITE')
    expect(headersOf(message as never, 'via')).toHaveLength(2)
    expect(headersOf(message as never, 'contact')[0]).toContain('Quoted string')
    expect(message?.body).toHaveLength(150)
  })
  it('leaves what follows the stated length alone (dblreq)', () => {
    const taken = takeFromStream(read('dblreq'))
    expect(taken).toMatchObject({ message: { method: 'REGISTER' } })
    expect((taken as { rest: Buffer }).rest.toString('latin1')).toMatch(/^\r\nINVITE /)
  })
})

const RUNS = process.env.OFFHOOK_TEST_LONG ? 1_000_000 : 20_000

describe('mutated datagrams', () => {
  it('never make the reader throw, and what is read can be written and read again', () => {
    const messages = NAMES.map(read)
    let state = 42
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state % below
    }
    for (let run = 0; run < RUNS; run++) {
      const data = Buffer.from(messages[random(messages.length)] as Buffer)
      for (let change = random(8); change >= 0; change--) data[random(data.length)] = random(256)
      const cut = random(4) === 0 ? data.subarray(0, random(data.length)) : data
      const message = parseDatagram(cut)
      if (!message) continue
      const headers = message.headers.filter(([name]) => !/^(?:content-length|l)$/i.test(name))
      const again = parseDatagram(serialise({ ...message, headers }))
      expect(again?.headers.length, cut.toString('latin1')).toBe(headers.length + 1)
    }
  }, 600_000)

  it('arrive whole through a stream however it is cut', () => {
    const wire = Buffer.concat([read('semiuri'), read('esc02'), read('lwsdisp')])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 })), (sizes) => {
        const methods: string[] = []
        let waiting: Buffer = Buffer.alloc(0)
        let at = 0
        for (const size of [...sizes, wire.length]) {
          waiting = Buffer.concat([waiting, wire.subarray(at, at + size)])
          at += size
          for (let taken = takeFromStream(waiting); typeof taken === 'object'; taken = takeFromStream(waiting)) {
            methods.push(taken.message.kind === 'request' ? taken.message.method : 'response')
            waiting = taken.rest
          }
        }
        expect(methods).toEqual(['OPTIONS', 'RE%47IST%45R', 'OPTIONS'])
      }),
    )
  })
})

describe('writing', () => {
  it.each(['\r\nX: y', '\n', '\r'])('refuses a header that would open a line: %j', (value) =>
    expect(() => serialise({ kind: 'response', status: 200, reason: 'OK', headers: [['To', value]] })).toThrow(
      RangeError,
    ),
  )
})
