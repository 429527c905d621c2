import { z } from 'zod'
import { colleagueDiff, contactDiff, readColleagueDiff, readContactDiff } from '../../../dialects/portsip/contacts.js'
import { ownUserId } from '../../../service/context.js'
import type { Followable } from '../../../service/sync.js'
import { type Route, route } from '../../route.js'

const tag = 'Self-service'
const needs = 'user'
const token = z.string()

function beginRoute(path: string, kind: Followable): Route {
  return route({
    method: 'post',
    path: `/user/${path}/sync_tokens`,
    tag,
    summary: 'A first sync token: its difference is everything there is',
    needs,
    reply: { status: 201, description: 'The token', schema: z.object({ token }) },
    handle: async ({ services, actor }) => ({ token: await services.sync.begin(actor, ownUserId(actor), kind) }),
  })
}

const diffOf = (path: string, item: z.ZodType) => ({
  method: 'post' as const,
  path: `/user/${path}/sync_tokens/{token}/diff`,
  tag,
  summary: 'What changed since the token, and the next token; 403 SYNC_TOKEN_UNKNOWN means start over',
  needs,
  reply: {
    status: 200 as const,
    description: 'The changes',
    schema: z.object({ token, items: z.array(item) }),
  },
})

const contactDiffRoute = (path: string, kind: 'contacts' | 'business'): Route =>
  route({
    ...diffOf(path, contactDiff),
    needs,
    handle: async ({ services, actor, params }) => {
      const diff = await services.sync.diff(actor, ownUserId(actor), kind, params.token ?? '')
      return { token: diff.token, items: diff.items.map(readContactDiff) }
    },
  })

export const syncRoutes: readonly Route[] = [
  beginRoute('contacts', 'contacts'),
  contactDiffRoute('contacts', 'contacts'),
  beginRoute('business_contacts', 'business'),
  contactDiffRoute('business_contacts', 'business'),
  beginRoute('extension_contacts', 'extension'),
  route({
    ...diffOf('extension_contacts', colleagueDiff),
    needs,
    handle: async ({ services, actor, params }) => {
      const diff = await services.sync.diff(actor, ownUserId(actor), 'extension', params.token ?? '')
      return { token: diff.token, items: diff.items.map(readColleagueDiff) }
    },
  }),
]
