import { z } from 'zod'
import { timestamp } from '../../../dialects/portsip/rules.js'
import { DomainError, type Problems } from '../../../domain/errors.js'
import { Secret } from '../../../domain/secret.js'
import type { Login } from '../../../service/auth.js'
import type { Services } from '../../../service/index.js'
import { type Call, type Route, route } from '../../route.js'
import { done } from './lists.js'

const tag = 'Login'
const text = z.string().min(1).max(1024)

const tokens = z.object({
  access_token: z.string(),
  expires_in: z.int(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
})

const readTokens = ({ access, refresh, expires_in }: Login): z.infer<typeof tokens> => ({
  access_token: access.reveal(),
  expires_in,
  refresh_token: refresh.reveal(),
  token_type: 'Bearer',
})

interface Shown {
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly domain?: string | undefined
  readonly totp?: string | undefined
}

/** Logs in with a password; `domain` names the tenant, without it the system administrator or the default one is meant. */
async function byPassword(
  { services, source, problems }: Pick<Call, 'services' | 'source' | 'problems'>,
  { username = '', password = '', domain, totp }: Shown,
) {
  if (username === '' && !problems.has('username')) problems.add('username', 'required', 'is required')
  if (password === '' && !problems.has('password')) problems.add('password', 'required', 'is required')
  problems.throwIfAny()
  const code = totp === undefined ? undefined : new Secret(totp)
  const shown = { username, password: new Secret(password), domain, totp: code }
  return readTokens(await services.auth.login(shown, source))
}

async function byRefreshToken(services: Services, token: string | undefined, problems: Problems) {
  if (token === undefined && !problems.has('refresh_token')) problems.add('refresh_token', 'required', 'is required')
  problems.throwIfAny()
  return readTokens(await services.auth.refresh(new Secret(token ?? '')))
}

const domain = z
  .string()
  .max(253)
  .nullish()
  .transform((value) => value ?? undefined)

const totp = z
  .string()
  .max(64)
  .nullish()
  .transform((value) => value || undefined)
  .describe('code of the authenticator app or a recovery code, where the account asks for one')

export const loginRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/login/oauth/token',
    tag,
    summary: 'Get a token by password, or a new one by refresh token',
    needs: 'public',
    form: true,
    throttled: true,
    body: {
      grant_type: z.enum(['password', 'refresh_token']),
      username: text.optional(),
      password: text.optional(),
      domain,
      totp,
      refresh_token: text.optional(),
      scope: z.unknown().optional().describe('accepted and not checked'),
      client_id: z.unknown().optional().describe('accepted and not checked'),
    },
    reply: { status: 200, description: 'Tokens', schema: tokens },
    handle: (call) =>
      call.body.grant_type === 'refresh_token'
        ? byRefreshToken(call.services, call.body.refresh_token, call.problems)
        : byPassword(call, call.body),
  }),
  route({
    method: 'post',
    path: '/login/oauth/revoke',
    tag,
    summary: 'End the login the token belongs to',
    needs: 'token',
    reply: { status: 200, description: 'Ended', contentType: 'text/plain' },
    handle: async ({ services, token }) => {
      if (token) await services.auth.logout(token)
      return { contentType: 'text/plain', body: '' }
    },
  }),
  route({
    method: 'post',
    path: '/login',
    tag,
    summary: 'Get a token by password',
    needs: 'public',
    throttled: true,
    body: { username: text, password: text, domain, totp },
    reply: { status: 200, description: 'Tokens', schema: tokens },
    handle: (call) => byPassword(call, call.body),
  }),
  route({
    method: 'get',
    path: '/login',
    tag,
    summary: 'The token in use: when it ends and whose role it carries',
    needs: 'token',
    reply: {
      status: 200,
      description: 'The token',
      schema: z.object({
        access_token: z.string(),
        expires_at: z.string().nullable().describe('null = an operator token that holds until it is revoked'),
        expires_in: z.int().nullable(),
        role: z.string(),
      }),
    },
    handle: async ({ services, actor, token }) => {
      if (!token) throw new DomainError('unauthorized', 'a Bearer token is required')
      const { expires_at, expires_in, role } = await services.auth.validity(token, actor)
      return { access_token: token.reveal(), expires_at: expires_at && timestamp(expires_at), expires_in, role }
    },
  }),
  route({
    method: 'post',
    path: '/logout',
    tag,
    summary: 'End the login the token belongs to',
    needs: 'token',
    reply: done,
    handle: async ({ services, token }) => {
      if (token) await services.auth.logout(token)
    },
  }),
]
