import type { RedirectClient } from '../domain/redirect.js'
import { basicHeader } from './credentials.js'
import { oneByOne, type Wire } from './wire.js'
import { callMethod, letIn, listed, refusal, verdictOf } from './xml-rpc.js'

/** snom.md 7.1; the vendor writes no blank after the colon. */
const REFUSALS = [
  [/owned_by_other_user/, 'conflict'],
  [/malformed_(?:url|mac)/, 'refused'],
] as const
const NOT_THERE = /not_?found|not_?registered|unknown/i

/** Snom's XML-RPC redirection: an own entry is replaced in place and its URL can be read back. */
export function snomXmlRpc(wire: Wire): RedirectClient {
  const call = (method: string, ...params: string[]) =>
    callMethod(wire, basicHeader(wire.credentials), `redirect.${method}`, params)
  const spelled = (mac: string): string => mac.toUpperCase()

  return {
    register: (entries) =>
      oneByOne(entries, async ({ mac, url }) => {
        const { ok, text } = verdictOf(await call('registerPhone', spelled(mac), url))
        return ok ? { kind: 'done', text } : refusal(text, REFUSALS)
      }),
    unregister: (entries) =>
      oneByOne(entries, async ({ mac }) => {
        const { ok, text } = verdictOf(await call('deregisterPhone', spelled(mac)))
        return ok || NOT_THERE.test(text) ? { kind: 'done', text } : refusal(text, REFUSALS)
      }),
    read: async (mac) => {
      const value = await call('getPhoneRedirection', spelled(mac))
      const { ok, text } = verdictOf(value)
      if (!ok)
        return { kind: /owned_by_other_user/.test(text) ? 'elsewhere' : NOT_THERE.test(text) ? 'absent' : 'unknown' }
      // Company and URL come together, in one text or as members; the URL is the one word that is one.
      const url = /https?:\/\/[^\s"'\\<>]+/.exec(JSON.stringify(value))?.[0]
      return { kind: 'ours', url: url ?? null }
    },
    list: async () => null,
    check: async () => ({
      ok: true,
      text: 'the credentials work',
      devices: listed(await letIn(() => call('listPhones'))),
    }),
  }
}
