import { type RedirectClient, type RedirectEntry, serialNeeded } from '../domain/redirect.js'
import { basicHeader } from './credentials.js'
import { addAfterDelete, oneByOne, outcomeOf, perhapsGone, type Wire } from './wire.js'
import { callMethod, letIn, refusal, verdictOf } from './xml-rpc.js'

/** yealink.md 8.3: how refusals begin. */
const REFUSALS = [
  [/^mac_already_in_use/, 'conflict'],
  [/^(?:url_invalid|mac_not_exist|mac_invalid)/, 'refused'],
] as const

/** A MAC no device has: what the service says of it shows whether the account is let in. */
const NOBODY = '000000000000'

/**
 * Gigaset's XML-RPC redirection. An entry in use must be taken out before a new one is accepted, so a new one is
 * tried first and the old one deleted only when it is in the way.
 */
export function gigasetXmlRpc(wire: Wire): RedirectClient {
  const call = async (method: string, ...params: string[]) =>
    verdictOf(await callMethod(wire, basicHeader(wire.credentials), `autoprov.${method}`, params))
  const provider = wire.credentials.options.provider ?? 'offhook'
  const checked = serialNeeded(wire.credentials) !== undefined

  const spelled = ({ mac, serial_number }: Pick<RedirectEntry, 'mac' | 'serial_number'>): string =>
    checked ? `${mac.toUpperCase()}-${(serial_number ?? '').slice(-4).toUpperCase()}` : mac.toUpperCase()

  const add = async (entry: RedirectEntry) => {
    const { ok, text } = await call('registerDevice', spelled(entry), entry.url, provider)
    return ok ? ({ kind: 'done', text } as const) : refusal(text, REFUSALS)
  }

  return {
    register: (entries) =>
      oneByOne(entries, async (entry) => {
        const first = await add(entry)
        if (first.kind !== 'conflict') return first
        const removed = await outcomeOf(async () => {
          const { ok, text } = await call('deregisterDevice', spelled(entry))
          return ok ? { kind: 'done', text } : first
        })
        return removed.kind === 'done' ? addAfterDelete(() => add(entry)) : perhapsGone(removed)
      }),
    unregister: (entries) =>
      oneByOne(entries, async (entry) => {
        const { ok, text } = await call('deregisterDevice', spelled(entry))
        return ok || /^mac_not_exist/.test(text) ? { kind: 'done', text } : refusal(text, REFUSALS)
      }),
    read: async () => ({ kind: 'unknown' }),
    list: async () => null,
    check: async () => {
      await letIn(() => callMethod(wire, basicHeader(wire.credentials), 'autoprov.deregisterDevice', [NOBODY]))
      return { ok: true, text: 'the credentials work', devices: null }
    },
  }
}
