import { z } from 'zod'
import {
  holidayChoiceShape,
  holidayRead,
  holidayShape,
  newHolidayShape,
  readHoliday,
  writtenHoliday,
} from '../../../dialects/portsip/holidays.js'
import { pageOf } from '../../../service/list.js'
import { type Call, type Route, route } from '../../route.js'
import { created, done, fieldsOf, itemsReply, listQuery, listReply } from './lists.js'
import { ADMIN_SCOPE, SELF_SCOPE, type UserScope } from './scopes.js'

/** Whose holidays: a user's, or with null the tenant's. */
interface Scope {
  readonly path: string
  readonly tag: string
  readonly param: string
  readonly needs: { readonly read: Route['needs']; readonly write: Route['needs'] }
  readonly owner: (call: Pick<Call, 'actor' | 'params'>) => string | null
}

const ofUser = ({ base, tag, needs, userId, itemParam }: UserScope): Scope => ({
  path: `${base}/holidays`,
  tag,
  param: itemParam('holiday_id'),
  needs: { read: needs, write: needs },
  owner: userId,
})

const OF_TENANT: Scope = {
  path: '/holidays',
  tag: 'Holidays',
  param: 'id',
  needs: {
    read: ['user_management.users', 'company.view_only', 'company.full_access'],
    write: ['user_management.users', 'company.full_access'],
  },
  owner: () => null,
}

const listing = { fields: fieldsOf(holidayRead), searched: ['name', 'region'], view: readHoliday }

function routesOf({ path, tag, param, needs, owner }: Scope): readonly Route[] {
  const item = `${path}/{${param}}`
  return [
    route({
      method: 'get',
      path,
      tag,
      summary: 'Holidays',
      needs: needs.read,
      query: listQuery,
      reply: listReply(holidayRead, 'Holidays'),
      handle: async (call) => {
        const all = await call.services.holidays.list(call.actor, owner(call))
        const { count, records } = pageOf(all, call.query, listing, call.problems)
        return { count, items: records.map(readHoliday) }
      },
    }),
    route({
      method: 'post',
      path,
      tag,
      summary: 'Create a holiday',
      needs: needs.write,
      body: newHolidayShape,
      example: { name: 'Founders’ day', region: 'DEU' },
      reply: created,
      handle: async (call) => {
        const { services, actor, body, problems } = call
        return { id: (await services.holidays.create(actor, owner(call), writtenHoliday(body), problems)).id }
      },
    }),
    route({
      method: 'get',
      path: item,
      tag,
      summary: 'Read a holiday',
      needs: needs.read,
      reply: { status: 200, description: 'The holiday', schema: holidayRead },
      handle: async (call) =>
        readHoliday(await call.services.holidays.get(call.actor, owner(call), call.params[param] ?? '')),
    }),
    route({
      method: 'post',
      path: item,
      tag,
      summary: 'Change a holiday; members left out keep their value',
      needs: needs.write,
      body: holidayShape,
      reply: done,
      handle: (call) => {
        const { services, actor, params, body, problems } = call
        return services.holidays.update(actor, owner(call), params[param] ?? '', writtenHoliday(body), problems)
      },
    }),
    route({
      method: 'post',
      path: `${item}/destroy`,
      tag,
      summary: 'Delete a holiday',
      needs: needs.write,
      reply: done,
      handle: (call) => call.services.holidays.remove(call.actor, owner(call), call.params[param] ?? ''),
    }),
  ]
}

function choiceRoutesOf({ base, tag, needs, userId }: UserScope): readonly Route[] {
  const path = `${base}/global_holidays`
  return [
    route({
      method: 'get',
      path,
      tag,
      summary: 'Holidays of the tenant that hold for the user',
      needs,
      reply: itemsReply(holidayRead, 'Holidays'),
      handle: async (call) => ({
        items: (await call.services.holidays.chosen(call.actor, userId(call))).map(readHoliday),
      }),
    }),
    route({
      method: 'post',
      path,
      tag,
      summary: 'Choose among the holidays of the tenant; replaces the choice',
      needs,
      body: holidayChoiceShape,
      reply: { status: 201, description: 'Chosen; the id is the user’s', schema: z.object({ id: z.string() }) },
      handle: async (call) => {
        const { services, actor, body, problems } = call
        await services.holidays.choose(actor, userId(call), body.items ?? [], problems)
        return { id: userId(call) }
      },
    }),
  ]
}

export const holidayRoutes: readonly Route[] = [
  ...[SELF_SCOPE, ADMIN_SCOPE].flatMap((scope) => [...routesOf(ofUser(scope)), ...choiceRoutesOf(scope)]),
  ...routesOf(OF_TENANT),
]
