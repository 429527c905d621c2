import { readSelf, readStatus } from '../../../dialects/portsip/user.js'
import { ownPasswordShape, ownSipPasswordShape, presenceShape, selfShape } from '../../../dialects/portsip/user-form.js'
import { selfRead, statusRead } from '../../../dialects/portsip/user-reply.js'
import { changedPresence, changedUser, changesSms } from '../../../dialects/portsip/user-write.js'
import { DomainError } from '../../../domain/errors.js'
import type { User } from '../../../domain/model.js'
import { may } from '../../../domain/permission.js'
import { ownUserId } from '../../../service/context.js'
import { type Route, route } from '../../route.js'
import { done } from './lists.js'

const tag = 'Self-service'
const needs = 'user'

export const selfRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/user',
    tag,
    summary: 'The caller',
    needs,
    reply: { status: 200, description: 'The caller', schema: selfRead },
    handle: async ({ services, actor }) => {
      const user = await services.users.get(actor, ownUserId(actor))
      return readSelf(user, await services.tenants.get(actor, actor.tenant_id))
    },
  }),
  route({
    method: 'post',
    path: '/user',
    tag,
    summary: 'Change the own account; members left out keep their value',
    needs,
    dryRun: true,
    body: selfShape,
    reply: done,
    handle: async ({ services, actor, body, problems }) => {
      const tenant = await services.tenants.get(actor, actor.tenant_id)
      const change = (user: User) => {
        if (changesSms(body, user) && !may(actor, 'user_management.users')) {
          throw new DomainError('forbidden', 'sms needs the permission user_management.users')
        }
        return changedUser(body, user, tenant, problems)
      }
      await services.users.update(actor, ownUserId(actor), change, problems)
    },
  }),
  route({
    method: 'post',
    path: '/user/password',
    tag,
    summary: 'Change the own web password',
    needs,
    body: ownPasswordShape,
    reply: done,
    handle: async ({ services, actor, body: { old_password, new_password }, problems, token }) => {
      if (!old_password || !new_password) return problems.throwIfAny()
      await services.users.changePassword(actor, ownUserId(actor), old_password, new_password, problems, token)
    },
  }),
  route({
    method: 'post',
    path: '/user/extension_password',
    tag,
    summary: 'Change the own SIP password',
    needs,
    dryRun: true,
    body: ownSipPasswordShape,
    reply: done,
    handle: async ({ services, actor, body: { old_password, new_password }, problems }) => {
      if (!old_password || !new_password) return problems.throwIfAny()
      await services.users.changeSipPassword(actor, ownUserId(actor), old_password, new_password, problems)
    },
  }),
  route({
    method: 'post',
    path: '/user/profile',
    tag,
    summary: 'Reset the own profile: new provisioning addresses for the own phones',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, actor }) => services.users.resetProfile(actor, ownUserId(actor)),
  }),
  route({
    method: 'get',
    path: '/user/status',
    tag,
    summary: 'Own status and presence',
    needs,
    reply: { status: 200, description: 'The status', schema: statusRead },
    handle: async ({ services, actor }) => {
      const user = await services.users.get(actor, ownUserId(actor))
      return readStatus(user, await services.registrations.of(user))
    },
  }),
  route({
    method: 'post',
    path: '/user/presence',
    tag,
    summary: 'Set the own presence; DO_NOT_DISTURB switches do-not-disturb on, any other off',
    needs,
    body: presenceShape,
    reply: done,
    handle: ({ services, actor, body, problems }) =>
      services.users.update(actor, ownUserId(actor), (user) => changedPresence(body, user), problems),
  }),
]
