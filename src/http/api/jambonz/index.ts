import { Secret } from '../../../domain/secret.js'
import type { Api, Authentication, Failing } from '../../api.js'
import { bearer, bearerOf, withToken } from '../../bearer.js'
import { inOneLine, STATUSES } from '../../errors.js'
import { authHookRoutes } from './auth-hook.js'
import { clientRoutes } from './clients.js'
import { registeredRoutes } from './registered.js'

/** The password of HTTP Basic, which jambonz sends to webhooks; here it is one of our tokens, the name says nothing. */
function basicOf(headers: Headers): Secret | undefined {
  const [, encoded] = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(headers.get('authorization') ?? '') ?? []
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  const password = text.slice(text.indexOf(':') + 1)
  return text.includes(':') && password ? new Secret(password) : undefined
}

const authentication: Authentication = {
  credentialsOf: (headers) => withToken(bearerOf(headers) ?? basicOf(headers), headers),
  asked: 'unauthorized',
  schemes: { ...bearer.schemes, basic: { type: 'http', scheme: 'basic' } },
}

/** `{"msg"}`, and nothing at all for what is not there. A name that is taken is a 400 here. */
const failing: Failing = {
  statuses: { ...STATUSES, taken: 400, in_use: 400 },
  answer: (failure, status) => {
    if (status === 404) return { body: null }
    return { body: { msg: status === 401 ? 'unauthorized' : inOneLine(failure) } }
  },
  schema: { type: 'object', required: ['msg'], properties: { msg: { type: 'string' } } },
}

/** Clients and registered SIP users as jambonz knows them. */
export const jambonzApi: Api = {
  name: 'jambonz',
  title: 'jambonz',
  about:
    'Clients and registered SIP users as jambonz manages them, and the answer to its client authentication webhook',
  base: '/v1',
  routes: [...registeredRoutes, ...clientRoutes, ...authHookRoutes],
  authentication,
  failing,
}
