import { z } from 'zod'
import { type Around, readUser, readUserItem } from '../../../dialects/netsapiens/user.js'
import { newUserShape, userShape } from '../../../dialects/netsapiens/user-form.js'
import { userRead } from '../../../dialects/netsapiens/user-reply.js'
import { changedUser, newUser, USER_FIELDS } from '../../../dialects/netsapiens/user-write.js'
import type { Group, User } from '../../../domain/model.js'
import type { Actor } from '../../../domain/permission.js'
import { randomPassword } from '../../../security/token.js'
import { siteOf } from '../../../service/places.js'
import { Answered, type Call, type Route, route } from '../../route.js'
import { wholeNumber } from '../../whole-number.js'

const tag = 'Users'
const needs = ['user_management.users'] as const

/** Phones are given it in their files; this API knows no SIP password of a user. */
const SIP_PASSWORD_LENGTH = 24

const accepted = z.object({ code: z.literal(202), message: z.literal('Accepted') })
const ACCEPTED = { code: 202, message: 'Accepted' } as const
const acceptedReply = { status: 202, description: 'Accepted', schema: accepted } as const

/** The caller in the domain of the path; `~` is their own. */
const inDomain = ({ actor, actorIn, params: { domain = '~' } }: Call): Promise<Actor> =>
  domain === '~' ? Promise.resolve(actor) : actorIn(domain)

/** What views of the domain's users need beside the records. */
async function surroundings({ services }: Call, actor: Actor): Promise<(user: User) => Promise<Around>> {
  const tenant = await services.tenants.get(actor, actor.tenant_id)
  const groups: readonly Group[] = await services.groups.list(actor)
  return async (user) => ({
    tenant,
    site: siteOf(user, groups)?.name,
    registered: (await services.registrations.of(user)).length > 0,
  })
}

async function viewOf(call: Call, actor: Actor, user: User) {
  return readUser(user, await (await surroundings(call, actor))(user))
}

/** How many rows, and after how many. */
const count = wholeNumber(0, 1_000_000_000)

export const userRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/domains/{domain}/users',
    tag,
    summary: 'Create a user in a domain, at once or, unless synchronous is yes, soon',
    dryRun: true,
    needs,
    body: newUserShape,
    example: {
      user: '1000',
      'name-first-name': 'Ann',
      'name-last-name': 'Lee',
      'email-address': 'ann@example.com',
      'user-scope': 'Basic User',
    },
    reply: { status: 200, description: 'The user; where synchronous is yes', schema: userRead },
    otherReply: { ...acceptedReply, description: 'Accepted: the names are taken, the user is there soon' },
    handle: async (call) => {
      const { services, body, problems } = call
      const actor = await inDomain(call as Call)
      const { sip_domain } = await services.tenants.get(actor, actor.tenant_id)
      const placed = newUser(body, { domain: sip_domain, sip_password: randomPassword(SIP_PASSWORD_LENGTH) })
      if (body.synchronous === 'yes')
        return viewOf(call as Call, actor, await services.placedUsers.create(actor, placed, problems, USER_FIELDS))
      await services.placedUsers.accept(actor, placed, problems, USER_FIELDS)
      return new Answered(202, ACCEPTED)
    },
  }),
  route({
    method: 'get',
    path: '/domains/{domain}/users',
    tag,
    summary: 'Users of a domain; PINs are not shown',
    needs,
    query: {
      limit: count,
      start: count,
      site: z.string().optional(),
    },
    reply: { status: 200, description: 'Users', schema: z.array(userRead) },
    handle: async (call) => {
      const { services, query, problems } = call
      problems.throwIfAny()
      const actor = await inDomain(call as Call)
      const around = await surroundings(call as Call, actor)
      const { start = 0, limit, site } = query
      const groups = await services.groups.list(actor)
      const at = (user: User) => siteOf(user, groups)?.name.toLowerCase()
      const users = (await services.users.list(actor)).filter(
        (user) => site === undefined || at(user) === site.toLowerCase(),
      )
      return Promise.all(
        users
          .slice(start, limit === undefined ? undefined : start + limit)
          .map(async (user) => readUserItem(user, await around(user))),
      )
    },
  }),
  route({
    method: 'get',
    path: '/domains/{domain}/users/{user}',
    tag,
    summary: 'Read a user',
    needs,
    reply: { status: 200, description: 'The user', schema: userRead },
    handle: async (call) => {
      const actor = await inDomain(call)
      return viewOf(call, actor, await call.services.users.named(actor, call.params.user ?? ''))
    },
  }),
  route({
    method: 'put',
    path: '/domains/{domain}/users/{user}',
    tag,
    summary: 'Change a user; members left out keep their value',
    dryRun: true,
    needs,
    body: userShape,
    reply: acceptedReply,
    handle: async (call) => {
      const { services, body, params, problems } = call
      const actor = await inDomain(call as Call)
      const { id } = await services.users.named(actor, params.user ?? '')
      const around = await surroundings(call as Call, actor)
      const known = await around(await services.users.get(actor, id))
      await services.placedUsers.update(actor, id, (user) => changedUser(body, user, known), problems, USER_FIELDS)
      return ACCEPTED
    },
  }),
  route({
    method: 'delete',
    path: '/domains/{domain}/users/{user}',
    tag,
    summary: 'Delete a user; their phones are told to clear themselves',
    dryRun: true,
    needs,
    reply: acceptedReply,
    handle: async (call) => {
      const actor = await inDomain(call)
      const { id } = await call.services.users.named(actor, call.params.user ?? '')
      await call.services.users.remove(actor, id, call.problems)
      return ACCEPTED
    },
  }),
]
