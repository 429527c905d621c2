import { z } from 'zod'
import { printMac } from '../../../domain/mac.js'
import { line } from '../../../domain/text.js'
import type { Knocked } from '../../../service/inbox.js'
import { pageOf } from '../../../service/list.js'
import { type Route, route } from '../../route.js'
import { phoneNames } from '../portsip/fields.js'
import { done, fieldsOf, listQuery, listReply } from '../portsip/lists.js'

const tag = 'Inbox'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['user_management.users', 'phone_system.full_access'] as const

const item = z.object({
  mac: z.string(),
  vendor: z.string().nullable().describe('a guess by User-Agent, address or file name'),
  model: z.string().nullable(),
  source: z.string(),
  count: z.int(),
  first_at: z.string(),
  last_at: z.string(),
  reason: z.string().nullable(),
})

const readKnocked = ({ tenant_id: _tenant, mac, ...rest }: Knocked): z.infer<typeof item> => ({
  mac: printMac(mac),
  ...rest,
})

const listing = { fields: fieldsOf(item), searched: ['mac', 'vendor', 'model', 'source', 'reason'], view: readKnocked }

export const inboxRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/inbox',
    tag,
    summary:
      'Phones that knocked and were not let in, the latest first; those of no tenant the system administrator sees',
    needs: READ,
    query: listQuery,
    reply: listReply(item, 'Knocks'),
    handle: async ({ services, actor, query, problems }) => {
      const { count, records } = pageOf(services.inbox.list(actor), query, listing, problems)
      return { count, items: records.map(readKnocked) }
    },
  }),
  route({
    method: 'post',
    path: '/inbox/{mac}/adopt',
    tag,
    summary: 'Let a phone in: a known one gets its window opened under the same token, another becomes a phone',
    needs: WRITE,
    dryRun: true,
    body: { user_id: z.string().optional(), vendor: z.string().optional(), model: line(64, 1).optional() },
    reply: {
      status: 200,
      description: 'The phone',
      schema: z.object({ id: z.string(), made: z.boolean(), window_until: z.string().nullable() }),
    },
    handle: async ({ services, actor, params, body, problems }) => {
      const { phone, made } = await phoneNames(services.inbox.adopt(actor, params.mac ?? '', body, problems))
      return { id: phone.id, made, window_until: phone.window?.expires_at ?? null }
    },
  }),
  route({
    method: 'post',
    path: '/inbox/{mac}/reject',
    tag,
    summary: 'Hear nothing of the phone any more',
    needs: WRITE,
    body: { reason: line(256).nullable().optional() },
    reply: done,
    handle: ({ services, actor, params, body, problems }) =>
      services.inbox.reject(actor, params.mac ?? '', body.reason ?? null, problems),
  }),
  route({
    method: 'post',
    path: '/inbox/{mac}/undo',
    tag,
    summary: 'Take the last adoption or rejection back, as long as the server has not been restarted since',
    needs: WRITE,
    reply: done,
    handle: ({ services, actor, params }) => services.inbox.undo(actor, params.mac ?? ''),
  }),
]
