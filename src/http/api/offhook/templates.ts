import { z } from 'zod'
import { type Route, route } from '../../route.js'
import { done, itemsReply } from '../portsip/lists.js'

const tag = 'Templates'
const needs = 'system'

/** The largest shipped one is a tenth of this. */
const content = z.string().max(256 * 1024)
const item = { filename: z.string().describe('<vendor>.<name>.hbs'), is_custom: z.boolean() }

/** Overlay templates: what the system administrator puts in front of the shipped ones (portsip-provisioning.md ch. 7). */
export const templateRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/templates/phones',
    tag,
    summary: 'Templates of phones’ files, shipped and own',
    needs,
    reply: itemsReply(z.object(item), 'Templates'),
    handle: async ({ services }) => ({ items: services.templates.list() }),
  }),
  route({
    method: 'post',
    path: '/templates/phones',
    tag,
    summary: 'Put an own template in front of a shipped one, or add a partial; taken only if sample phones can read it',
    needs,
    dryRun: true,
    body: { filename: z.string().max(128), content },
    example: { filename: 'yealink.greeting.hbs', content: '# {{phone.model}}\n' },
    reply: { status: 201, description: 'Taken', schema: z.object({ filename: z.string() }) },
    handle: async ({ services, body, problems }) => {
      await services.templates.create(body.filename, body.content, problems)
      return { filename: body.filename }
    },
  }),
  route({
    method: 'get',
    path: '/templates/phones/{filename}',
    tag,
    summary: 'Read a template',
    needs,
    reply: { status: 200, description: 'The template', schema: z.object({ ...item, content }) },
    handle: async ({ services, params }) => services.templates.get(params.filename ?? ''),
  }),
  route({
    method: 'post',
    path: '/templates/phones/{filename}',
    tag,
    summary: 'Change an own template, or put one in front of a shipped one; taken only if sample phones can read it',
    needs,
    dryRun: true,
    body: { content },
    example: { content: '# {{phone.model}}\n' },
    reply: done,
    handle: ({ services, params, body, problems }) =>
      services.templates.update(params.filename ?? '', body.content, problems),
  }),
  route({
    method: 'post',
    path: '/templates/phones/{filename}/destroy',
    tag,
    summary: 'Delete an own template: the shipped one is back',
    needs,
    dryRun: true,
    reply: done,
    handle: ({ services, params, problems }) => services.templates.remove(params.filename ?? '', problems),
  }),
]
