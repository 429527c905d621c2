import { z } from 'zod'
import { keptIn } from '../../domain/kept.js'
import type { Group, User } from '../../domain/model.js'
import { readCallerIds } from './caller-ids.js'
import { DIALECT, mergeOwn, ownOf } from './members.js'
import { extensionOf } from './user.js'

/** Where calls to somebody gather: call queues and ring groups alike (api-portsip.md ch. 10). */
export const gathering = z.object({ id: z.string(), name: z.string(), extension_number: z.string() })

export const callerId = readCallerIds.element

const AGENT_STATUSES = ['READY', 'NOT_READY', 'WRAP_UP', 'BREAK', 'LUNCH', 'LOGGED_IN', 'LOGGED_OUT'] as const
const READABLE_AGENT_STATUSES = [
  'READY',
  'NOT_READY',
  'QUEUE_CALL',
  'OTHER_CALL',
  'WRAP_UP',
  'BREAK',
  'LUNCH',
  'LOGGED_OUT',
  'OFFLINE',
] as const
type AgentStatus = (typeof AGENT_STATUSES)[number]

export const agentShape = { status: z.enum(AGENT_STATUSES) }
export const agentRead = z.object({
  extension_number: z.string().nullable(),
  display_name: z.string(),
  skill_level: z.int().min(1).max(100),
  status: z.enum(READABLE_AGENT_STATUSES),
})

export const balanceShape = { balance: z.number().min(-1e9).max(1e9) }
export const balanceRead = z.object({ balance: z.number() })

/** Queues a user may have a stated status in; clients choose the ids while no PBX tells them. */
const MOST_QUEUES = 100

const agentsOf = (user: User) => (ownOf(user).agents ?? {}) as Readonly<Record<string, AgentStatus>>

/** A user as the agent of a queue; undefined while nobody stated a status there. */
export function readAgent(user: User, queue: string): z.infer<typeof agentRead> | undefined {
  const agents = agentsOf(user)
  if (!Object.hasOwn(agents, queue)) return undefined
  const status = agents[queue] ?? 'READY'
  return {
    extension_number: extensionOf(user),
    display_name: user.display_name,
    skill_level: 1,
    // Logging in makes an agent ready; the contract's readable statuses have no other word for it (ch. 14.22).
    status: status === 'LOGGED_IN' ? 'READY' : status,
  }
}

/** The user with a status in one more queue; the one stated first is forgotten beyond the most there may be. */
export function changedAgent(user: User, queue: string, status: AgentStatus) {
  const others = Object.entries(agentsOf(user)).filter(([id]) => id !== queue)
  const agents = Object.fromEntries([...others.slice(-(MOST_QUEUES - 1)), [queue, status]])
  return { foreign: { [DIALECT]: mergeOwn(ownOf(user), { agents }) } }
}

/** Credit is kept to five decimals. */
export const changedBalance = (user: User, balance: number) => ({
  foreign: { [DIALECT]: mergeOwn(ownOf(user), { balance: Math.round(balance * 1e5) / 1e5 }) },
})

export const readBalance = (user: User): z.infer<typeof balanceRead> => ({
  balance: (ownOf(user).balance as number | undefined) ?? 0,
})

type CallerId = z.infer<typeof callerId>

/** The caller IDs a user may use: their own, then those of their groups, each once. */
export function readOutboundCallerIds(user: User, groups: readonly Group[]): CallerId[] {
  const known = new Map<string, CallerId>()
  for (const holder of [user, ...groups]) {
    for (const { provider_id, caller_id, description } of (ownOf(holder).outbound_caller_ids ?? []) as CallerId[])
      keptIn(known, JSON.stringify([provider_id, caller_id]), () => ({ provider_id, caller_id, description }))
  }
  return [...known.values()]
}
