import { z } from 'zod'
import { notFound } from '../../../domain/errors.js'
import { Secret } from '../../../domain/secret.js'
import { line } from '../../../domain/text.js'
import { type Route, route } from '../../route.js'
import { created } from './lists.js'
import { INERT, passedOn } from './pass.js'

const tag = 'Files'
const needs = 'token'

/** The header of the contract that proves an upload is one's own (api-portsip.md ch. 12). */
const tokenIn = (request: Request): Secret => new Secret(request.headers.get('portsip-upload-token') ?? '')

/** A file name for a header, whatever people call their files (RFC 6266, RFC 8187). */
const disposition = (name: string): string =>
  `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`

export const blobRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/blobs/uploads',
    tag,
    summary: 'Begin to upload a file of at most 5 MiB; the token goes into the header PortSIP-Upload-Token',
    needs,
    query: { filename: line(255, 1) },
    reply: {
      status: 202,
      description: 'Begun',
      schema: z.object({ id: z.string(), token: z.string() }),
    },
    handle: async ({ services, actor, query: { filename }, problems }) => {
      problems.throwIfAny()
      const { id, token } = services.userFiles.begin(actor, filename ?? '')
      return { id, token: token.reveal() }
    },
  }),
  route({
    method: 'post',
    path: '/blobs/uploads/{id}/append',
    tag,
    summary: 'Add the next part of the file, at most 1 MiB',
    needs,
    upload: {},
    reply: { status: 203, description: 'Added' },
    handle: async ({ services, actor, params, request }) => {
      const part = Buffer.from(await request.arrayBuffer())
      services.userFiles.append(actor, params.id ?? '', tokenIn(request), part)
      return new Response(null, { status: 203 })
    },
  }),
  route({
    method: 'post',
    path: '/blobs/uploads/{id}/complete',
    tag,
    summary: 'Finish the upload: a sound or a picture by its content; it waits a day for its use',
    needs,
    reply: created,
    handle: async ({ services, actor, params, request, problems }) => ({
      id: (await services.userFiles.complete(actor, params.id ?? '', tokenIn(request), problems)).id,
    }),
  }),
  route({
    method: 'get',
    path: '/blobs/{digest}',
    tag,
    summary: 'A file; one that offhook does not have is asked of the PBX',
    needs,
    passedOn: true,
    reply: { status: 200, description: 'The file', contentType: '*/*' },
    handle: async ({ services, actor, params }) => {
      const found = await services.userFiles.read(actor, params.digest ?? '')
      if (found) {
        const { file, content } = found
        const headers = {
          ...INERT,
          'Content-Type': file.type,
          'Content-Length': String(content.length),
          'Content-Disposition': disposition(file.name),
          'Cache-Control': 'private, no-cache',
        }
        return new Response(new Uint8Array(content), { headers })
      }
      if (!services.pbx.present || actor.user_id === null) return notFound('file')
      const asked = { method: 'GET', path: '/blobs/{digest}', params, query: {}, body: undefined } as const
      return passedOn(await services.pbx.ask(actor, asked))
    },
  }),
]
