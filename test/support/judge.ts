import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { keptIn } from '../../src/domain/kept.js'
import type { Answer } from './api.js'

// biome-ignore lint/suspicious/noExplicitAny: a description is looked into, not typed
type Json = any

/** What is wrong with an answer; nothing when it is as described. */
export type Judge = (
  method: string,
  path: string,
  answer: Pick<Answer, 'type' | 'text' | 'body'> & { readonly status: number | string },
) => string[]

const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1')

/** A validator of JSON schemas 2020-12 that shares no code with ours, given a description to refer to. */
function validatorOf(description: Json): Ajv2020 {
  // A description holds more than schemas, which a strict reading of it as one would refuse.
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  return ajv.addSchema(description, 'description')
}

const said = ({ errors }: ValidateFunction): string[] =>
  (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)

/** Judges values by schemas that stand in a description. */
export function schemaJudge(description: Json): (schema: object, value: unknown) => string[] {
  const ajv = validatorOf(description)
  const resolved = (schema: object): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/components/', '"$ref":"description#/components/'))
  return (schema, value) => {
    const validate = ajv.compile(resolved(schema))
    validate(value)
    return said(validate)
  }
}

/**
 * Judges answers by an OpenAPI 3.1 description alone: its status must be named, its media type too, and its body keep
 * the schema. `path` is the operation's, as the description writes it, without the base.
 */
export function judgeOf(description: Json, base = '/api'): Judge {
  const ajv = validatorOf(description)
  const compiled = new Map<string, ValidateFunction>()
  const at = (steps: readonly string[]): ValidateFunction => {
    const $ref = `description#/${steps.map(escaped).join('/')}`
    return keptIn(compiled, $ref, () => ajv.compile({ $ref }))
  }

  return (method, path, { status, type, text, body }) => {
    const steps = ['paths', `${base}${path}`, method.toLowerCase(), 'responses', String(status)]
    const described = steps.reduce<Json>((value, step) => value?.[step], description)
    if (!described) return [`status ${status} is not described`]
    if (!described.content) return text === '' ? [] : ['there is content where none is described']
    const media = [type, '*/*'].find((range) => described.content[range])
    if (media === undefined) return [`${type || 'no content'} is not described`]
    if (type !== 'application/json') return []
    const validate = at([...steps, 'content', media, 'schema'])
    validate(body)
    return said(validate)
  }
}
