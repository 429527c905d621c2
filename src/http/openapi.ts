import { z } from 'zod'
import { settingsSchema } from '../domain/settings.js'
import { exampleAnswer, exampleOf } from './examples.js'
import type { Route, Shape } from './route.js'

type Json = Readonly<Record<string, unknown>>

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json
  return rest
}

const errors: Json = {
  type: 'object',
  required: ['errors'],
  properties: {
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' }, detail: {} },
      },
    },
  },
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
  return [...inPath, ...inQuery, ...inUpload]
}

const failure = (description: string, code: string, detail?: Json): Json => ({
  description,
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Errors' },
      example: { errors: [{ code, message: description, ...(detail ? { detail } : {}) }] },
    },
  },
})

/** Why an operation may fail, by status; `default` is what a server in trouble says. */
function failures({ needs, method, path, query, throttled, liveOnly, passedOn }: Route): Json {
  return {
    ...(method === 'post' || query || path.includes('{')
      ? {
          '400': failure('Something in the request breaks a rule; each fault is named', 'VALIDATE_FAILED', {
            field: 'name',
            rule: 'required',
          }),
        }
      : {}),
    ...(needs === 'public'
      ? {}
      : {
          '401': failure('The token is absent, unknown or expired', 'UNAUTHORIZED'),
          '403': failure('The role lacks the permission', 'FORBIDDEN'),
        }),
    '404': failure(
      path.includes('{') ? 'There is no such thing in this tenant' : 'There is no such tenant or thing',
      'NOT_FOUND',
    ),
    ...(method === 'post'
      ? {
          '409': failure('A name, number or address is taken, or what would go is in use', 'ALREADY_EXISTS'),
          '413': failure('The body is too large', 'TOO_LARGE'),
        }
      : {}),
    ...(throttled
      ? { '429': failure('Too many failures; Retry-After names the seconds to wait', 'TOO_MANY_REQUESTS') }
      : {}),
    ...(liveOnly ? { '501': failure(liveOnly, 'NOT_SUPPORTED') } : {}),
    ...(passedOn
      ? {
          '502': failure('The PBX behind us failed or refuses our credentials', 'UPSTREAM_FAILED'),
          '504': failure('The PBX behind us keeps silent', 'UPSTREAM_TIMEOUT'),
        }
      : {}),
    default: failure('Any other failure', 'UNKNOWN'),
  }
}

function jsonAnswer(answer: z.ZodType): Json {
  const schema = jsonSchema(answer, 'output')
  return { 'application/json': { schema, example: exampleAnswer(schema) } }
}

function success({ reply }: Route): Json {
  const content =
    reply.contentType !== undefined
      ? { [reply.contentType]: { schema: { type: 'string' } } }
      : reply.schema && jsonAnswer(reply.schema)
  return { [String(reply.status)]: { description: reply.description, ...(content ? { content } : {}) } }
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

function operation(declared: Route): Json {
  const { body, form } = declared
  const example = body && exampleOf(body, declared.example)
  return {
    operationId: `${declared.method}${declared.path.replace(/[{}]/g, '').replace(/[/._-]+(\w)/g, (_all, letter: string) => letter.toUpperCase())}`,
    tags: [declared.tag],
    summary: declared.summary,
    ...(declared.needs === 'public' ? { security: [] } : {}),
    'x-permission': typeof declared.needs === 'string' ? [declared.needs] : declared.needs,
    parameters: parameters(declared),
    ...(declared.upload ? { requestBody: fileBody(declared.upload) } : {}),
    ...(body
      ? {
          requestBody: {
            content: {
              'application/json': { schema: bodyOf(body), example },
              ...(form ? { 'application/x-www-form-urlencoded': { schema: bodyOf(body), example } } : {}),
            },
          },
        }
      : {}),
    responses: {
      ...success(declared),
      ...failures(declared),
    },
  }
}

/** OpenAPI 3.1 of the operations, made from the very schemas that validate them. `base` stands before every path. */
export function describeApi(routes: readonly Route[], base: string, version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const declared of routes) {
    const path = `${base}${declared.path}`
    paths[path] = { ...paths[path], [declared.method]: operation(declared) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'offhook', version, description: 'Zero-touch provisioning of IP phones' },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Errors: errors, Settings: jsonSchema(settingsSchema, 'input') },
    },
  }
}
