import {
  groupItem,
  groupRead,
  groupShape,
  memberRead,
  newGroupShape,
  readGroup,
  readGroupItem,
  readMember,
  writtenGroup,
} from '../../../dialects/portsip/groups.js'
import { extensionNumber } from '../../../dialects/portsip/rules.js'
import type { Problems } from '../../../domain/errors.js'
import { pageOf } from '../../../service/list.js'
import { type Call, type Route, route } from '../../route.js'
import { created, done, fieldsOf, itemsReply, listQuery, listReply } from './lists.js'

const tag = 'Groups'
const needs = ['user_management.users'] as const

const listing = { fields: fieldsOf(groupRead), searched: ['name', 'description'], view: readGroup }

/** Members are named by extension number in these paths. */
function extensionIn({ extension_number = '' }: Call['params'], problems: Problems): string {
  if (!extensionNumber.safeParse(extension_number).success)
    problems.add('extension_number', 'format', 'must be 3 to 64 digits')
  problems.throwIfAny()
  return extension_number
}

export const groupRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/groups',
    tag,
    summary: 'Groups of the tenant',
    needs,
    query: listQuery,
    reply: listReply(groupItem, 'Groups'),
    handle: async ({ services, actor, query, problems }) => {
      const { count, records } = pageOf(await services.groups.list(actor), query, listing, problems)
      return { count, items: records.map(readGroupItem) }
    },
  }),
  route({
    method: 'post',
    path: '/groups',
    tag,
    summary: 'Create a group',
    needs,
    dryRun: true,
    body: newGroupShape,
    reply: created,
    handle: async ({ services, actor, body, problems }) => ({
      id: (await services.groups.create(actor, writtenGroup(body), problems)).id,
    }),
  }),
  route({
    method: 'get',
    path: '/groups/{id}',
    tag,
    summary: 'Read a group',
    needs,
    reply: { status: 200, description: 'The group', schema: groupRead },
    handle: async ({ services, actor, params }) => readGroup(await services.groups.get(actor, params.id ?? '')),
  }),
  route({
    method: 'post',
    path: '/groups/{id}',
    tag,
    summary: 'Change a group',
    needs,
    dryRun: true,
    body: groupShape,
    reply: done,
    handle: ({ services, actor, params, body, problems }) =>
      services.groups.update(actor, params.id ?? '', writtenGroup(body), problems),
  }),
  route({
    method: 'post',
    path: '/groups/{id}/destroy',
    tag,
    summary: 'Delete a group; its members stay',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, actor, params }) => services.groups.remove(actor, params.id ?? ''),
  }),
  route({
    method: 'get',
    path: '/groups/{id}/members',
    tag,
    summary: 'Members of a group',
    needs,
    reply: itemsReply(memberRead, 'Members'),
    handle: async ({ services, actor, params }) => ({
      items: (await services.groups.members(actor, params.id ?? '')).map(readMember),
    }),
  }),
  route({
    method: 'get',
    path: '/groups/{id}/members/{extension_number}',
    tag,
    summary: 'One member; 404 when the extension is none',
    needs,
    reply: { status: 200, description: 'The member', schema: memberRead },
    handle: async ({ services, actor, params, problems }) =>
      readMember(await services.groups.member(actor, params.id ?? '', extensionIn(params, problems))),
  }),
  route({
    method: 'post',
    path: '/groups/{id}/members/{extension_number}',
    tag,
    summary: 'Add a member; adding twice is no error',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, actor, params, problems }) =>
      services.groups.addMember(actor, params.id ?? '', extensionIn(params, problems)),
  }),
  route({
    method: 'post',
    path: '/groups/{id}/members/{extension_number}/destroy',
    tag,
    summary: 'Remove a member',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, actor, params, problems }) =>
      services.groups.removeMember(actor, params.id ?? '', extensionIn(params, problems)),
  }),
]
