import { z } from 'zod'
import { readUser } from '../../../dialects/opentact/user.js'
import { newUserShape, userShape } from '../../../dialects/opentact/user-form.js'
import { userRead } from '../../../dialects/opentact/user-reply.js'
import { changedUser, newUser, USER_FIELDS } from '../../../dialects/opentact/user-write.js'
import { idOf, uuidOf } from '../../../dialects/uuid.js'
import type { User } from '../../../domain/model.js'
import type { Actor } from '../../../domain/permission.js'
import { hashesOf } from '../../../service/sip-credentials.js'
import { type Call, type Route, route } from '../../route.js'
import { userAnywhere } from '../../user-anywhere.js'

const tag = 'SIP users'
const needs = ['user_management.users'] as const

const one = { status: 200, description: 'The user', schema: userRead } as const
const created = { ...one, status: 201, description: 'The user as created' } as const

/** The caller in the tenant whose connection has this UUID. */
const inConnection = ({ actorIn }: Call, uuid: string): Promise<Actor> => actorIn(idOf(uuid))

/** The user of the path, and the caller in their tenant. */
const found = (call: Call) => userAnywhere(call, call.params.uuid)

async function viewer({ services }: Call, actor: Actor): Promise<(user: User) => z.infer<typeof userRead>> {
  const tenant = await services.tenants.get(actor, actor.tenant_id)
  const users = new Map((await services.users.list(actor)).map((user) => [user.id, user]))
  return (user) => readUser(user, { tenant, hashes: hashesOf(user, tenant), known: (id) => users.get(id) })
}

/** A connection may be named by path and by body; named twice, both must be the same. */
const create = (path: string, aliases: readonly string[], summary: string): Route =>
  route({
    method: 'post',
    path,
    aliases,
    tag,
    summary,
    dryRun: true,
    needs,
    body: newUserShape,
    reply: created,
    handle: async (call) => {
      const { services, body, params, problems } = call
      const { sip_connection_uuid: named } = body
      const uuid = params.uuid ?? named
      if (uuid === undefined && !problems.has('sip_connection_uuid'))
        problems.add('sip_connection_uuid', 'required', 'is required')
      if (uuid !== undefined && named !== undefined && named !== uuid)
        problems.add('sip_connection_uuid', 'agree', 'is not the connection of the path')
      if (uuid === undefined) problems.throwIfAny()
      const actor = await inConnection(call as Call, uuid ?? '')
      const user = await services.users.create(actor, newUser(body, actor.user_id), problems, USER_FIELDS)
      return (await viewer(call as Call, actor))(user)
    },
  })

export const userRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/connection/{uuid}/users',
    aliases: ['/connection/{uuid}/Users'],
    tag,
    summary: 'SIP users of a connection',
    needs,
    reply: { status: 200, description: 'Users', schema: z.array(userRead) },
    handle: async (call) => {
      const actor = await inConnection(call, call.params.uuid ?? '')
      return (await call.services.users.list(actor)).map(await viewer(call, actor))
    },
  }),
  create('/connection/{uuid}/Users', ['/connection/{uuid}/users'], 'Create a SIP user of the connection'),
  create('/connection/user', [], 'Create a SIP user of the connection the body names'),
  route({
    method: 'get',
    path: '/connection/user/{uuid}',
    tag,
    summary: 'Read a SIP user',
    needs,
    reply: one,
    handle: async (call) => {
      const { actor, user } = await found(call)
      return (await viewer(call, actor))(user)
    },
  }),
  route({
    method: 'patch',
    path: '/connection/user/{uuid}',
    tag,
    summary: 'Change a SIP user; members left out keep their value, null clears',
    dryRun: true,
    needs,
    body: userShape,
    reply: one,
    handle: async (call) => {
      const { services, body, problems } = call
      const { actor, user } = await found(call as Call)
      const { sip_connection_uuid: named } = body
      if (named !== undefined && named !== uuidOf(user.tenant_id))
        problems.add('sip_connection_uuid', 'fixed', 'a user stays with their connection')
      const change = (now: User) => changedUser(body, now, actor.user_id)
      await services.users.update(actor, user.id, change, problems, USER_FIELDS)
      return (await viewer(call as Call, actor))(await services.users.get(actor, user.id))
    },
  }),
  route({
    method: 'delete',
    path: '/connection/user/{uuid}',
    tag,
    summary: 'Delete a SIP user, who is answered once more; their phones are told to clear themselves',
    dryRun: true,
    needs,
    reply: { ...one, description: 'The user who is gone' },
    handle: async (call) => {
      const { actor, user } = await found(call)
      const view = (await viewer(call, actor))(user)
      await call.services.users.remove(actor, user.id, call.problems)
      return view
    },
  }),
]
