import { readdirSync, readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { type PlanOptions, renderFile } from '../support/plan.js'

const MAC = '64167faabbcc'
const MAIN = '{mac}-user.cfg'

/** One line of the sheet: what is given, and the literal parameters that follow; null = the parameter is not written. */
interface Fact {
  readonly what: string
  readonly source: string
  readonly given?: Partial<PlanOptions>
  /** The file that holds the parameters; the configuration when left out. */
  readonly file?: string
  readonly expect: Readonly<Record<string, string | null>>
}

const folder = new URL('../../fixtures/polycom/facts/', import.meta.url)
const tables = readdirSync(folder)
  .sort()
  .map((name) => ({ name, facts: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fact[] }))

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

/** Attributes of the root element; the contacts of a directory as `item.<n>.<tag>`. */
function parametersOf(body: string): Map<string, string> {
  const [root] = Object.values(parser.parse(body)) as [Record<string, unknown>]
  const { item_list: list, ...attributes } = root
  const items = (list as { item?: Record<string, string>[] } | undefined)?.item ?? []
  const contacts = items.flatMap((item, i) => Object.entries(item).map(([tag, text]) => [`item.${i + 1}.${tag}`, text]))
  return new Map([...(Object.entries(attributes) as [string, string][]), ...(contacts as [string, string][])])
}

function parametersFor({ given, file = MAIN }: Fact): Map<string, string> {
  const options = { model: 'VVX450', ...given, vendor: 'polycom', mac: MAC }
  return parametersOf(renderFile(options, file.replace('{mac}', MAC)).body)
}

describe.each(tables)('facts of $name', ({ facts }) => {
  const rendered = new Map<Fact, Map<string, string>>()
  const once = (fact: Fact): Map<string, string> => {
    const known = rendered.get(fact) ?? parametersFor(fact)
    rendered.set(fact, known)
    return known
  }
  const pairs = facts.flatMap((fact) =>
    Object.entries(fact.expect).map(([parameter, value]) => ({ ...fact, fact, parameter, value })),
  )

  it.each(pairs)('$what: $parameter = $value ($source)', ({ fact, parameter, value }) => {
    expect(once(fact).get(parameter) ?? null).toBe(value)
  })
})

describe('the table of facts', () => {
  it('holds at least 400 of them, each with its source', () => {
    const facts = tables.flatMap((table) => table.facts)
    expect(facts.filter(({ source }) => source === '')).toEqual([])
    expect(facts.flatMap((fact) => Object.keys(fact.expect)).length).toBeGreaterThanOrEqual(400)
  })
})
