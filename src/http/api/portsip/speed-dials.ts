import {
  newSpeedDialShape,
  readSpeedDial,
  speedDialRead,
  speedDialShape,
  writtenSpeedDial,
} from '../../../dialects/portsip/speed-dials.js'
import { SPEED_DIAL_BOOKS, type SpeedDialBook } from '../../../domain/directory.js'
import { type Route, route } from '../../route.js'
import { created, done, itemsReply } from './lists.js'
import { ADMIN_SCOPE, SELF_SCOPE, type UserScope } from './scopes.js'

function routesOf({ base, tag, needs, userId, itemParam }: UserScope, book: SpeedDialBook): readonly Route[] {
  const path = `${base}/speed_dial_${book}`
  const param = itemParam('dial_id')
  const item = `${path}/{${param}}`
  return [
    route({
      method: 'get',
      path,
      tag,
      summary: `Speed dials with ${book === '8' ? 'one digit' : 'two digits'}, in order of their codes`,
      needs,
      reply: itemsReply(speedDialRead, 'Speed dials'),
      handle: async (call) => ({
        items: (await call.services.speedDials.list(call.actor, userId(call), book)).map(readSpeedDial),
      }),
    }),
    route({
      method: 'post',
      path,
      tag,
      summary: 'Create a speed dial; a code is taken once',
      needs,
      dryRun: true,
      body: newSpeedDialShape(book),
      example: { code: book === '8' ? '2' : '02', phone_number: '+4930123456' },
      reply: created,
      handle: async (call) => {
        const { services, actor, body, problems } = call
        const draft = writtenSpeedDial(body)
        return { id: (await services.speedDials.create(actor, userId(call), book, draft, problems)).id }
      },
    }),
    route({
      method: 'get',
      path: item,
      tag,
      summary: 'Read a speed dial',
      needs,
      reply: { status: 200, description: 'The speed dial', schema: speedDialRead },
      handle: async (call) =>
        readSpeedDial(await call.services.speedDials.get(call.actor, userId(call), book, call.params[param] ?? '')),
    }),
    route({
      method: 'post',
      path: item,
      tag,
      summary: 'Change a speed dial; members left out keep their value',
      needs,
      dryRun: true,
      body: speedDialShape(book),
      reply: done,
      handle: (call) => {
        const { services, actor, params, body, problems } = call
        const id = params[param] ?? ''
        return services.speedDials.update(actor, userId(call), book, id, writtenSpeedDial(body), problems)
      },
    }),
    route({
      method: 'post',
      path: `${item}/destroy`,
      tag,
      summary: 'Delete a speed dial',
      needs,
      dryRun: true,
      reply: done,
      handle: (call) => call.services.speedDials.remove(call.actor, userId(call), book, call.params[param] ?? ''),
    }),
  ]
}

export const speedDialRoutes: readonly Route[] = [SELF_SCOPE, ADMIN_SCOPE].flatMap((scope) =>
  SPEED_DIAL_BOOKS.flatMap((book) => routesOf(scope, book)),
)
