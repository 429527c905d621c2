import { z } from 'zod'
import { idOf, uuidOf } from '../../../dialects/uuid.js'
import { availabilityShape, userShape } from '../../../dialects/yay/form.js'
import { availabilityReply, statusReply, userReply } from '../../../dialects/yay/reply.js'
import { isAvailable, readUser } from '../../../dialects/yay/user.js'
import { changedAvailability, changedUser, checkCallerId, newUser, USER_FIELDS } from '../../../dialects/yay/write.js'
import type { User } from '../../../domain/model.js'
import type { Services } from '../../../service/index.js'
import { type Call, type Route, route } from '../../route.js'

const common = { tag: 'Yay SIP users', needs: ['user_management.users'] } as const

const example = {
  display_name: 'Pete Plumber',
  extension: 1001,
  related_product: 'a3950459-2aff-413b-9da0-86f45f815410',
  type: 9,
  user_name: 'pete_plumber_9',
  user_password: 'A3WcdxQ0iCk98hnbE1',
  call_encryption: true,
  timezone: 'Europe/London',
}

const found = { status: 200, description: 'The user', schema: userReply } as const
const made = { status: 201, description: 'The user', schema: userReply } as const

const tenantOf = ({ services, actor }: Pick<Call, 'services' | 'actor'>) => services.tenants.get(actor, actor.tenant_id)

const statusOf = async (services: Services, user: User): Promise<z.infer<typeof statusReply>> => ({
  // Calls are not known here, so nobody is seen on one.
  status: (await services.registrations.of(user)).length > 0 ? 'open' : 'closed',
  uuid: uuidOf(user.id),
})

/** The user a path names. */
const userOf = ({ services, actor, params }: Call): Promise<User> => services.users.get(actor, idOf(params.uuid ?? ''))

export const userRoutes: readonly Route[] = [
  route({
    ...common,
    method: 'get',
    path: '/user',
    summary: 'All active SIP users',
    reply: { status: 200, description: 'Users', schema: z.array(userReply) },
    handle: async (call) => {
      const tenant = await tenantOf(call)
      return (await call.services.users.list(call.actor)).map((user) => readUser(user, tenant))
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/user-status',
    summary: 'Which SIP users are registered',
    reply: { status: 200, description: 'Statuses', schema: z.array(statusReply) },
    handle: async ({ services, actor }) =>
      Promise.all((await services.users.list(actor)).map((user) => statusOf(services, user))),
  }),
  route({
    ...common,
    method: 'get',
    path: '/user/{uuid}',
    summary: 'One SIP user',
    reply: found,
    handle: async (call) => readUser(await userOf(call), await tenantOf(call)),
  }),
  route({
    ...common,
    method: 'get',
    path: '/user/{uuid}/status',
    summary: 'Whether a SIP user is registered',
    reply: { status: 200, description: 'The status', schema: statusReply },
    handle: async (call) => statusOf(call.services, await userOf(call)),
  }),
  route({
    ...common,
    method: 'get',
    path: '/user/{uuid}/availability',
    summary: 'Whether a SIP user takes calls of queues',
    reply: { status: 200, description: 'The availability', schema: availabilityReply },
    handle: async (call) => ({ available: isAvailable(await userOf(call)) }),
  }),
  route({
    ...common,
    method: 'put',
    path: '/user/{uuid}/availability',
    summary: 'Say whether a SIP user takes calls of queues',
    body: availabilityShape,
    example: { available: true },
    reply: { status: 200, description: 'The availability', schema: availabilityReply },
    handle: async ({ services, actor, params, body, problems }) => {
      const change = (user: User) => changedAvailability(body.available ?? true, user)
      const user = await services.users.update(actor, idOf(params.uuid ?? ''), change, problems)
      return { available: isAvailable(user) }
    },
  }),
  route({
    ...common,
    method: 'post',
    path: '/user',
    summary: 'Create a SIP user',
    dryRun: true,
    body: userShape,
    example,
    reply: made,
    handle: async (call) => {
      const { services, actor, body, problems } = call
      checkCallerId(body, problems)
      if (body.extension === null) problems.add('extension', 'required', 'is required')
      const user = await services.users.create(actor, newUser(body), problems, USER_FIELDS)
      return readUser(user, await tenantOf(call))
    },
  }),
  route({
    ...common,
    method: 'put',
    path: '/user/{uuid}',
    summary: 'Write a SIP user whole; members left out go back to their default',
    dryRun: true,
    body: userShape,
    example,
    reply: found,
    handle: async (call) => {
      const { services, actor, params, body, problems } = call
      const tenant = await tenantOf(call)
      checkCallerId(body, problems)
      const change = (user: User) => {
        if (body.extension === null && user.extension !== null) problems.add('extension', 'required', 'is required')
        return changedUser(body, user, tenant)
      }
      return readUser(
        await services.users.update(actor, idOf(params.uuid ?? ''), change, problems, USER_FIELDS),
        tenant,
      )
    },
  }),
  route({
    ...common,
    method: 'put',
    path: '/user/{uuid}/restore',
    summary: 'Bring a deleted SIP user back',
    dryRun: true,
    reply: made,
    handle: async (call) => {
      const { services, actor, params, problems } = call
      const user = await services.retirement.restore(actor, idOf(params.uuid ?? ''), problems, USER_FIELDS)
      return readUser(user, await tenantOf(call))
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/next-extension/user',
    summary: 'The next free extension',
    reply: { status: 200, description: 'The extension', schema: z.object({ extension: z.int() }) },
    handle: async ({ services, actor }) => ({ extension: await services.users.nextExtension(actor) }),
  }),
  route({
    ...common,
    method: 'delete',
    path: '/user/{uuid}',
    summary: 'Delete a SIP user, who can be restored; their phones are told to clear themselves',
    dryRun: true,
    reply: { status: 204, description: 'Deleted' },
    handle: ({ services, actor, params, problems }) =>
      services.retirement.retire(actor, idOf(params.uuid ?? ''), problems),
  }),
]
