import { DomainError } from '../domain/errors.js'
import type { Failing, Failure } from './api.js'

/** A body that is not what the operation reads. */
export class InvalidJsonError extends Error {
  override readonly name = 'InvalidJsonError'
}

/** What may be said of a failure. What is not ours is "internal error": its words stay in the log. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DomainError) return error
  if (error instanceof InvalidJsonError) return { code: 'invalid_json', message: error.message, problems: [] }
  return { code: 'internal', message: 'internal error', problems: [] }
}

/** Every fault in one line, for bodies that have room for one. */
export const inOneLine = ({ message, problems }: Failure): string =>
  problems.length === 0 ? message : problems.map(({ field, message: fault }) => `${field}: ${fault}`).join('; ')

/** Statuses that most APIs agree on; each names what it answers otherwise. */
export const STATUSES: Failing['statuses'] = {
  invalid: 400,
  invalid_json: 400,
  unauthorized: 401,
  login_failed: 401,
  totp_required: 401,
  forbidden: 403,
  sync_token_unknown: 403,
  not_found: 404,
  taken: 409,
  in_use: 409,
  too_large: 413,
  too_many: 429,
  internal: 500,
  not_supported: 501,
  upstream_failed: 502,
  busy: 503,
  upstream_timeout: 504,
  store_failed: 507,
}

/** The word of a PortSIP error body (api-portsip.md ch. 1.2); our own operations answer in the same style. */
const CODES: Readonly<Record<Failure['code'], string>> = {
  invalid: 'VALIDATE_FAILED',
  invalid_json: 'INVALID_JSON',
  unauthorized: 'UNAUTHORIZED',
  login_failed: 'UNAUTHORIZED',
  totp_required: 'TOTP_REQUIRED',
  too_many: 'TOO_MANY_REQUESTS',
  forbidden: 'FORBIDDEN',
  sync_token_unknown: 'SYNC_TOKEN_UNKNOWN',
  not_found: 'NOT_FOUND',
  taken: 'ALREADY_EXISTS',
  in_use: 'IN_USE',
  not_supported: 'NOT_SUPPORTED',
  store_failed: 'STORE_FAILED',
  upstream_failed: 'UPSTREAM_FAILED',
  too_large: 'TOO_LARGE',
  busy: 'BUSY',
  upstream_timeout: 'UPSTREAM_TIMEOUT',
  internal: 'UNKNOWN',
}

/** Every fault at once, as `{"errors": [{code, message, detail: {field, rule}}]}`. */
export const portsipFailing: Failing = {
  statuses: { ...STATUSES, login_failed: 400, totp_required: 400 },
  answer({ code: failed, message, problems }) {
    const code = CODES[failed]
    const faults = problems.map(({ field, rule, message: fault }) => ({
      code,
      message: fault,
      detail: { field, rule },
    }))
    return { body: { errors: faults.length > 0 ? faults : [{ code, message }] } }
  },
  schema: {
    type: 'object',
    required: ['errors'],
    properties: {
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['code', 'message'],
          properties: { code: { type: 'string' }, message: { type: 'string' }, detail: {} },
        },
      },
    },
  },
}
