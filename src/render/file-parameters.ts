import { XMLParser } from 'fast-xml-parser'
import type { Format } from './escape.js'

/** A file's parameters by name, in its order; what stands several times under one name is joined by line ends. */
export type FileParameters = ReadonlyMap<string, string>

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: true,
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 50_000_000 },
})

interface Element {
  readonly ':@'?: Readonly<Record<string, string>>
  readonly [name: string]: unknown
}

/** Which of several elements of one name it is: the attribute that counts them, in the vendors' formats. */
const COUNTERS = ['idx', 'index']

const tagOf = (element: Element): string | undefined =>
  Object.keys(element).find((key) => key !== ':@' && key !== '#text')

const textOf = (children: readonly Element[]): string => children.map((child) => child['#text'] ?? '').join('')

/** Entries of a directory are told apart by the name they show: a new one must not make all behind it look changed. */
function nameIn(children: readonly Element[]): string | undefined {
  const named = children.find((child) => 'name' in child || 'fn' in child)
  return named && textOf((named.name ?? named.fn) as readonly Element[])
}

class Gatherer {
  readonly found = new Map<string, string>()

  add(name: string, value: string): void {
    const known = this.found.get(name)
    this.found.set(name, known === undefined ? value : `${known}\n${value}`)
  }

  /** Elements that only hold others name nothing, so that parameters are called what the vendor calls them. */
  walk(elements: readonly Element[], path: string): void {
    const seen = new Map<string, number>()
    const counts = new Map<string, number>()
    for (const element of elements) counts.set(tagOf(element) ?? '', (counts.get(tagOf(element) ?? '') ?? 0) + 1)
    for (const element of elements) {
      const name = tagOf(element)
      if (name === undefined) continue
      const children = element[name] as readonly Element[]
      const attributes = element[':@'] ?? {}
      const nth = (seen.get(name) ?? 0) + 1
      seen.set(name, nth)
      const counter = COUNTERS.find((attribute) => attribute in attributes)
      const many = (counts.get(name) ?? 0) > 1
      const nested = children.some((child) => !('#text' in child))
      const index = nameIn(children) ?? (counter === undefined ? (many ? String(nth) : undefined) : attributes[counter])
      const own = `${path}${name}${index === undefined ? '' : `[${index}]`}`
      for (const [attribute, value] of Object.entries(attributes))
        if (!COUNTERS.includes(attribute))
          this.add(this.#attribute(own, attribute, nested || children.length === 0, path), value)
      if (nested) this.walk(children, index === undefined ? path : `${own}.`)
      else if (children.length > 0 || Object.keys(attributes).every((attribute) => COUNTERS.includes(attribute)))
        this.add(own, textOf(children))
    }
  }

  /** Polycom's parameters are attributes with names of their own; Snom's say something about their element. */
  #attribute(element: string, attribute: string, bare: boolean, path: string): string {
    return bare && path === '' && attribute.includes('.') ? attribute : `${element}@${attribute}`
  }
}

/**
 * The parameters of a file that we made: `name = value` lines, or elements and attributes of an XML file.
 * @throws Error when it is no file of the format.
 */
export function fileParameters(format: Format, text: string): FileParameters {
  const gatherer = new Gatherer()
  if (format === 'cfg') {
    for (const [, name = '', value = ''] of text.matchAll(/^[ \t]*([^\s#=][^=\r\n]*?)[ \t]*=(.*)$/gm))
      gatherer.add(name, value.trim())
  } else gatherer.walk(parser.parse(text) as Element[], '')
  return gatherer.found
}
