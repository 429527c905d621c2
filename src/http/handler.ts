import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { DomainError, notFound, Problems, TooManyError } from '../domain/errors.js'
import { readItems, readMembers } from '../domain/form.js'
import { type Actor, isAdministrative, may, PERMISSIONS } from '../domain/permission.js'
import type { Services } from '../service/index.js'
import { inNameOf, originOf } from '../service/origin.js'
import type { Api, Credentials } from './api.js'
import { readBody } from './body.js'
import { isDryRun, readDryRun } from './dry-run.js'
import { Answered, type Call, type Needs, type RawReply, type Route, readsBody } from './route.js'
import { wholeOrBroken } from './stream.js'

/** `$top` is taken for `top`: the PortSIP vendor's own examples write both. */
const plainQuery = (context: Context): Record<string, string> =>
  Object.fromEntries(Object.entries(context.req.query()).map(([name, value]) => [name.replace(/^\$/, ''), value]))

const NOBODY: Actor = { tenant_id: '', user_id: null, permissions: new Set() }

/** What a caller is made known by. */
interface Caller {
  readonly needs: Needs
  readonly credentials: Credentials | undefined
  readonly asked: string
  readonly source: string
}

async function actorFor(caller: Caller, services: Services): Promise<Actor> {
  const { needs, credentials, asked, source } = caller
  if (needs === 'public') return NOBODY
  if (!credentials) throw new DomainError('unauthorized', asked)
  const { proof, tenant } = credentials
  const actor =
    'token' in proof
      ? await services.auth.actor(proof.token, tenant)
      : await services.auth.actorOfLogin(proof.login, tenant, source)
  if (needs === 'user' && actor.user_id === null)
    throw new DomainError('forbidden', 'the system administrator has no user account')
  if (needs === 'administrator' && ![...actor.permissions].some(isAdministrative))
    throw new DomainError('forbidden', 'only administrators may do this')
  if (needs === 'system' && !PERMISSIONS.every((permission) => may(actor, permission)))
    throw new DomainError('forbidden', 'only the system administrator may do this')
  if (typeof needs !== 'string' && !needs.some((permission) => may(actor, permission))) {
    throw new DomainError('forbidden', `needs the permission ${needs.join(' or ')}`)
  }
  return actor
}

async function actorIn(tenant: string, caller: Caller, services: Services): Promise<Actor> {
  const credentials = caller.credentials && { ...caller.credentials, tenant }
  const actor = await actorFor({ ...caller, credentials }, services)
  // Who may not choose is told of their own tenant alone.
  const { id, sip_domain } = await services.tenants.get(actor, actor.tenant_id)
  return tenant === id || tenant.toLowerCase() === sip_domain ? actor : notFound('tenant')
}

function send(context: Context, api: Api, { reply }: Route, result: unknown): Response {
  if (reply.contentType !== undefined) {
    const raw = result as RawReply
    return context.body(raw.body, 200, { 'Content-Type': raw.contentType, 'X-Content-Type-Options': 'nosniff' })
  }
  const { status, body } = result instanceof Answered ? result : { status: reply.status, body: result }
  if (status === 204) return context.body(null, 204)
  return context.json(api.envelope?.wrap(body, status) ?? (body as object), status as ContentfulStatusCode)
}

/** What an operation would do. */
async function tried({ dryRun, handle }: Route, call: Call): Promise<object> {
  if (typeof dryRun === 'object') return dryRun.handle(call)
  return readDryRun(await call.services.dryRuns.of(call.actor, () => handle(call)))
}

/** A refusal of who proves nothing, which is another once there were too many from there. */
function countedMiss(error: unknown, source: string, services: Services): unknown {
  if (!(error instanceof DomainError) || error.code !== 'unauthorized') return error
  const wait = services.misses.count(source, undefined)
  return wait > 0 ? new TooManyError('too many requests without a valid token', wait) : error
}

/** Turns a declared operation into a handler: who asks, what the form says, what the operation answers. */
export function handlerOf(
  api: Api,
  declared: Route,
  services: Services,
  sourceOf: (request: IncomingMessage) => string,
): (context: Context) => Promise<Response> {
  const { needs, body = {}, query = {}, list } = declared
  const { credentialsOf, asked } = api.authentication
  // Our own operations are known without their base.
  const operation = `${declared.method.toUpperCase()} ${api.base === '/api' ? '' : api.base}${declared.path}`
  return async (context) => {
    const credentials = credentialsOf(context.req.raw.headers)
    const source = sourceOf((context.env as HttpBindings).incoming)
    const caller = { needs, credentials, asked, source }
    const actor = await actorFor(caller, services).catch((error: unknown) => {
      throw declared.guarded ? countedMiss(error, source, services) : error
    })
    const problems = new Problems()
    const sent = readsBody(declared) ? await readBody(context.req.raw, declared) : {}
    const told = plainQuery(context)
    const dry = isDryRun(declared, told, problems)
    const call: Call = {
      services,
      actor,
      actorIn: (tenant) => actorIn(tenant, caller, services),
      params: context.req.param() as Record<string, string>,
      query: readMembers(query, told, problems),
      body: readMembers(body, sent, problems),
      list: list ? readItems<z.ZodType>(list, sent, problems) : [],
      sent,
      problems,
      token: credentials && 'token' in credentials.proof ? credentials.proof.token : undefined,
      request: context.req.raw,
      source,
    }
    if (dry) return context.json(await tried(declared, call))
    const result =
      needs === 'public'
        ? await declared.handle(call)
        : await inNameOf(originOf(call, operation), () => declared.handle(call))
    // An answer that is passed on as it arrives.
    if (result instanceof Response) return wholeOrBroken(result, context.env?.outgoing)
    return send(context, api, declared, result)
  }
}
