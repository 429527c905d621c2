import { idOf } from '../dialects/uuid.js'
import { DomainError, notFound } from '../domain/errors.js'
import type { User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Call } from './route.js'

/**
 * The user a UUID of the path stands for, and the caller in that user's tenant, for APIs whose paths name no tenant.
 * @throws DomainError `not_found` when there is none, or the caller may not act where the user is.
 */
export async function userAnywhere(
  { services, actorIn }: Pick<Call, 'services' | 'actorIn'>,
  uuid: string | undefined,
): Promise<{ actor: Actor; user: User }> {
  const user = await services.users.anywhere(idOf(uuid ?? ''))
  const actor = await actorIn(user.tenant_id).catch((error: unknown) => {
    // That there is such a user elsewhere is not for the caller to know.
    if (error instanceof DomainError && error.code === 'not_found') return notFound('user')
    throw error
  })
  return { user, actor }
}
