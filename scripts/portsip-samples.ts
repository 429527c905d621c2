/**
 * Writes fixtures/portsip/samples.json from a text of the PortSIP REST API reference, chapter "Users":
 * `npx tsx scripts/portsip-samples.ts <file>`. Only what is printed as a sample is taken, none of the prose.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface Sample {
  operation: string
  /** Chapter of our own list of the contract. */
  chapter: number
  /** What the contract answers: the reference prints no numbers. */
  status: 200 | 201 | 204
  request: unknown
  reply: unknown
}

/** Reads one JSON value at the head of the lines; undefined when they begin with something else. */
function readJson(lines: string[]): unknown {
  if (lines[0] !== '{') return undefined
  let depth = 0
  for (let n = 0; n < lines.length; n++) {
    // Braces inside texts do not occur at a line's end, so counting whole lines is enough.
    const line = lines[n] ?? ''
    depth += (line.match(/[{[]$/) ? 1 : 0) - (line.match(/^[}\]]/) ? 1 : 0)
    if (depth === 0) return JSON.parse(lines.splice(0, n + 1).join('\n'))
  }
  throw new Error('a sample is not closed')
}

const CHAPTERS: readonly (readonly [RegExp, number])[] = [
  [/^\/api\/roles/, 4],
  [/^\/api\/groups/, 8],
  [/\/phones(?:\/|$)/, 6],
  [/\/(?:greetings|speed_dial_8|speed_dial_100|holidays|global_holidays|\w*contacts)(?:\/|$)/, 9],
  [/\/(?:outbound_caller_ids|ring_groups|call_queues)(?:\/|$)/, 10],
  [/\/(?:cdrs|external_messages|recordings|balance|meetings)(?:\/|$)/, 11],
  [/^\/api\/users?(?:\/|$)/, 7],
]

function chapterOf(path: string): number {
  const found = CHAPTERS.find(([pattern]) => pattern.test(path))
  if (!found) throw new Error(`${path} belongs to no chapter`)
  return found[1]
}

const CREATED = new Set(['id', 'name', 'id,extension_number', 'token'])

function statusOf(method: string, reply: unknown): Sample['status'] {
  if (reply === null) return 204
  return method === 'POST' && CREATED.has(Object.keys(reply as object).join()) ? 201 : 200
}

function sampleAt(lines: readonly string[], start: number): Sample {
  const [method = '', target = ''] = (lines[start] ?? '').split(' ')
  const path = target.replace(/\?.*/, '')
  const rest = lines.slice(start + 1)
  let hasBody = false
  while (/^[A-Za-z-]+: /.test(rest[0] ?? '')) hasBody = /^Content-Length:/.test(rest.shift() ?? '') || hasBody
  const request = hasBody ? (readJson(rest) ?? null) : null
  const reply = readJson(rest)
  if (reply === undefined && rest[0] !== 'No content') throw new Error(`${method} ${path}: no reply but ${rest[0]}`)
  return {
    operation: `${method} ${path}`,
    chapter: chapterOf(path),
    status: statusOf(method, reply ?? null),
    request,
    reply: reply ?? null,
  }
}

/**
 * Every JSON value the text prints and every reply it prints as "No content", found without regard to operations, so
 * that nothing printed can be passed over.
 */
function everythingIn(lines: readonly string[]): { blocks: unknown[]; silent: number } {
  const blocks: unknown[] = []
  let silent = 0
  for (const rest = [...lines]; rest.length > 0; ) {
    const block = readJson(rest)
    if (block !== undefined) blocks.push(block)
    else {
      const line = rest.shift() ?? ''
      if (line === 'No content') silent += 1
      if (/^[{}]|^[[\]],?$/.test(line)) throw new Error(`a sample this script cannot read: ${line}`)
    }
  }
  return { blocks, silent }
}

/** @throws Error when the samples and what the text prints are not one and the same, in order. */
function mustBeAll(samples: readonly Sample[], lines: readonly string[]): string {
  const { blocks, silent } = everythingIn(lines)
  const taken = samples.flatMap(({ request, reply }) => [request, reply]).filter((value) => value !== null)
  const lost = blocks.findIndex((block, at) => JSON.stringify(block) !== JSON.stringify(taken[at]))
  if (lost >= 0 || blocks.length !== taken.length)
    throw new Error(`${blocks.length} samples printed, ${taken.length} taken; the first that differs: ${lost + 1}`)
  const without = samples.filter(({ reply }) => reply === null).length
  if (silent !== without) throw new Error(`"No content" printed ${silent} times, taken ${without} times`)
  const requests = samples.filter(({ request }) => request !== null).length
  return `${requests} requests and ${taken.length - requests} replies of ${blocks.length} printed, ${silent} times no content`
}

const [file] = process.argv.slice(2)
if (!file) throw new Error('name the file of the reference')
// Two operations follow a word of the description on the same line.
const lines = readFileSync(file, 'utf8').replaceAll('Possible values: POST', 'POST').split(/\r?\n/)
const starts = lines.flatMap((line, at) => (/^(?:GET|POST) \/api\/\S* HTTP\/1\.1$/.test(line) ? [at] : []))
const operations = starts.map((start) => sampleAt(lines, start))
const all = mustBeAll(operations, lines)
const source =
  'PortSIP PBX REST API reference, chapter "Users": the printed request and reply samples of every operation. "text" and "[email protected]" stand for any value.'
writeFileSync(
  new URL('../fixtures/portsip/samples.json', import.meta.url),
  `${JSON.stringify({ source, operations }, null, 2)}\n`,
)
console.log(`${operations.length} operations: ${all}`)
