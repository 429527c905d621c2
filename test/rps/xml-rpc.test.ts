import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RedirectFault } from '../../src/domain/redirect.js'
import { methodCall, methodResponse, verdictOf } from '../../src/rps/xml-rpc.js'
import { readCall, response, verdict } from './fakes/xml-rpc.js'

/** Text as an administrator or a URL may hold it: no control characters, nothing that XML cannot carry. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((value) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(value))

const read = (body: string) =>
  readCall(
    {
      method: 'POST',
      path: '/',
      headers: { authorization: 'x', 'content-type': 'text/xml' },
      body,
      raw: null as never,
    },
    'x',
  )

describe('calls', () => {
  it('reach an independent reader as they were meant, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.array(text, { maxLength: 3 })), { minLength: 1, maxLength: 4 }),
        (params) => {
          expect(read(methodCall('redirect.test', params))).toEqual({ method: 'redirect.test', params })
        },
      ),
    )
  })
})

describe('responses', () => {
  it.each([
    ['a typed text', verdict(true, 'Ok').body, [true, 'Ok']],
    ['a text without a type', verdict(false, 'Error:abc & <def>', false).body, [false, 'Error:abc & <def>']],
    ['an empty text', verdict(true, '').body, [true, '']],
    ['a string alone', response('<string>x</string>').body, 'x'],
    ['a number', response('<int>7</int>').body, 7],
    ['an empty list', response('<array><data></data></array>').body, []],
    [
      'a structure',
      response('<struct><member><name>a</name><value><boolean>1</boolean></value></member></struct>').body,
      { a: true },
    ],
  ])('%s', (_what, body, value) => {
    expect(methodResponse(body)).toEqual(value)
  })

  it.each([
    ['HTML', '<html><body>hello</body></html>'],
    ['half of one', verdict(true, 'Ok').body.slice(0, 80)],
    ['nothing', ''],
    ['one with a document type', `<!DOCTYPE x [<!ENTITY a "aaaa">]>${verdict(true, 'Ok').body}`],
    ['one without a value', '<methodResponse><params></params></methodResponse>'],
    ['a structure where a verdict belongs', response('<struct></struct>').body],
  ])('%s is no answer, and worth another try', (_what, body) => {
    const act = () => verdictOf(methodResponse(body))
    expect(act).toThrow(RedirectFault)
    try {
      act()
    } catch (error) {
      expect((error as RedirectFault).outcome.kind).toBe('later')
    }
  })

  it('never throws anything but a fault, whatever arrives', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          text.map((value) => verdict(true, value).body.replace('<boolean>', value)),
        ),
        (body) => {
          try {
            verdictOf(methodResponse(body))
          } catch (error) {
            expect(error).toBeInstanceOf(RedirectFault)
          }
        },
      ),
    )
  })
})
