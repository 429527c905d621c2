import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { z } from 'zod'
import { uuidOf } from '../../../src/dialects/uuid.js'
import { type Api, startApi } from '../../support/api.js'
import { faults } from '../../support/faults.js'
import { countedSamples, type PrintedSample } from '../../support/samples.js'

type Json = Record<string, unknown>

let api: Api
let account = ''
let alice = ''
const run = promisify(execFile)

beforeAll(async () => {
  api = await startApi()
  account = uuidOf(api.server.actor.tenant_id)
  const create = async (username: string, members: Json = {}) =>
    (
      await api.call('POST', '/v1/Clients', {
        body: { account_sid: account, username, password: 's3cret', ...members },
      })
    ).body.sid as string
  alice = await create('alice123')
  await create('bob456', { allow_direct_app_calling: 0, allow_direct_user_calling: 0 })
  await api.post('/registrations', {
    items: [
      {
        user: 'alice123',
        contact_address: 'sip:alice123@client.jambonz.cloud;transport=wss',
        expires: 3600,
        ip: '203.0.113.5',
      },
      {
        user: 'bob456',
        contact_address: 'sip:bob456@client.jambonz.cloud;transport=udp',
        expires: 7200,
        ip: '198.51.100.7',
      },
    ],
  })
})
afterAll(() => api.server.remove())

/** The members of a client as the vendor's server has them, by hand. */
const CLIENT: Json = {
  client_sid: 'text',
  account_sid: 'text',
  username: 'text',
  password: 'text',
  is_active: 1,
  allow_direct_app_calling: 1,
  allow_direct_queue_calling: 1,
  allow_direct_user_calling: 1,
}

/** The operations the page only names: what is sent, what is answered and what with, from the vendor's public server. */
const NAMED: Readonly<Record<string, readonly [body: (() => Json) | undefined, status: number, reply: unknown]>> = {
  'GET /v1/Accounts/{AccountSid}/RegisteredSipUsers': [undefined, 200, ['alice123@pbx.example.net']],
  'GET /v1/Accounts/{AccountSid}/RegisteredSipUsers/{Client}': [
    undefined,
    200,
    {
      name: 'alice123',
      contact: 'sip:alice123@client.jambonz.cloud;transport=wss',
      expiryTime: 1710000000000,
      protocol: 'wss',
      allow_direct_app_calling: 1,
      allow_direct_queue_calling: 1,
      allow_direct_user_calling: 1,
      registered_status: 'active',
      proxy: 'sip:203.0.113.5:5060',
    },
  ],
  'GET /v1/Clients': [undefined, 200, [CLIENT]],
  'POST /v1/Clients': [() => ({ account_sid: account, username: 'carol', password: 's3cret' }), 201, { sid: 'text' }],
  'GET /v1/Clients/{ClientSid}': [undefined, 200, CLIENT],
  'PUT /v1/Clients/{ClientSid}': [() => ({ is_active: 1 }), 204, undefined],
  'DELETE /v1/Clients/{ClientSid}': [undefined, 204, undefined],
}

const pathOf = (template: string) =>
  template.replace('{AccountSid}', account).replace('{Client}', 'alice123').replace('{ClientSid}', alice)

/** Runs the printed line against this server: ids, token and host replaced. */
async function curl(printed: string): Promise<{ status: number; body: unknown }> {
  const line = printed
    .replace('https://api.jambonz.cloud', api.server.base)
    .replace('/AccountSid/', `/${account}/`)
    .replace('<token>', '$TOKEN')
  const { stdout } = await run('bash', ['-c', `${line} --silent --write-out '\\n%{http_code}'`], {
    env: { PATH: process.env.PATH, TOKEN: api.admin },
  })
  const at = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(at + 1)), body: JSON.parse(stdout.slice(0, at)) }
}

async function check({ operation, request, replies, curl: line }: PrintedSample): Promise<void> {
  const [method = '', template = ''] = operation.split(' ')
  if (line !== undefined) {
    const printed = replies['200'] as Json[]
    const answered = await curl(line)
    expect([answered.status, faults(printed, answered.body, '', false)]).toEqual([200, []])
    const times = z.array(z.object({ expiryTime: z.int() })).parse(answered.body)
    expect(answered.body).toEqual(printed.map((row, at) => ({ ...row, expiryTime: times[at]?.expiryTime })))
    expect(times.every(({ expiryTime }) => expiryTime > Date.now())).toBe(true)
    expect((request as string[]).length).toBe(printed.length)
    return
  }
  const [body, status, reply] = NAMED[operation] ?? []
  const answer = await api.call(method, pathOf(template), body ? { body: body() } : {})
  expect([operation, answer.status], answer.text).toEqual([operation, status])
  if (reply === undefined) expect(answer.text).toBe('')
  else expect(faults(reply, answer.body, '', false)).toEqual([])
}

describe('the samples of jambonz', () => {
  countedSamples('jambonz', 'jambonz', 8, check)
})
