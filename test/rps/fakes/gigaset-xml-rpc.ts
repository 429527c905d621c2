import { ACCOUNT, basicOf, type Fake, forget, must, startFake } from './fake.js'
import { fault, readCall, strings, verdict } from './xml-rpc.js'

/** The four characters on the label of any device here. */
export const MAC_ID = 'X7Q2'

/** Gigaset's XML-RPC service (yealink.md 8.3): a device in use is not taken over. */
export const gigasetXmlRpc = (): Promise<Fake> =>
  startFake('/apxml/rpc.do', (request, state) => {
    const call = readCall(request, basicOf(ACCOUNT.user, ACCOUNT.password))
    if ('status' in call) return call
    const method = call.method.replace(/^autoprov\./, '')
    state.calls.push(method)
    if (method !== 'registerDevice' && method !== 'deregisterDevice') return fault(1, 'unknown method')
    const [spelled = '', url = '', provider = ''] = strings(call.params, method === 'registerDevice' ? 3 : 1)
    if (spelled === '000000000000') return verdict(false, 'mac_not_exist:000000000000')
    const [, digits = '', id] = /^([0-9A-F]{12})-([A-Z0-9]{4})$/.exec(spelled) ?? []
    must(id !== undefined, `MAC-ID ${spelled}`)
    if (id !== MAC_ID) return verdict(false, `mac_not_exist:${spelled}`)
    const mac = digits.toLowerCase()
    if (method === 'deregisterDevice')
      return state.foreign.has(mac) || !forget(state, mac)
        ? verdict(false, `mac_not_exist:${spelled}`)
        : verdict(true, 'OK')
    must(provider !== '', 'no provider')
    if (!URL.canParse(url)) return verdict(false, `url_invalid:${url}`)
    if (state.foreign.has(mac) || state.entries.has(mac)) return verdict(false, `mac_already_in_use:${spelled}`)
    state.entries.set(mac, url)
    return verdict(true, 'OK')
  })
