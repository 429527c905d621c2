import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type Api, startApi } from '../../support/api.js'
import { faults } from '../../support/faults.js'
import { countedSamples, type PrintedSample } from '../../support/samples.js'

type Json = Record<string, unknown>

let api: Api
let next = 1001

beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.server.remove())

/** The ids of the samples break the contract's own rule: while caller IDs are restricted, one must be an allowed one. */
const replaced = (request: Json): Json => ({ ...request, caller_id: request.allowed_caller_ids })

/** A printed object, with names nobody has. */
const fresh = (request: Json): Json => {
  const extension = next++
  return { ...replaced(request), extension, user_name: `pete_plumber_${extension}` }
}

const CREATE = {
  display_name: 'Pete Plumber',
  related_product: 'a3950459-2aff-413b-9da0-86f45f815410',
  type: 9,
  user_password: 'A3WcdxQ0iCk98hnbE1',
}

async function created(): Promise<string> {
  const { body, text } = await api.call('POST', '/voip/user', { body: fresh(CREATE) })
  expect(body.status_code, text).toBe(201)
  return String((body.result as Json).uuid)
}

/** The caller IDs are declared a list, though the samples print one text. */
const asDeclared = (sample: unknown): unknown =>
  JSON.parse(JSON.stringify(sample).replace(/"allowed_caller_ids":("[^"]*")/g, '"allowed_caller_ids":[$1]'))

const UNKNOWN = '31347d42-00bd-44a5-9b5c-20dc4197a2f6'

/** The request that earns a printed reply. */
async function requestFor(
  { operation, request }: PrintedSample,
  status: string,
): Promise<{ path: string; body?: unknown }> {
  const [method = '', template = ''] = operation.split(' ')
  const uuid = status === '404' ? UNKNOWN : await created()
  if (operation.endsWith('/restore') && status === '201') await api.call('DELETE', `/voip/user/${uuid}`)
  const path = template.replace('{uuid}', uuid)
  if (status === '400') return { path, body: {} }
  if (request === null) return { path }
  const whole = 'user_name' in (request as Json)
  return { path, body: whole && method ? fresh(request as Json) : request }
}

/** Replies the page prints but that no request can earn, and why. */
const NEVER: Readonly<Record<string, string>> = {
  'POST /voip/user 404': 'no products are configured that could be unknown',
  'GET /voip/next-extension/user 400': 'there is nothing in the request that could be wrong',
}

async function checkReply(sample: PrintedSample, status: string): Promise<void> {
  const { operation, replies } = sample
  if (NEVER[`${operation} ${status}`]) return
  const [method = ''] = operation.split(' ')
  if (operation === 'GET /voip/next-extension/user') await api.newUser('999999')
  const { path, body } = await requestFor(sample, status)
  const answer = await api.call(method, path, body === undefined ? {} : { body })
  expect([operation, String(answer.status)], answer.text).toEqual([operation, status])
  // HTTP forbids the body that is printed for 204.
  if (status === '204') expect(answer.text).toBe('')
  else expect(faults(asDeclared(replies[status]), answer.body, '', false)).toEqual([])
  if (status.startsWith('2') && body !== undefined) {
    const { caller_id: _id, allowed_caller_ids: _ids, ...sent } = body as Json
    expect(answer.body.result).toMatchObject(sent)
  }
}

describe('the samples of Yay', () => {
  countedSamples('Yay', 'yay', 11, async (sample) => {
    for (const status of Object.keys(sample.replies)) await checkReply(sample, status)
  })
})
