import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeFor } from '../../src/render/escape.js'
import { parametersIn } from '../../src/render/parameters.js'

const xml = (attributes: string): string =>
  `<?xml version="1.0"?><PHONE_CONFIG><OVERRIDES ${attributes}/></PHONE_CONFIG>`

describe('parameters in a file a phone made', () => {
  it.each<[string, 'cfg' | 'xml', string, Record<string, string>]>([
    ['lines', 'cfg', '#!version:1.0.0.1\na.b = 1\n# c = 2\n d=3 \r\n', { 'a.b': '1', d: '3' }],
    ['a value with signs in it', 'cfg', 'a = b=c # d\n', { a: 'b=c # d' }],
    ['attributes', 'xml', xml('a.b="1" c="x &amp; y"'), { 'a.b': '1', c: 'x & y' }],
    [
      'attributes at any depth',
      'xml',
      '<a x="1"><b y="2"><c z="3"/></b><b w="4"/></a>',
      { x: '1', y: '2', z: '3', w: '4' },
    ],
    ['numeric references', 'xml', xml('a="it&#39;s &#x41;"'), { a: "it's A" }],
    ['blanks of a value', 'xml', xml('a=" 1 "'), { a: ' 1 ' }],
    ['nothing', 'xml', '', {}],
    ['no XML', 'xml', 'a = 1', {}],
    ['a cut file', 'xml', '<a x="1"', {}],
    ['entities of its own', 'xml', '<!DOCTYPE a [<!ENTITY b "c">]><a x="&b;"/>', {}],
  ])('%s', (_what, format, text, expected) => {
    expect(Object.fromEntries(parametersIn(format, text))).toEqual(expected)
  })

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const value = escapeFor.xml(text)
        const read = parametersIn('xml', xml(`a="${value}"`)).get('a') ?? ''
        expect(escapeFor.xml(read)).toBe(value)
      }),
    )
  })

  it('never fail, whatever a phone sends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom('cfg' as const, 'xml' as const),
        (text, format) => {
          expect(parametersIn(format, `<a b="${text}">${text}`).size).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })
})
