import { Secret } from '../domain/secret.js'
import type { Authentication, Credentials } from './api.js'

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(headers: Headers): Secret | undefined {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  return token === undefined ? undefined : new Secret(token)
}

/** The tenant a caller who may choose wishes to act in. */
const tenantOf = (headers: Headers): string | undefined => headers.get('x-tenant') ?? undefined

export const withToken = (token: Secret | undefined, headers: Headers): Credentials | undefined =>
  token && { proof: { token }, tenant: tenantOf(headers) }

/** A token as `Authorization: Bearer`, and `X-Tenant` for those who may choose. */
export const bearer: Authentication = {
  credentialsOf: (headers) => withToken(bearerOf(headers), headers),
  asked: 'a Bearer token is required',
  schemes: { bearer: { type: 'http', scheme: 'bearer' } },
}
