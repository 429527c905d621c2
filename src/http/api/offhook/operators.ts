import { z } from 'zod'
import type { OperatorToken } from '../../../domain/operator.js'
import { line } from '../../../domain/text.js'
import { type Route, route } from '../../route.js'
import { done, itemsReply } from '../portsip/lists.js'

const tag = 'Operator tokens'
const needs = ['user_management.roles'] as const

const operatorRead = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  token: z.string().describe('six characters that tell tokens apart'),
  expires_at: z.string().nullable(),
  created_at: z.string(),
})

const readOperator = ({ id, name, role, short, expires_at, created_at }: OperatorToken) => ({
  id,
  name,
  role,
  token: short,
  expires_at,
  created_at,
})

export const operatorRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/operator_tokens',
    tag,
    summary: 'Tokens of programs; their texts are not kept',
    needs,
    reply: itemsReply(operatorRead, 'Tokens'),
    handle: async ({ services, actor }) => ({ items: (await services.operators.list(actor)).map(readOperator) }),
  }),
  route({
    method: 'post',
    path: '/operator_tokens',
    tag,
    summary: 'Make a token for a program; the answer is the only place its text is ever shown',
    needs,
    body: {
      name: line(64, 1),
      role: line(64, 1).describe('what the program may do; no more than you may'),
      expires_at: z.iso.datetime({ offset: true }).nullable().optional(),
    },
    reply: {
      status: 201,
      description: 'Made',
      schema: z.object({ id: z.string(), access_token: z.string(), token_type: z.literal('Bearer') }),
    },
    handle: async ({ services, actor, body, problems }) => {
      const { operator, token } = await services.operators.create(actor, body, problems)
      return { id: operator.id, access_token: token.reveal(), token_type: 'Bearer' }
    },
  }),
  route({
    method: 'post',
    path: '/operator_tokens/{id}/destroy',
    tag,
    summary: 'Revoke a token at once',
    needs,
    reply: done,
    handle: ({ services, actor, params, problems }) => services.operators.revoke(actor, params.id ?? '', problems),
  }),
]
