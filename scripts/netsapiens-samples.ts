/**
 * Writes fixtures/netsapiens/samples.json from a text of the NetSapiens API reference, page "Create User in Domain":
 * `npx tsx scripts/netsapiens-samples.ts <file>`. The page prints neither names nor samples, only what each member is:
 * that is taken, none of the prose. The samples beside it are ours, and marked so.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface Member {
  type: string | null
  enum: boolean
  required: boolean
  default: string | null
  /** Inclusive; null = no end. */
  range: [number | null, number | null] | null
}

function memberOf(facts: readonly string[]): Member {
  const found = (pattern: RegExp) => facts.map((line) => pattern.exec(line)).find((match) => match !== null)
  const range = found(/^(\d+) to (\d+)$/)
  const least = found(/^≥ (\d+)$/)
  const longest = found(/^length ≤ (\d+)$/)
  return {
    type: found(/^(?:string|integer)$/)?.[0] ?? null,
    enum: facts.includes('enum'),
    required: facts.includes('required'),
    default: found(/^Defaults to (.+)$/)?.[1] ?? null,
    range: range
      ? [Number(range[1]), Number(range[2])]
      : least
        ? [Number(least[1]), null]
        : longest
          ? [null, Number(longest[1])]
          : null,
  }
}

const FACT = /^(?:string|integer|enum|required|Defaults to .+|\d+ to \d+|≥ \d+|length ≤ \d+|Allowed:)$/

/** What stands before each paragraph of prose. */
function membersOf(lines: readonly string[]): Member[] {
  const members: Member[] = []
  let facts: string[] = []
  for (const line of lines.filter((one) => one !== '')) {
    if (FACT.test(line)) facts.push(line)
    else {
      members.push(memberOf(facts))
      facts = []
    }
  }
  return members
}

const [file] = process.argv.slice(2)
if (!file) throw new Error('name the file of the reference')
const lines = readFileSync(file, 'utf8').split(/\r?\n/)
const part = (from: string, to: string) => lines.slice(lines.indexOf(from) + 1, lines.indexOf(to))
const path = membersOf(part('Path Params', 'Body Params'))
const body = membersOf(part('Body Params', 'Headers'))
const target = new URL('../fixtures/netsapiens/samples.json', import.meta.url)
const { operations } = JSON.parse(readFileSync(target, 'utf8')) as { operations: unknown }
const source =
  'NetSapiens API reference, page "Create User in Domain": what each path and body member is, in the order of the page. The page prints neither names nor samples; the samples of "operations" are ours.'
writeFileSync(target, `${JSON.stringify({ source, path, body, operations }, null, 2)}\n`)
console.log(`${path.length} and ${body.length} members`)
