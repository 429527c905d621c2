import { z } from 'zod'
import { jobRead, jobShape, readJob, readStep, stepRead } from '../../../dialects/offhook/job.js'
import { ASKING_ACTIONS } from '../../../domain/job.js'
import { printMac } from '../../../domain/mac.js'
import { line } from '../../../domain/text.js'
import type { JobDraft } from '../../../service/job-selection.js'
import { type Call, type Route, route } from '../../route.js'
import { created, done, itemsReply } from '../portsip/lists.js'

const tag = 'Phones'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['user_management.users', 'phone_system.full_access'] as const

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
  ...ASKING_ACTIONS.map((action) =>
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
    method: 'post',
    path: '/jobs',
    tag,
    summary: 'Tell many phones in an orderly way, or change the life of phones and see it arrive',
    needs: WRITE,
    body: jobShape,
    reply: created,
    handle: async ({ services, actor, body, problems }) => ({
      id: (await services.jobs.create(actor, body as Partial<JobDraft>, problems)).id,
    }),
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
    method: 'get',
    path: '/jobs/{id}/phones',
    tag,
    summary: 'The phones of a job, as far as each is',
    needs: READ,
    reply: itemsReply(stepRead, 'Phones'),
    handle: async ({ services, actor, params }) => ({
      items: (await services.jobs.steps(actor, params.id ?? '')).map(readStep),
    }),
  }),
  route({
    method: 'post',
    path: '/jobs/{id}/pause',
    tag,
    summary: 'Hold a job: nobody else is told',
    needs: WRITE,
    reply: done,
    handle: ({ services, actor, params }) => services.jobs.hold(actor, params.id ?? '', 'paused'),
  }),
  route({
    method: 'post',
    path: '/jobs/{id}/resume',
    tag,
    summary: 'Let a paused job go on',
    needs: WRITE,
    reply: done,
    handle: ({ services, actor, params }) => services.jobs.hold(actor, params.id ?? '', null),
  }),
  route({
    method: 'post',
    path: '/jobs/{id}/cancel',
    tag,
    summary: 'End a job and keep its record',
    needs: WRITE,
    reply: done,
    handle: ({ services, actor, params }) => services.jobs.cancel(actor, params.id ?? ''),
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
