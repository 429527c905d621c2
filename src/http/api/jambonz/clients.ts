import { z } from 'zod'
import {
  changedUser,
  clientReply,
  clientShape,
  newClientShape,
  newUser,
  readClient,
  USER_FIELDS,
} from '../../../dialects/jambonz/client.js'
import { idOf, uuidOf } from '../../../dialects/uuid.js'
import { type Call, type Route, route } from '../../route.js'
import { userAnywhere } from '../../user-anywhere.js'
import { inAccount } from './account.js'

const common = { tag: 'jambonz clients', needs: ['user_management.users'] } as const

/** The user of the path, whose account no path names, and the caller there. */
const found = ({ services, actorIn, params }: Pick<Call, 'services' | 'actorIn' | 'params'>) =>
  userAnywhere({ services, actorIn }, params.ClientSid)

export const clientRoutes: readonly Route[] = [
  route({
    ...common,
    method: 'get',
    path: '/Clients',
    summary: 'Clients',
    reply: { status: 200, description: 'Clients', schema: z.array(clientReply) },
    handle: async ({ services, actor }) =>
      (await services.users.list(actor)).map((user) => readClient(user, { id: actor.tenant_id })),
  }),
  route({
    ...common,
    method: 'post',
    path: '/Clients',
    summary: 'Create a client',
    dryRun: true,
    body: newClientShape,
    example: { account_sid: '1a2b3c4d-5e6f-4711-8005-000000000000', username: 'alice123', password: 's3cret-alice' },
    reply: { status: 201, description: 'Its sid', schema: z.object({ sid: z.string() }) },
    handle: async (call) => {
      const { services, body, problems } = call
      const actor = body.account_sid === undefined ? call.actor : await inAccount(call, body.account_sid)
      return { sid: uuidOf((await services.users.create(actor, newUser(body), problems, USER_FIELDS)).id) }
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/Clients/{ClientSid}',
    summary: 'Read a client',
    reply: { status: 200, description: 'The client', schema: clientReply },
    handle: async (call) => {
      const { user } = await found(call)
      return readClient(user, { id: user.tenant_id })
    },
  }),
  route({
    ...common,
    method: 'put',
    path: '/Clients/{ClientSid}',
    summary: 'Change a client; members left out keep their value',
    dryRun: true,
    body: clientShape,
    reply: { status: 204, description: 'Changed' },
    handle: async (call) => {
      const { services, body, problems } = call
      const { actor, user } = await found(call)
      if (body.account_sid !== undefined && idOf(body.account_sid) !== user.tenant_id)
        problems.add('account_sid', 'fixed', 'a client stays with its account')
      await services.users.update(actor, user.id, (now) => changedUser(body, now), problems, USER_FIELDS)
    },
  }),
  route({
    ...common,
    method: 'delete',
    path: '/Clients/{ClientSid}',
    summary: 'Delete a client; their phones are told to clear themselves',
    dryRun: true,
    reply: { status: 204, description: 'Deleted' },
    handle: async (call) => {
      const { actor, user } = await found(call)
      await call.services.users.remove(actor, user.id, call.problems)
    },
  }),
]
