import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError, type ErrorCode, type Problem } from '../domain/errors.js'

/** Status and code of the PortSIP error body (api-portsip.md ch. 1.2); our own API answers in the same style. */
const ANSWERS: Readonly<Record<ErrorCode, { readonly status: ContentfulStatusCode; readonly code: string }>> = {
  invalid: { status: 400, code: 'VALIDATE_FAILED' },
  unauthorized: { status: 401, code: 'UNAUTHORIZED' },
  login_failed: { status: 400, code: 'UNAUTHORIZED' },
  totp_required: { status: 400, code: 'TOTP_REQUIRED' },
  too_many: { status: 429, code: 'TOO_MANY_REQUESTS' },
  forbidden: { status: 403, code: 'FORBIDDEN' },
  sync_token_unknown: { status: 403, code: 'SYNC_TOKEN_UNKNOWN' },
  not_found: { status: 404, code: 'NOT_FOUND' },
  taken: { status: 409, code: 'ALREADY_EXISTS' },
  in_use: { status: 409, code: 'IN_USE' },
  not_supported: { status: 501, code: 'NOT_SUPPORTED' },
  store_failed: { status: 507, code: 'STORE_FAILED' },
  upstream_failed: { status: 502, code: 'UPSTREAM_FAILED' },
  too_large: { status: 413, code: 'TOO_LARGE' },
  busy: { status: 503, code: 'BUSY' },
  upstream_timeout: { status: 504, code: 'UPSTREAM_TIMEOUT' },
}

export interface ErrorBody {
  readonly errors: readonly { readonly code: string; readonly message: string; readonly detail?: unknown }[]
}

const entry = (code: string, { field, rule, message }: Problem) => ({ code, message, detail: { field, rule } })

/** The answer to a failure. What is not ours is "internal error": its words stay in the log. */
export function answerTo(error: unknown): { readonly status: ContentfulStatusCode; readonly body: ErrorBody } {
  if (!(error instanceof DomainError)) {
    return { status: 500, body: { errors: [{ code: 'UNKNOWN', message: 'internal error' }] } }
  }
  const { status, code } = ANSWERS[error.code]
  const errors =
    error.problems.length > 0
      ? error.problems.map((problem) => entry(code, problem))
      : [{ code, message: error.message }]
  return { status, body: { errors } }
}

/** A body that is not what the operation reads. */
export class InvalidJsonError extends Error {
  override readonly name = 'InvalidJsonError'
}
