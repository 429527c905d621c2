import { z } from 'zod'
import { DomainError } from '../../../domain/errors.js'
import { fileChange } from '../../dry-run.js'
import { type Route, route } from '../../route.js'
import { itemsReply } from '../portsip/lists.js'
import { phoneOf } from './phones.js'

const tag = 'Phones'
const READ = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access'] as const
const WRITE = ['user_management.users', 'phone_system.full_access'] as const

const explained = z.object({
  name: z.string().describe('as an override would name it'),
  value: z.string().describe('a secret is masked'),
  from: z
    .string()
    .describe(
      'who decided it: catalogue, tenant, model, group, user, phone or line; fact = it follows from the record',
    ),
  section: z.string(),
})

/** What phones get and have, for people to look at. */
export const phoneViewRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/phones/{mac}/files',
    tag,
    summary: 'The files the phone is served, by the names it asks for',
    needs: READ,
    reply: itemsReply(z.object({ name: z.string(), content_type: z.string(), main: z.boolean() }), 'Files'),
    handle: async (call) => ({ items: await call.services.insights.files(await phoneOf(call)) }),
  }),
  route({
    method: 'get',
    path: '/phones/{mac}/files/{name}',
    tag,
    summary: 'A file as the phone would get it now, secrets masked unless somebody who may change it asks for them',
    needs: READ,
    query: { secrets: z.enum(['true', 'false']).optional().describe('true: nothing is masked; goes on record') },
    liveOnly: 'A template of the administrator makes no readable file',
    reply: { status: 200, description: 'The file', contentType: 'text/plain' },
    handle: async (call) => {
      const { services, actor, params, query, problems } = call
      const phone = await phoneOf(call)
      problems.throwIfAny()
      const secrets = query.secrets === 'true'
      if (secrets && !WRITE.some((permission) => actor.permissions.has(permission)))
        throw new DomainError('forbidden', `secrets need the permission ${WRITE.join(' or ')}`)
      const { file, contentType } = await services.insights.preview(phone, params.name ?? '', secrets)
      if (secrets) await services.audit.secretsRead(phone)
      return { contentType, body: new Uint8Array(file.body) }
    },
  }),
  route({
    method: 'get',
    path: '/phones/{mac}/parameters',
    tag,
    summary: 'Every parameter of one of the phone’s files with the level that decided it',
    needs: READ,
    query: { file: z.string().max(96).optional().describe('the main file unless told') },
    reply: {
      status: 200,
      description: 'Parameters in the order of the file’s sections',
      schema: z.object({ file: z.string(), items: z.array(explained) }),
    },
    handle: async (call) => {
      const phone = await phoneOf(call)
      call.problems.throwIfAny()
      return call.services.views.parameters(phone, call.query.file)
    },
  }),
  route({
    method: 'get',
    path: '/phones/{mac}/diff',
    tag,
    summary: 'What the phone would get now against what it was served last, parameter by parameter',
    needs: READ,
    reply: itemsReply(
      z.object({ ...fileChange.shape, served: z.boolean().describe('false: nothing is known to compare with') }),
      'Files the phone keeps',
    ),
    handle: async (call) => ({ items: await call.services.views.diff(await phoneOf(call)) }),
  }),
]
