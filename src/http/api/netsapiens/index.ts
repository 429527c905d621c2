import type { Api, Failing } from '../../api.js'
import { bearer } from '../../bearer.js'
import { inOneLine, STATUSES } from '../../errors.js'
import { userRoutes } from './users.js'

/** `{"code": 409, "message": "UID already exists."}` (api-others.md C.3). */
const failing: Failing = {
  statuses: STATUSES,
  answer: (failure, status) => ({
    body: { code: status, message: failure.code === 'taken' ? 'UID already exists.' : inOneLine(failure) },
  }),
  schema: {
    type: 'object',
    required: ['code', 'message'],
    properties: { code: { type: 'integer' }, message: { type: 'string' } },
  },
}

/** The NetSapiens dialect: users of a domain. */
export const netsapiensApi: Api = {
  name: 'netsapiens',
  title: 'NetSapiens users',
  about: 'Users of a domain, as the NetSapiens API version 2 has them',
  base: '/ns-api/v2',
  routes: userRoutes,
  authentication: bearer,
  failing,
}
