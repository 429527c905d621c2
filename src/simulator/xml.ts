import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { utf8 } from './values.js'

/** An element of a strictly parsed file; `text` is its own character data, children left out. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/** Why a file is not well-formed XML. */
class XmlFault extends Error {
  override readonly name = 'XmlFault'
}

type Node = Readonly<Record<string, unknown>>

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: '#cdata',
})

function entity(reference: string): string {
  const code = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(reference)
  if (!code) {
    if (Object.hasOwn(PREDEFINED, reference)) return PREDEFINED[reference] ?? ''
    throw new XmlFault(`unknown entity &${reference};`)
  }
  const point = code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16)
  const text = point <= 0x10ffff ? String.fromCodePoint(point) : ''
  if (text === '' || FORBIDDEN.test(text)) throw new XmlFault(`&${reference}; is not a character of XML`)
  return text
}

function decode(raw: string): string {
  return raw.replace(/&([^;&\s]*)(;?)/g, (_, reference: string, end: string) => {
    if (end === '') throw new XmlFault('a bare & (write &amp;)')
    return entity(reference)
  })
}

function attributesOf(node: Node): Map<string, string> {
  const attributes = new Map<string, string>()
  const entries: [string, unknown][] = Object.entries((node[':@'] ?? {}) as Node)
  for (const [name, raw] of entries) {
    const value = String(raw)
    if (value.includes('<')) throw new XmlFault(`a bare < in attribute ${name}`)
    // XML 1.0 ch. 3.3.3: literal line ends and tabs in an attribute are blanks; written as &#10; they stay.
    attributes.set(name, decode(value.replace(/\r\n|[\r\n\t]/g, ' ')))
  }
  return attributes
}

function textOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if ('#cdata' in node) return (node['#cdata'] as Node[]).map((part) => String(part['#text'] ?? '')).join('')
      return '#text' in node ? decode(String(node['#text'])) : ''
    })
    .join('')
}

function elementsOf(nodes: readonly Node[]): XmlElement[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => !/^(?::@|#|\?)/.test(key))
    if (name === undefined) return []
    const inner = node[name] as Node[]
    return [{ name, attributes: attributesOf(node), children: elementsOf(inner), text: textOf(inner) }]
  })
}

/**
 * Parses one XML document as a strict phone would: well-formed, one root, no DTD, no attribute twice,
 * only the five predefined and numeric entities.
 * @throws XmlFault
 */
export function parseXml(source: string): XmlElement {
  const forbidden = FORBIDDEN.exec(source)
  if (forbidden) throw new XmlFault(`forbidden control character at offset ${forbidden.index}`)
  if (/<!DOCTYPE/i.test(source)) throw new XmlFault('a document type declaration')
  const verdict = XMLValidator.validate(source)
  if (verdict !== true) throw new XmlFault(`${verdict.err.msg} (line ${verdict.err.line})`)
  const nodes = parser.parse(source) as Node[]
  // The parser itself passes over text after the root element.
  if (!/>\s*$/.test(source.replace(/<!--[\s\S]*?-->/g, ''))) throw new XmlFault('text outside the root element')
  const [root, ...more] = elementsOf(nodes)
  if (!root || more.length > 0) throw new XmlFault('there must be exactly one root element')
  return root
}

/** Parses XML bytes. @throws Error saying why they are not well-formed XML in UTF-8. */
export function readXml(body: Buffer): XmlElement {
  const text = utf8(body)
  if (text === undefined) throw new Error('is not UTF-8')
  try {
    return parseXml(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new Error(`is not well-formed: ${(error as Error).message}`)
  }
}

/** The element and all elements below it, in document order. */
export function* walk(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of element.children) yield* walk(child)
}
