import { readUser, readUserItem } from '../../../dialects/portsip/user.js'
import { newUserShape, userShape } from '../../../dialects/portsip/user-form.js'
import { userItem, userRead } from '../../../dialects/portsip/user-reply.js'
import { changedUser, newUser, USER_FIELDS } from '../../../dialects/portsip/user-write.js'
import type { User } from '../../../domain/model.js'
import { line } from '../../../domain/text.js'
import { pageOf } from '../../../service/list.js'
import { type Route, route } from '../../route.js'
import { created, done, fieldsOf, listQuery, listReply } from './lists.js'

const tag = 'Users'
const needs = ['user_management.users'] as const

/** PINs are shown to those who read one user, never to a list, so no filter may ask for them either. */
const fields = fieldsOf(userRead, ['voicemail_pin'])
const searched = ['name', 'display_name', 'email', 'extension_number', 'department']

export const userRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/users',
    tag,
    summary: 'Users of the tenant',
    needs,
    query: listQuery,
    reply: listReply(userItem, 'Users'),
    handle: async ({ services, actor, query, problems }) => {
      const tenant = await services.tenants.get(actor, actor.tenant_id)
      const users = await services.users.list(actor)
      const { count, records } = pageOf(
        users,
        query,
        { fields, searched, view: (user) => readUser(user, tenant) },
        problems,
      )
      return { count, items: records.map(readUserItem) }
    },
  }),
  route({
    method: 'post',
    path: '/users',
    tag,
    summary: 'Create a user',
    needs,
    dryRun: true,
    body: newUserShape,
    reply: created,
    handle: async ({ services, actor, body, problems }) => ({
      id: (await services.users.create(actor, newUser(body), problems, USER_FIELDS)).id,
    }),
  }),
  // Stands before `/users/{id}`, which would take "profile" for an id.
  route({
    method: 'post',
    path: '/users/profile',
    tag,
    summary: 'Reset the profile of one user, or of all',
    needs,
    dryRun: true,
    query: { id: line(128, 1).optional() },
    reply: done,
    handle: async ({ services, actor, query: { id }, problems }) => {
      problems.throwIfAny()
      await (id === undefined ? services.users.resetAllProfiles(actor) : services.users.resetProfile(actor, id))
    },
  }),
  route({
    method: 'get',
    path: '/users/{id}',
    tag,
    summary: 'Read a user',
    needs,
    reply: { status: 200, description: 'The user', schema: userRead },
    handle: async ({ services, actor, params }) => {
      const user = await services.users.get(actor, params.id ?? '')
      return readUser(user, await services.tenants.get(actor, actor.tenant_id))
    },
  }),
  route({
    method: 'post',
    path: '/users/{id}',
    tag,
    summary: 'Change a user; members left out keep their value',
    needs,
    dryRun: true,
    body: userShape,
    reply: done,
    handle: async ({ services, actor, params, body, problems }) => {
      const tenant = await services.tenants.get(actor, actor.tenant_id)
      const change = (user: User) => changedUser(body, user, tenant, problems)
      await services.users.update(actor, params.id ?? '', change, problems)
    },
  }),
  route({
    method: 'post',
    path: '/users/{id}/destroy',
    tag,
    summary: 'Delete a user; their phones are told to clear themselves',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, actor, params, problems }) => services.users.remove(actor, params.id ?? '', problems),
  }),
]
