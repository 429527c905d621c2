import { ownUserId } from '../../../service/context.js'
import type { Call, Route } from '../../route.js'

/** Operations that exist twice: on the caller's own data, and on those of any user of the tenant. */
export interface UserScope {
  readonly base: string
  readonly tag: string
  readonly needs: Route['needs']
  readonly userId: (call: Pick<Call, 'actor' | 'params'>) => string
  /** What the item's id is called in the path, given its name where `id` is the user's. */
  readonly itemParam: (name: string) => string
}

export const SELF_SCOPE: UserScope = {
  base: '/user',
  tag: 'Self-service',
  needs: 'user',
  userId: ({ actor }) => ownUserId(actor),
  itemParam: () => 'id',
}

export const ADMIN_SCOPE: UserScope = {
  base: '/users/{id}',
  tag: 'Users',
  needs: ['user_management.users'],
  userId: ({ params }) => params.id ?? '',
  itemParam: (name) => name,
}
