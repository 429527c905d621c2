import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ErrorCode, Problem } from '../domain/errors.js'
import type { Secret } from '../domain/secret.js'
import type { PasswordLogin } from '../service/login-check.js'
import type { Route } from './route.js'

/** What a caller shows to prove who they are, and the tenant they wish to act in. */
export interface Credentials {
  readonly proof: { readonly token: Secret } | { readonly login: PasswordLogin }
  /** Id or SIP domain; heeded of those alone who may choose. */
  readonly tenant: string | undefined
}

/** How an API's callers prove who they are. */
export interface Authentication {
  /** What the request shows; undefined = nothing. */
  credentialsOf(headers: Headers): Credentials | undefined
  /** What is asked of those who show nothing. */
  readonly asked: string
  /** OpenAPI security schemes, of which any one serves. */
  readonly schemes: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Why an operation failed: a rule of ours, a body nobody can read, or a fault of the server. */
export type FailureCode = ErrorCode | 'invalid_json' | 'internal'

export interface Failure {
  readonly code: FailureCode
  /** Safe to send. */
  readonly message: string
  readonly problems: readonly Problem[]
}

/** How an API says that something failed. */
export interface Failing {
  readonly statuses: Readonly<Record<FailureCode, ContentfulStatusCode>>
  /** The body, null = none, and headers that go with it. */
  answer(
    failure: Failure,
    status: number,
  ): { readonly body: object | null; readonly headers?: Readonly<Record<string, string>> }
  /** JSON schema of the body. */
  readonly schema: Readonly<Record<string, unknown>>
}

/** What stands around a success; absent, the answer stands alone. */
export interface Envelope {
  wrap(result: unknown, status: number): object
  /** The JSON schema of an answer, from that of its content. */
  describe(schema: Readonly<Record<string, unknown>>, status: number): Readonly<Record<string, unknown>>
}

/** One API: its operations below a base, and the manner in which it knows callers, answers and refuses. */
export interface Api {
  /** One word; other APIs than our own are described at `/api/openapi-<name>.json`. */
  readonly name: string
  readonly title: string
  readonly about: string
  /** Stands before every path. */
  readonly base: string
  readonly routes: readonly Route[]
  readonly authentication: Authentication
  readonly envelope?: Envelope
  readonly failing: Failing
}

/** True for a path that is the API's, whether or not an operation is there. */
export const holds = ({ base }: Pick<Api, 'base'>, path: string): boolean =>
  path === base || path.startsWith(`${base}/`)

/** Every path an operation is at, its aliases included, base and all. */
export const pathsOf = ({ base }: Pick<Api, 'base'>, { path, aliases = [] }: Route): string[] =>
  [path, ...aliases].map((one) => `${base}${one}`)
