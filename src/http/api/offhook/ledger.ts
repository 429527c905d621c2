import { z } from 'zod'
import type { LedgerRow } from '../../../domain/ledger.js'
import { type Mac, printMac } from '../../../domain/mac.js'
import { pageOf } from '../../../service/list.js'
import { type Route, route } from '../../route.js'
import { fieldsOf, listQuery, listReply } from '../portsip/lists.js'

const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const

const item = z.object({
  at: z.string(),
  kind: z.enum(['fetch', 'refusal', 'upload', 'handshake', 'notify', 'event', 'knock']),
  mac: z.string().nullable(),
  file: z.string().nullable(),
  source: z.string().describe('address it came from, or went to'),
  user_agent: z.string(),
  proof: z.string().nullable().describe('what let it in; null where nothing did'),
  status: z.int().nullable().describe('null where no answer came'),
  bytes: z.int(),
  fingerprint: z.string().nullable().describe('SHA-256 of what was served'),
  reason: z.string().nullable().describe('why it was refused or failed'),
})

const readRow = (row: LedgerRow): z.infer<typeof item> => ({
  at: row.at,
  kind: row.kind,
  mac: row.mac === null ? null : printMac(row.mac as Mac),
  file: row.file,
  source: row.source,
  user_agent: row.user_agent,
  proof: row.proof,
  status: row.status,
  bytes: row.bytes,
  fingerprint: row.fingerprint,
  reason: row.reason,
})

const listing = { fields: fieldsOf(item), searched: ['file', 'source', 'user_agent', 'reason'], view: readRow }

export const ledgerRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/phones/{mac}/fetches',
    tag: 'Phones',
    summary: 'What happened between the phone and us, newest first: fetches, refusals, uploads, notifications',
    needs: READ,
    query: listQuery,
    reply: listReply(item, 'Rows'),
    handle: async ({ services, actor, params, query, problems }) => {
      const { id } = await services.phones.byMac(actor, params.mac ?? '')
      const { count, records } = pageOf(await services.ledger.ofPhone(id), query, listing, problems)
      return { count, items: records.map(readRow) }
    },
  }),
  route({
    method: 'get',
    path: '/fetches',
    tag: 'Server',
    summary: 'What came from nobody we know, newest first: refusals and failed TLS handshakes',
    needs: 'system',
    query: listQuery,
    reply: listReply(item, 'Rows'),
    handle: async ({ services, query, problems }) => {
      const { count, records } = pageOf(await services.ledger.strangers(), query, listing, problems)
      return { count, items: records.map(readRow) }
    },
  }),
]
