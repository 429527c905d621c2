import { describe, expect, it } from 'vitest'
import { parseXml, walk } from '../../src/simulator/xml.js'

describe('parseXml', () => {
  it('reads elements, attributes, text and CDATA, and decodes the five entities and numbers', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<a x="1 &lt; &#x32;" y="p\nq&#10;"> t<b z=\'&quot;\'/><![CDATA[<&]]>&apos;&#228;<!-- c --></a>\n',
    )
    expect(root).toMatchObject({ name: 'a', text: " t<&'ä" })
    expect([...root.attributes]).toEqual([
      ['x', '1 < 2'],
      ['y', 'p q\n'],
    ])
    expect([...walk(root)].map(({ name }) => name)).toEqual(['a', 'b'])
    expect(root.children[0]?.attributes.get('z')).toBe('"')
  })

  it.each([
    ['', 'Start tag expected'],
    ['hello', 'is not expected'],
    ['<a>', 'Unclosed tag'],
    ['<a><b></a></b>', 'Expected closing tag'],
    ['<a x="1" x="2"/>', "Attribute 'x' is repeated"],
    ['<a x=1/>', 'without value'],
    ['<a x/>', 'boolean attribute'],
    ['<a x="1<2"/>', 'a bare < in attribute x'],
    ['<a x="b&c"/>', 'a bare &'],
    ['<a x="&b;"/>', 'unknown entity &b;'],
    ['<a>&constructor;</a>', 'unknown entity &constructor;'],
    ['<a>&#0;</a>', '&#0; is not a character of XML'],
    ['<a>&#x110000;</a>', 'is not a character of XML'],
    ['<a>\u0001</a>', 'forbidden control character at offset 3'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'a document type declaration'],
    ['<a/><b/>', 'exactly one root'],
    ['<a/>x', 'text outside the root'],
    ['<a/>x<!-- c -->', 'text outside the root'],
    ['<?xml version="1.0"?>', 'Start tag expected'],
  ])('refuses %j', (source, message) => {
    expect(() => parseXml(source)).toThrow(message)
  })
})
