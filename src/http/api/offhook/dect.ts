import { z } from 'zod'
import { modelIn, vendorNamed, vendors, ZONE_NAMES } from '../../../catalogue/index.js'
import {
  dectRead,
  dectShape,
  memberRead,
  memberShape,
  newDectShape,
  ownDect,
  readDect,
  sharedOf,
} from '../../../dialects/portsip/dect.js'
import { DIALECT, news } from '../../../dialects/portsip/members.js'
import { readPhone } from '../../../dialects/portsip/phone.js'
import { readPhoneModel } from '../../../dialects/portsip/phone-model.js'
import { changedPhone, newPhone } from '../../../dialects/portsip/phone-write.js'
import { notFound } from '../../../domain/errors.js'
import type { Phone } from '../../../domain/model.js'
import { isBase, type Member } from '../../../service/bases.js'
import { type Call, type Route, route } from '../../route.js'
import { phoneNames } from '../portsip/fields.js'
import { created, done, itemsReply } from '../portsip/lists.js'

const tag = 'DECT bases'
const needs = ['user_management.users', 'phone_system.full_access'] as const

const linesOf = ({ vendor, model }: Phone): number => {
  const known = vendorNamed(vendor)
  return known ? modelIn(known, model).row.lines : 0
}

async function readBase(phone: Phone, { services }: Pick<Call, 'services'>, secrets: boolean) {
  const { trusted } = await services.server.addresses()
  const { planned, url } = await services.insights.of(phone)
  const { plan, owner } = planned
  const read = readPhone(phone, { plan, owner, https: trusted, url: secrets ? url : null, secrets })
  return readDect(phone, read, { lines: linesOf(phone), user_password: plan.user_password, secrets })
}

const readMember = ({ user, ipui, handset_index }: Member): z.infer<typeof memberRead> => ({
  id: user.id,
  extension_number: user.extension,
  display_name: user.display_name,
  ipui,
  handset_index,
})

const idOf = ({ params }: Pick<Call, 'params'>): string => params.id ?? ''

/** `user_password` is a setting of every phone here, only PortSIP's phones have none. */
const withUserPassword = <D extends { readonly settings?: object }>(draft: D, user_password: unknown): D =>
  user_password === undefined ? draft : { ...draft, settings: { ...draft.settings, user_password } }

const models: readonly Route[] = [
  route({
    method: 'get',
    path: '/dect_phone_models',
    tag,
    summary: 'Every DECT base of the catalogue',
    needs: 'token',
    reply: itemsReply(
      z.object({ filename: z.string(), model: z.string(), lines: z.int(), display_name: z.string() }),
      'Models',
    ),
    handle: async () => ({
      items: vendors.flatMap((vendor) =>
        vendor.models.filter(isBase).map(({ id, lines }) => ({
          filename: `${vendor.id}.ph.xml`,
          model: id,
          lines,
          display_name: `${vendor.name} ${id}`,
        })),
      ),
    }),
  }),
  route({
    method: 'get',
    path: '/dect_phone_models/{name}',
    tag,
    summary: 'What bases of a template file may be given',
    needs: 'token',
    reply: {
      status: 200,
      description: 'Lists of values',
      schema: z.object({
        template: z.string(),
        languages: z.array(z.string()),
        tones: z.array(z.string()),
        time_zones: z.array(z.string()),
        codecs: z.array(z.string()),
        lines: z.int().describe('of the largest model'),
      }),
    },
    handle: async ({ params: { name = '' } }) => {
      const vendor = vendors.find(({ id }) => `${id}.ph.xml` === name.toLowerCase()) ?? notFound('template file')
      const bases = vendor.models.filter(isBase)
      if (bases.length === 0) notFound('template file')
      const { filename: template, languages, time_zones, codecs } = readPhoneModel(vendor, ZONE_NAMES)
      const tones = Object.keys(vendor.maps.tone ?? {}).filter((code) => /^[A-Z]{2}$/.test(code))
      return { template, languages, tones, time_zones, codecs, lines: Math.max(...bases.map(({ lines }) => lines)) }
    },
  }),
]

