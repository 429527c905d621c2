import { z } from 'zod'
import { present } from '../../../dialects/portsip/members.js'
import { fromTree, newRoleShape, roleItem, roleRead, roleShape, toTree } from '../../../dialects/portsip/roles.js'
import { pageOf } from '../../../service/list.js'
import type { RoleView } from '../../../service/roles.js'
import { type Route, route } from '../../route.js'
import { done, fieldsOf, listQuery, listReply } from './lists.js'

const tag = 'Roles'
const READ = ['user_management.roles', 'user_management.users'] as const
const WRITE = ['user_management.roles'] as const

const readItem = ({ name, description }: RoleView) => ({ name, description })
const readRole = ({ name, description, permissions }: RoleView) => ({
  name,
  permissions: toTree(permissions),
  description,
})

const listing = { fields: fieldsOf(roleRead), searched: ['name', 'description'], view: readRole }

export const roleRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/roles',
    tag,
    summary: 'Built-in and custom roles',
    needs: READ,
    query: listQuery,
    reply: listReply(roleItem, 'Roles'),
    handle: async ({ services, actor, query, problems }) => {
      const { count, records } = pageOf(await services.roles.list(actor), query, listing, problems)
      return { count, items: records.map(readItem) }
    },
  }),
  route({
    method: 'post',
    path: '/roles',
    tag,
    summary: 'Create a custom role; a flag left out is false',
    needs: WRITE,
    body: newRoleShape,
    reply: { status: 201, description: 'Created', schema: z.object({ name: z.string() }) },
    handle: async ({ services, actor, body: { permissions, ...members }, problems }) => {
      const draft = present({ ...members, permissions: permissions && fromTree(permissions) })
      return { name: (await services.roles.create(actor, draft, problems)).name }
    },
  }),
  route({
    method: 'get',
    path: '/roles/{name}',
    tag,
    summary: 'Read a role',
    needs: READ,
    reply: { status: 200, description: 'The role', schema: roleRead },
    handle: async ({ services, actor, params }) => readRole(await services.roles.get(actor, params.name ?? '')),
  }),
  route({
    method: 'post',
    path: '/roles/{name}',
    tag,
    summary: 'Change a custom role; a flag left out keeps its value',
    needs: WRITE,
    body: roleShape,
    reply: done,
    handle: ({ services, actor, params, body: { permissions, ...members }, problems }) =>
      services.roles.update(
        actor,
        params.name ?? '',
        (role) => present({ ...members, permissions: permissions && fromTree(permissions, role.permissions) }),
        problems,
      ),
  }),
  route({
    method: 'post',
    path: '/roles/{name}/destroy',
    tag,
    summary: 'Delete a custom role nobody has',
    needs: WRITE,
    reply: done,
    handle: ({ services, actor, params }) => services.roles.remove(actor, params.name ?? ''),
  }),
]
