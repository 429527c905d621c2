import { z } from 'zod'
import { readRegistered, registeredReply } from '../../../dialects/jambonz/registered.js'
import type { User } from '../../../domain/model.js'
import type { Actor } from '../../../domain/permission.js'
import { line } from '../../../domain/text.js'
import type { Services } from '../../../service/index.js'
import { type Route, route } from '../../route.js'
import { inAccount } from './account.js'

const common = { tag: 'jambonz clients', needs: ['user_management.users'] } as const
const path = '/Accounts/{AccountSid}/RegisteredSipUsers'

/** Every user with the registrations that hold, of those who have any. */
async function registered(services: Services, actor: Actor) {
  const users = await services.users.list(actor)
  const all = await Promise.all(users.map(async (user) => ({ user, held: await services.registrations.of(user) })))
  return all.filter(({ held }) => held.length > 0)
}

async function named(services: Services, actor: Actor, name: string) {
  const user: User | undefined = await services.users.bySipUser(actor, name)
  return readRegistered(name, user, user ? await services.registrations.of(user) : [])
}

export const registeredRoutes: readonly Route[] = [
  route({
    ...common,
    method: 'get',
    path,
    summary: 'Registered users of an account, as user@realm',
    reply: { status: 200, description: 'Names', schema: z.array(z.string()) },
    handle: async (call) => {
      const { services, params } = call
      const actor = await inAccount(call, params.AccountSid ?? '')
      const { sip_domain } = await services.tenants.get(actor, actor.tenant_id)
      return (await registered(services, actor)).map(({ user }) => `${user.sip_user}@${sip_domain}`)
    },
  }),
  route({
    ...common,
    method: 'post',
    path,
    summary: 'Registrations of the users named, in the order asked; of all who are registered when none is',
    list: line(64, 1),
    listExample: ['alice123', 'bob456'],
    reply: { status: 200, description: 'Registrations', schema: z.array(registeredReply) },
    handle: async (call) => {
      const { services, params, list, problems } = call
      const actor = await inAccount(call, params.AccountSid ?? '')
      problems.throwIfAny()
      if (list.length > 0) return Promise.all(list.map((name) => named(services, actor, name)))
      return (await registered(services, actor)).map(({ user, held }) => readRegistered(user.sip_user, user, held))
    },
  }),
  route({
    ...common,
    method: 'get',
    path: `${path}/{Client}`,
    summary: 'Registration of one client, whether or not there is one',
    reply: { status: 200, description: 'The registration', schema: registeredReply },
    handle: async (call) => {
      const actor = await inAccount(call, call.params.AccountSid ?? '')
      return named(call.services, actor, call.params.Client ?? '')
    },
  }),
]
