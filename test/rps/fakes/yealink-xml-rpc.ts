import { ACCOUNT, basicOf, type Fake, forget, must, startFake } from './fake.js'
import { fault, list, readCall, strings, verdict } from './xml-rpc.js'

const MAC = /^[0-9A-F]{2}(?:-[0-9A-F]{2}){5}$/

/** Yealink's XML-RPC service (yealink.md 8.1). */
export const yealinkXmlRpc = (): Promise<Fake> =>
  startFake('/xmlrpc', (request, state) => {
    must(request.path === '/xmlrpc', `path ${request.path}`)
    const call = readCall(request, basicOf(ACCOUNT.user, ACCOUNT.password))
    if ('status' in call) return call
    const method = call.method.replace(/^redirect\./, '')
    state.calls.push(method)
    if (method === 'listDevices') return list([...state.entries.keys()])
    const params = strings(call.params, method === 'registerDeviceWithUniqueUrl' ? 4 : 1)
    const [spelled = '', server = '', url = '', override = ''] = params
    must(MAC.test(spelled), `MAC ${spelled}`)
    const mac = spelled.replaceAll('-', '').toLowerCase()
    if (method === 'registerDeviceWithUniqueUrl') {
      must(/^[\w. -]+$/.test(server), `server name ${server}`)
      must(override === '1' || override === '0', `override ${override}`)
      if (state.foreign.has(mac)) return verdict(false, 'Error:otherreseller42', false)
      if (!/^(?:https?|t?ftp):\/\//.test(url))
        return verdict(
          false,
          "Error:The url can only begin with 'http://' or 'https://' or 'ftp://' or 'tftp://'",
          false,
        )
      if (state.entries.has(mac) && override === '0') return verdict(false, `Error:Existing MAC(s): ${spelled}`, false)
      state.entries.set(mac, url)
      return verdict(true, 'OK', false)
    }
    if (method === 'deRegisterDevice')
      return forget(state, mac) ? verdict(true, 'OK', false) : verdict(false, `Error:Invalid MAC(s):${spelled}`, false)
    if (method === 'checkDevice') {
      const where = state.entries.has(mac)
        ? 'Registered'
        : state.foreign.has(mac)
          ? 'Registered Elsewhere'
          : 'Unregistered'
      return verdict(true, where, false)
    }
    return fault(-32601, 'no such method')
  })
