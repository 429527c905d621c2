/**
 * Writes fixtures/<system>/samples.json from texts of the systems' API references, as their pages print them:
 * `npx tsx scripts/dialect-samples.ts yay <file>`, `… jambonz <file>`. Only paths, curl lines and JSON are taken, none
 * of the prose.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

interface Sample {
  /** e.g. `GET /voip/user/{uuid}` */
  operation: string
  /** As printed; null = the page prints no body. */
  request: unknown
  /** By status, as printed. */
  replies: Record<string, unknown>
  /** As printed. */
  curl?: string
}

/** The JSON value at the head of the lines, which begins and ends at the same depth. */
function readJson(lines: readonly string[]): unknown {
  const open = /^(\s*)[{[]$/.exec(lines[0] ?? '')
  if (!open) throw new Error(`no JSON at "${lines[0]}"`)
  const end = lines.findIndex(
    (line, at) =>
      at > 0 &&
      line.startsWith(open[1] ?? '') &&
      /^\s*[}\]]$/.test(line) &&
      line.trimEnd().length === (open[1] ?? '').length + 1,
  )
  return JSON.parse(lines.slice(0, end + 1).join('\n'))
}

const blank = (line: string | undefined): boolean => line?.trim() === ''

/** The value after a heading, past blank lines. */
const valueAfter = (lines: readonly string[], at: number): unknown => {
  let next = at + 1
  while (blank(lines[next])) next++
  return readJson(lines.slice(next))
}

/** Yay: `• GET/voip/user`, then a body under "JSON all-fields example" and replies under "200 Response". */
function readYay(lines: readonly string[]): Sample[] {
  const samples: Sample[] = []
  lines.forEach((line, at) => {
    const [, method, path] = /^\s*(?:• )?(GET|POST|PUT|DELETE)(\/\S+)$/.exec(line) ?? []
    if (method && path) samples.push({ operation: `${method} ${path}`, request: null, replies: {} })
    const current = samples.at(-1)
    const [, status] = /^\s*(\d{3}) Response$/.exec(line) ?? []
    if (current && status) current.replies[status] = valueAfter(lines, at)
    if (current && /JSON all-fields example:$/.test(line)) current.request = valueAfter(lines, at)
  })
  return samples
}

/** What the navigation of the page names, with the paths and replies of the vendor's server where the page has none. */
const JAMBONZ: readonly (readonly [title: string, operation: string])[] = [
  ['GETretrieve online sip users for an account', 'GET /v1/Accounts/{AccountSid}/RegisteredSipUsers'],
  [
    'POSTretrieve online sip users for an account by list of sip username',
    'POST /v1/Accounts/{AccountSid}/RegisteredSipUsers',
  ],
  ['GETretrieve registered client registration', 'GET /v1/Accounts/{AccountSid}/RegisteredSipUsers/{Client}'],
  ['GETList Clients', 'GET /v1/Clients'],
  ['POSTCreate a new client', 'POST /v1/Clients'],
  ['GETGet a client', 'GET /v1/Clients/{ClientSid}'],
  ['PUTUpdate a client', 'PUT /v1/Clients/{ClientSid}'],
  ['DELdelete a client', 'DELETE /v1/Clients/{ClientSid}'],
]

/** jambonz: one operation in full, a curl line and a reply with numbered lines; the others by their names alone. */
function readJambonz(lines: readonly string[]): Sample[] {
  const start = lines.findIndex((line) => line.startsWith('$curl'))
  const curl = lines.slice(start, lines.findIndex((line, at) => at > start && line.startsWith(">]'")) + 1)
  const command = curl.map((line) => line.replace(/^[$>]\s?/, '')).join('\n')
  const [, body = ''] = /-d '([^']*)'/.exec(command) ?? []
  const head = lines.findIndex((line) => /^\d{3}Successful$/.test(line))
  const last = lines.findIndex((line, at) => at > head && /^\d+\]$/.test(line))
  // Each line begins with its number, at whose end the text begins.
  const reply = lines.slice(head + 1, last + 1).map((line, at) => line.slice(String(at + 1).length))
  const titles = new Set(lines.map((line) => line.replace(/^\s*• /, '')))
  return JAMBONZ.map(([title, operation]) => {
    if (!titles.has(title)) throw new Error(`the page does not name ${title}`)
    const printed = title.includes('by list')
    if (!printed) return { operation, request: null, replies: {} }
    const status = (lines[head] ?? '').slice(0, 3)
    return { operation, request: JSON.parse(body), replies: { [status]: JSON.parse(reply.join('\n')) }, curl: command }
  })
}

const READERS: Readonly<Record<string, (lines: readonly string[]) => Sample[]>> = { yay: readYay, jambonz: readJambonz }

const [system = '', file] = process.argv.slice(2)
const reader = READERS[system]
if (!reader || !file)
  throw new Error(`name a system (${Object.keys(READERS).join(', ')}) and the file of its reference`)
const operations = reader(readFileSync(file, 'utf8').split(/\r?\n/))
const folder = new URL(`../fixtures/${system}/`, import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('samples.json', folder), `${JSON.stringify({ operations }, null, 2)}\n`)
console.log(`${operations.length} operations`)
