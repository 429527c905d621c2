import { z } from 'zod'
import { idReply } from '../../../dialects/offhook/shapes.js'
import { ASSET_KINDS, ASSET_NAME_MAX, type Asset } from '../../../domain/asset.js'
import { readMembers } from '../../../domain/form.js'
import { type Route, route } from '../../route.js'
import { uploadOf } from '../../upload.js'

const tag = 'Assets'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['phone_system.full_access'] as const

const shape = {
  name: z
    .string()
    .min(1)
    .max(ASSET_NAME_MAX)
    .describe('The file name phones ask for; its ending tells them what it is'),
  kind: z.enum(ASSET_KINDS),
  vendor: z.string().max(64).optional().describe('Left out: every vendor whose rules the content keeps'),
  models: z
    .string()
    .max(1024)
    .transform((text) => text.split(',').map((model) => model.trim()))
    .optional()
    .describe('Comma separated; left out: every model'),
}

const read = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(ASSET_KINDS),
  vendors: z.array(z.string()),
  models: z.array(z.string()),
  content_type: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  created_at: z.string(),
})

const readAsset = ({ tenant_id: _own, ...asset }: Asset): z.infer<typeof read> => ({
  ...asset,
  vendors: [...asset.vendors],
  models: [...asset.models],
})

export const assetRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/assets',
    tag,
    summary: 'Files of the tenant’s own for its phones',
    needs: READ,
    reply: { status: 200, description: 'Assets', schema: z.object({ count: z.int(), items: z.array(read) }) },
    handle: async ({ services, actor }) => {
      const assets = await services.assets.list(actor)
      return { count: assets.length, items: assets.map(readAsset) }
    },
  }),
  route({
    method: 'post',
    path: '/assets',
    tag,
    summary: 'Upload a file: as the body with the fields in the query, or as a form whose fields come before the file',
    needs: WRITE,
    upload: shape,
    reply: { status: 201, description: 'Stored', schema: idReply },
    handle: async ({ services, actor, request, problems }) => {
      const { fields, content } = await uploadOf(request)
      const draft = readMembers(shape, fields, problems)
      return { id: (await services.assets.create(actor, draft, content, problems)).id }
    },
  }),
  route({
    method: 'get',
    path: '/assets/{id}',
    tag,
    summary: 'What is known of a file',
    needs: READ,
    reply: { status: 200, description: 'The asset', schema: read },
    handle: async ({ services, actor, params }) => readAsset(await services.assets.get(actor, params.id ?? '')),
  }),
  route({
    method: 'post',
    path: '/assets/{id}/destroy',
    tag,
    summary: 'Delete a file no setting names; 409 says which do',
    needs: WRITE,
    reply: { status: 204, description: 'Deleted' },
    handle: ({ services, actor, params }) => services.assets.remove(actor, params.id ?? ''),
  }),
]