const bases: readonly Route[] = [
  route({
    method: 'get',
    path: '/dect_phones',
    tag,
    summary: 'DECT bases of the tenant, without secrets',
    needs,
    reply: itemsReply(dectRead, 'Bases'),
    handle: async (call) => {
      const phones = await call.services.bases.list(call.actor)
      return { items: await Promise.all(phones.map((phone) => readBase(phone, call, false))) }
    },
  }),
  route({
    method: 'post',
    path: '/dect_phones',
    tag,
    summary: 'Create a DECT base; members left out inherit',
    needs,
    dryRun: true,
    body: newDectShape,
    example: { name: 'Second floor', mac: '80:5e:c0:aa:bb:cc', model: 'W70B' },
    reply: created,
    handle: async ({ services, actor, body, problems }) => {
      const { mac, vendor, model } = body
      const named = {
        ...(mac === undefined ? {} : { mac }),
        ...(vendor === undefined ? {} : { vendor }),
        ...(model === undefined ? {} : { model }),
      }
      const draft = withUserPassword(newPhone({ ...named, ...sharedOf(body) }, null, problems), body.user_password)
      const foreign = { [DIALECT]: { ...draft.foreign?.[DIALECT], ...ownDect(body) } }
      return { id: (await phoneNames(services.bases.create(actor, { ...draft, foreign }, problems))).id }
    },
  }),
  route({
    method: 'get',
    path: '/dect_phones/{id}',
    tag,
    summary: 'Read a base with its passwords and its address',
    needs,
    reply: { status: 200, description: 'The base', schema: dectRead },
    handle: async (call) => readBase(await call.services.bases.get(call.actor, idOf(call)), call, true),
  }),
  route({
    method: 'post',
    path: '/dect_phones/{id}',
    tag,
    summary: 'Change a base; members left out keep their value',
    needs,
    dryRun: true,
    body: dectShape,
    example: { name: 'Third floor' },
    reply: done,
    handle: async (call) => {
      const { services, actor, body, problems } = call
      const base = await services.bases.get(actor, idOf(call))
      const { plan } = await services.insights.plan(base)
      const sent = news(body, await readBase(base, call, true))
      const change = (phone: Phone) => {
        const changed = changedPhone(sharedOf(sent), phone, plan.settings, problems)
        const foreign = { [DIALECT]: { ...changed.foreign?.[DIALECT], ...ownDect(sent, phone) } }
        return withUserPassword({ ...changed, foreign }, sent.user_password)
      }
      await phoneNames(services.phones.update(actor, base.id, change, problems))
    },
  }),
  route({
    method: 'post',
    path: '/dect_phones/{id}/destroy',
    tag,
    summary: 'Delete a base; it is told to clear itself',
    needs,
    dryRun: true,
    reply: done,
    handle: async (call) => {
      const { id } = await call.services.bases.get(call.actor, idOf(call))
      await call.services.phones.remove(call.actor, id)
    },
  }),
  route({
    method: 'get',
    path: '/dect_phones/{id}/members',
    tag,
    summary: 'Accounts of a base, by handset',
    needs,
    reply: itemsReply(memberRead, 'Accounts'),
    handle: async (call) => ({
      items: (await call.services.bases.members(call.actor, idOf(call))).map(readMember),
    }),
  }),
  route({
    method: 'post',
    path: '/dect_phones/{id}/members',
    tag,
    summary: 'Replace the accounts of a base; who stays keeps their handset',
    needs,
    dryRun: true,
    body: { items: z.array(memberShape).max(1000) },
    example: { items: [{ extension_number: '101', handset_index: 1 }] },
    reply: done,
    handle: async (call) => {
      const { services, actor, body, problems } = call
      await services.bases.get(actor, idOf(call))
      await services.bases.setMembers(actor, idOf(call), body.items ?? [], problems)
    },
  }),
  route({
    method: 'get',
    path: '/dect_phones/{id}/members/{extension_number}',
    tag,
    summary: 'One account of a base',
    needs,
    reply: { status: 200, description: 'The account', schema: memberRead },
    handle: async (call) => {
      const members = await call.services.bases.members(call.actor, idOf(call))
      const found = members.find(({ user }) => user.extension === call.params.extension_number)
      return readMember(found ?? notFound('member'))
    },
  }),
]

/** DECT bases (portsip-provisioning.md ch. 7). */
export const dectRoutes: readonly Route[] = [...models, ...bases]
