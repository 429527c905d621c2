import { ACCOUNT, type Fake, forget, must, type Reply, startFake } from './fake.js'

/** The profile that somebody made in the console, and the address that stands in it. */
export const PROFILE = 'offhook desk/1'
export const PROFILE_URL = 'http://prov.example.net/p/tenants-own-address/'

const attribute = (source: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`)
    .exec(source)?.[1]
    ?.replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
const element = (source: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(source)?.[1]

const status = (code: number, message: string): Reply => ({
  status: 200,
  type: 'text/xml',
  body: `<?xml version="1.0"?><response><status><ErrorCode>${code}</ErrorCode><ErrorMessage>${message}</ErrorMessage></status></response>`,
})

/** Polycom's ZTP console as far as it is known (polycom.md 7). */
export async function polycomZtp(): Promise<Fake> {
  let prepared = false
  return startFake('/inboundservlet/GenericServlet', (request, state) => {
    const [, head = '', operation = ''] = /<request(\s[^>]*)><([a-z-]+)[\s>]/.exec(request.body) ?? []
    must(request.method === 'POST' && operation !== '', `not a request: ${request.body}`)
    must(attribute(head, 'message-id') !== undefined, 'no message-id')
    if (attribute(head, 'userid') !== ACCOUNT.user || attribute(head, 'password') !== ACCOUNT.password)
      return status(12, 'Authentication failed')
    must(attribute(request.body, 'account-id') === encodeURIComponent(PROFILE), 'another profile')
    state.calls.push(operation)
    if (operation === 'add-package') {
      must(element(request.body, 'base-package-name') === 'default', 'no package')
      prepared = true
      return status(0, '')
    }
    const mac = element(request.body, 'deviceId') ?? ''
    must(/^[0-9a-f]{12}$/.test(mac) && element(request.body, 'serialNo') === mac, `device ${mac}`)
    must(element(request.body, 'vendorModel') === 'Polycom_UCS_Device', 'no model')
    if (operation === 'delete-sip-device')
      return forget(state, mac) || !state.foreign.has(mac) ? status(0, '') : status(31, 'Device not in account')
    must(operation === 'add-sip-device', `operation ${operation}`)
    must(element(request.body, 'templateCriteria') === PROFILE, 'no profile')
    if (!prepared) return status(7, 'Package missing')
    if (state.foreign.has(mac) || state.entries.has(mac)) return status(30, 'Device exists')
    state.entries.set(mac, PROFILE_URL)
    return status(0, '')
  })
}
