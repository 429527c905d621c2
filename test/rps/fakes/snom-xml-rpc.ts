import { ACCOUNT, basicOf, type Fake, forget, must, startFake } from './fake.js'
import { fault, list, readCall, strings, verdict } from './xml-rpc.js'

/** Snom's XML-RPC service (snom.md 7.1): the trailing slash is mandatory. */
export const snomXmlRpc = (): Promise<Fake> =>
  startFake('/xmlrpc/', (request, state) => {
    if (request.path !== '/xmlrpc/') return { status: 404, type: 'text/plain', body: 'nothing here' }
    const call = readCall(request, basicOf(ACCOUNT.user, ACCOUNT.password))
    if ('status' in call) return call
    const method = call.method.replace(/^redirect\./, '')
    state.calls.push(method)
    if (method === 'listPhones') return list([...state.entries.keys()])
    const [spelled = '', url = ''] = strings(call.params, method === 'registerPhone' ? 2 : 1)
    must(/^[0-9A-F]{12}$/.test(spelled), `MAC ${spelled}`)
    const mac = spelled.toLowerCase()
    if (state.foreign.has(mac)) return verdict(false, 'Error:owned_by_other_user')
    if (method === 'registerPhone') {
      if (!URL.canParse(url)) return verdict(false, 'Error:malformed_url')
      state.entries.set(mac, url)
      return verdict(true, 'Ok')
    }
    if (method === 'deregisterPhone') {
      forget(state, mac)
      return verdict(true, 'Ok')
    }
    if (method === 'getPhoneRedirection') {
      const held = state.entries.get(mac)
      return held === undefined ? verdict(false, 'Error:not_found') : verdict(true, `Example Company ${held}`)
    }
    return fault(1, 'unknown method')
  })
