import {
  contactRead,
  contactShape,
  newContactShape,
  readContact,
  readTenantContact,
  tenantContactRead,
  writtenContact,
} from '../../../dialects/portsip/contacts.js'
import type { Contact } from '../../../domain/directory.js'
import { ownUserId } from '../../../service/context.js'
import { pageOf } from '../../../service/list.js'
import { type Call, type Route, route } from '../../route.js'
import { created, done, fieldsOf, listQuery, listReply } from './lists.js'
import { syncRoutes } from './sync.js'

/** Whose contacts: the caller's, or with null the tenant's. */
interface Scope {
  readonly path: string
  readonly tag: string
  readonly needs: { readonly read: Route['needs']; readonly write: Route['needs'] }
  readonly owner: (call: Pick<Call, 'actor'>) => string | null
  readonly schema: typeof contactRead | typeof tenantContactRead
  readonly read: (contact: Contact) => object
}

const SELF: Scope = {
  path: '/user/contacts',
  tag: 'Self-service',
  needs: { read: 'user', write: 'user' },
  owner: ({ actor }) => ownUserId(actor),
  schema: contactRead,
  read: readContact,
}

const OF_TENANT: Scope = {
  path: '/contacts',
  tag: 'Contacts',
  needs: {
    read: ['user_management.users', 'company.view_only', 'company.full_access'],
    write: ['user_management.users', 'company.full_access'],
  },
  owner: () => null,
  schema: tenantContactRead,
  read: readTenantContact,
}

function routesOf({ path, tag, needs, owner, schema, read }: Scope): readonly Route[] {
  const item = `${path}/{id}`
  const listing = { fields: fieldsOf(schema), searched: ['name', 'company', 'email'], view: read }
  return [
    route({
      method: 'get',
      path,
      tag,
      summary: 'Contacts',
      needs: needs.read,
      query: listQuery,
      reply: listReply(schema, 'Contacts'),
      handle: async ({ services, actor, query, problems }) => {
        const { count, records } = pageOf(
          await services.contacts.list(actor, owner({ actor })),
          query,
          listing,
          problems,
        )
        return { count, items: records.map(read) }
      },
    }),
    route({
      method: 'post',
      path,
      tag,
      summary: 'Create a contact',
      needs: needs.write,
      dryRun: true,
      body: newContactShape,
      reply: created,
      handle: async ({ services, actor, body, problems }) => ({
        id: (await services.contacts.create(actor, owner({ actor }), writtenContact(body), problems)).id,
      }),
    }),
    route({
      method: 'get',
      path: item,
      tag,
      summary: 'Read a contact',
      needs: needs.read,
      reply: { status: 200, description: 'The contact', schema },
      handle: async ({ services, actor, params }) =>
        read(await services.contacts.get(actor, owner({ actor }), params.id ?? '')),
    }),
    route({
      method: 'post',
      path: item,
      tag,
      summary: 'Change a contact; members left out keep their value',
      needs: needs.write,
      dryRun: true,
      body: contactShape,
      reply: done,
      handle: ({ services, actor, params, body, problems }) =>
        services.contacts.update(actor, owner({ actor }), params.id ?? '', writtenContact(body), problems),
    }),
    route({
      method: 'post',
      path: `${item}/destroy`,
      tag,
      summary: 'Delete a contact',
      needs: needs.write,
      dryRun: true,
      reply: done,
      handle: ({ services, actor, params }) => services.contacts.remove(actor, owner({ actor }), params.id ?? ''),
    }),
  ]
}

const KINDS = ['contacts', 'business_contacts', 'extension_contacts'] as const

function markRoute(kind: (typeof KINDS)[number], favorite: boolean): Route {
  return route({
    method: 'post',
    path: `/user/${kind}/{id}/${favorite ? 'favorite' : 'unfavorite'}`,
    tag: 'Self-service',
    summary: favorite ? 'Mark as a favourite; marking twice is no error' : 'Take the mark away',
    needs: 'user',
    dryRun: true,
    reply: done,
    handle: ({ services: { contacts }, actor, params: { id = '' } }) =>
      kind === 'contacts'
        ? contacts.mark(actor, ownUserId(actor), id, favorite)
        : contacts.markOther(
            actor,
            ownUserId(actor),
            kind === 'business_contacts' ? 'business' : 'extension',
            id,
            favorite,
          ),
  })
}

export const contactRoutes: readonly Route[] = [
  // Before the contacts themselves: `sync_tokens` is no contact's id.
  ...syncRoutes,
  ...routesOf(SELF),
  ...KINDS.flatMap((kind) => [markRoute(kind, true), markRoute(kind, false)]),
  ...routesOf(OF_TENANT),
]
