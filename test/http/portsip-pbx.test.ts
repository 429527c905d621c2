import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callRoutes } from '../../src/http/api/portsip/calls.js'
import { meetingRoutes } from '../../src/http/api/portsip/meetings.js'
import { queueRoutes } from '../../src/http/api/portsip/queues.js'
import type { Route } from '../../src/http/route.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { PBX_ROWS, type PbxRow } from './pbx-operations.js'

let api: Api
let alice: string
let aliceToken: string

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  aliceToken = await api.login('user101', USER_PASSWORD)
})
afterAll(() => api.server.remove())

const routes = [...queueRoutes, ...callRoutes, ...meetingRoutes]
const named = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`
const declaredOf = ({ operation }: PbxRow) => {
  const found = routes.find((route) => named(route) === operation)
  if (!found) throw new Error(`no route ${operation}`)
  return found
}
const rows = PBX_ROWS.map((row) => [row.operation, row] as const)
const call = ({ operation, path, body }: PbxRow, token: string | null, as = alice) =>
  api.call(operation.split(' ')[0] ?? '', path.replace('ID', as), { token, ...(body ? { body } : {}) })
const tokenFor = ({ path }: PbxRow) => (path.startsWith('/users/') ? api.admin : aliceToken)

/** The shape of an answer's first item, or of the object the contract has under `items`. */
function itemShape(schema: z.ZodType | undefined): string[] {
  const items = schema instanceof z.ZodObject ? schema.shape.items : undefined
  const item = items instanceof z.ZodArray ? items.element : items
  return item instanceof z.ZodObject ? Object.keys(item.shape).sort() : []
}

it('has a row for every operation', () => {
  expect(PBX_ROWS.map(({ operation }) => operation).sort()).toEqual(routes.map(named).sort())
  expect(PBX_ROWS.filter(({ path }) => path.startsWith('/user/meetings'))).toHaveLength(23)
})

describe('the description of', () => {
  it.each(rows)('%s has the documented code and members', (_name, row) => {
    const { reply } = declaredOf(row)
    expect(reply.status).toBe(row.status)
    const top = reply.schema instanceof z.ZodObject ? Object.keys(reply.schema.shape).sort() : []
    expect(top).toEqual((row.members ?? '').split(' ').filter(Boolean).sort())
    if (row.item) expect(itemShape(reply.schema)).toEqual(row.item.split(' ').sort())
  })

  it.each(rows)('%s says what happens without a PBX', (_name, row) => {
    const says = declaredOf(row).summary.split('; ').at(-1)
    if (row.without === 501) expect(says).toBe('without a PBX 501 NOT_SUPPORTED')
    else if (row.without === 404) expect(says).toBe('without a PBX 404')
    else expect(says).toMatch(/^without a PBX (?:an empty list|kept by offhook)$/)
  })
})

describe('without a PBX', () => {
  it.each(rows)('%s answers truthfully', async (_name, row) => {
    const answer = await call(row, tokenFor(row))
    if (row.without === 501) return expect([answer.status, answer.code]).toEqual([501, 'NOT_SUPPORTED'])
    if (row.without === 404) return expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND'])
    expect(answer.status).toBe(row.status)
    if (row.without === 'empty')
      expect(answer.body).toEqual(row.members === 'items' ? { items: [] } : { count: 0, items: [] })
    else if (row.status === 200) expect(Object.keys(answer.body).sort()).toEqual(row.members?.split(' ').sort())
  })

  it.each(rows.filter(([, { path }]) => path.includes('ID')))('%s knows no other user', async (_name, row) => {
    const answer = await call(row, api.admin, 'bm9ib2R5')
    expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND'])
  })

  it.each(rows.filter(([, { members }]) => members === 'count items'))(
    '%s checks what is asked of the list',
    async (_name, { path }) => {
      expect((await api.get(`${path}?top=101`, aliceToken)).fields).toEqual(['top'])
      expect((await api.get(`${path}?filter=nothing eq 1`, aliceToken)).fields).toEqual(['filter'])
      expect((await api.get(`${path}?orderby=id desc&search=x&skip=3`, aliceToken)).body).toEqual({
        count: 0,
        items: [],
      })
    },
  )
})

describe('what offhook keeps itself', () => {
  it.each([
    ['READY', 'READY'],
    ['NOT_READY', 'NOT_READY'],
    ['WRAP_UP', 'WRAP_UP'],
    ['BREAK', 'BREAK'],
    ['LUNCH', 'LUNCH'],
    ['LOGGED_IN', 'READY'],
    ['LOGGED_OUT', 'LOGGED_OUT'],
  ])('agent status %s reads as %s, per queue', async (status, shown) => {
    await api.post('/user/call_queues/q7/agent', { status }, aliceToken)
    expect((await api.get(`/users/${alice}/call_queues/q7/agent`)).body).toEqual({
      extension_number: '101',
      display_name: 'User 101',
      skill_level: 1,
      status: shown,
    })
    expect((await api.get('/user/call_queues/q8/agent', aliceToken)).code).toBe('NOT_FOUND')
  })

  it.each(['OFFLINE', 'QUEUE_CALL', 'ready', null])('agent status %j cannot be set', async (status) => {
    expect((await api.post('/user/call_queues/q7/agent', { status }, aliceToken)).fields).toEqual(['status'])
  })

  it('agent statuses of the latest hundred queues', async () => {
    for (let n = 0; n < 102; n++) await api.post(`/user/call_queues/many${n}/agent`, { status: 'READY' }, aliceToken)
    expect((await api.get('/user/call_queues/many1/agent', aliceToken)).status).toBe(404)
    expect((await api.get('/user/call_queues/many2/agent', aliceToken)).status).toBe(200)
  })

  it.each([
    [0, 0],
    [12.5, 12.5],
    [-3.25, -3.25],
    [0.123456, 0.12346],
  ])('a balance of %s as %s', async (balance, kept) => {
    expect((await api.post(`/users/${alice}/balance`, { balance })).status).toBe(204)
    expect((await api.get(`/users/${alice}/balance`)).body).toEqual({ balance: kept })
    expect((await api.get('/user/balance', aliceToken)).body).toEqual({ balance: kept })
  })

  it.each(['12', null, 1e10])('no balance of %j', async (balance) => {
    expect((await api.post(`/users/${alice}/balance`, { balance })).fields).toEqual(['balance'])
  })

  it('caller IDs of the user, then of their groups, each once', async () => {
    const id = (caller_id: string, description: string | null = null) => ({ provider_id: 't1', caller_id, description })
    await api.newUser('140', { outbound_caller_ids: [{ ...id('+4930140', 'own'), preferred: true }] })
    const group = await api.post('/groups', {
      name: 'Callers',
      outbound_caller_ids: [id('+4930140', 'the group’s'), id('+4930100')],
    })
    await api.post(`/groups/${group.body.id}/members/140`)
    const token = await api.login('user140', USER_PASSWORD)
    expect((await api.get('/user/outbound_caller_ids', token)).body).toEqual({
      items: [id('+4930140', 'own'), id('+4930100')],
    })
  })
})
