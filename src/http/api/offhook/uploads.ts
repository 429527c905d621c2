import { z } from 'zod'
import type { Phone } from '../../../domain/model.js'
import { type Call, type Route, route } from '../../route.js'

const tag = 'Phones'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
/** A phone's own files may hold its passwords. */
const WRITE = ['user_management.users', 'phone_system.full_access'] as const

const item = z.object({
  file: z.string(),
  kind: z.string(),
  user_id: z.string().nullable().describe('Who sat on line 1 when it came'),
  bytes: z.int(),
  at: z.string().describe('When it came last'),
  archived: z.boolean().describe('Of an earlier user: never served to this one'),
})

const phoneOf = ({ services, actor, params }: Pick<Call, 'services' | 'actor' | 'params'>): Promise<Phone> =>
  services.phones.byMac(actor, params.mac ?? '')

export const uploadRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/phones/{mac}/uploads',
    tag,
    summary: 'What the phone sent: logs, contacts, changes made at it',
    needs: READ,
    reply: { status: 200, description: 'Uploads', schema: z.object({ count: z.int(), items: z.array(item) }) },
    handle: async (call) => {
      const items = (await call.services.uploads.list(await phoneOf(call))).map(({ upload, archived }) => ({
        file: upload.file,
        kind: upload.kind,
        user_id: upload.user_id,
        bytes: upload.bytes,
        at: upload.at,
        archived,
      }))
      return { count: items.length, items }
    },
  }),
  route({
    method: 'get',
    path: '/phones/{mac}/uploads/{name}',
    tag,
    summary: 'A file the phone sent for its present user, byte by byte',
    needs: WRITE,
    reply: { status: 200, description: 'The file', contentType: 'application/octet-stream' },
    handle: async (call) => ({
      contentType: 'application/octet-stream',
      body: new Uint8Array(await call.services.uploads.content(await phoneOf(call), call.params.name ?? '')),
    }),
  }),
  route({
    method: 'post',
    path: '/phones/{mac}/uploads/{name}/destroy',
    tag,
    summary: 'Forget a file of the present user: what it changed follows the server again',
    needs: WRITE,
    reply: { status: 204, description: 'Forgotten' },
    handle: async (call) => call.services.uploads.remove(await phoneOf(call), call.params.name ?? ''),
  }),
]
