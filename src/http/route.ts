import type { z } from 'zod'
import type { Problems } from '../domain/errors.js'
import type { Members } from '../domain/form.js'
import type { Actor, Permission } from '../domain/permission.js'
import type { Secret } from '../domain/secret.js'
import type { Services } from '../service/index.js'

/**
 * Who may call: nobody in particular, any valid token, a token of a user, whoever may do more than use their own
 * account, the system administrator (every permission), or holders of one of the permissions.
 */
export type Needs = 'public' | 'token' | 'user' | 'administrator' | 'system' | readonly Permission[]

export type Shape = z.ZodRawShape

/** What a handler is given. Members of `body` are right by form; what is wrong already stands in `problems`. */
export interface Call<B extends Shape = Shape, Q extends Shape = Shape, L extends z.ZodType = z.ZodType> {
  readonly services: Services
  readonly actor: Actor
  /**
   * The same caller in the tenant an operation names in its path or body, by id or SIP domain.
   * @throws DomainError `not_found` when there is none, or it is not one the caller may act in.
   */
  readonly actorIn: (tenant: string) => Promise<Actor>
  readonly params: Readonly<Record<string, string>>
  readonly query: Members<Q>
  readonly body: Members<B>
  /** The items of a body that is a list; those at fault are left out, none were sent when there is no body. */
  readonly list: readonly z.infer<L>[]
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

/** An answer that says its status itself, where an operation has two. */
export class Answered {
  constructor(
    readonly status: Reply['status'],
    readonly body: unknown,
  ) {}
}

/** How an operation is tried that tells more than what it would do to phones. */
export interface OwnDryRun<B extends Shape = Shape> {
  /** That of others with members of its own. */
  readonly reply: z.ZodType
  readonly handle: (call: Call<B>) => Promise<object>
}

/** One operation: its place in the API, who may call it, what it reads and answers, and the code behind it. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string
  /** Other paths that lead here, as clients write them. */
  readonly aliases?: readonly string[]
  readonly tag: string
  readonly summary: string
  readonly needs: Needs
  readonly query?: Shape
  readonly body?: Shape
  /** The items of a body that is a list instead of an object; no body is an empty one. */
  readonly list?: z.ZodType
  /** A body that succeeds, where the names of its members do not tell (see examples.ts). */
  readonly example?: Readonly<Record<string, unknown>>
  readonly listExample?: readonly unknown[]
  /** Also takes `application/x-www-form-urlencoded`. */
  readonly form?: boolean
  /** Takes a file of any length, which the handler itself reads from `request`; these are the fields beside it. */
  readonly upload?: Shape
  readonly reply: Reply
  /** The other success of an operation that has two; it is answered as {@link Answered}. */
  readonly otherReply?: Reply
  /** Answers 429 to those who fail too often. */
  readonly throttled?: boolean
  /**
   * Takes `?dry_run=true`: a write that shapes phones tells what it would do to them, and does nothing. Tried is one
   * transaction, so what the write does must be one; `test/http/dry-run-truth.test.ts` compares.
   */
  readonly dryRun?: true | OwnDryRun
  /** Callers who prove nothing are counted with phones that do not, and wait when they are too many. */
  readonly guarded?: boolean
  /** Why it may answer 501 `NOT_SUPPORTED`. */
  readonly liveOnly?: string
  /** Where a PBX is configured it is asked, and may fail: 502 and 504. */
  readonly passedOn?: boolean
  readonly handle: (call: Call) => Promise<unknown>
}

/** Declares an operation; the handler's members are typed by the shapes given. */
export function route<B extends Shape, Q extends Shape, L extends z.ZodType>(
  declared: Omit<Route, 'handle' | 'body' | 'query' | 'list' | 'dryRun'> & {
    readonly body?: B
    readonly query?: Q
    readonly list?: L
    readonly dryRun?: true | OwnDryRun<B>
    readonly handle: (call: Call<B, Q, L>) => Promise<unknown>
  },
): Route {
  return declared as unknown as Route
}

/** True for operations that read a body; what is sent to others is ignored. */
export const readsBody = ({ method, upload }: Pick<Route, 'method' | 'upload'>): boolean =>
  method !== 'get' && method !== 'delete' && !upload
