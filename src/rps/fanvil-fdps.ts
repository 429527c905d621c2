import type { Mac } from '../domain/mac.js'
import type { RedirectClient, RedirectEntry, RedirectOutcome } from '../domain/redirect.js'
import { hashedBasicHeader } from './credentials.js'
import { addAfterDelete, oneByOne, outcomeOf, perhapsGone, type Wire } from './wire.js'
import { callMethod, letIn, refusal, type Verdict, verdictOf } from './xml-rpc.js'

/** yealink.md 8.3. */
const REFUSALS = [
  [/device_had_existed/, 'conflict'],
  [/(?:url|mac)_format_error/, 'refused'],
] as const
const NOT_THERE = /(?:server|device)_not_exist/

/** `cfgPfProt` of FDPS, yealink.md 8.3. */
const PROTOCOLS: Readonly<Record<string, string>> = { 'http:': '4', 'https:': '5' }

const spelled = (mac: Mac | string): string => mac.toUpperCase()

/** A server entry of its own for each phone, named like it. */
function serverOf(entry: RedirectEntry): string[] {
  const url = new URL(entry.url)
  return [
    `cfgName=${spelled(entry.mac)}`,
    'cfgPfMode=1',
    'cfgDhcpOpt=false',
    'cfgPnpEnable=false',
    `cfgPfSrv=${url.host}`,
    `cfgPfName=${url.pathname.slice(1)}${url.search}`,
    `cfgPfProt=${PROTOCOLS[url.protocol] ?? ''}`,
  ]
}

/** Fanvil's FDPS: a server entry and a device entry, both deleted before they are made anew. */
export function fanvilFdps(wire: Wire): RedirectClient {
  const call = async (method: string, param: string | string[], ...more: string[]): Promise<Verdict> =>
    verdictOf(await callMethod(wire, hashedBasicHeader(wire.credentials), `redirect.${method}`, [param, ...more]))

  /** What one round of the four calls came to, and whether it deleted something of ours on its way. */
  const add = async (entry: RedirectEntry): Promise<RedirectOutcome> => {
    const mac = spelled(entry.mac)
    let gone = false
    let deleting = true
    const outcome = await outcomeOf(async () => {
      const stale = await call('deleteServer', mac)
      if (!stale.ok && !NOT_THERE.test(stale.text)) return refusal(stale.text, REFUSALS)
      gone = stale.ok
      deleting = false
      const server = await call('addMaterialServer', serverOf(entry))
      if (!server.ok) return refusal(server.text, REFUSALS)
      // Not there is what a first registration meets; anything else shows itself in the next call.
      gone = (await call('deRegisterDevice', mac)).ok || gone
      const device = await call('registerDevice', mac, mac)
      return device.ok ? { kind: 'done', text: device.text } : refusal(device.text, REFUSALS)
    })
    if (deleting) return perhapsGone(outcome)
    return outcome.kind === 'done' || !gone ? outcome : { ...outcome, gone }
  }

  return {
    register: (entries) =>
      oneByOne(entries, async (entry) => {
        const outcome = await add(entry)
        if (outcome.kind === 'conflict') await call('deleteServer', spelled(entry.mac))
        return outcome.gone === true && outcome.kind === 'later' ? addAfterDelete(() => add(entry)) : outcome
      }),
    unregister: (entries) =>
      oneByOne(entries, async ({ mac }) => {
        const device = await call('deRegisterDevice', spelled(mac))
        if (!device.ok && !NOT_THERE.test(device.text)) return refusal(device.text, REFUSALS)
        const server = await call('deleteServer', spelled(mac))
        return server.ok || NOT_THERE.test(server.text)
          ? { kind: 'done', text: server.text }
          : refusal(server.text, REFUSALS)
      }),
    read: async () => ({ kind: 'unknown' }),
    list: async () => null,
    check: async () => {
      await letIn(() =>
        callMethod(wire, hashedBasicHeader(wire.credentials), 'redirect.deRegisterDevice', ['000000000000']),
      )
      return { ok: true, text: 'the credentials work', devices: null }
    },
  }
}
