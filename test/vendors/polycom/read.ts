import { XMLParser } from 'fast-xml-parser'
import { type PlanOptions, renderFile } from '../../support/plan.js'

export { faultsOf } from '../../support/xml.js'

export const MAC = '64167faabbcc'

export type Options = Omit<PlanOptions, 'vendor' | 'model' | 'mac'> & { model?: string }

export type Item = Readonly<Record<string, string>>

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  processEntities: { enabled: true, maxTotalExpansions: 100_000, maxExpandedLength: 10_000_000 },
  isArray: (name) => name === 'item',
})

export function render(options: Options, name: string): string {
  return renderFile({ model: 'VVX450', ...options, vendor: 'polycom', mac: MAC }, name).body
}

/** Attributes of the root element, as a real parser reads them. */
export function rootOf(body: string, root: string): Record<string, string> {
  return parser.parse(body)[root]
}

/** What `<mac>-user.cfg` says, by parameter. */
export const config = (options: Options = {}) => rootOf(render(options, `${MAC}-user.cfg`), 'PHONE_CONFIG')

export const masterOf = (options: Options = {}) => rootOf(render(options, `${MAC}.cfg`), 'APPLICATION')

/** The entries of `<mac>-directory.xml`. */
export function directory(options: Options = {}): Item[] {
  const { item_list } = parser.parse(render(options, `${MAC}-directory.xml`)).directory
  return item_list.item ?? []
}

/** The parameters whose names begin so. */
export const withPrefix = (parameters: Record<string, string>, prefix: string) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith(prefix)))
