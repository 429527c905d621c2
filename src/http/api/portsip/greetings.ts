import { greetingRead, greetingShape, readGreeting } from '../../../dialects/portsip/files.js'
import { ownUserId } from '../../../service/context.js'
import { type Call, type Needs, type Route, route } from '../../route.js'
import { created, done, itemsReply } from './lists.js'

const tag = 'Greetings'

/** The same for oneself and, by id, for anybody. */
interface Scope {
  readonly base: string
  readonly needs: Needs
  readonly id: string
  readonly userId: (call: Pick<Call, 'actor' | 'params'>) => string
}
const SELF: Scope = { base: '/user/greetings', needs: 'user', id: 'id', userId: ({ actor }) => ownUserId(actor) }
const ADMIN: Scope = {
  base: '/users/{id}/greetings',
  needs: ['user_management.users'],
  id: 'greeting_id',
  userId: ({ params }) => params.id ?? '',
}

function routesOf({ base, needs, id, userId }: Scope): readonly Route[] {
  const item = `${base}/{${id}}`
  const enable = (enabled: boolean): Route =>
    route({
      method: 'post',
      path: `${item}/${enabled ? 'enable' : 'disable'}`,
      tag,
      summary: enabled ? 'Make a greeting the one callers hear' : 'Switch a greeting off',
      needs,
      reply: done,
      handle: (call) =>
        call.services.userFiles.enableGreeting(call.actor, userId(call), call.params[id] ?? '', enabled),
    })
  return [
    route({
      method: 'get',
      path: base,
      tag,
      summary: 'Voicemail greetings',
      needs,
      reply: itemsReply(greetingRead, 'Greetings'),
      handle: async (call) => ({
        items: (await call.services.userFiles.greetings(call.actor, userId(call))).map(readGreeting),
      }),
    }),
    route({
      method: 'post',
      path: base,
      tag,
      summary: 'Make an uploaded sound a greeting; it is enabled by itself',
      needs,
      body: greetingShape,
      reply: created,
      handle: async (call) => {
        const { services, actor, body, problems } = call
        return { id: (await services.userFiles.addGreeting(actor, userId(call), body.file_id, problems)).id }
      },
    }),
    enable(true),
    enable(false),
    route({
      method: 'post',
      path: `${item}/destroy`,
      tag,
      summary: 'Delete a greeting',
      needs,
      reply: done,
      handle: (call) => call.services.userFiles.removeGreeting(call.actor, userId(call), call.params[id] ?? ''),
    }),
  ]
}

export const greetingRoutes: readonly Route[] = [...routesOf(SELF), ...routesOf(ADMIN)]
