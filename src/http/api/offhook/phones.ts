import { z } from 'zod'
import {
  combinePhone,
  phoneInsightShape,
  phoneReadShape,
  phoneShape,
  phoneStateShape,
  readPhone,
} from '../../../dialects/offhook/phone.js'
import { idReply, warning } from '../../../dialects/offhook/shapes.js'
import { phoneRead, readPhone as readPortsip } from '../../../dialects/portsip/phone.js'
import { newPhoneShape, phoneShape as portsipShape } from '../../../dialects/portsip/phone-form.js'
import { changedPhone, newPhone } from '../../../dialects/portsip/phone-write.js'
import { printMac } from '../../../domain/mac.js'
import type { Phone } from '../../../domain/model.js'
import type { Services } from '../../../service/index.js'
import { pageOf } from '../../../service/list.js'
import { type Call, type Route, route } from '../../route.js'
import { phoneNames } from '../portsip/fields.js'
import { done, fieldsOf, listQuery, listReply } from '../portsip/lists.js'

const tag = 'Phones'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['user_management.users', 'phone_system.full_access'] as const

const assignment = {
  extension_number: z.string().nullable(),
  name: z.string().nullable().describe('display name of the user on line 1'),
  fwver: z.string().nullable(),
  ip: z.string().nullable().describe('where the last fetch of the main file came from'),
}
const listItem = z.object({ ...phoneRead.shape, ...phoneReadShape, ...assignment, ...phoneStateShape })
const single = z.object({
  ...phoneRead.shape,
  ...phoneReadShape,
  ...assignment,
  ...phoneStateShape,
  ...phoneInsightShape,
})
const listing = (views: ReadonlyMap<Phone, object>) => ({
  fields: fieldsOf(listItem, [
    'settings',
    'overrides',
    'window',
    'locked',
    'password',
    'url',
    'door_password1',
    'door_password2',
  ]),
  searched: ['mac', 'vendor', 'model', 'serial_number', 'seen_firmware', 'extension_number', 'name'],
  view: (phone: Phone) => views.get(phone) ?? {},
})

/** Members of the vendor's own list of phones (portsip-provisioning.md ch. 7); its PIN in clear is not among them. */
async function readAssignment(phone: Phone, services: Services) {
  const owner = await services.insights.assignee(phone)
  return {
    extension_number: owner?.extension ?? null,
    name: owner?.display_name ?? null,
    fwver: phone.seen_firmware ?? phone.firmware,
    ip: await services.insights.lastSource(phone),
  }
}

/** A phone in a list: no secret, no address. */
async function readItem(phone: Phone, services: Services) {
  const { plan, owner } = await services.insights.plan(phone)
  const { trusted } = await services.server.addresses()
  return {
    ...readPortsip(phone, { plan, owner, https: trusted, url: null, secrets: false }),
    ...readPhone(phone),
    ...(await readAssignment(phone, services)),
    ...(await services.fleet.viewOf(phone)),
  }
}

/** One phone with its passwords and addresses, for those who may change them. */
async function readSingle(phone: Phone, { services, actor }: Call) {
  const { planned, url, enrolment_url, login, warnings } = await services.insights.of(phone)
  const { trusted } = await services.server.addresses()
  const secrets = WRITE.some((permission) => actor.permissions.has(permission))
  return {
    ...readPortsip(phone, {
      plan: planned.plan,
      owner: planned.owner,
      https: trusted,
      url: secrets ? url : null,
      secrets,
    }),
    ...readPhone(phone),
    ...(await readAssignment(phone, services)),
    ...(await services.fleet.viewOf(phone, true)),
    warnings,
    enrolment_url: secrets ? enrolment_url : null,
    login: secrets ? login : null,
  }
}

export const phoneOf = ({ services, actor, params }: Pick<Call, 'services' | 'actor' | 'params'>): Promise<Phone> =>
  services.phones.byMac(actor, params.mac ?? '')

