import { z } from 'zod'
import type { User } from '../../domain/model.js'
import type { Registration } from '../../domain/registration.js'
import { ALLOWANCES, allowances, readAllowances } from './client.js'

const PROTOCOLS = ['wss', 'udp', 'tcp', 'tls'] as const
type Protocol = (typeof PROTOCOLS)[number]

export const registeredReply = z.object({
  name: z.string(),
  contact: z.string().nullable(),
  expiryTime: z.int().describe('milliseconds since 1970'),
  protocol: z.enum(PROTOCOLS).nullable(),
  ...allowances,
  registered_status: z.enum(['active', 'inactive']),
  proxy: z.string().nullable(),
})

/** A SIP URI as far as a registration shows it: RFC 3261 ch. 19.1. */
const SIP_URI = /^(sips?):(?:[^@]*@)?(\[[^\]]*\]|[^:;?>]*)(?::(\d+))?(?:.*?;transport=(\w+))?/i

function protocolOf(scheme: string | undefined, transport: string | undefined): Protocol {
  const named = transport?.toLowerCase()
  if (named === 'ws') return 'wss'
  if (PROTOCOLS.some((protocol) => protocol === named)) return named as Protocol
  return scheme?.toLowerCase() === 'sips' ? 'tls' : 'udp'
}

const NO_ALLOWANCE = Object.fromEntries(ALLOWANCES.map((name) => [name, 0])) as ReturnType<typeof readAllowances>

/**
 * A name as the list of registered clients shows it, whether or not somebody has it or is registered.
 * @param registrations that hold now; the one that holds longest is shown
 */
export function readRegistered(
  name: string,
  user: User | undefined,
  registrations: readonly Registration[],
): z.infer<typeof registeredReply> {
  const allowed = user ? readAllowances(user) : NO_ALLOWANCE
  const [held] = [...registrations].sort((a, b) => b.expires_at.localeCompare(a.expires_at))
  if (!held)
    return {
      name,
      contact: null,
      expiryTime: 0,
      protocol: null,
      ...allowed,
      registered_status: 'inactive',
      proxy: null,
    }
  const [, scheme, host = '', port = '5060', transport] = SIP_URI.exec(held.contact_address) ?? []
  const ip = held.ip.includes(':') ? `[${held.ip}]` : held.ip
  return {
    name,
    contact: held.contact_address,
    expiryTime: Date.parse(held.expires_at),
    protocol: protocolOf(scheme, transport),
    ...allowed,
    registered_status: 'active',
    proxy: `sip:${ip || host}:${port}`,
  }
}
