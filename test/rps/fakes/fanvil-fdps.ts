import { createHash } from 'node:crypto'
import { ACCOUNT, basicOf, type Fake, forget, must, startFake } from './fake.js'
import { fault, readCall, verdict } from './xml-rpc.js'

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex')
const MEMBERS = ['cfgName', 'cfgPfMode', 'cfgDhcpOpt', 'cfgPnpEnable', 'cfgPfSrv', 'cfgPfName', 'cfgPfProt']
const SCHEMES: Readonly<Record<string, string>> = { '1': 'ftp', '2': 'tftp', '4': 'http', '5': 'https' }

/** Fanvil's FDPS (yealink.md 8.3): servers and devices apart; a device in the way is not taken over. */
export async function fanvilFdps(): Promise<Fake> {
  const servers = new Map<string, string>()
  return startFake('/xmlrpc.php', (request, state) => {
    const call = readCall(request, basicOf(ACCOUNT.user, md5(md5(ACCOUNT.password))))
    if ('status' in call) return call
    const method = call.method.replace(/^redirect\./, '')
    state.calls.push(method)
    const [first = '', second] = call.params
    if (method === 'addMaterialServer') {
      must(Array.isArray(first), 'no list of members')
      const members = new Map(
        first.map((text: string): [string, string] => [
          text.slice(0, text.indexOf('=')),
          text.slice(text.indexOf('=') + 1),
        ]),
      )
      must([...members.keys()].join() === MEMBERS.join(), `members ${[...members.keys()].join()}`)
      const path = members.get('cfgPfName') ?? ''
      must(!path.startsWith('/'), 'a leading slash')
      const url = `${SCHEMES[members.get('cfgPfProt') ?? '']}://${members.get('cfgPfSrv')}/${path}`
      const name = members.get('cfgName') ?? ''
      if (!URL.canParse(url)) return verdict(false, 'Error: url_format_error')
      if (servers.has(name)) return verdict(false, 'Error: server_had_existed')
      servers.set(name, url)
      return verdict(true, 'Ok')
    }
    must(typeof first === 'string' && /^[0-9A-F]{12}$/.test(first), `MAC ${String(first)}`)
    const mac = first.toLowerCase()
    if (method === 'deleteServer') {
      if (!servers.delete(first)) return verdict(false, 'Error:server_not_exist')
      // The device's entry stands, but leads nowhere.
      forget(state, mac)
      return verdict(true, 'Ok')
    }
    if (method === 'deRegisterDevice') {
      forget(state, mac)
      return state.foreign.has(mac) ? verdict(false, 'Error: device_not_exist') : verdict(true, 'Ok')
    }
    if (method === 'registerDevice') {
      must(typeof second === 'string', 'no server name')
      const url = servers.get(second)
      if (url === undefined) return verdict(false, 'Error:server_not_exist')
      if (state.foreign.has(mac) || state.entries.has(mac)) return verdict(false, 'Error: device_had_existed')
      state.entries.set(mac, url)
      return verdict(true, 'Ok')
    }
    return fault(1, 'unknown method')
  })
}
