import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { readMembers } from '../../src/domain/form.js'
import { apis, ownApi } from '../../src/http/apis.js'
import { exampleOf } from '../../src/http/examples.js'
import { readsBody } from '../../src/http/route.js'
import { type Api, everyOperation, type Operation, startApi } from '../support/api.js'
import { type Judge, judgeOf, schemaJudge } from '../support/judge.js'

// biome-ignore lint/suspicious/noExplicitAny: a description is looked into, not typed
type Json = any

let api: Api
/** By the API's name. */
const descriptions = new Map<string, Json>()
const judges = new Map<string, Judge>()
const schemaJudges = new Map<string, ReturnType<typeof schemaJudge>>()

beforeAll(async () => {
  api = await startApi()
  for (const one of apis) {
    const file = one === ownApi ? 'openapi.json' : `openapi-${one.name}.json`
    const description = (await api.get(`/${file}`, null)).body
    descriptions.set(one.name, description)
    judges.set(one.name, judgeOf(description, one.base))
    schemaJudges.set(one.name, schemaJudge(description))
  }
})
afterAll(() => api.server.remove())

const rows = everyOperation.map((operation): [string, Operation] => [operation.name, operation])
const described = ({ api: { name, base }, declared }: Operation): Json =>
  descriptions.get(name).paths[`${base}${declared.path}`][declared.method]

/** Every object inside a value. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  yield value
  for (const member of Object.values(value)) yield* objectsIn(member)
}

describe('the description', () => {
  const names = apis.map(({ name }) => name)

  it.each(names)('of %s is valid OpenAPI 3.1', async (name) => {
    const description = descriptions.get(name)
    expect(await new Validator().validate(structuredClone(description))).toEqual({ valid: true })
    const broken = { ...structuredClone(description), paths: { '/api/x': { get: { responses: 'none' } } } }
    expect((await new Validator().validate(broken)).valid).toBe(false)
  })

  it.each(names)('of %s says so, and its references lead somewhere', (name) => {
    const description = descriptions.get(name)
    expect(description.openapi).toMatch(/^3\.1\./)
    const lost = [...objectsIn(description)]
      .map((object) => object.$ref)
      .filter((ref) => typeof ref === 'string')
      .filter((ref: string) => {
        const steps = ref.replace(/^#\//, '').split('/')
        return steps.reduce((at: Json, step) => at?.[step], description) === undefined
      })
    expect(lost).toEqual([])
  })

  it.each(rows)('of %s names its parameters, who may call it, a success and its failures', (_name, row) => {
    const { api: of, declared } = row
    const operation = described(row)
    const named = operation.parameters.filter((p: Json) => p.in === 'path').map((p: Json) => p.name)
    expect(named).toEqual([...declared.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    expect(operation['x-permission'].length).toBeGreaterThan(0)
    expect(operation.summary.length).toBeGreaterThan(0)
    const statuses = Object.keys(operation.responses)
    const success = [declared.reply, ...(declared.otherReply ? [declared.otherReply] : [])].map(({ status }) =>
      String(status),
    )
    expect(statuses.filter((status) => status.startsWith('2'))).toEqual(
      [...new Set([...(declared.dryRun ? ['200'] : []), ...success])].sort(),
    )
    const { unauthorized, forbidden, not_found, invalid } = of.failing.statuses
    const expected = [not_found, ...(declared.needs === 'public' ? [] : [unauthorized, forbidden])]
    expect(statuses).toEqual(
      expect.arrayContaining([...expected, ...(readsBody(declared) ? [invalid] : [])].map(String)),
    )
  })

  it.each(rows.filter(([, { declared }]) => declared.body))(
    'of %s has an example that is right by form',
    (_name, row) => {
      const { declared } = row
      const { example } = described(row).requestBody.content['application/json']
      expect(example).toEqual(exampleOf(declared.body ?? {}, declared.example))
      const problems = new Problems()
      readMembers(declared.body ?? {}, example, problems)
      expect(() => problems.throwIfAny()).not.toThrow()
    },
  )

  it.each(rows)('of %s has for every answer with content a schema and an example that keeps it', (_name, row) => {
    const { responses } = described(row)
    const { declared } = row
    for (const [status, { content = {} }] of Object.entries<Json>(responses)) {
      for (const [media, { schema, example }] of Object.entries<Json>(content)) {
        expect([status, media, schema], 'a schema').toEqual([status, media, expect.any(Object)])
        if (media !== 'application/json') continue
        const answer = { status, type: media, text: JSON.stringify(example), body: example }
        expect([status, judges.get(row.api.name)?.(declared.method, declared.path, answer)]).toEqual([status, []])
      }
    }
    expect(Object.keys(responses).filter((status) => /^4|default/.test(status)).length).toBeGreaterThan(1)
  })

  it.each(rows.filter(([, { declared }]) => declared.body))('of %s has an example its schema allows', (_name, row) => {
    for (const { schema, example } of Object.values<Json>(described(row).requestBody.content))
      expect(schemaJudges.get(row.api.name)?.(schema, example)).toEqual([])
  })

  it('has the settings it refers to', () => {
    expect(Object.keys(descriptions.get('offhook').components.schemas.Settings.properties)).toContain('vlan')
  })
})

describe('the reference page', () => {
  const page = async () => {
    const response = await fetch(`${api.server.base}/api/docs`)
    return { response, text: await response.text() }
  }

  it('is HTML without scripts under a policy that allows none, and nothing from elsewhere', async () => {
    const { response, text } = await page()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|script-src|https?:/)
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|(?:src|href)="(?:https?:)?\/\//i)
  })

  it('has its style sheet, served by us', async () => {
    const { text } = await page()
    const [, href = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(text) ?? []
    const response = await fetch(new URL(href, `${api.server.base}/api/docs`))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
  })

  it.each(rows)('shows %s', async (_name, row) => {
    const { text } = await page()
    expect(text).toContain(
      `<b>${row.declared.method.toUpperCase()}</b> <code>${row.api.base}${row.declared.path}</code>`,
    )
    expect(text).toContain(`id="${described(row).operationId}"`)
  })

  it('writes no text as markup', async () => {
    const { text } = await page()
    expect(text).toContain('&lt;vendor&gt;')
    expect(text).not.toContain('<vendor>')
  })
})
