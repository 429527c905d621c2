import { news } from '../../../dialects/portsip/members.js'
import { ownPhoneRead, type PhoneFacts, phoneRead, readPhone } from '../../../dialects/portsip/phone.js'
import { newPhoneShape, phoneShape } from '../../../dialects/portsip/phone-form.js'
import { changedPhone, newPhone } from '../../../dialects/portsip/phone-write.js'
import { notFound } from '../../../domain/errors.js'
import type { Phone, User } from '../../../domain/model.js'
import { ownUserId } from '../../../service/context.js'
import { ownerIdOf } from '../../../service/shared.js'
import { type Call, type Route, route } from '../../route.js'
import { phoneNames } from './fields.js'
import { created, done, itemsReply } from './lists.js'

/** The same five operations for the caller's own phones and for those of any user of the tenant. */
interface Scope {
  readonly path: string
  readonly tag: string
  readonly needs: Route['needs']
  readonly phoneParam: 'id' | 'phone_id'
  /** Owners see their secrets in the list, and the firmware their phones told. */
  readonly own: boolean
  readonly userId: (call: Call) => string
}

const SELF: Scope = {
  path: '/user/phones',
  tag: 'Self-service',
  needs: 'user',
  phoneParam: 'id',
  own: true,
  userId: ({ actor }) => ownUserId(actor),
}

const ADMIN: Scope = {
  path: '/users/{id}/phones',
  tag: 'Users',
  needs: ['user_management.users'],
  phoneParam: 'phone_id',
  own: false,
  userId: ({ params }) => params.id ?? '',
}

/** The phone, if it is that user's. */
async function phoneOf({ services, actor, params }: Call, scope: Scope, owner: User): Promise<Phone> {
  const phone = await services.phones.get(actor, params[scope.phoneParam] ?? '')
  return ownerIdOf(phone) === owner.id ? phone : notFound('phone')
}

const ownerOf = (call: Call, scope: Scope): Promise<User> => call.services.users.get(call.actor, scope.userId(call))

async function factsOf({ services }: Call, phone: Phone, owner: User, secrets: boolean): Promise<PhoneFacts> {
  const { trusted } = await services.server.addresses()
  if (!secrets) return { plan: (await services.insights.plan(phone)).plan, owner, https: trusted, url: null, secrets }
  const { planned, url } = await services.insights.of(phone)
  return { plan: planned.plan, owner, https: trusted, url, secrets }
}

function routesOf(scope: Scope): readonly Route[] {
  const { path, tag, needs, own, phoneParam } = scope
  const item = `${path}/{${phoneParam}}`
  return [
    route({
      method: 'get',
      path,
      tag,
      summary: own ? 'Own phones' : 'Phones of a user',
      needs,
      reply: itemsReply(own ? ownPhoneRead : phoneRead, 'Phones'),
      handle: async (call) => {
        const owner = await ownerOf(call, scope)
        const phones = await call.services.phones.ofUser(call.actor, owner.id)
        const items = phones.map(async (phone) => ({
          ...readPhone(phone, await factsOf(call, phone, owner, own)),
          ...(own ? { fwver: phone.seen_firmware ?? phone.firmware } : {}),
        }))
        return { items: await Promise.all(items) }
      },
    }),
    route({
      method: 'post',
      path,
      tag,
      summary: 'Assign a phone; members left out inherit',
      needs,
      dryRun: true,
      body: newPhoneShape,
      reply: created,
      handle: async (call) => {
        const { services, actor, body, problems } = call
        const owner = await ownerOf(call, scope)
        const draft = newPhone(body, owner.id, problems)
        return { id: (await phoneNames(services.phones.create(actor, draft, problems))).id }
      },
    }),
    route({
      method: 'get',
      path: item,
      tag,
      summary: 'Read a phone with its passwords and its address',
      needs,
      reply: { status: 200, description: 'The phone', schema: phoneRead },
      handle: async (call) => {
        const owner = await ownerOf(call, scope)
        const phone = await phoneOf(call, scope, owner)
        return readPhone(phone, await factsOf(call, phone, owner, true))
      },
    }),
    route({
      method: 'post',
      path: item,
      tag,
      summary: 'Change a phone; members left out keep their value, null inherits again',
      needs,
      dryRun: true,
      body: phoneShape,
      reply: done,
      handle: async (call) => {
        const { services, actor, body, problems } = call
        const owner = await ownerOf(call, scope)
        const known = await phoneOf(call, scope, owner)
        const facts = await factsOf(call, known, owner, true)
        const change = (phone: Phone) => {
          const sent = news(body, readPhone(phone, facts))
          return changedPhone(sent, phone, facts.plan.settings, problems)
        }
        await phoneNames(services.phones.update(actor, known.id, change, problems))
      },
    }),
    route({
      method: 'post',
      path: `${item}/destroy`,
      tag,
      summary: 'Take the phone away: it is told to clear itself',
      needs,
      dryRun: true,
      reply: done,
      handle: async (call) => {
        const { id } = await phoneOf(call, scope, await ownerOf(call, scope))
        await call.services.phones.remove(call.actor, id)
      },
    }),
  ]
}

export const phoneRoutes: readonly Route[] = [...routesOf(SELF), ...routesOf(ADMIN)]
