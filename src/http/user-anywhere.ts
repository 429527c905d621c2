import { idOf } from '../dialects/uuid.js'
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
  return { user, actor: await actorIn(user.tenant_id) }
}
