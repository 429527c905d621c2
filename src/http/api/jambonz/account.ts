import { idOf } from '../../../dialects/uuid.js'
import { DomainError } from '../../../domain/errors.js'
import type { Actor } from '../../../domain/permission.js'
import type { Call } from '../../route.js'

/** The caller in the account an operation names. @throws DomainError `invalid` when there is none, as the vendor does. */
export async function inAccount({ actorIn }: Pick<Call, 'actorIn'>, sid: string): Promise<Actor> {
  return actorIn(idOf(sid)).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not_found')
      throw new DomainError('invalid', `account not found for sid ${sid}`)
    throw error
  })
}
