import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidOf } from '../../../src/dialects/uuid.js'
import { type Api, fill, startApi } from '../../support/api.js'
import { faults } from '../../support/faults.js'

type Json = Record<string, unknown>

interface Sample {
  readonly name: string
  readonly operation: string
  readonly curl: string
  readonly replies: readonly { readonly success: boolean; readonly status?: number; readonly payload?: unknown }[]
}

const { operations } = JSON.parse(
  readFileSync(new URL('../../../fixtures/opentact/samples.json', import.meta.url), 'utf8'),
) as { operations: readonly Sample[] }

interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What a printed curl line sends. */
function requestOf(curl: string): Request {
  const [, method = '', url = ''] = /^curl -X (\w+) "([^"]+)"/.exec(curl) ?? []
  const headers = [...curl.matchAll(/-H "([^:"]+): ([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
  const [, data] = /-d "((?:[^"\\]|\\.)*)"/.exec(curl) ?? []
  return { method, url: new URL(url), headers: Object.fromEntries(headers), body: data?.replace(/\\(.)/g, '$1') }
}

let api: Api
let connection: string
let next = 200
const done = new Set<string>()

/** Values for "string", which the contract's own rules refuse, by member. */
const valuesFor = (n: number): Json => ({
  login: `login${n}`,
  password: 'secret words',
  first_name: 'Ann',
  last_name: `Lee${n}`,
  email: `ann${n}@example.com`,
  phone_number: '4930123456',
  avatar: 'https://example.com/ann.png',
  remote_ip: '192.0.2.7',
  sip_connection_uuid: connection,
})

async function send(request: Request, change: { token?: string; uuid?: string; body?: Json } = {}) {
  const { token = api.admin, uuid, body } = change
  const path = request.url.pathname
    .replace('%7Buuid%7D', uuid ?? '')
    .replace(/\/connection\/[0-9a-f-]{36}/, `/connection/${uuid ?? connection}`)
  const response = await fetch(`${api.server.base}${path}`, {
    method: request.method,
    headers: { ...request.headers, 'X-Auth-Token': token },
    ...(request.body === undefined ? {} : { body: JSON.stringify(body ?? JSON.parse(request.body)) }),
  })
  return { status: response.status, body: (await response.json()) as Json }
}

const sampleOf = (name: string): Sample => {
  const sample = operations.find((candidate) => candidate.name === name)
  if (!sample) throw new Error(`no sample ${name}`)
  return sample
}

/** A user everything of whom is filled in, of a group; returns the UUID. */
async function newUser(): Promise<string> {
  const request = requestOf(sampleOf('CreateSIPUser').curl)
  const n = next++
  const { body } = await send(request, { body: fill(JSON.parse(request.body ?? '{}'), valuesFor(n)) as Json })
  const { uuid, login } = body.payload as { uuid: string; login: string }
  const group = await api.server.services.groups.list(api.server.actor)
  await api.server.services.groups.addMember(api.server.actor, group[0]?.id ?? '', login)
  return uuid
}

beforeAll(async () => {
  api = await startApi()
  connection = uuidOf(api.server.actor.tenant_id)
  await api.post('/groups', { name: 'Sales' })
})
afterAll(async () => {
  await api.server.remove()
  console.log(`OpenTACT ${done.size} of ${operations.length}`)
})

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

describe('the published samples of OpenTACT', () => {
  it('are those of 5 operations', () => expect(operations).toHaveLength(5))

  it.each(operations.map((sample) => [sample.name, sample] as const))(
    '%s is answered as published',
    async (name, sample) => {
      const request = requestOf(sample.curl)
      const n = next++
      const filled = request.body === undefined ? {} : (fill(JSON.parse(request.body), valuesFor(n)) as Json)
      // Who was just created is in no group yet.
      const created = name === 'CreateSIPUser'
      const known = await newUser()
      const uuid = sample.operation.includes('/user/') ? known : undefined
      const answer = await send(request, { ...(uuid ? { uuid } : {}), body: filled })
      expect([answer.status, answer.body.message]).toEqual([created ? 201 : 200, undefined])
      const successes = sample.replies.filter(({ success }) => success)
      expect(successes.length).toBeGreaterThan(0)
      for (const reply of successes) expect(faults(reply, answer.body, '', created)).toEqual([])
      if (request.body !== undefined) {
        const { password: _never, sip_connection_uuid: _nested, ...shown } = filled
        expect(answer.body.payload).toMatchObject(shown)
      }
      const failures = [
        await send(request, { ...(uuid ? { uuid } : {}), body: filled, token: 'JWT_TOKEN' }),
        await send(request, { uuid: UNKNOWN, body: { ...filled, login: `other${n}`, sip_connection_uuid: UNKNOWN } }),
      ]
      expect(failures.map(({ status }) => status)).toEqual([401, 404])
      for (const reply of sample.replies.filter(({ success }) => !success)) {
        for (const { status, body } of failures) {
          expect(faults(reply, body)).toEqual([])
          expect(body).toMatchObject({ success: false, status })
        }
        // Where the page prints 0 any failure is meant.
        if (reply.status) expect(failures.map(({ status }) => status)).toContain(reply.status)
      }
      done.add(name)
    },
  )

  it('succeed, 5 of 5', () => expect([...done].sort()).toEqual(operations.map(({ name }) => name).sort()))
})
