import { XMLParser } from 'fast-xml-parser'
import type { Format } from './escape.js'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  attributesGroupName: '@',
  parseAttributeValue: false,
  parseTagValue: false,
  ignoreDeclaration: true,
  trimValues: false,
  // Numeric references too; a long list of changes has more of them than the parser allows by itself.
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 100_000, maxExpandedLength: 10_000_000 },
})

function gather(node: unknown, into: Map<string, string>): void {
  if (typeof node !== 'object' || node === null) return
  for (const [name, value] of Object.entries(node)) {
    if (name !== '@') gather(value, into)
    else for (const [attribute, text] of Object.entries(value as object)) into.set(attribute, String(text))
  }
}

/**
 * The parameters of a file a phone made: `name = value` lines, or the attributes of an XML file at any depth.
 * What cannot be read holds none: a phone's own file is no reason to fail.
 */
export function parametersIn(format: Format, text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  if (format === 'cfg') {
    for (const [, name = '', value = ''] of text.matchAll(/^[ \t]*([A-Za-z][\w.-]*)[ \t]*=(.*)$/gm))
      found.set(name, value.trim())
    return found
  }
  // No phone declares entities of its own.
  if (/<!doctype/i.test(text)) return found
  try {
    gather(parser.parse(text, true), found)
  } catch {
    return new Map()
  }
  return found
}
