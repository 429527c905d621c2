import { z } from 'zod'
import { vendors } from '../../../catalogue/index.js'
import { withoutSecrets } from '../../../dialects/offhook/present.js'
import { idReply, readNotify, tenantRead, tenantShape } from '../../../dialects/offhook/shapes.js'
import { DomainError } from '../../../domain/errors.js'
import { SITE_LIMIT, type Tenant } from '../../../domain/model.js'
import { host } from '../../../domain/text.js'
import { DHCP_SERVERS, type DhcpServer, dhcpLines } from '../../../service/dhcp.js'
import type { Services } from '../../../service/index.js'
import type { TenantDraft } from '../../../service/tenants.js'
import { type Route, route } from '../../route.js'

const tag = 'Tenants'
const READ = ['company.view_only', 'company.full_access'] as const
const WRITE = ['company.full_access'] as const

async function readTenant(tenant: Tenant, services: Services) {
  return {
    id: tenant.id,
    name: tenant.name,
    sip_domain: tenant.sip_domain,
    pbx: tenant.pbx,
    interfaces: tenant.interfaces,
    enrolment_networks: tenant.enrolment_networks,
    enrolment_url: await services.server.tenantUrl(tenant),
    phone_login: tenant.phone_login ?? 'off',
    enrolment_pin: tenant.enrolment_pin ?? false,
    lock_on_foreign_agent: tenant.lock_on_foreign_agent ?? false,
    notify: readNotify(tenant),
    site_limit: tenant.site_limit ?? SITE_LIMIT,
    settings: withoutSecrets(tenant.settings),
    overrides: tenant.overrides,
    models: withoutSecrets(tenant.models),
    created_at: tenant.created_at,
  }
}

export const tenantRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/tenants',
    tag,
    summary: 'The tenants the caller may see',
    needs: READ,
    reply: { status: 200, description: 'Tenants', schema: z.object({ count: z.int(), items: z.array(tenantRead) }) },
    handle: async ({ services, actor }) => {
      const tenants = await services.tenants.list(actor)
      return { count: tenants.length, items: await Promise.all(tenants.map((tenant) => readTenant(tenant, services))) }
    },
  }),
  route({
    method: 'post',
    path: '/tenants',
    tag,
    summary: 'Create a tenant',
    needs: ['system.tenant'],
    body: { ...tenantShape, sip_domain: host },
    reply: { status: 201, description: 'Created', schema: idReply },
    handle: async ({ services, body, problems }) => ({
      id: (await services.tenants.create(body as Partial<TenantDraft>, problems)).id,
    }),
  }),
  route({
    method: 'get',
    path: '/tenants/{id}',
    tag,
    summary: 'Read a tenant',
    needs: READ,
    reply: { status: 200, description: 'The tenant', schema: tenantRead },
    handle: async ({ services, actor, params }) =>
      readTenant(await services.tenants.get(actor, params.id ?? ''), services),
  }),
  route({
    method: 'post',
    path: '/tenants/{id}',
    tag,
    summary: 'Change a tenant; settings, overrides and models merge',
    needs: WRITE,
    dryRun: true,
    body: { ...tenantShape, sip_domain: host.optional() },
    reply: { status: 204, description: 'Changed' },
    handle: ({ services, actor, params, body, problems }) =>
      services.tenants.update(actor, params.id ?? '', body as Partial<TenantDraft>, problems),
  }),
  route({
    method: 'get',
    path: '/tenants/{id}/dhcp',
    tag,
    summary: 'The lines that make a DHCP server send the phones of a tenant here',
    needs: WRITE,
    query: { server: z.enum(DHCP_SERVERS as [DhcpServer, ...DhcpServer[]]).optional(), tftp: z.ipv4().optional() },
    reply: {
      status: 200,
      description: 'Lines for the server asked for, dnsmasq unless told',
      schema: z.object({ server: z.enum(DHCP_SERVERS as [DhcpServer, ...DhcpServer[]]), lines: z.array(z.string()) }),
    },
    handle: async ({ services, actor, params, query, problems }) => {
      problems.throwIfAny()
      const server = query.server ?? 'dnsmasq'
      const url = await services.server.tenantUrl(await services.tenants.get(actor, params.id ?? ''))
      if (url === null) throw new DomainError('not_supported', 'the server has no address phones could use')
      return { server, lines: dhcpLines(server, url, vendors, query.tftp) }
    },
  }),
  route({
    method: 'post',
    path: '/tenants/{id}/enrolment_token',
    tag,
    summary: 'Renew the enrolment URL of all phones of the tenant; the old one dies at once',
    needs: WRITE,
    reply: { status: 204, description: 'Renewed' },
    handle: ({ services, actor, params }) => services.tenants.renewEnrolmentToken(actor, params.id ?? ''),
  }),
  route({
    method: 'post',
    path: '/tenants/{id}/destroy',
    tag,
    summary: 'Delete an empty tenant',
    needs: ['system.tenant'],
    reply: { status: 204, description: 'Deleted' },
    handle: ({ services, actor, params }) => services.tenants.remove(actor, params.id ?? ''),
  }),
]
