import {
  agentRead,
  agentShape,
  balanceRead,
  balanceShape,
  callerId,
  changedAgent,
  changedBalance,
  gathering,
  readAgent,
  readBalance,
  readOutboundCallerIds,
} from '../../../dialects/portsip/queues.js'
import { notFound } from '../../../domain/errors.js'
import type { User } from '../../../domain/model.js'
import { ownUserId } from '../../../service/context.js'
import type { Call, Needs } from '../../route.js'
import { done, itemsReply } from './lists.js'
import { type PbxOperation, pbxRoutes } from './pass.js'

const tag = 'Queues and groups of calls'

/** The same for oneself and, by id, for anybody. */
interface Scope {
  readonly base: string
  readonly needs: Needs
  readonly queue: string
  readonly userId: (call: Call) => string
}
const SELF: Scope = { base: '/user', needs: 'user', queue: 'id', userId: ({ actor }) => ownUserId(actor) }
const ADMIN: Scope = {
  base: '/users/{id}',
  needs: ['user_management.users'],
  queue: 'queue_id',
  userId: ({ params }) => params.id ?? '',
}

const userOf = (call: Call, { userId }: Scope): Promise<User> => call.services.users.get(call.actor, userId(call))

function ofScope(scope: Scope): readonly PbxOperation[] {
  const { base, needs } = scope
  const agent = `${base}/call_queues/{${scope.queue}}/agent`
  return [
    {
      method: 'get',
      path: `${base}/call_queues`,
      tag,
      summary: 'Call queues the user is an agent of',
      needs,
      reply: itemsReply(gathering, 'Call queues'),
      without: async (call) => {
        await userOf(call, scope)
        return { items: [] }
      },
    },
    {
      method: 'get',
      path: agent,
      tag,
      summary: 'The user as agent of a queue',
      needs,
      reply: { status: 200, description: 'The agent', schema: agentRead },
      without: async (call) =>
        readAgent(await userOf(call, scope), call.params[scope.queue] ?? '') ?? notFound('call queue'),
    },
    {
      method: 'post',
      path: agent,
      tag,
      summary: 'Set the status of the user in a queue',
      needs,
      body: agentShape,
      reply: done,
      without: async (call) => {
        const { services, actor, body, params, problems } = call as Call<typeof agentShape>
        const { status } = body
        const queue = params[scope.queue] ?? ''
        if (queue.length > 128) problems.add(scope.queue, 'max', 'may have at most 128 characters')
        problems.throwIfAny()
        if (!status) return
        await services.users.update(actor, scope.userId(call), (user) => changedAgent(user, queue, status), problems)
      },
    },
  ]
}

const operations: readonly PbxOperation[] = [
  ...ofScope(SELF),
  ...ofScope(ADMIN),
  {
    method: 'get',
    path: '/user/outbound_caller_ids',
    tag,
    summary: 'Caller IDs the user may use',
    needs: 'user',
    reply: itemsReply(callerId, 'Caller IDs'),
    without: async ({ services, actor }) => {
      const user = await services.users.get(actor, ownUserId(actor))
      const groups = (await services.groups.list(actor)).filter(({ id }) => user.groups.includes(id))
      return { items: readOutboundCallerIds(user, groups) }
    },
  },
  {
    method: 'get',
    path: '/user/ring_groups',
    tag,
    summary: 'Ring groups the user is in',
    needs: 'user',
    reply: itemsReply(gathering, 'Ring groups'),
    without: 'empty',
  },
  {
    method: 'get',
    path: '/user/balance',
    tag: 'Balance',
    summary: 'Own credit',
    needs: 'user',
    reply: { status: 200, description: 'The credit', schema: balanceRead },
    without: async (call) => readBalance(await userOf(call, SELF)),
  },
  {
    method: 'get',
    path: '/users/{id}/balance',
    tag: 'Balance',
    summary: 'Credit of a user',
    needs: ['billing.view_only', 'billing.full_access'],
    reply: { status: 200, description: 'The credit', schema: balanceRead },
    without: async (call) => readBalance(await userOf(call, ADMIN)),
  },
  {
    method: 'post',
    path: '/users/{id}/balance',
    tag: 'Balance',
    summary: 'Set the credit of a user',
    needs: ['billing.full_access'],
    body: balanceShape,
    reply: done,
    without: async (call) => {
      const { services, actor, body, params, problems } = call as Call<typeof balanceShape>
      const { balance } = body
      if (balance === undefined) return
      await services.users.update(actor, params.id ?? '', (user) => changedBalance(user, balance), problems)
    },
  },
]

/** Membership of queues and ring groups, caller IDs and credit. */
export const queueRoutes = pbxRoutes(operations)
