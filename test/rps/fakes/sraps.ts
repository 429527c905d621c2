import { server as hawk } from 'hawk'
import { ACCOUNT, type Fake, forget, must, type Reply, startFake } from './fake.js'

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
  headers,
})
const PAGE = 2
const UUIDS = ['0b6d', '11aa', '2c0f', '39d1', '4e77']

/**
 * Snom's SRAPS or Gigaset's GRAPE (snom.md 7.2): signatures recomputed by the library's own server side, nonces
 * remembered, pages of two whatever is asked for.
 */
export async function sraps(parameter: string): Promise<Fake> {
  const nonces = new Set<string>()
  const names = ['language', 'tone', 'timezone', parameter, 'web_language']
  const setting = UUIDS[names.indexOf(parameter)] ?? ''
  const fake: Fake = await startFake('/api/v1/', async (request, state) => {
    const url = new URL(request.path, fake.url)
    try {
      await hawk.authenticate(
        request.raw,
        async (id) => (id === ACCOUNT.user ? { key: ACCOUNT.password, algorithm: 'sha256' } : null),
        {
          payload: request.body,
          nonceFunc: async (_key, nonce) => {
            must(nonce.length >= 22 && !nonces.has(nonce), `nonce ${nonce}`)
            nonces.add(nonce)
          },
        },
      )
    } catch (error) {
      return json(401, { message: (error as Error).message })
    }
    must(request.headers.accept === 'application/json', 'does not accept JSON')
    must(
      (request.headers['content-type'] === 'application/json') === (request.body !== ''),
      'content type without content',
    )
    const path = url.pathname.replace('/api/v1/', '')
    state.calls.push(`${request.method} ${path}`)

    const page = (rows: readonly unknown[]): Reply => {
      const at = Number(url.searchParams.get('page') ?? 0)
      const next = new URL(url)
      next.searchParams.set('page', String(at + 1))
      const more = rows.length > (at + 1) * PAGE
      return json(200, rows.slice(at * PAGE, (at + 1) * PAGE), more ? { Link: `<${next.href}>; rel="next"` } : {})
    }
    if (path === 'settings/') return page(names.map((param_name, n) => ({ uuid: UUIDS[n], param_name })))
    if (path === `tokens/${ACCOUNT.user}`) return json(200, { links: { company: '/api/v1/companies/7' } })
    if (path === 'companies/7')
      return json(200, { links: { endpoints: new URL('companies/7/endpoints/', fake.url).href } })
    if (path === 'companies/7/endpoints/') return page([...state.entries.keys()].map((mac) => ({ mac })))
    const [, mac] = /^companies\/7\/endpoints\/([0-9a-f]{12})$/.exec(path) ?? []
    must(mac !== undefined, `path ${path}`)
    if (state.foreign.has(mac)) return json(403, { detail: 'User lacks permission to endpoint' })
    const shown = () => ({
      mac,
      settings_manager: { [setting]: { value: state.entries.get(mac), attrs: { perm: 'RW' } } },
    })
    if (request.method === 'GET')
      return state.entries.has(mac) ? json(200, shown()) : json(404, { detail: 'Not found.' })
    if (request.method === 'DELETE')
      return forget(state, mac) ? { status: 204, type: 'text/plain', body: '' } : json(404, { detail: 'Not found.' })
    must(request.method === 'PUT', `method ${request.method}`)
    const body = JSON.parse(request.body) as Record<string, unknown>
    must(Object.keys(body).join() === 'mac,autoprovisioning_enabled,settings_manager', `members ${Object.keys(body)}`)
    must(body.mac === mac && body.autoprovisioning_enabled === true, 'another device')
    const manager = body.settings_manager as Record<string, { value: string; attrs: { perm: string } }>
    must(Object.keys(manager).join() === setting && manager[setting]?.attrs.perm === 'RW', 'another setting')
    const value = manager[setting]?.value ?? ''
    if (!URL.canParse(value)) return json(400, { message: 'not a URL' })
    const status = state.entries.has(mac) ? 200 : 201
    state.entries.set(mac, value)
    return json(status, shown())
  })
  return fake
}
