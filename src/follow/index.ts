import type { FollowedSystem } from '../domain/follower.js'
import type { Outgoing } from '../security/outgoing.js'
import { FollowError, type FollowPort } from '../service/foreign-user.js'
import { givenBy } from './given.js'
import { jambonz } from './jambonz.js'
import { netsapiens } from './netsapiens.js'
import { opentact } from './opentact.js'
import { portsip } from './portsip.js'
import { type FollowedApi, pause, Wire, type WireOptions } from './wire.js'
import { yay } from './yay.js'

const SYSTEMS: Readonly<Record<FollowedSystem, FollowedApi>> = { yay, jambonz, netsapiens, opentact, portsip }

const TIMEOUT_MS = 60_000

/** Reads users of other systems over HTTP. `timeoutMs` is how long one call may take. */
export function createFollowPort(options: {
  readonly outgoing: Outgoing
  readonly timeoutMs?: number
  readonly now?: WireOptions['now']
  readonly pause?: WireOptions['pause']
}): FollowPort {
  const defaults = { timeoutMs: TIMEOUT_MS, now: () => new Date(), pause, ...options }
  return {
    async read(source, signal) {
      const { root, users } = SYSTEMS[source.system]
      const found = await users(new Wire(source, root, { ...defaults, signal }))
      if (new Set(found.map(({ key }) => key)).size < found.length)
        throw new FollowError('the server names a user twice')
      return found.map((user) => givenBy(source.system, user))
    },
  }
}
