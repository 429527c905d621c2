import { z } from 'zod'
import { keptIn } from '../domain/kept.js'
import { settingsSchema } from '../domain/settings.js'
import type { Api, FailureCode } from './api.js'
import { DRY_RUN_ANSWER, DRY_RUN_PARAMETER, dryRunReply } from './dry-run.js'
import { exampleAnswer, exampleOf } from './examples.js'
import { type Reply, type Route, readsBody, type Shape } from './route.js'

type Json = Readonly<Record<string, unknown>>

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json
  return rest
}

function parameters(declared: Route): Json[] {
  const inPath = [...declared.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(declared.query ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }))
  const inUpload = Object.entries(declared.upload ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    description: 'With a body that is the file itself; in a form it is a field',
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }))
  return [...inPath, ...inQuery, ...inUpload, ...(declared.dryRun ? [DRY_RUN_PARAMETER] : [])]
}

/** What may go wrong with an operation, and when that can be. */
function reasonsOf(declared: Route): readonly (readonly [FailureCode, string])[] {
  const { needs, path, query, throttled, guarded, liveOnly, passedOn } = declared
  const named = path.includes('{')
  // A file is a body too: it may be of the wrong kind, too long, or have a name that is taken.
  const writes = readsBody(declared) || declared.upload !== undefined
  const reasons: readonly (readonly [boolean, FailureCode, string])[] = [
    [writes || query !== undefined || named, 'invalid', 'Something in the request breaks a rule; each fault is named'],
    [needs !== 'public', 'unauthorized', 'The token is absent, unknown or expired'],
    [needs !== 'public', 'forbidden', 'The role lacks the permission'],
    [true, 'not_found', named ? 'There is no such thing in this tenant' : 'There is no such tenant or thing'],
    [writes, 'taken', 'A name, number or address is taken, or what would go is in use'],
    [writes, 'too_large', 'The body is too large'],
    [throttled === true || guarded === true, 'too_many', 'Too many failures; Retry-After names the seconds to wait'],
    [liveOnly !== undefined, 'not_supported', liveOnly ?? ''],
    [passedOn === true, 'upstream_failed', 'The PBX behind us failed or refuses our credentials'],
    [passedOn === true, 'upstream_timeout', 'The PBX behind us keeps silent'],
  ]
  return reasons.flatMap(([possible, code, description]) => (possible ? [[code, description] as const] : []))
}

/** A failure in the API's own words; some refuse without a body. */
function failure({ failing }: Api, code: FailureCode, description: string): Json {
  const problems = code === 'invalid' ? [{ field: 'name', rule: 'required', message: 'is required' }] : []
  const { body: example } = failing.answer({ code, message: description, problems }, failing.statuses[code])
  if (example === null) return { description }
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Errors' }, example } } }
}

/** Why an operation may fail, by the API's statuses; `default` is what a server in trouble says. */
function failures(api: Api, declared: Route): Json {
  const byStatus = new Map<string, { readonly code: FailureCode; readonly descriptions: string[] }>()
  for (const [code, description] of reasonsOf(declared))
    keptIn(byStatus, String(api.failing.statuses[code]), () => ({ code, descriptions: [] })).descriptions.push(
      description,
    )
  return {
    ...Object.fromEntries(
      [...byStatus].map(([status, { code, descriptions }]) => [status, failure(api, code, descriptions.join('. '))]),
    ),
    default: failure(api, 'internal', 'Any other failure'),
  }
}

const jsonContent = (schema: Json): Json => ({ 'application/json': { schema, example: exampleAnswer(schema) } })

/** What an operation answers with, and what the API puts around it. */
function answered({ envelope }: Api, schema: z.ZodType, status: number): Json {
  const content = jsonSchema(schema, 'output')
  return envelope?.describe(content, status) ?? content
}

/** Beside its own answer, what a dry run answers. */
function dryRunAnswer(api: Api, { reply, dryRun }: Route): Json {
  if (!dryRun) return {}
  const told = jsonSchema(dryRun === true ? dryRunReply : dryRun.reply, 'output')
  if (reply.status !== 200 || !reply.schema)
    return { '200': { description: DRY_RUN_ANSWER, content: jsonContent(told) } }
  const either = { anyOf: [answered(api, reply.schema, reply.status), told] }
  return { '200': { description: `${reply.description}; ${DRY_RUN_ANSWER}`, content: jsonContent(either) } }
}

function success(api: Api, { reply, otherReply }: Route): Json {
  const contentOf = ({ contentType, schema, status }: Reply) => {
    if (contentType !== undefined) return { [contentType]: { schema: { type: 'string' } } }
    return schema && jsonContent(answered(api, schema, status))
  }
  const replies = otherReply ? [reply, otherReply] : [reply]
  return Object.fromEntries(
    replies.map((one) => {
      const content = contentOf(one)
      return [String(one.status), { description: one.description, ...(content ? { content } : {}) }]
    }),
  )
}

const bodyOf = (shape: Shape): Json => jsonSchema(z.object(shape), 'input')

function fileBody(upload: Shape): Json {
  const file = { type: 'string', format: 'binary' }
  const { properties, required, ...form } = bodyOf(upload) as { properties: Json; required?: string[] }
  return {
    content: {
      'application/octet-stream': { schema: file },
      'multipart/form-data': {
        schema: { ...form, properties: { ...properties, file }, required: [...(required ?? []), 'file'] },
      },
    },
  }
}

const idOf = ({ name, base }: Api, { method, path }: Route): string => {
  const words = `${base === '/api' ? '' : `/${name}/`}${method}${path.replace(/[{}]/g, '')}`
  return words.replace(/^\//, '').replace(/[/._-]+(\w)/g, (_all, letter: string) => letter.toUpperCase())
}

function bodyContent({ body, list, form, example, listExample }: Route): Json | undefined {
  if (list) {
    const schema = { type: 'array', items: jsonSchema(list, 'input') }
    return { 'application/json': { schema, example: listExample } }
  }
  if (!body) return undefined
  const described = { schema: bodyOf(body), example: exampleOf(body, example) }
  return {
    'application/json': described,
    ...(form ? { 'application/x-www-form-urlencoded': described } : {}),
  }
}

function operation(api: Api, declared: Route): Json {
  const content = bodyContent(declared)
  return {
    operationId: idOf(api, declared),
    tags: [declared.tag],
    summary: declared.summary,
    ...(declared.needs === 'public' ? { security: [] } : {}),
    'x-permission': typeof declared.needs === 'string' ? [declared.needs] : declared.needs,
    parameters: parameters(declared),
    ...(declared.upload ? { requestBody: fileBody(declared.upload) } : {}),
    ...(content ? { requestBody: { content } } : {}),
    responses: {
      ...success(api, declared),
      ...dryRunAnswer(api, declared),
      ...failures(api, declared),
    },
  }
}

/** OpenAPI 3.1 of an API, made from the very schemas that validate its requests. */
export function describeApi(api: Api, version: string): Json {
  const { title, about, base, routes, authentication, failing } = api
  const paths: Record<string, Record<string, Json>> = {}
  for (const declared of routes) {
    const path = `${base}${declared.path}`
    paths[path] = { ...paths[path], [declared.method]: operation(api, declared) }
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description: about },
    security: Object.keys(authentication.schemes).map((name) => ({ [name]: [] })),
    paths,
    components: {
      securitySchemes: authentication.schemes,
      schemas: { Errors: failing.schema, Settings: jsonSchema(settingsSchema, 'input') },
    },
  }
}
