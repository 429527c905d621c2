import { getRequestListener } from '@hono/node-server'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Problems } from '../../src/domain/errors.js'
import { Secret } from '../../src/domain/secret.js'
import type { Api } from '../../src/http/api.js'
import { ownApi } from '../../src/http/apis.js'
import { createApp } from '../../src/http/app.js'
import { bearerOf, withToken } from '../../src/http/bearer.js'
import { inOneLine, STATUSES } from '../../src/http/errors.js'
import { createMetrics } from '../../src/http/metrics.js'
import { administrationAt } from '../../src/http/phone.js'
import { Answered, type Route, route } from '../../src/http/route.js'
import { type Listening, listen, SourceConnections } from '../../src/http/server.js'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from '../support/server.js'

// biome-ignore lint/suspicious/noExplicitAny: a description is looked into, not typed
type Json = any

const text = z.string().min(2)
const common = { tag: 'Toys', summary: 'Plays', needs: ['user_management.users'] } as const
const ok = { status: 200, description: 'Played', schema: z.object({ seen: z.unknown() }) } as const

const routes: readonly Route[] = [
  route({
    ...common,
    method: 'put',
    path: '/toys/{id}',
    aliases: ['/Toys/{id}'],
    body: { name: text },
    reply: ok,
    handle: async ({ params, body, problems }) => {
      problems.throwIfAny()
      return { seen: [params.id, body.name] }
    },
  }),
  route({
    ...common,
    method: 'post',
    path: '/lists',
    list: text,
    reply: ok,
    otherReply: { status: 202, description: 'Later' },
    handle: async ({ list, problems }) => {
      problems.throwIfAny()
      return list.length > 0 ? { seen: list } : new Answered(202, { seen: 'nothing' })
    },
  }),
  route({
    ...common,
    method: 'delete',
    path: '/toys/{id}',
    reply: { status: 204, description: 'Gone' },
    handle: async () => undefined,
  }),
  route({
    ...common,
    method: 'patch',
    path: '/tenants/{tenant}',
    reply: ok,
    handle: async ({ actorIn, params }) => ({ seen: (await actorIn(params.tenant ?? '')).tenant_id }),
  }),
]

/** An API with everything that differs from our own. */
const toys: Api = {
  name: 'toys',
  title: 'Toys',
  about: 'An API like no other',
  base: '/toy-box/v2',
  routes,
  authentication: {
    credentialsOf: (headers) => {
      const [username, password] = [headers.get('x-user'), headers.get('x-password')]
      return username && password
        ? { proof: { login: { username, password: new Secret(password), domain: undefined } }, tenant: undefined }
        : withToken(bearerOf(headers), headers)
    },
    asked: 'who are you',
    schemes: { user: { type: 'apiKey', in: 'header', name: 'X-User' } },
  },
  envelope: {
    wrap: (result, status) => ({ content: result, status }),
    describe: (schema) => ({ type: 'object', properties: { content: schema, status: { type: 'integer' } } }),
  },
  failing: {
    statuses: { ...STATUSES, taken: 400, too_large: 422 },
    answer: (failure, status) =>
      status === 404
        ? { body: null }
        : { body: { oops: inOneLine(failure), status }, headers: { 'X-Oops': failure.code } },
    schema: { type: 'object', properties: { oops: { type: 'string' } } },
  },
}

let server: TestServer
let listening: Listening
let base = ''
let token = ''
const metrics = createMetrics({})

beforeAll(async () => {
  server = await startTestServer()
  const app = createApp({
    apis: [ownApi, toys],
    services: server.services,
    metrics,
    log: pino({ level: 'error' }),
    version: '0',
    source: () => '127.0.0.1',
    health: () => ({ writable: true, reason: null }),
  })
  listening = await listen(getRequestListener(app.fetch, { overrideGlobalObjects: false }), {
    host: '127.0.0.1',
    port: 0,
    connections: new SourceConnections(1000, () => false),
  })
  base = `http://127.0.0.1:${listening.port}/toy-box/v2`
  token = (
    await server.services.auth.login(
      { username: 'admin', password: new Secret(ADMIN_PASSWORD), domain: undefined },
      '::1',
    )
  ).access.reveal()
})
afterAll(async () => {
  await listening.close()
  await server.remove()
})

