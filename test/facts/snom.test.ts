import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type PlanOptions, renderFile } from '../support/plan.js'
import { type Element, rootOf } from '../vendors/snom/read.js'

/** A literal fact of the reference sheet; null = the parameter is absent. */
interface Fact {
  readonly what: string
  readonly source: string
  readonly given: Omit<PlanOptions, 'vendor' | 'model' | 'mac'> & { model?: string }
  readonly file?: string
  readonly expect: Readonly<Record<string, string | null>>
}

const folder = new URL('../../fixtures/snom/facts/', import.meta.url)
const MAC = '000413aabbcc'

/** Every element by its name (`name[idx]` where it has an index), and its attributes as `name@attribute`. */
function parametersOf(element: Element, into = new Map<string, string>()): Map<string, string> {
  const { idx, ...attributes } = element.attributes
  const place = idx === undefined ? element.name : `${element.name}[${idx}]`
  into.set(place, element.text)
  for (const [name, value] of Object.entries(attributes)) into.set(`${place}@${name}`, value)
  for (const child of element.children) parametersOf(child, into)
  return into
}

const rendered = new Map<string, Map<string, string>>()

function parameters({ given, file = `${MAC}.xml` }: Fact): Map<string, string> {
  const key = JSON.stringify([given, file])
  const known = rendered.get(key)
  if (known) return known
  const { body } = renderFile({ model: 'D785', ...given, vendor: 'snom', mac: MAC }, file)
  const read = parametersOf(rootOf(body))
  rendered.set(key, read)
  return read
}

let pairs = 0

for (const name of readdirSync(folder).sort()) {
  const facts = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fact[]
  describe(`facts of ${name}`, () => {
    for (const fact of facts) {
      const rows = Object.entries(fact.expect)
      pairs += rows.length
      it.each(rows)(`${fact.what.replaceAll('%', '%%')}: %s is %j (${fact.source})`, (parameter, expected) => {
        expect(parameters(fact).get(parameter) ?? null).toBe(expected)
      })
    }
  })
}

it('are at least 400', () => expect(pairs).toBeGreaterThanOrEqual(400))
