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
import { type Route, route } from '../../route.js'
import { inAccount } from './account.js'

const common = { tag: 'jambonz clients', needs: ['user_management.users'] } as const

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
    handle: async ({ services, actor, params }) =>
      readClient(await services.users.get(actor, idOf(params.ClientSid ?? '')), { id: actor.tenant_id }),
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
      const { services, body, params, problems } = call
      const actor = body.account_sid === undefined ? call.actor : await inAccount(call, body.account_sid)
      await services.users.update(
        actor,
        idOf(params.ClientSid ?? ''),
        (user) => changedUser(body, user),
        problems,
        USER_FIELDS,
      )
    },
  }),
  route({
    ...common,
    method: 'delete',
    path: '/Clients/{ClientSid}',
    summary: 'Delete a client; their phones are told to clear themselves',
    dryRun: true,
    reply: { status: 204, description: 'Deleted' },
    handle: ({ services, actor, params, problems }) =>
      services.users.remove(actor, idOf(params.ClientSid ?? ''), problems),
  }),
]
