import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { DomainError, Problems } from '../domain/errors.js'
import { type Members, readMembers } from '../domain/form.js'
import { type Actor, may, PERMISSIONS, type Permission } from '../domain/permission.js'
import { Secret } from '../domain/secret.js'
import type { Services } from '../service/index.js'
import { inNameOf, originOf } from '../service/origin.js'
import { isTooDeep } from './depth.js'
import { isDryRun, readDryRun } from './dry-run.js'
import { InvalidJsonError } from './errors.js'
import { wholeOrBroken } from './stream.js'

/**
 * Who may call: nobody in particular, any valid token, a token of a user, the system administrator (every permission),
 * or holders of one of the permissions.
 */
export type Needs = 'public' | 'token' | 'user' | 'system' | readonly Permission[]

export type Shape = z.ZodRawShape

/** What a handler is given. Members of `body` are right by form; what is wrong already stands in `problems`. */
export interface Call<B extends Shape = Shape, Q extends Shape = Shape> {
  readonly services: Services
  readonly actor: Actor
  readonly params: Readonly<Record<string, string>>
  readonly query: Members<Q>
  readonly body: Members<B>
  /** The body as it was sent, members without a rule included. */
  readonly sent: unknown
  readonly problems: Problems
  readonly token: Secret | undefined
  readonly request: Request
  /** The client's address; forwarding headers are already judged. */
  readonly source: string
}

/** A reply that is not JSON. */
export interface RawReply {
  readonly contentType: string
  readonly body: string | Uint8Array<ArrayBuffer>
}

export interface Reply {
  readonly status: 200 | 201 | 202 | 203 | 204
  readonly description: string
  readonly schema?: z.ZodType
  /** Set when the reply is a {@link RawReply}. */
  readonly contentType?: string
}

/** One operation: its place in the API, who may call it, what it reads and answers, and the code behind it. */
export interface Route {
  readonly method: 'get' | 'post'
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly needs: Needs
  readonly query?: Shape
  readonly body?: Shape
  /** A body that succeeds, where the names of its members do not tell (see examples.ts). */
  readonly example?: Readonly<Record<string, unknown>>
  /** Also takes `application/x-www-form-urlencoded`. */
  readonly form?: boolean
  /** Takes a file of any length, which the handler itself reads from `request`; these are the fields beside it. */
  readonly upload?: Shape
  readonly reply: Reply
  /** Answers 429 to those who fail too often. */
  readonly throttled?: boolean
  /** Takes `?dry_run=true`: a write that shapes phones tells what it would do to them, and does nothing. */
  readonly dryRun?: true
  /** Why it may answer 501 `NOT_SUPPORTED`. */
  readonly liveOnly?: string
  readonly handle: (call: Call) => Promise<unknown>
}

/** Declares an operation; the handler's members are typed by the shapes given. */
export function route<B extends Shape, Q extends Shape>(
  declared: Omit<Route, 'handle' | 'body' | 'query'> & {
    readonly body?: B
    readonly query?: Q
    readonly handle: (call: Call<B, Q>) => Promise<unknown>
  },
): Route {
  return declared as unknown as Route
}

async function readBody(context: Context, form: boolean): Promise<unknown> {
  const type = context.req.header('content-type') ?? ''
  const text = await context.req.text()
  if (form && type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  if (text.trim() === '') return {}
  if (isTooDeep(text)) throw new InvalidJsonError('the body nests too deeply')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new InvalidJsonError('the body is not JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new InvalidJsonError('the body must be a JSON object')
  return body
}

/** `$top` is taken for `top`: the vendor's own examples write both. */
const plainQuery = (context: Context): Record<string, string> =>
  Object.fromEntries(Object.entries(context.req.query()).map(([name, value]) => [name.replace(/^\$/, ''), value]))

const NOBODY: Actor = { tenant_id: '', user_id: null, permissions: new Set() }

function tokenOf(context: Context): Secret | undefined {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(context.req.header('authorization') ?? '') ?? []
  return token === undefined ? undefined : new Secret(token)
}

async function actorFor(
  needs: Needs,
  token: Secret | undefined,
  tenant: string | undefined,
  services: Services,
): Promise<Actor> {
  if (needs === 'public') return NOBODY
  if (!token) throw new DomainError('unauthorized', 'a Bearer token is required')
  const actor = await services.auth.actor(token, tenant)
  if (needs === 'user' && actor.user_id === null)
    throw new DomainError('forbidden', 'the system administrator has no user account')
  if (needs === 'system' && !PERMISSIONS.every((permission) => may(actor, permission)))
    throw new DomainError('forbidden', 'only the system administrator may do this')
  if (typeof needs !== 'string' && !needs.some((permission) => may(actor, permission))) {
    throw new DomainError('forbidden', `needs the permission ${needs.join(' or ')}`)
  }
  return actor
}

/** Turns a declared operation into a handler: who asks, what the form says, what the operation answers. */
export function handlerOf(
  declared: Route,
  services: Services,
  source: (request: IncomingMessage) => string,
): (context: Context) => Promise<Response> {
  return async (context) => {
    const token = tokenOf(context)
    const actor = await actorFor(declared.needs, token, context.req.header('x-tenant'), services)
    const problems = new Problems()
    const sent = declared.method === 'post' && !declared.upload ? await readBody(context, declared.form ?? false) : {}
    const query = plainQuery(context)
    const dry = isDryRun(declared, query, problems)
    const call: Call = {
      services,
      actor,
      params: context.req.param() as Record<string, string>,
      query: readMembers(declared.query ?? {}, query, problems),
      body: readMembers(declared.body ?? {}, sent, problems),
      sent,
      problems,
      token,
      request: context.req.raw,
      source: source((context.env as HttpBindings).incoming),
    }
    if (dry) return context.json(readDryRun(await services.dryRuns.of(actor, () => declared.handle(call))))
    const result =
      declared.needs === 'public'
        ? await declared.handle(call)
        : await inNameOf(originOf(call, `${declared.method.toUpperCase()} ${declared.path}`), () =>
            declared.handle(call),
          )
    // An answer that is passed on as it arrives.
    if (result instanceof Response) return wholeOrBroken(result, context.env?.outgoing)
    const { status, contentType } = declared.reply
    if (contentType !== undefined) {
      const raw = result as RawReply
      return context.body(raw.body, 200, { 'Content-Type': raw.contentType, 'X-Content-Type-Options': 'nosniff' })
    }
    return status === 204 ? context.body(null, 204) : context.json(result as object, status as ContentfulStatusCode)
  }
}
