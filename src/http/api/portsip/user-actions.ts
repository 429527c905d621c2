import { readStatus } from '../../../dialects/portsip/user.js'
import { bindingShape, passwordShape, sipPasswordShape } from '../../../dialects/portsip/user-form.js'
import { statusRead } from '../../../dialects/portsip/user-reply.js'
import { changedBinding } from '../../../dialects/portsip/user-write.js'
import { line } from '../../../domain/text.js'
import { type Route, route } from '../../route.js'
import { done } from './lists.js'

const tag = 'Users'
const needs = ['user_management.users'] as const

/** What is done to a user by an operation of its own: passwords, role, profile, binding, registrations. */
export const userActionRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/users/{id}/password',
    tag,
    summary: 'Set the web password',
    needs,
    body: passwordShape,
    reply: done,
    handle: async ({ services, actor, params, body: { password }, problems }) => {
      await services.users.get(actor, params.id ?? '')
      problems.throwIfAny()
      if (password) await services.users.setPassword(actor, params.id ?? '', password)
    },
  }),
  route({
    method: 'post',
    path: '/users/{id}/extension_password',
    tag,
    summary: 'Set the SIP password',
    needs,
    dryRun: true,
    body: sipPasswordShape,
    reply: done,
    handle: async ({ services, actor, params, body: { password }, problems }) => {
      await services.users.get(actor, params.id ?? '')
      problems.throwIfAny()
      if (password) await services.users.setSipPassword(actor, params.id ?? '', password)
    },
  }),
  route({
    method: 'post',
    path: '/users/{id}/role',
    tag,
    summary: 'Give a user another role',
    needs,
    body: { role: line(64, 1) },
    reply: done,
    handle: async ({ services, actor, params, body: { role }, problems }) => {
      const user = await services.users.get(actor, params.id ?? '')
      await services.users.setRole(actor, user.id, role ?? user.role, problems)
    },
  }),
  route({
    method: 'post',
    path: '/users/{id}/profile',
    tag,
    summary: 'Reset the profile: new provisioning addresses for the phones of the user',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, actor, params }) => services.users.resetProfile(actor, params.id ?? ''),
  }),
  route({
    method: 'post',
    path: '/users/{id}/ms365_binding',
    tag,
    summary: 'Bind the user to a Microsoft 365 account',
    needs,
    body: bindingShape,
    reply: done,
    handle: ({ services, actor, params, body, problems }) =>
      services.users.update(actor, params.id ?? '', (user) => changedBinding(body.id ?? null, user), problems),
  }),
  route({
    method: 'post',
    path: '/users/{id}/ms365_binding/destroy',
    tag,
    summary: 'Undo the binding',
    needs,
    reply: done,
    handle: ({ services, actor, params, problems }) =>
      services.users.update(actor, params.id ?? '', (user) => changedBinding(null, user), problems),
  }),
  route({
    method: 'get',
    path: '/users/{id}/status',
    tag,
    summary: 'Status and presence of a user',
    needs,
    reply: { status: 200, description: 'The status', schema: statusRead },
    handle: async ({ services, actor, params }) => {
      const user = await services.users.get(actor, params.id ?? '')
      return readStatus(user, await services.registrations.of(user))
    },
  }),
  route({
    method: 'post',
    path: '/users/{id}/status/{instance_id}/destroy_status',
    tag,
    summary: 'Forget one registration; the phone is online again with its next one',
    needs,
    reply: done,
    handle: ({ services, actor, params }) =>
      services.registrations.remove(actor, params.id ?? '', params.instance_id ?? ''),
  }),
]
