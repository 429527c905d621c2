import type { Mac } from '../domain/mac.js'
import type { RedirectClient, RedirectEntry, RedirectFound } from '../domain/redirect.js'
import { basicHeader } from './credentials.js'
import { oneByOne, type Wire } from './wire.js'
import { callMethod, letIn, listed, refusal, verdictOf } from './xml-rpc.js'

/** `AA-BB-CC-DD-EE-FF` (yealink.md 8.1 P). */
const spelled = (mac: string): string => mac.toUpperCase().replace(/(..)(?!$)/g, '$1-')

/** Texts of refusals, yealink.md 8.1: ten or more letters and digits are the name of the account that has the device. */
const REFUSALS = [
  [/^Error:\s*The url can only begin/i, 'refused'],
  [/Invalid MAC/i, 'refused'],
  [/Invalid server|server name can only/i, 'refused'],
  [/Existing MAC|registered elsewhere/i, 'conflict'],
  [/^Error:\s*[a-z0-9]{10,}$/, 'conflict'],
] as const

/** Yealink's first redirect service: XML-RPC, one device per call, an own entry is replaced in place. */
export function yealinkXmlRpc(wire: Wire): RedirectClient {
  const call = (method: string, ...params: string[]) =>
    callMethod(wire, basicHeader(wire.credentials), `redirect.${method}`, params)
  const provider = wire.credentials.options.provider ?? 'offhook'

  const read = async (mac: Mac): Promise<RedirectFound> => {
    const { text } = verdictOf(await call('checkDevice', spelled(mac)))
    if (/^registered$/i.test(text)) return { kind: 'ours', url: null }
    if (/elsewhere/i.test(text)) return { kind: 'elsewhere' }
    return /^(?:unregistered|unknown)$/i.test(text) ? { kind: 'absent' } : { kind: 'unknown' }
  }

  return {
    read,
    list: async () => null,
    register: (entries) =>
      oneByOne(entries, async ({ mac, url }: RedirectEntry) => {
        const { ok, text } = verdictOf(await call('registerDeviceWithUniqueUrl', spelled(mac), provider, url, '1'))
        return ok ? { kind: 'done', text } : refusal(text, REFUSALS)
      }),
    unregister: (entries) =>
      oneByOne(entries, async ({ mac }) => {
        const { ok, text } = verdictOf(await call('deRegisterDevice', spelled(mac)))
        if (ok) return { kind: 'done', text }
        // What is wrong about taking it out is only told in free text; whether it is there is not.
        const found = await read(mac)
        if (found.kind === 'absent') return { kind: 'done', text }
        return found.kind === 'elsewhere' ? { kind: 'conflict', text } : refusal(text, REFUSALS)
      }),
    check: async () => ({
      ok: true,
      text: 'the credentials work',
      devices: listed(await letIn(() => call('listDevices'))),
    }),
  }
}
