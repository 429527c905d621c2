import { z } from 'zod'
import { DomainError } from '../../../domain/errors.js'
import { Secret } from '../../../domain/secret.js'
import { type Call, type Route, route } from '../../route.js'
import { done } from '../portsip/lists.js'

const tag = 'Second factor'
const needs = 'administrator'

const code = z.string().min(6).max(64).describe('code of the authenticator app, or a recovery code')

/** The caller's own login: a program's token belongs to no account that could have a second factor. */
const ownSession = ({ services, token }: Pick<Call, 'services' | 'token'>) => {
  if (!token) throw new DomainError('unauthorized', 'a Bearer token is required')
  return services.auth.session(token)
}

const secretOf = (text: string | undefined) => (text === undefined ? undefined : new Secret(text))

/** One-time codes beside the password, for the caller's own account. */
export const secondFactorRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/totp',
    tag,
    summary: 'Whether logins of this account need a code',
    needs,
    reply: {
      status: 200,
      description: 'State',
      schema: z.object({ enabled: z.boolean(), recovery_codes_left: z.int() }),
    },
    handle: async (call) => call.services.secondFactors.state(await ownSession(call)),
  }),
  route({
    method: 'post',
    path: '/totp',
    tag,
    summary: 'Make a key for an authenticator app; the answer is the only place it is ever shown',
    needs,
    throttled: true,
    body: { password: z.string().min(1).max(1024).describe('of this account, once more') },
    reply: {
      status: 201,
      description: 'Made; it counts once a code was confirmed',
      schema: z.object({
        secret: z.string().describe('base32'),
        uri: z.string().describe('otpauth://, for a QR code'),
      }),
    },
    handle: async (call) => {
      const { services, body, source, problems } = call
      const session = await ownSession(call)
      const { key, uri } = await services.secondFactors.begin(session, secretOf(body.password), source, problems)
      return { secret: key.reveal(), uri: uri.reveal() }
    },
  }),
  route({
    method: 'post',
    path: '/totp/confirm',
    tag,
    summary: 'Show the first code: from now on every login of this account needs one',
    needs,
    throttled: true,
    body: { totp: code },
    example: { totp: '123456' },
    reply: {
      status: 200,
      description: 'Recovery codes, shown only now; each is good once',
      schema: z.object({ recovery_codes: z.array(z.string()) }),
    },
    handle: async (call) => {
      const { services, body, source, problems } = call
      const session = await ownSession(call)
      const codes = await services.secondFactors.confirm(session, secretOf(body.totp), source, problems)
      return { recovery_codes: codes.map((made) => made.reveal()) }
    },
  }),
  route({
    method: 'post',
    path: '/totp/destroy',
    tag,
    summary: 'Back to the password alone',
    needs,
    throttled: true,
    body: { totp: code },
    example: { totp: '123456' },
    reply: done,
    handle: async (call) => {
      const { services, body, source, problems } = call
      await services.secondFactors.end(await ownSession(call), secretOf(body.totp), source, problems)
    },
  }),
]
