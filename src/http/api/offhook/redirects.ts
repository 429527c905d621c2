import { z } from 'zod'
import {
  accountChangeShape,
  accountRead,
  checkRead,
  jobRead,
  newAccountShape,
  readAccount,
  readbackRead,
  readRegistration,
  registrationRead,
} from '../../../dialects/offhook/redirects.js'
import { idReply } from '../../../dialects/offhook/shapes.js'
import { may } from '../../../domain/permission.js'
import type { RedirectAccount, RedirectRecord } from '../../../domain/redirect.js'
import { pageOf } from '../../../service/list.js'
import type { RedirectAccountDraft } from '../../../service/redirect-accounts.js'
import type { JobProgress } from '../../../service/redirects.js'
import { type Call, type Route, route } from '../../route.js'
import { done, fieldsOf, itemsReply, listQuery, listReply } from '../portsip/lists.js'

const tag = 'Redirect services'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['phone_system.full_access'] as const
const PHONE_WRITE = ['user_management.users', 'phone_system.full_access'] as const

const listing = {
  fields: fieldsOf(registrationRead),
  searched: ['mac', 'vendor', 'service', 'answer'],
  view: readRegistration,
}

const tried = z.object({ count: z.int() })

const onePhone = z.object({
  rps: z.boolean(),
  url: z.string().nullable().describe('What the vendor shall hand out'),
  pin: z.string().nullable().describe('What the phone asks for, where the vendor gives one'),
  registrations: z.array(registrationRead),
})

const phoneOf = ({ services, actor, params }: Pick<Call, 'services' | 'actor' | 'params'>) =>
  services.phones.byMac(actor, params.mac ?? '')

const shown = (account: RedirectAccount, { actor }: Pick<Call, 'actor'>) =>
  readAccount(account, account.tenant_id !== null || may(actor, 'system.tenant'))

const readJob = ({ id, reason, total, done, failed, created_at }: JobProgress) => ({
  id,
  reason,
  total,
  done,
  failed,
  created_at,
})

async function readPhone(call: Pick<Call, 'services' | 'actor' | 'params'>) {
  const { services, actor } = call
  const phone = await phoneOf(call)
  const registrations = await services.redirects.ofPhone(phone)
  const secrets = PHONE_WRITE.some((permission) => may(actor, permission))
  const wanted = registrations.find(({ goal }: RedirectRecord) => goal === 'registered')
  return {
    rps: phone.rps,
    url: secrets && wanted?.url ? wanted.url.reveal() : null,
    pin: secrets && wanted?.pin ? wanted.pin.reveal() : null,
    registrations: registrations.map(readRegistration),
  }
}

