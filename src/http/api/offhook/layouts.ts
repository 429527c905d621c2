import { z } from 'zod'
import { idReply } from '../../../dialects/offhook/shapes.js'
import { keySchema, softkeySchema } from '../../../domain/keys.js'
import type { KeyLayout } from '../../../domain/model.js'
import { line } from '../../../domain/text.js'
import { type Route, route } from '../../route.js'

const tag = 'Key layouts'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['user_management.users', 'phone_system.full_access'] as const

const shape = {
  description: line(1024).nullable().optional(),
  keys: z.array(keySchema).max(1000).optional(),
  softkeys: z.array(softkeySchema).max(20).optional(),
}

const read = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  keys: z.array(keySchema),
  softkeys: z.array(softkeySchema),
  created_at: z.string(),
})

const readLayout = ({ id, name, description, keys, softkeys, created_at }: KeyLayout) => ({
  id,
  name,
  description,
  keys,
  softkeys,
  created_at,
})

export const layoutRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/key_layouts',
    tag,
    summary: 'Key layouts of the tenant',
    needs: READ,
    reply: { status: 200, description: 'Key layouts', schema: z.object({ count: z.int(), items: z.array(read) }) },
    handle: async ({ services, actor }) => {
      const layouts = await services.layouts.list(actor)
      return { count: layouts.length, items: layouts.map(readLayout) }
    },
  }),
  route({
    method: 'post',
    path: '/key_layouts',
    tag,
    summary: 'Create a key layout',
    needs: WRITE,
    dryRun: true,
    body: { ...shape, name: line(64, 1) },
    reply: { status: 201, description: 'Created', schema: idReply },
    handle: async ({ services, actor, body, problems }) => ({
      id: (await services.layouts.create(actor, body, problems)).id,
    }),
  }),
  route({
    method: 'get',
    path: '/key_layouts/{id}',
    tag,
    summary: 'Read a key layout',
    needs: READ,
    reply: { status: 200, description: 'The key layout', schema: read },
    handle: async ({ services, actor, params }) => readLayout(await services.layouts.get(actor, params.id ?? '')),
  }),
  route({
    method: 'post',
    path: '/key_layouts/{id}',
    tag,
    summary: 'Change a key layout; every phone that uses it must have room',
    needs: WRITE,
    dryRun: true,
    body: { ...shape, name: line(64, 1).optional() },
    reply: { status: 204, description: 'Changed' },
    handle: ({ services, actor, params, body, problems }) =>
      services.layouts.update(actor, params.id ?? '', body, problems),
  }),
  route({
    method: 'post',
    path: '/key_layouts/{id}/destroy',
    tag,
    summary: 'Delete a key layout no phone uses',
    needs: WRITE,
    dryRun: true,
    reply: { status: 204, description: 'Deleted' },
    handle: ({ services, actor, params }) => services.layouts.remove(actor, params.id ?? ''),
  }),
]
