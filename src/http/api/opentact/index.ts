import { Secret } from '../../../domain/secret.js'
import type { Api, Authentication, Envelope, Failing } from '../../api.js'
import { bearerOf, withToken } from '../../bearer.js'
import { inOneLine, STATUSES } from '../../errors.js'
import { userRoutes } from './users.js'

/** The samples write the first, the headings of the reference the second. */
const HEADERS = ['x-auth-token', 'x.auth-token'] as const

const authentication: Authentication = {
  credentialsOf: (headers) => {
    const text = HEADERS.map((name) => headers.get(name)?.trim()).find((value) => value)
    return withToken(text ? new Secret(text) : bearerOf(headers), headers)
  },
  asked: 'a token is required, as X-Auth-Token',
  schemes: {
    token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
    bearer: { type: 'http', scheme: 'bearer' },
  },
}

const envelope: Envelope = {
  wrap: (payload) => ({ success: true, payload }),
  describe: (schema) => ({
    type: 'object',
    required: ['success', 'payload'],
    properties: { success: { const: true }, payload: schema },
  }),
}

const failing: Failing = {
  statuses: STATUSES,
  answer: (failure, status) => ({ body: { success: false, message: inOneLine(failure), status } }),
  schema: {
    type: 'object',
    required: ['success', 'message', 'status'],
    properties: { success: { const: false }, message: { type: 'string' }, status: { type: 'integer' } },
  },
}

/** The OpenTACT dialect: SIP users of connections, which are our tenants. */
export const opentactApi: Api = {
  name: 'opentact',
  title: 'OpenTACT SIP users',
  about: 'SIP users of connections, as the OpenTACT API has them; a tenant is a connection',
  base: '/rest/sip',
  routes: userRoutes,
  authentication,
  envelope,
  failing,
}