export const phoneRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/phones',
    tag,
    summary: 'Phones of the tenant',
    needs: READ,
    query: listQuery,
    reply: listReply(listItem, 'Phones'),
    handle: async ({ services, actor, query, problems }) => {
      const phones = await services.phones.list(actor)
      const looked = query.filter || query.search || query.orderby
      const views = new Map(
        looked ? await Promise.all(phones.map(async (phone) => [phone, await readItem(phone, services)] as const)) : [],
      )
      const { count, records } = pageOf(phones, query, listing(views), problems)
      return { count, items: await Promise.all(records.map((phone) => readItem(phone, services))) }
    },
  }),
  route({
    method: 'post',
    path: '/phones',
    tag,
    summary: 'Create a phone, with or without a user; members left out inherit',
    needs: WRITE,
    dryRun: true,
    body: { ...newPhoneShape, ...phoneShape },
    reply: { status: 201, description: 'Created', schema: z.object({ ...idReply.shape, warnings: z.array(warning) }) },
    handle: async ({ services, actor, body, problems }) => {
      const draft = combinePhone(newPhone(body, null, problems), body)
      const phone = await phoneNames(services.phones.create(actor, draft, problems), body.settings)
      return { id: phone.id, warnings: (await services.insights.of(phone)).warnings }
    },
  }),
  route({
    method: 'get',
    path: '/phones/{mac}',
    tag,
    summary: 'Read a phone with its state, warnings and address',
    needs: READ,
    reply: { status: 200, description: 'The phone', schema: single },
    handle: async (call) => readSingle(await phoneOf(call), call),
  }),
  route({
    method: 'post',
    path: '/phones/{mac}',
    tag,
    summary: 'Change a phone: settings and overrides merge, lists are replaced whole',
    needs: WRITE,
    dryRun: true,
    body: { ...portsipShape, ...phoneShape },
    reply: done,
    handle: async (call) => {
      const { services, actor, body, problems } = call
      const { id } = await phoneOf(call)
      const { plan } = await services.insights.plan(await services.phones.get(actor, id))
      const change = (phone: Phone) => combinePhone(changedPhone(body, phone, plan.settings, problems), body)
      await phoneNames(services.phones.update(actor, id, change, problems), body.settings)
    },
  }),
  route({
    method: 'post',
    path: '/phones/{mac}/acknowledge',
    tag,
    summary: 'Say that a reboot loop was looked after: the phone gets firmware, VLAN and device parameters again',
    needs: WRITE,
    dryRun: true,
    reply: done,
    handle: async (call) => call.services.bootGuard.acknowledge(call.actor, (await phoneOf(call)).id),
  }),
  route({
    method: 'post',
    path: '/phones/{mac}/destroy',
    tag,
    summary: 'Delete a phone; its device is told to clear itself for 90 days',
    needs: WRITE,
    dryRun: true,
    reply: done,
    handle: async (call) => call.services.phones.remove(call.actor, (await phoneOf(call)).id),
  }),
  route({
    method: 'get',
    path: '/phones/{mac}/assignee',
    tag,
    summary: 'Who sits at the phone; without a user the extension number is null',
    needs: READ,
    reply: {
      status: 200,
      description: 'The user on line 1',
      schema: z.object({
        mac: z.string(),
        extension_number: z.string().nullable(),
        vendor: z.string(),
        model: z.string(),
      }),
    },
    handle: async (call) => {
      const phone = await phoneOf(call)
      const owner = await call.services.insights.assignee(phone)
      const { vendor, model } = phone
      return { mac: printMac(phone.mac), extension_number: owner?.extension ?? null, vendor, model }
    },
  }),
  route({
    method: 'post',
    path: '/phones/{mac}/token',
    tag,
    summary: 'Rotate or revoke the token, open or close the enrolment window, unlock the phone',
    needs: WRITE,
    dryRun: true,
    body: { action: z.enum(['rotate', 'revoke', 'open_window', 'close_window', 'unlock']) },
    reply: {
      status: 200,
      description: 'The token as people tell it apart, and the window',
      schema: z.object({ token: phoneReadShape.token, window: phoneReadShape.window }),
    },
    handle: async (call) => {
      const { services, actor, body, problems } = call
      const { id } = await phoneOf(call)
      problems.throwIfAny()
      if (body.action === 'rotate') await services.phones.rotateToken(actor, id)
      else if (body.action === 'revoke') await services.phones.revokeToken(actor, id)
      else if (body.action === 'open_window') await services.phones.openWindow(actor, id)
      else if (body.action === 'unlock') await services.phones.unlock(actor, id)
      else await services.phones.closeWindow(actor, id)
      const { token, window } = await services.phones.get(actor, id)
      return { token: token.short, window }
    },
  }),
]
