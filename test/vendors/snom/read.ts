import { XMLParser } from 'fast-xml-parser'
import { type PlanOptions, renderFile } from '../../support/plan.js'

export { faultsOf } from '../../support/xml.js'

export const MAC = '000413aabbcc'

export type Options = Omit<PlanOptions, 'vendor' | 'model' | 'mac'> & { model?: string }

type Node = Readonly<Record<string, unknown>>

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  processEntities: { enabled: true, maxTotalExpansions: 100_000, maxExpandedLength: 10_000_000 },
})

function elementsOf(nodes: readonly Node[]): Element[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text')
    if (name === undefined) return []
    const inner = node[name] as Node[]
    const text = inner.map((child) => String(child['#text'] ?? '')).join('')
    return [{ name, attributes: (node[':@'] ?? {}) as Record<string, string>, children: elementsOf(inner), text }]
  })
}

/** The root element, as a real parser reads it. */
export function rootOf(body: string): Element {
  const [root] = elementsOf(parser.parse(body))
  if (!root) throw new Error('no root element')
  return root
}

/** Renders the phone's own file, or the one named. */
export function render(options: Options = {}, name = 'snomD785-000413AABBCC.htm'): string {
  return renderFile({ model: 'D785', ...options, vendor: 'snom', mac: MAC }, name).body
}

/** Where an element belongs: its name, and its index where it has one. */
export const placeOf = ({ name, attributes }: Element): string =>
  attributes.idx === undefined ? name : `${name}[${attributes.idx}]`

/** The container below the root; the elements of a phone's file. */
export function inside(root: Element, name: string): readonly Element[] {
  return root.children.filter((child) => child.name === name).flatMap((child) => child.children)
}

/** What a phone's file says: `user_name[1]` and the like, and function keys with their attributes. */
export interface Configuration {
  readonly settings: Readonly<Record<string, string>>
  readonly perms: Readonly<Record<string, string | undefined>>
  readonly keys: Readonly<
    Record<string, { text: string; context?: string; label?: string; lp?: string; perm?: string }>
  >
}

function read(body: string): Configuration {
  const root = rootOf(body)
  const settings = inside(root, 'phone-settings')
  return {
    settings: Object.fromEntries(settings.map((element) => [placeOf(element), element.text])),
    perms: Object.fromEntries(settings.map((element) => [placeOf(element), element.attributes.perm])),
    keys: Object.fromEntries(
      inside(root, 'functionKeys').map(({ attributes: { idx, ...rest }, text }) => [idx, { text, ...rest }]),
    ),
  }
}

export const config = (options: Options = {}): Configuration => read(render(options))
