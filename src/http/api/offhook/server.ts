import { z } from 'zod'
import { notFound } from '../../../domain/errors.js'
import { type Route, route } from '../../route.js'

const tag = 'Server'
const urls = z.array(z.string().max(1024)).max(2)

export const serverRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/server',
    tag,
    summary: 'The public addresses phones are told, and whether they are safe to write into files',
    needs: ['system.information'],
    reply: {
      status: 200,
      description: 'The server',
      schema: z.object({
        public_urls: z.array(z.string()),
        confirmed: z.boolean(),
        own_ca: z.boolean(),
        ca_installed: z.boolean(),
      }),
    },
    handle: async ({ services }) => {
      const { http, https, safe, trusted } = await services.server.addresses()
      const own_ca = (await services.server.caCertificate()) !== undefined
      return {
        public_urls: [http, https].filter((url) => url !== null),
        confirmed: safe,
        own_ca,
        ca_installed: own_ca && trusted,
      }
    },
  }),
  route({
    method: 'post',
    path: '/server',
    tag,
    summary: 'Set or confirm the public addresses; null goes back to the configuration',
    needs: 'system',
    dryRun: true,
    body: { public_urls: urls.nullable().optional(), ca_installed: z.boolean().optional() },
    reply: { status: 204, description: 'Changed' },
    handle: ({ services, body, problems }) => services.server.change(body, problems),
  }),
  route({
    method: 'get',
    path: '/ca.pem',
    tag,
    summary: 'The certificate of our own CA, for phones and administrators',
    needs: 'public',
    reply: { status: 200, description: 'PEM', contentType: 'application/x-pem-file' },
    handle: async ({ services }) => ({
      contentType: 'application/x-pem-file',
      body: (await services.server.caCertificate()) ?? notFound('CA certificate'),
    }),
  }),
]