const send = async (method: string, path: string, body?: string, headers?: Record<string, string>) => {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: headers ?? { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}
const login = (user: string, password: string) => ({ 'X-User': user, 'X-Password': password })

describe('an API of another manner', () => {
  it.each([
    ['PUT', '/toys/a%2Fb', '{"name":"bear"}', 200, '{"content":{"seen":["a/b","bear"]},"status":200}'],
    ['PUT', '/Toys/1', '{"name":"bear"}', 200, '{"content":{"seen":["1","bear"]},"status":200}'],
    ['PUT', '/toys/1', '{"name":"b"}', 400, undefined],
    ['PUT', '/toys/1', '["bear"]', 400, '{"oops":"the body must be a JSON object","status":400}'],
    ['PUT', '/toys/1', '{"name', 400, '{"oops":"the body is not JSON","status":400}'],
    ['POST', '/lists', '["one","two"]', 200, '{"content":{"seen":["one","two"]},"status":200}'],
    ['POST', '/lists', undefined, 202, '{"content":{"seen":"nothing"},"status":202}'],
    ['POST', '/lists', '{}', 400, '{"oops":"the body must be a JSON list","status":400}'],
    ['POST', '/lists', '["one",2,"x"]', 400, undefined],
    ['DELETE', '/toys/1', undefined, 204, ''],
    ['GET', '/toys/1', undefined, 404, ''],
    ['GET', '/unheard-of', undefined, 404, ''],
    ['GET', '', undefined, 404, ''],
  ])('%s %s %s is %i in its own words', async (method, path, body, status, text) => {
    const answer = await send(method, path, body)
    expect(answer.status).toBe(status)
    if (text !== undefined) expect(answer.text).toBe(text)
  })

  it('refuses a body that is too large in its own words', async () => {
    expect((await send('POST', '/lists', `["${'a'.repeat(1024 * 1024)}"]`)).status).toBe(422)
  })

  it('names every faulty item, with the headers it asks for and those every answer has', async () => {
    const answer = await send('POST', '/lists', '["one",2,"x"]')
    expect(JSON.parse(answer.text).oops).toMatch(/^\[1\]: .*; \[2\]: /)
    expect(answer.headers.get('x-oops')).toBe('invalid')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('counts its calls under its base', async () => {
    await send('DELETE', '/toys/1')
    expect(await metrics.registry.metrics()).toContain('route="/toy-box/v2/toys/{id}",status="204"')
  })

  it('leaves a path below nobody’s base to our own', async () => {
    const response = await fetch(`${new URL(base).origin}/toy-box/v20`)
    expect([response.status, await response.json()]).toEqual([404, { errors: [expect.anything()] }])
  })

  it('is described beside our own, and shown on the page', async () => {
    const at = (path: string) => fetch(`${new URL(base).origin}/api/${path}`)
    const described = (await (await at('openapi-toys.json')).json()) as Json
    const { responses } = described.paths['/toy-box/v2/lists'].post
    expect(Object.keys(responses)).toEqual(['200', '202', '400', '401', '403', '404', '422', 'default'])
    expect(responses['200'].content['application/json'].schema.properties.status).toEqual({ type: 'integer' })
    expect(described.security).toEqual([{ user: [] }])
    expect(((await (await at('openapi.json')).json()) as Json).paths['/toy-box/v2/lists']).toBeUndefined()
    expect(await (await at('docs')).text()).toContain('<code>/toy-box/v2/toys/{id}</code>')
  })
})

describe('a name and password in every request', () => {
  it.each([
    ['the right ones', login('admin', ADMIN_PASSWORD), 204],
    ['the right ones again', login('admin', ADMIN_PASSWORD), 204],
    ['a wrong password', login('admin', 'wrong'), 401],
    ['an unknown name', login('nobody', ADMIN_PASSWORD), 401],
    ['nothing', {}, 401],
  ])('%s', async (_what, headers, status) => {
    expect((await send('DELETE', '/toys/1', undefined, headers)).status).toBe(status)
  })

  it('that are right are let in past the limit of failures, one that is wrong is not', async () => {
    expect((await send('DELETE', '/toys/1', undefined, login('admin', ADMIN_PASSWORD))).status).toBe(204)
    for (let n = 0; n < 11; n++) await send('DELETE', '/toys/1', undefined, login('admin', `guess ${n}`))
    const refused = await send('DELETE', '/toys/1', undefined, login('admin', 'one more'))
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect((await send('DELETE', '/toys/1', undefined, login('admin', ADMIN_PASSWORD))).status).toBe(204)
  })

  it('end with the password they were', async () => {
    const { services, actor } = server
    const user = await server.user('301', { login: 'carol', password: new Secret('one two three'), role: 'Admin' })
    const calls = () => send('DELETE', '/toys/1', undefined, login('carol', 'one two three'))
    expect((await calls()).status).toBe(204)
    await services.users.setPassword(actor, user.id, new Secret('four five six'))
    expect((await calls()).status).toBe(401)
    await services.users.setPassword(actor, user.id, new Secret('one two three'))
    await services.users.update(actor, user.id, { enabled: false }, new Problems())
    expect((await calls()).status).toBe(401)
  })
})

describe('a tenant named by the operation', () => {
  it('is the one acted in, by id or domain; who may not choose is told of none but their own', async () => {
    const { services, actor } = server
    const other = await services.tenants.create({ name: 'Other', sip_domain: 'other.example.net' }, new Problems())
    await server.user('302', { login: 'dave', password: new Secret('one two three'), role: 'Admin' })
    const inside = (tenant: string, headers?: Record<string, string>) =>
      send('PATCH', `/tenants/${tenant}`, '{}', headers)
    for (const name of [other.id, 'other.example.net', 'OTHER.example.net'])
      expect(JSON.parse((await inside(name)).text).content.seen).toBe(other.id)
    expect((await inside('nowhere.example.net')).status).toBe(404)
    const dave = login('dave', 'one two three')
    expect(JSON.parse((await inside('pbx.example.net', dave)).text).content.seen).toBe(actor.tenant_id)
    expect((await inside(other.id, dave)).status).toBe(404)
  })
})

describe('what is not a phone’s', () => {
  const others = administrationAt(['/api', '/toy-box/v2'])
  it.each([
    ['/api/users', true],
    ['/api', true],
    ['/apis', false],
    ['/toy-box/v2/toys?x=1', true],
    ['/toy-box/v2?x', true],
    ['/toy-box/v20', false],
    ['/toy-box', false],
    ['/metrics', true],
    ['/metrics/x', false],
    ['/', true],
    ['/?x', true],
    ['/p/token/001565aabbcc.cfg', false],
    ['/001565aabbcc.cfg', false],
  ])('%s: %j', (path, expected) => {
    expect(others.test(path)).toBe(expected)
  })
})
