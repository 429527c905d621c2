import { z } from 'zod'
import { JOB_ACTIONS } from '../../../domain/job.js'
import { printMac } from '../../../domain/mac.js'
import { line } from '../../../domain/text.js'
import { type JobView, stateOf } from '../../../service/jobs.js'
import { type Call, type Route, route } from '../../route.js'
import { created, done, itemsReply } from '../portsip/lists.js'

const tag = 'Phones'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['user_management.users', 'phone_system.full_access'] as const

const jobRead = z.object({
  id: z.string(),
  action: z.enum(JOB_ACTIONS),
  mac: z.string().nullable().describe('null = every phone the tenant had when it was asked'),
  state: z.enum(['wanted', 'done']).describe('done: every phone concerned has fetched since; a reboot stays wanted'),
  phones: z.int(),
  fetched: z.int(),
  created_at: z.string(),
})

const readJob = (view: JobView): z.infer<typeof jobRead> => ({
  id: view.job.id,
  action: view.job.action,
  mac: view.phone ? printMac(view.phone.mac) : null,
  state: stateOf(view),
  phones: view.phones,
  fetched: view.fetched,
  created_at: view.job.created_at,
})

/** The vendor answers these with nothing; the id of the job is ours, and whoever expects nothing may leave it. */
const asked = { ...created, status: 200, description: 'On record; the id of the job' } as const

const idOf = async ({ services, actor, params }: Call): Promise<string> =>
  (await services.phones.byMac(actor, params.mac ?? '')).id

const jobs: readonly Route[] = [
  // Stands before `/phones/{mac}`, which would take "reprovision" for an address.
  route({
    method: 'post',
    path: '/phones/reprovision',
    tag,
    summary: 'Want every phone of the tenant to fetch its files',
    needs: WRITE,
    reply: asked,
    handle: async ({ services, actor }) => ({ id: (await services.jobs.askAll(actor, 'reprovision')).id }),
  }),
  ...JOB_ACTIONS.map((action) =>
    route({
      method: 'post',
      path: `/phones/{mac}/${action}`,
      tag,
      summary: action === 'reboot' ? 'Want the phone to restart' : 'Want the phone to fetch its files',
      needs: WRITE,
      reply: asked,
      handle: async (call) => ({ id: (await call.services.jobs.ask(call.actor, await idOf(call), action)).id }),
    }),
  ),
  route({
    method: 'get',
    path: '/jobs',
    tag,
    summary: 'What is wanted of phones',
    needs: READ,
    reply: itemsReply(jobRead, 'Jobs'),
    handle: async ({ services, actor }) => ({ items: (await services.jobs.list(actor)).map(readJob) }),
  }),
  route({
    method: 'get',
    path: '/jobs/{id}',
    tag,
    summary: 'Read a job',
    needs: READ,
    reply: { status: 200, description: 'The job', schema: jobRead },
    handle: async ({ services, actor, params }) => readJob(await services.jobs.get(actor, params.id ?? '')),
  }),
  route({
    method: 'post',
    path: '/jobs/{id}/destroy',
    tag,
    summary: 'Want it no longer',
    needs: WRITE,
    reply: done,
    handle: ({ services, actor, params }) => services.jobs.remove(actor, params.id ?? ''),
  }),
]

const rejectionRead = z.object({ mac: z.string(), reason: z.string().nullable(), created_at: z.string() })

const rejections: readonly Route[] = [
  route({
    method: 'post',
    path: '/phones/{mac}/reject',
    tag,
    summary: 'Take a MAC out of provisioning, known or not: its requests are refused like anybody’s',
    needs: WRITE,
    body: { reason: line(256).nullable().optional() },
    reply: done,
    handle: ({ services, actor, params, body, problems }) =>
      services.rejections.reject(actor, params.mac ?? '', body.reason ?? null, problems),
  }),
  route({
    method: 'get',
    path: '/rejected_phones',
    tag,
    summary: 'Rejected MACs',
    needs: READ,
    reply: itemsReply(rejectionRead, 'Rejected MACs'),
    handle: async ({ services, actor }) => {
      const items = await services.rejections.list(actor)
      return { items: items.map(({ mac, reason, created_at }) => ({ mac: printMac(mac), reason, created_at })) }
    },
  }),
  route({
    method: 'post',
    path: '/rejected_phones/{mac}/destroy',
    tag,
    summary: 'Take a rejection back',
    needs: WRITE,
    reply: done,
    handle: ({ services, actor, params }) => services.rejections.takeBack(actor, params.mac ?? ''),
  }),
]

export const jobRoutes: readonly Route[] = [...jobs, ...rejections]
