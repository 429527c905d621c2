import type { Hono } from 'hono'
import { html } from 'hono/html'
import type { Api } from './api.js'

/** As much of a JSON schema as the page shows. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly $ref?: string
}

interface Media {
  readonly schema?: Schema
  readonly example?: unknown
}

interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >
  readonly 'x-permission': readonly string[]
}

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** How deep members of members are shown; whoever needs more reads the description itself. */
const DEEPEST = 4

function range(schema: Schema): string {
  const [least, most] = [schema.minimum ?? schema.minLength, schema.maximum ?? schema.maxLength]
  if (least === undefined && (most === undefined || most > 2 ** 31)) return ''
  return ` (${least ?? ''}..${most === undefined || most > 2 ** 31 ? '' : most})`
}

/** What a value looks like, in one line. */
function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return [...new Set(choices.map(kindOf))].join(' | ')
  if (schema.$ref) return schema.$ref.replace('#/components/schemas/', '')
  if (schema.items) return `list of ${kindOf(schema.items)}`
  return `${schema.type ?? 'any'}${range(schema)}`
}

/** The members below a value, one a line, indented by depth; `*` marks those that must be there. */
function outline(schema: Schema, depth = 0): string[] {
  if (depth > DEEPEST) return []
  if (schema.items) return outline(schema.items, depth)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.flatMap((choice) => outline(choice, depth))
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const star = schema.required?.includes(name) ? '*' : ''
    const note = member.description ? `  — ${member.description}` : ''
    return [`${'  '.repeat(depth)}${name}${star}: ${kindOf(member)}${note}`, ...outline(member, depth + 1)]
  })
}

const block = (text: string) => (text === '' ? '' : html`<pre>${text}</pre>`)

function requestOf({ requestBody, parameters }: Operation) {
  const media = requestBody?.content['application/json']
  const query = parameters.filter((parameter) => parameter.in === 'query')
  return html`${
    query.length > 0
      ? html`<h4>Query</h4>${block(query.map(({ name, schema }) => `${name}: ${kindOf(schema)}`).join('\n'))}`
      : ''
  }${
    media
      ? html`<h4>Body</h4>${block(outline(media.schema ?? {}).join('\n'))}<h4>Example</h4>${block(JSON.stringify(media.example, null, 2))}`
      : ''
  }`
}

const repliesOf = ({ responses }: Operation) =>
  Object.entries(responses).map(([status, { description, content }]) => {
    const schema = status.startsWith('2') ? content?.['application/json']?.schema : undefined
    return html`<h4>${status}: ${description}</h4>${schema ? block(outline(schema).join('\n')) : ''}`
  })

const entryOf = ({ method, path, operation }: Entry) => html`<details id="${operation.operationId}">
<summary><b>${method.toUpperCase()}</b> <code>${path}</code> ${operation.summary}</summary>
<p>May be called by: ${operation['x-permission'].join(' or ')}</p>
${requestOf(operation)}${repliesOf(operation)}
</details>`

interface Described {
  readonly api: Api
  readonly description: Readonly<Record<string, unknown>>
}

/** What the page shows: the descriptions of every API, and the one whose address, title and version it bears. */
interface Reference {
  readonly own: Api
  readonly version: string
  readonly described: readonly Described[]
}

const fileOf = (api: Api, own: Api): string => (api === own ? 'openapi.json' : `openapi-${api.name}.json`)

/** The reference page of all descriptions: plain HTML without a script, which asks nobody else for anything. */
function pageOf({ own, version, described }: Reference) {
  const { title } = own
  const entries = described.flatMap(({ description }) =>
    Object.entries(description.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>).flatMap(
      ([path, item]) => Object.entries(item).map(([method, operation]): Entry => ({ method, path, operation })),
    ),
  )
  const files = described.map(({ api }) => ({ file: fileOf(api, own), about: `${api.title}, ${api.base}` }))
  const tags = [...new Set(entries.flatMap(({ operation }) => operation.tags))]
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API</title>
<link rel="stylesheet" href="docs.css">
</head>
<body>
<header>
<h1>${title} ${version}</h1>
<p>${entries.length} operations, made from the schemas that check the requests. For programs (OpenAPI 3.1): ${files.map(
    ({ file, about }, at) => html`${at === 0 ? '' : ', '}<a href="${file}">${file}</a> (${about})`,
  )}.</p>
<p>Get a token with <code>POST /api/login/oauth/token</code> and send it as <code>Authorization: Bearer …</code>. Errors name every faulty field at once: <code>{"errors":[{"code","message","detail":{"field","rule"}}]}</code>. A star marks members that must be there.</p>
<nav>${tags.map((tag) => html`<a href="#${tag}">${tag}</a> `)}</nav>
</header>
<main>${tags.map(
    (tag) => html`<section id="${tag}"><h2>${tag}</h2>
${entries.filter(({ operation }) => operation.tags.includes(tag)).map(entryOf)}</section>`,
  )}</main>
</body>
</html>`
}

const STYLE = `:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem }
nav a { margin-right: .75rem }
details { border-top: 1px solid #8884; padding: .4rem 0 }
summary { cursor: pointer }
summary b { display: inline-block; min-width: 3.5rem }
code, pre { font-family: ui-monospace, monospace; font-size: .875rem }
pre { background: #8881; overflow-x: auto; padding: .6rem; white-space: pre-wrap }
h4 { margin: .8rem 0 .2rem }
`

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** Serves the descriptions, the page and its style sheet below the base of our own API. */
export function addDocs(app: Hono, reference: Reference): void {
  const { own, described } = reference
  const page = pageOf(reference)
  for (const { api, description } of described) app.get(`${own.base}/${fileOf(api, own)}`, (c) => c.json(description))
  app.get(`${own.base}/docs`, async (c) => c.html(await page, 200, HEADERS))
  app.get(`${own.base}/docs.css`, (c) => c.body(STYLE, 200, { ...HEADERS, 'Content-Type': 'text/css; charset=utf-8' }))
}
