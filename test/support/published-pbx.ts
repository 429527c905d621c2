import { everySample, type Sample } from './api.js'
import { type FakePbx, json, PBX_ID, TOKENS } from './pbx.js'

/** The id that every published sample has. */
export const PUBLISHED_ID = 'NzAwNTUxOTA5NzczMTQ4MTYw'
/** The token that every published sample has. */
export const PUBLISHED_TOKEN = 'RQ2dX9ZC7VuWlVpXXvad2dL3lyhjnN-7eOw95wXymoo.'

/** Chapters of the contract that live in the PBX. */
const ITS_CHAPTERS = [10, 11]
const KNOWN: ReadonlySet<string> = new Set([PUBLISHED_ID, PUBLISHED_TOKEN, PBX_ID])

const refusal = (status: number, code: string) => json(status, { errors: [{ code, message: 'says the PBX' }] })

/** Not among the samples, but the vendor has it (api-portsip.md ch. 14.25). */
const BESIDE: Sample = {
  operation: 'GET /api/user/balance',
  chapter: 11,
  status: 200,
  request: null,
  reply: { balance: 1 },
}

const operations = [...everySample.filter(({ chapter }) => ITS_CHAPTERS.includes(chapter)), BESIDE]
  .map((sample) => {
    const [method = '', path = ''] = sample.operation.split(' ')
    const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`)
    return { ...sample, method, pattern, parameters: path.split('{').length - 1 }
  })
  // `participants/layout` before `participants/{participant_id}`.
  .sort((a, b) => a.parameters - b.parameters)

function isObject(text: string): boolean {
  const value: unknown = JSON.parse(text || 'null')
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Makes the PBX answer each operation with its published reply, for the one id there is, to the credentials that are
 * right for it. Like the vendor's it says 200 with nothing where our contract has 204.
 */
export function answerAsPublished(pbx: FakePbx): void {
  pbx.answer = (saw, response) => {
    const path = decodeURIComponent(new URL(saw.url, pbx.url).pathname)
    const token = path.startsWith('/api/users/') ? TOKENS.operator : TOKENS.alice
    const operation = operations.find(({ method, pattern }) => method === saw.method && pattern.test(path))
    const ids = operation?.pattern.exec(path)?.slice(1) ?? []
    if (saw.headers.authorization !== `Bearer ${token}`) return refusal(401, 'UNAUTHORIZED')(saw, response)
    if (!operation || !ids.every((id) => KNOWN.has(id))) return refusal(404, 'NOT_FOUND')(saw, response)
    if (operation.request && !isObject(saw.body)) return refusal(400, 'INVALID_JSON')(saw, response)
    if (operation.reply === null) return void response.writeHead(200, { 'Content-Length': '0' }).end()
    return json(operation.status, operation.reply)(saw, response)
  }
}
