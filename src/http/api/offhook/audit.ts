import { z } from 'zod'
import type { AuditView } from '../../../service/audit.js'
import { pageOf } from '../../../service/list.js'
import { type Route, route } from '../../route.js'
import { done, fieldsOf, listQuery, listReply } from '../portsip/lists.js'

const tag = 'Audit'
const needs = ['company.full_access'] as const

const members = z
  .record(z.string(), z.unknown())
  .nullable()
  .describe('the members that changed; of a secret only that it is one')
const entry = z.object({
  id: z.string(),
  created_at: z.string(),
  actor: z.enum(['user', 'administrator', 'program', 'job']),
  user_id: z.string().nullable(),
  who: z.string().nullable().describe('null: a user who is no more'),
  source: z.string().describe('address the call came from; empty for a job'),
  operation: z.string(),
  kind: z.string().describe('what was changed, e.g. phone, user, tenant'),
  record_id: z.string().nullable(),
  record: z.string().nullable().describe('what it was called'),
  change: z.enum(['created', 'changed', 'deleted', 'many', 'secrets_read']),
  count: z.int().describe('records concerned; one entry stands for a change of very many'),
  before: members,
  after: members,
})

const readEntry = ({ row, who, before, after }: AuditView): z.infer<typeof entry> => ({
  id: row.id,
  created_at: row.created_at,
  actor: row.kind,
  user_id: row.user_id,
  who,
  source: row.source,
  operation: row.operation,
  kind: row.what,
  record_id: row.record_id,
  record: row.record,
  change: row.change,
  count: row.count,
  before: before as z.infer<typeof members>,
  after: after as z.infer<typeof members>,
})

const listing = {
  fields: fieldsOf(entry, ['before', 'after']),
  searched: ['who', 'record', 'operation', 'source'],
  view: readEntry,
}

export const auditRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/audit',
    tag,
    summary: 'Who changed what, when and from where, newest first',
    needs,
    query: listQuery,
    reply: listReply(entry, 'Entries'),
    handle: async ({ services, actor, query, problems }) => {
      const { count, records } = pageOf(await services.audit.list(actor), query, listing, problems)
      return { count, items: records.map(readEntry) }
    },
  }),
  route({
    method: 'post',
    path: '/audit/{id}/undo',
    tag,
    summary: 'Give the members a change touched their values from before it, if nobody changed them since',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, actor, params }) => services.audit.undo(actor, params.id ?? ''),
  }),
]