export const redirectRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/redirects',
    tag,
    summary: "What vendors' redirect services know about the tenant's phones, and what they shall know",
    needs: READ,
    query: listQuery,
    reply: listReply(registrationRead, 'Registrations'),
    handle: async ({ services, actor, query, problems }) => {
      const { count, records } = pageOf(await services.redirects.list(actor), query, listing, problems)
      return { count, items: records.map(readRegistration) }
    },
  }),
  route({
    method: 'post',
    path: '/redirects/sync',
    tag,
    summary: 'Try again at once what waits or failed',
    needs: WRITE,
    reply: { status: 200, description: 'How many are tried', schema: tried },
    handle: async ({ services, actor }) => ({ count: await services.redirects.sync(actor) }),
  }),
  route({
    method: 'post',
    path: '/redirects/check',
    tag,
    summary: 'Read back what the vendors hold; what drifted is repaired, strangers are reported',
    needs: WRITE,
    reply: itemsReply(readbackRead, 'What was found, by account'),
    handle: async ({ services, actor }) => ({ items: await services.redirects.check(actor) }),
  }),
  route({
    method: 'get',
    path: '/redirect_jobs',
    tag,
    summary: 'Changes that concerned many phones, with their progress',
    needs: READ,
    reply: itemsReply(jobRead, 'Jobs'),
    handle: async ({ services, actor }) => ({ items: (await services.redirects.jobs(actor)).map(readJob) }),
  }),
  route({
    method: 'get',
    path: '/redirect_jobs/{id}',
    tag,
    summary: 'One such change',
    needs: READ,
    reply: { status: 200, description: 'The job', schema: jobRead },
    handle: async ({ services, actor, params }) => readJob(await services.redirects.job(actor, params.id ?? '')),
  }),
  route({
    method: 'get',
    path: '/phones/{mac}/redirect',
    tag,
    summary: 'What the vendor knows about a phone, with the URL and the PIN for those who may change it',
    needs: READ,
    reply: { status: 200, description: 'The phone at its redirect service', schema: onePhone },
    handle: readPhone,
  }),
  route({
    method: 'post',
    path: '/phones/{mac}/redirect',
    tag,
    summary: 'Try a phone again at once, or read back what the vendor holds for it',
    needs: PHONE_WRITE,
    body: { action: z.enum(['sync', 'check']) },
    reply: { status: 200, description: 'The phone at its redirect service', schema: onePhone },
    handle: async (call) => {
      const { services, actor, body, problems } = call
      const { id } = await phoneOf(call)
      problems.throwIfAny()
      if (body.action === 'sync') await services.redirects.sync(actor, id)
      else await services.redirects.check(actor, id)
      return readPhone(call)
    },
  }),
  route({
    method: 'get',
    path: '/redirect_accounts',
    tag,
    summary: "The tenant's accounts with redirect services, and the server's",
    needs: READ,
    reply: itemsReply(accountRead, 'Accounts'),
    handle: async (call) => ({
      items: (await call.services.redirectAccounts.list(call.actor)).map((account) => shown(account, call)),
    }),
  }),
  route({
    method: 'post',
    path: '/redirect_accounts',
    tag,
    summary: 'Add an account; phones of its vendor with rps are told through it from now on',
    needs: WRITE,
    body: newAccountShape,
    reply: { status: 201, description: 'Created', schema: idReply },
    handle: async ({ services, actor, body, problems }) => ({
      id: (await services.redirectAccounts.create(actor, body as Partial<RedirectAccountDraft>, problems)).id,
    }),
  }),
  route({
    method: 'get',
    path: '/redirect_accounts/{id}',
    tag,
    summary: 'Read an account; its password is never shown',
    needs: READ,
    reply: { status: 200, description: 'The account', schema: accountRead },
    handle: async (call) => shown(await call.services.redirectAccounts.get(call.actor, call.params.id ?? ''), call),
  }),
  route({
    method: 'post',
    path: '/redirect_accounts/{id}',
    tag,
    summary: 'Change an account; what failed with the old credentials is tried again',
    needs: WRITE,
    body: accountChangeShape,
    reply: done,
    handle: ({ services, actor, params, body, problems }) =>
      services.redirectAccounts.update(actor, params.id ?? '', body as Partial<RedirectAccountDraft>, problems),
  }),
  route({
    method: 'post',
    path: '/redirect_accounts/{id}/check',
    tag,
    summary: 'Ask the vendor whether the credentials are good and how many devices the account has',
    needs: WRITE,
    reply: { status: 200, description: "The vendor's answer", schema: checkRead },
    handle: ({ services, actor, params }) => services.redirectAccounts.check(actor, params.id ?? ''),
  }),
  route({
    method: 'post',
    path: '/redirect_accounts/{id}/destroy',
    tag,
    summary: 'Delete an account; refused while phones are registered through it, unless they shall be forgotten there',
    needs: WRITE,
    body: { forget: z.boolean().optional() },
    reply: done,
    handle: async ({ services, actor, params, body, problems }) => {
      problems.throwIfAny()
      await services.redirectAccounts.remove(actor, params.id ?? '', body.forget ?? false)
    },
  }),
]
