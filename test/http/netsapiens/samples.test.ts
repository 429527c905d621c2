import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { newUserShape } from '../../../src/dialects/netsapiens/user-form.js'
import { type Api, startApi } from '../../support/api.js'
import { faults } from '../../support/faults.js'

type Json = Record<string, unknown>

interface Member {
  readonly type: 'string' | 'integer' | null
  readonly enum: boolean
  readonly required: boolean
  readonly default: string | null
  readonly range: readonly [number | null, number | null] | null
}

interface Operation {
  readonly name: string
  readonly operation: string
  readonly samples: readonly {
    readonly ours: true
    readonly path: string
    readonly request: Json | null
    readonly status: number
    readonly reply: unknown
  }[]
}

const { body: members, operations } = JSON.parse(
  readFileSync(new URL('../../../fixtures/netsapiens/samples.json', import.meta.url), 'utf8'),
) as { body: readonly Member[]; operations: readonly Operation[] }

let api: Api
const done = new Set<string>()

beforeAll(async () => {
  api = await startApi({ OFFHOOK_SIP_DOMAIN: 'example.com' })
})
afterAll(async () => {
  await api.server.remove()
  console.log(`NetSapiens ${done.size} of ${operations.length}`)
})

/** Our members; the second spelling of one is no member of it. */
const names = Object.keys(newUserShape).filter((name) => !name.startsWith('directory-announce'))
const full = operations[0]?.samples[0]?.request ?? {}
/** The sample names them in the order of the page. */
const pageNames = Object.keys(full)
const needed = operations[0]?.samples[2]?.request ?? {}

const problemsWith = (name: string, value: unknown): number => {
  const schema = (newUserShape as Record<string, z.ZodType>)[name]
  return schema?.safeParse(value).error?.issues.length ?? 0
}

describe('the page of NetSapiens', () => {
  it('has 50 members, and our sample all of them in its order', () => {
    expect([members.length, pageNames.length]).toEqual([50, 50])
    expect(new Set(names)).toEqual(new Set(Object.keys(full)))
  })

  it.each(members.map((member, at) => [pageNames[at] ?? '', member] as const))(
    'says of %s what we ask',
    (name, member) => {
      expect(name in needed).toBe(member.required)
      expect(problemsWith(name, undefined)).toBe(member.required ? 1 : 0)
      expect(problemsWith(name, full[name])).toBe(0)
      if (member.type !== null) expect(typeof full[name]).toBe(member.type === 'integer' ? 'number' : 'string')
      if (member.enum) expect(problemsWith(name, 'no such choice'), name).toBeGreaterThan(0)
      if (member.default !== null && name !== 'synchronous') expect(problemsWith(name, member.default)).toBe(0)
      const [least, most] = member.range ?? [null, null]
      if (least !== null) expect([problemsWith(name, least), problemsWith(name, least - 1)]).toEqual([0, 1])
      if (most !== null) expect([problemsWith(name, most), problemsWith(name, most + 1)]).toEqual([0, 1])
    },
  )

  it('has the defaults a new user is shown with', async () => {
    const made = await api.call('POST', '/ns-api/v2/domains/~/users', {
      body: { ...needed, user: '1900', synchronous: 'yes' },
    })
    const shown = Object.fromEntries(
      members.flatMap((member, at) => {
        const name = pageNames[at] ?? ''
        return member.default === null || name === 'synchronous' ? [] : [[name, member.default]]
      }),
    )
    expect(Object.keys(shown)).toHaveLength(23)
    expect(made.body).toMatchObject(shown)
  })
})

describe('the samples of NetSapiens, which are ours', () => {
  it.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s is answered as agreed',
    async (name, { operation, samples }) => {
      const [method = ''] = operation.split(' ')
      for (const { path, request, status, reply } of samples) {
        const answer = await api.call(method, path, { ...(request ? { body: request } : {}) })
        expect([answer.status, answer.status === status ? '' : answer.text]).toEqual([status, ''])
        expect(faults(reply, answer.body)).toEqual([])
        const sent = Object.entries(request ?? {}).filter(([member]) => member !== 'synchronous')
        if (status === 200 && request) expect(answer.body).toMatchObject(Object.fromEntries(sent))
      }
      const refused = await api.call(method, samples[0]?.path ?? '', {
        token: null,
        body: method === 'GET' ? undefined : {},
      })
      expect([refused.status, refused.body.code, typeof refused.body.message]).toEqual([401, 401, 'string'])
      done.add(name)
    },
  )

  it('succeed, 5 of 5', () => expect([...done].sort()).toEqual(['Create', 'Delete', 'List', 'Read', 'Update']))
})
