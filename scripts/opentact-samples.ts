/**
 * Writes fixtures/opentact/samples.json from a text of the OpenTACT API reference, page "SIP User":
 * `npx tsx scripts/opentact-samples.ts <file>`. Only names, paths, curl lines and JSON are taken, none of the prose.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface Sample {
  name: string
  /** As the heading has it, e.g. `GET /rest/sip/connection/{uuid}/users`. */
  operation: string
  curl: string
  /** Every reply printed, in order. */
  replies: unknown[]
}

/** The JSON values of a text in which one stands right behind the other. */
function jsonIn(text: string): unknown[] {
  const values: unknown[] = []
  let depth = 0
  let start = 0
  // Braces inside texts do not occur in the samples, so counting them is enough.
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{' && depth++ === 0) start = at
    if (text[at] === '}' && --depth === 0) values.push(JSON.parse(text.slice(start, at + 1)))
  }
  return values
}

const [file] = process.argv.slice(2)
if (!file) throw new Error('name the file of the reference')
const text = readFileSync(file, 'utf8')
const heading = /^(\w+)\n(GET|POST|PATCH|DELETE) https:\/\/[^/]+(\/\S+)$/gm
const heads = [...text.matchAll(heading)]
const operations = heads.map((head, at): Sample => {
  const [, name = '', method = '', path = ''] = head
  const whole = text.slice(head.index, heads[at + 1]?.index)
  const [page = '', code = ''] = whole.split('Code Example')
  const curl = /^\s*(curl [\s\S]*?)<\?php/.exec(code)?.[1]
  if (curl === undefined) throw new Error(`${name} has no curl line`)
  const from = page.indexOf('\n{\n')
  return { name, operation: `${method} ${path}`, curl: curl.replace(/\\\n\s*/g, ''), replies: jsonIn(page.slice(from)) }
})
const source =
  'OpenTACT API reference, page "SIP User": the printed curl lines and replies of every operation. "string", 0 and JWT_TOKEN stand for any value.'
writeFileSync(
  new URL('../fixtures/opentact/samples.json', import.meta.url),
  `${JSON.stringify({ source, operations }, null, 2)}\n`,
)
console.log(`${operations.length} operations`)
