import { z } from 'zod'
import type { Problems } from '../../../domain/errors.js'
import { Secret } from '../../../domain/secret.js'
import { eventStream, type Listening } from '../../event-stream.js'
import { type Route, route } from '../../route.js'

const NUMBER = /^[0-9]{1,16}$/

/** A header as browsers send it when they come again; other clients may say it in the query. */
function lastIdOf(header: string | null, query: string | undefined, problems: Problems): Listening['last'] {
  const text = header ?? query
  if (text === undefined) return null
  if (!NUMBER.test(text))
    problems.add(header === null ? 'last_event_id' : 'Last-Event-ID', 'integer', 'must be the id of an event')
  return Number(text)
}

export const eventRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/events',
    tag: 'Events',
    summary:
      'What happens, as server-sent events the caller’s permissions cover; resumed behind Last-Event-ID, `reset` where too much was missed',
    needs: 'token',
    query: { last_event_id: z.string().optional().describe('Where the header Last-Event-ID cannot be set') },
    reply: { status: 200, description: 'Events without end', contentType: 'text/event-stream' },
    handle: async ({ services, actor, token, request, query, problems }) => {
      const last = lastIdOf(request.headers.get('last-event-id'), query.last_event_id, problems)
      problems.throwIfAny()
      const tenant = request.headers.get('x-tenant') ?? undefined
      return eventStream(services, { actor, token: token ?? new Secret(''), tenant, last })
    },
  }),
]
