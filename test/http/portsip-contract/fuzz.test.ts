import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keptIn } from '../../../src/domain/kept.js'
import { BUILT_IN_ROLES } from '../../../src/domain/permission.js'
import { apis, ownApi } from '../../../src/http/apis.js'
import { readsBody } from '../../../src/http/route.js'
import { NO_ONE } from '../../../src/service/shared.js'
import { type Api, everyOperation, type Operation, startApi, USER_PASSWORD } from '../../support/api.js'
import { type Judge, judgeOf } from '../../support/judge.js'
import { bodies, parameter } from './arbitrary.js'

const LONG = process.env.OFFHOOK_TEST_LONG !== undefined
const RUNS = LONG ? 100_000 : 2000

// biome-ignore lint/suspicious/noExplicitAny: a description is looked into, not typed
type Json = any

let api: Api
/** By the API's name. */
const descriptions = new Map<string, Json>()
const judges = new Map<string, Judge>()
const tokens: (string | null)[] = [null]
const answered = new Map<string, number>()

/** What paths may name, by the collection it stands in, so that later calls meet what earlier ones made. */
const known = new Map<string, string[]>([
  ['members', ['101', '102', '901', '902']],
  ['roles', ['Admin', 'StandardUser']],
  ['phone_models', ['yealink.ph.xml', 'yealink', 'T46U']],
  ['dect_phone_models', ['snom.ph.xml']],
  ['files', ['001565aabb01.cfg']],
  ['phones', ['001565aabb01', '64167faabb04', 'yealink.phone.hbs']],
])
/** The newest are worth more than what is long gone. */
const MOST_KNOWN = 30

function learn(collection: string, id: string): void {
  const ids = keptIn(known, collection, () => [])
  ids.push(id)
  if (ids.length > MOST_KNOWN) ids.shift()
}

/** Well-paired only: what no URL can hold never reaches a server. */
const segment = (value: string) => encodeURIComponent(value.toWellFormed()) || '%20'

beforeAll(async () => {
  api = await startApi()
  for (const one of apis) {
    const file = one === ownApi ? 'openapi.json' : `openapi-${one.name}.json`
    const description = (await api.get(`/${file}`, null)).body
    descriptions.set(one.name, description)
    judges.set(one.name, judgeOf(description, one.base))
  }
  for (const [number, role] of [
    ['901', 'StandardUser'],
    ['902', 'Admin'],
  ] as const) {
    await api.newUser(number, { role })
    tokens.push(await api.login(`user${number}`, USER_PASSWORD))
  }
  // Weighted by repetition: most calls are to get past the door.
  tokens.push(api.admin, api.admin, api.admin, tokens[2] ?? null)
})
afterAll(() => api.server.remove())

/** These end the login they are called with, which would leave the rest without one. */
const ENDING = new Set(['/logout', '/login/oauth/revoke', '/user/password'])
const routes = everyOperation.filter(({ path }) => !ENDING.has(path))

const described = ({ api: { name, base }, declared }: Operation): Json =>
  descriptions.get(name).paths[`${base}${declared.path}`][declared.method]

/** One call of one operation, as data, so that a failing one can be read and shrunk. */
interface Sent {
  readonly at: number
  readonly caller: number
  readonly pick: readonly number[]
  readonly query: string
  readonly body: unknown
}

function calls(): fc.Arbitrary<Sent> {
  const each = routes.map((route, at) => {
    const operation = described(route)
    const description = descriptions.get(route.api.name)
    // A file has no schema: any JSON is one that no rule of an asset lets pass.
    const schema = operation.requestBody?.content['application/json']?.schema
    const inQuery = operation.parameters.filter((p: Json) => p.in === 'query').map((p: Json) => String(p.name))
    const query =
      inQuery.length === 0
        ? fc.constant('')
        : fc
            .tuple(
              fc.constantFrom(...inQuery),
              parameter(["name eq 'alice'", "startswith(name,'a')", 'name desc', '0', '5']),
            )
            .map(([name, value]) => `?${name}=${segment(value)}`)
    return fc.record({
      at: fc.constant(at),
      caller: fc.integer({ min: 0, max: tokens.length - 1 }),
      pick: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
      query,
      body: schema
        ? bodies(schema, operation.requestBody.content['application/json'].example, description)
        : fc.constant(undefined),
    })
  })
  return fc.oneof(...each)
}

