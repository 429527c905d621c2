import { STATUS_CODES } from 'node:http'
import { Secret } from '../../../domain/secret.js'
import type { Api, Authentication, Envelope, Failing } from '../../api.js'
import { bearerOf } from '../../bearer.js'
import { inOneLine, STATUSES } from '../../errors.js'
import { userRoutes } from './users.js'

const wrap = (result: unknown, status: number) => ({
  result,
  status_code: status,
  status_message: STATUS_CODES[status] ?? '',
})

const described = (result: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  required: ['result', 'status_code', 'status_message'],
  properties: { result, status_code: { type: 'integer' }, status_message: { type: 'string' } },
})

const envelope: Envelope = { wrap, describe: described }

/** A header holds printable ASCII, and not without end. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1000)

/** The body says only that it failed; what was wrong stands in a header. A name that is taken is a 400 here. */
const failing: Failing = {
  statuses: { ...STATUSES, taken: 400, in_use: 400 },
  answer: (failure, status) => ({
    body: wrap({}, status),
    headers: { 'X-Error-Detail': headerText(inOneLine(failure)) },
  }),
  schema: described({ type: 'object' }),
}

/** Says that the password is one of our tokens. */
const TOKEN_USER = 'token'

/**
 * Three headers as the vendor's clients send them: the reseller is the SIP domain of the user's tenant (none for the
 * system administrator), `X-Auth-For` the tenant to act in. The user `token` shows one of our tokens for a password.
 */
const authentication: Authentication = {
  credentialsOf(headers) {
    const [username, password] = [headers.get('x-auth-user'), headers.get('x-auth-password')]
    const tenant = (headers.get('x-auth-for') || headers.get('x-tenant')) ?? undefined
    const token = username === TOKEN_USER && password ? new Secret(password) : bearerOf(headers)
    if (token) return { proof: { token }, tenant }
    if (!username || !password) return undefined
    const domain = headers.get('x-auth-reseller') || undefined
    return { proof: { login: { username, password: new Secret(password), domain } }, tenant }
  },
  asked: 'X-Auth-Reseller, X-Auth-User and X-Auth-Password, or a Bearer token, are required',
  schemes: {
    bearer: { type: 'http', scheme: 'bearer' },
    user: { type: 'apiKey', in: 'header', name: 'X-Auth-User' },
  },
}

/** SIP users as Yay.com manages them. */
export const yayApi: Api = {
  name: 'yay',
  title: 'Yay',
  about: 'SIP users as Yay.com manages them, over the same users as every other API here',
  base: '/voip',
  routes: userRoutes,
  authentication,
  envelope,
  failing,
}
