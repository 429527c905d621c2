import { randomBytes } from 'node:crypto'
import type { RedirectPort } from '../domain/ports.js'
import {
  REDIRECT_SERVICES,
  type RedirectClient,
  type RedirectCredentials,
  RedirectFault,
  type RedirectOutcome,
  type RedirectServiceId,
} from '../domain/redirect.js'
import type { Outgoing } from '../security/outgoing.js'
import { scrubbed } from './credentials.js'
import { fanvilFdps } from './fanvil-fdps.js'
import { gigasetXmlRpc } from './gigaset-xml-rpc.js'
import { polycomZtp } from './polycom-ztp.js'
import { snomXmlRpc } from './snom-xml-rpc.js'
import { sraps } from './sraps.js'
import { Wire } from './wire.js'
import { yealinkXmlRpc } from './yealink-xml-rpc.js'
import { yealinkYmcs } from './yealink-ymcs.js'

const CLIENTS: Readonly<Record<RedirectServiceId, (wire: Wire) => RedirectClient>> = {
  'yealink-xmlrpc': yealinkXmlRpc,
  'yealink-ymcs': yealinkYmcs,
  'snom-xmlrpc': snomXmlRpc,
  'snom-sraps': (wire) => sraps(wire, 'setting_server'),
  'polycom-ztp': polycomZtp,
  'gigaset-xmlrpc': gigasetXmlRpc,
  'gigaset-grape': (wire) => sraps(wire, 'ProvisioningServer'),
  'fanvil-fdps': fanvilFdps,
}

/** Keeps the promise of the interface: the faults of vendors are outcomes, and none repeats the password. */
function guarded(client: RedirectClient, credentials: RedirectCredentials): RedirectClient {
  const clean = <T extends { readonly text: string }>(said: T): T => ({
    ...said,
    text: scrubbed(credentials, said.text),
  })
  const cleanFault = (error: unknown) =>
    error instanceof RedirectFault ? new RedirectFault(clean(error.outcome)) : error
  const all = async <T>(entries: readonly T[], act: (entries: readonly T[]) => Promise<readonly RedirectOutcome[]>) => {
    try {
      return (await act(entries)).map(clean)
    } catch (error) {
      if (!(error instanceof RedirectFault)) throw error
      return entries.map(() => clean(error.outcome))
    }
  }
  return {
    register: (entries) => all(entries, (some) => client.register(some)),
    unregister: (entries) => all(entries, (some) => client.unregister(some)),
    read: (mac) => client.read(mac).catch((error) => Promise.reject(cleanFault(error))),
    list: () => client.list().catch((error) => Promise.reject(cleanFault(error))),
    check: async () => {
      try {
        return clean(await client.check())
      } catch (error) {
        if (!(error instanceof RedirectFault)) throw error
        return clean({ ok: false, text: error.outcome.text, devices: null })
      }
    },
  }
}

const TIMEOUT_MS = 30_000

/** Reaches the vendors' redirect services over HTTP. `timeoutMs` is how long one call may take. */
export function createRedirectPort(options: {
  readonly outgoing: Outgoing
  readonly timeoutMs?: number
}): RedirectPort {
  const { outgoing, timeoutMs = TIMEOUT_MS } = options
  return {
    client(credentials, signal) {
      const base = credentials.base_url ?? REDIRECT_SERVICES[credentials.service].base_url
      const now = () => new Date()
      const wire = new Wire(credentials, base, { outgoing, signal, timeoutMs, now, random: randomBytes })
      return guarded(CLIENTS[credentials.service](wire), credentials)
    },
  }
}