async function send({ at, caller, pick, query, body }: Sent) {
  const route = routes[at] as Operation
  const { declared } = route
  let n = 0
  const path = route.path
    .replace(/(\w+)\/\{\w+\}/g, (_all, collection: string) => {
      const number = pick[n++] ?? 0
      // One in eight names something of another kind.
      const ids = (number % 8 === 0 ? undefined : known.get(collection)) ?? [...known.values()].flat()
      return `${collection}/${segment(ids[number % ids.length] ?? '')}`
    })
    .replace('{model}', 'T46U')
  const answer = await api.call(declared.method.toUpperCase(), `${path}${query}`, {
    ...(readsBody(declared) ? { body } : {}),
    token: tokens[caller] ?? null,
  })
  const id = answer.body.id ?? answer.body.name
  const collection = path.split('/').at(-1) ?? ''
  if (answer.status === 201 && typeof id === 'string') learn(collection, id)
  // These are named by their address in the paths of our own operations.
  if (answer.status === 201 && collection === 'phones') learn('phones', String((body as { mac?: string }).mac))
  if (answer.status === 200 && declared.summary.startsWith('Want')) learn('jobs', String(id))
  return { route, answer, path }
}

describe('calls made from the description', () => {
  it(
    `are answered as it says, never by a fault of the server (${RUNS} calls)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(calls(), async (call) => {
          const { route, answer, path } = await send(call)
          const { declared } = route
          const name = `${declared.method} ${path}`
          const faults = judges.get(route.api.name)?.(declared.method, declared.path, answer)
          expect([name, faults], answer.text).toEqual([name, []])
          if (answer.status >= 500) expect([name, answer.status]).toEqual([name, 501])
          if (answer.status >= 400 && route.api === ownApi) expect(answer.code, name).toMatch(/^[A-Z_]+$/)
          const key = `${declared.method} ${route.path}`
          if (answer.status < 300) answered.set(key, (answered.get(key) ?? 0) + 1)
        }),
        { numRuns: RUNS, ...(LONG ? {} : { seed: 20260101 }), interruptAfterTimeLimit: LONG ? 3_000_000 : 50_000 },
      )
      // Some only a PBX can answer, some need a file; the rest must not all fail at the door.
      expect(answered.size).toBeGreaterThan(routes.length / (LONG ? 2 : 5))
    },
    LONG ? 3_600_000 : 60_000,
  )

  it('leave no name twice, nothing without its owner, and a file for every phone', async () => {
    const { services, actor } = api.server
    const [users, phones, groups, layouts, roles, operators, desks] = await Promise.all([
      services.users.list(actor),
      services.phones.list(actor),
      services.groups.list(actor),
      services.layouts.list(actor),
      services.roles.list(actor),
      services.operators.list(actor),
      // Fails when a desk has lost its phone or its account.
      services.desks.list(actor),
    ])
    const once = (what: string, names: readonly (string | null)[]) => {
      const real = names.filter((name) => name !== null).map((name) => name.toLowerCase())
      expect([what, real.filter((name, at) => real.indexOf(name) !== at)]).toEqual([what, []])
    }
    once(
      'extension',
      users.map((user) => user.extension),
    )
    once(
      'login',
      users.map((user) => user.login),
    )
    once(
      'mac',
      phones.map((phone) => phone.mac),
    )
    once(
      'group',
      groups.map((group) => group.name),
    )
    once(
      'layout',
      layouts.map((layout) => layout.name),
    )
    once(
      'role',
      roles.map((role) => role.name),
    )
    once(
      'token',
      operators.map((operator) => operator.name),
    )

    const ids = new Set([
      NO_ONE,
      ...[...users, ...groups, ...layouts, ...desks.map(({ account }) => account)].map(({ id }) => id),
    ])
    const named = new Set([...Object.keys(BUILT_IN_ROLES), ...roles.map(({ name }) => name)])
    const lost = [
      ...phones.flatMap((phone) => [
        ...phone.lines.map((line) => line.user_id),
        ...(phone.key_layout_id ? [phone.key_layout_id] : []),
      ]),
      ...users.flatMap((user) => user.groups),
    ].filter((id) => !ids.has(id))
    // Phones remember the users who may be brought back; of those nobody but a restore knows.
    const gone = await Promise.all(lost.map(async (id) => (await api.call('PUT', `/voip/user/${id}/restore`)).status))
    expect(lost.filter((_id, at) => gone[at] === 404)).toEqual([])
    expect([...users, ...operators].map(({ role }) => role).filter((role) => !named.has(role))).toEqual([])

    await services.jobs.list(actor)
    for (const phone of phones) {
      const files = await services.insights.files(phone)
      for (const { name } of files)
        expect((await services.insights.preview(phone, name)).file.body.length).toBeGreaterThan(0)
    }
  })
})
