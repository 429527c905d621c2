import { z } from 'zod'
import { news } from '../../../dialects/portsip/members.js'
import { phoneRead, readPhone } from '../../../dialects/portsip/phone.js'
import { newPhoneShape, phoneShape } from '../../../dialects/portsip/phone-form.js'
import { changedPhone, newPhone } from '../../../dialects/portsip/phone-write.js'
import { extensionNumber, pin, sipPassword } from '../../../dialects/portsip/rules.js'
import { readStatus } from '../../../dialects/portsip/user.js'
import { line } from '../../../domain/text.js'
import type { DeskView } from '../../../service/desk-service.js'
import { pageOf } from '../../../service/list.js'
import { type Call, type Route, route } from '../../route.js'
import { phoneNames } from '../portsip/fields.js'
import { created, done, fieldsOf, listQuery, listReply } from '../portsip/lists.js'

const tag = 'Hot desking'
const needs = ['user_management.users', 'phone_system.full_access'] as const

const { door_password1: _one, door_password2: _two, ...newShape } = newPhoneShape
const { door_password1: _three, door_password2: _four, ...changeShape } = phoneShape
const displayName = line(128, 1)

const deskItem = z.object({
  id: z.string(),
  model: z.string(),
  extension_number: z.string().nullable(),
  current_extension_number: z.string().nullable().describe('of who is logged in'),
  display_name: z.string(),
})

const deskRead = z.object({
  ...phoneRead.omit({ door_password1: true, door_password2: true }).shape,
  ...deskItem.omit({ model: true }).shape,
})

const readItem = ({ desk, phone, account, current }: DeskView) => ({
  id: desk.id,
  model: phone.model,
  extension_number: account.extension,
  current_extension_number: current?.extension ?? null,
  display_name: account.display_name,
})

/** The phone's members and the desk's; never a SIP password. */
async function readDesk(view: DeskView, { services }: Pick<Call, 'services'>) {
  const { trusted } = await services.server.addresses()
  const { planned, url } = await services.insights.of(view.phone)
  const { plan, owner } = planned
  const facts = { plan, owner, https: trusted, url, secrets: true }
  const { door_password1: _first, door_password2: _second, ...phone } = readPhone(view.phone, facts)
  return { ...phone, ...readItem(view) }
}

const idOf = ({ params }: Pick<Call, 'params'>): string => params.id ?? ''

/** Phones anybody may sit down at (portsip-provisioning.md ch. 6 and 7). */
export const deskRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/hotdesking',
    tag,
    summary: 'Hot desks of the tenant',
    needs,
    query: listQuery,
    reply: listReply(deskItem, 'Hot desks'),
    handle: async ({ services, actor, query, problems }) => {
      const searched = ['model', 'extension_number', 'display_name']
      const listing = { fields: fieldsOf(deskItem), searched, view: readItem }
      const { count, records } = pageOf(await services.desks.list(actor), query, listing, problems)
      return { count, items: records.map(readItem) }
    },
  }),
  route({
    method: 'post',
    path: '/hotdesking',
    tag,
    summary: 'Create a phone with an account of its own, where users may log in',
    needs,
    dryRun: true,
    body: {
      ...newShape,
      extension_number: extensionNumber,
      extension_password: sipPassword,
      display_name: displayName.optional(),
    },
    reply: created,
    handle: async ({ services, actor, body, problems }) => {
      const { extension_number, extension_password, display_name, ...phone } = body
      const draft = {
        ...(extension_number === undefined ? {} : { extension_number }),
        ...(extension_password === undefined ? {} : { extension_password }),
        ...(display_name === undefined ? {} : { display_name }),
        phone: newPhone(phone, null, problems),
      }
      return { id: (await phoneNames(services.desks.create(actor, draft, problems))).id }
    },
  }),
  route({
    method: 'get',
    path: '/hotdesking/{id}',
    tag,
    summary: 'Read a hot desk with the address of its phone',
    needs,
    reply: { status: 200, description: 'The hot desk', schema: deskRead },
    handle: async (call) => readDesk(await call.services.desks.get(call.actor, idOf(call)), call),
  }),
  route({
    method: 'post',
    path: '/hotdesking/{id}',
    tag,
    summary: 'Change the settings of the phone, or the name of its own account',
    needs,
    dryRun: true,
    body: { ...changeShape, display_name: displayName.optional() },
    reply: done,
    handle: async (call) => {
      const { services, actor, body, problems } = call
      const view = await services.desks.get(actor, idOf(call))
      const { plan } = await services.insights.plan(view.phone)
      const { display_name, ...members } = body
      const sent = news(members, await readDesk(view, call))
      await phoneNames(
        services.desks.update(
          actor,
          view.desk.id,
          { display_name, phone: (phone) => changedPhone(sent, phone, plan.settings, problems) },
          problems,
        ),
      )
    },
  }),
  route({
    method: 'get',
    path: '/hotdesking/{id}/status',
    tag,
    summary: 'Whether the account in use is registered, and whose it is',
    needs,
    reply: {
      status: 200,
      description: 'The status',
      schema: z.object({ status: z.string(), current_extension_number: z.string().nullable() }),
    },
    handle: async (call) => {
      const { account, current } = await call.services.desks.get(call.actor, idOf(call))
      const inUse = current ?? account
      return {
        status: readStatus(inUse, await call.services.registrations.of(inUse)).status,
        current_extension_number: current?.extension ?? null,
      }
    },
  }),
  route({
    method: 'post',
    path: '/hotdesking/{id}/login',
    tag,
    summary: 'Seat a user: the phone’s first line is theirs, with their keys; a PIN that is sent must be right',
    needs,
    dryRun: true,
    body: { extension_number: extensionNumber, voicemail_pin: pin.optional() },
    reply: done,
    handle: (call) => {
      const { extension_number, voicemail_pin } = call.body
      return call.services.desks.login(call.actor, idOf(call), { extension_number, pin: voicemail_pin }, call.problems)
    },
  }),
  route({
    method: 'post',
    path: '/hotdesking/{id}/logout',
    tag,
    summary: 'Give the phone back its own account',
    needs,
    dryRun: true,
    reply: done,
    handle: (call) => call.services.desks.logout(call.actor, idOf(call)),
  }),
  route({
    method: 'post',
    path: '/hotdesking/{id}/destroy',
    tag,
    summary: 'Delete the desk and its account; the phone is told to clear itself',
    needs,
    dryRun: true,
    reply: done,
    handle: (call) => call.services.desks.remove(call.actor, idOf(call)),
  }),
]
