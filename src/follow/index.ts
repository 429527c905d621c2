import type { FollowedSystem } from '../domain/follower.js'
import type { Outgoing } from '../security/outgoing.js'
import { FollowError, type FollowPort, type ForeignUser } from '../service/foreign-user.js'
import { givenBy } from './given.js'
import { jambonz } from './jambonz.js'
import { netsapiens } from './netsapiens.js'
import { opentact } from './opentact.js'
import { portsip } from './portsip.js'
import { Wire } from './wire.js'
import { yay } from './yay.js'

/** One system: where its API begins, and who is there. */
export interface FollowedApi {
  readonly root: string
  /** @throws FollowError when not everybody could be read. */
  users(wire: Wire): Promise<readonly ForeignUser[]>
}

const SYSTEMS: Readonly<Record<FollowedSystem, FollowedApi>> = { yay, jambonz, netsapiens, opentact, portsip }

const TIMEOUT_MS = 60_000

/** Reads users of other systems over HTTP. `timeoutMs` is how long one call may take. */
export function createFollowPort(options: {
  readonly outgoing: Outgoing
  readonly timeoutMs?: number
  readonly now?: () => Date
}): FollowPort {
  const { outgoing, timeoutMs = TIMEOUT_MS, now = () => new Date() } = options
  return {
    async read(source, signal) {
      const { root, users } = SYSTEMS[source.system]
      const found = await users(new Wire(source, root, { outgoing, signal, timeoutMs, now }))
      if (new Set(found.map(({ key }) => key)).size < found.length)
        throw new FollowError('the server names a user twice')
      return found.map((user) => givenBy(source.system, user))
    },
  }
}
