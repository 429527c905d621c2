import { ACCOUNT, basicOf, type Fake, forget, must, type Reply, type Request, startFake } from './fake.js'

type Json = Record<string, unknown>

export interface FakeYmcs extends Fake {
  /** Ends every token given so far. */
  expireTokens(): void
  /** MACs that a batch refuses, with the reason, while the rest of it is taken. */
  readonly refused: Map<string, string>
  /** False: the vendor has not enabled adding by MAC for this account. */
  byMac: boolean
  readonly serials: Map<string, string>
}

const json = (status: number, body: unknown): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})
const error = (status: number, code: number, message: string): Reply =>
  json(status, { code, message, requestId: 'r-1', details: [] })

function only(body: Json, members: readonly string[]): void {
  const strange = Object.keys(body).filter((name) => !members.includes(name))
  must(strange.length === 0, `unknown members ${strange.join()}`)
}

/** YMCS v4 (yealink.md 8.2). */
export async function yealinkYmcs(): Promise<FakeYmcs> {
  const tokens = new Set<string>()
  const nonces = new Set<string>()
  const refused = new Map<string, string>()
  const serials = new Map<string, string>()
  let made = 0

  const signed = ({ headers }: Request): void => {
    must(/^[0-9]{13}$/.test(String(headers.timestamp)), `timestamp ${headers.timestamp}`)
    must(Math.abs(Number(headers.timestamp) - Date.now()) < 300_000, 'a timestamp of another time')
    must(/^[0-9a-f]{32}$/.test(String(headers.nonce)), `nonce ${headers.nonce}`)
    must(!nonces.has(String(headers.nonce)), 'a nonce used twice')
    nonces.add(String(headers.nonce))
    must(headers['content-type'] === 'application/json' && headers.accept === 'application/json', 'not JSON')
  }

  const fake: Fake = await startFake('', (request, state) => {
    signed(request)
    const body = request.body === '' ? {} : (JSON.parse(request.body) as Json)
    state.calls.push(request.path)
    if (request.path === '/v2/token') {
      if (request.headers.authorization !== basicOf(ACCOUNT.user, ACCOUNT.password))
        return error(401, 70011, 'bad grant')
      must(JSON.stringify(body) === '{"grant_type":"client_credentials"}', `grant ${request.body}`)
      const token = `token-${++made}`
      tokens.add(token)
      return json(200, { access_token: token, token_type: 'bearer', expires_in: 7200 })
    }
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    if (!tokens.has(token)) return error(401, 900401, 'session expired')
    const entryOf = ([mac, url]: [string, string]) => ({ id: `id-${mac}`, mac, sn: null, uniqueServerUrl: url })
    const wrong = (mac: unknown, url: unknown): string | undefined => {
      if (typeof mac !== 'string' || !/^[0-9a-f]{12}$/.test(mac)) return 'device.mac.invalid'
      if (refused.has(mac)) return refused.get(mac)
      if (typeof url !== 'string' || !URL.canParse(url)) return 'device.url.invalid'
      if (state.foreign.has(mac)) return 'The device is already managed by another enterprise'
      return state.entries.has(mac) ? 'The device already exists' : undefined
    }
    switch (request.path) {
      case '/v2/rps/listDevices': {
        only(body, ['skip', 'limit', 'autoCount', 'filter'])
        const { skip, limit, filter } = body as { skip: number; limit: number; filter: { mac?: string } }
        must(limit > 0 && limit <= 100, `limit ${limit}`)
        only(filter, ['mac'])
        const all = [...state.entries].filter(([mac]) => filter.mac === undefined || filter.mac === mac)
        return json(200, { skip, limit, total: all.length, data: all.slice(skip, skip + limit).map(entryOf) })
      }
      case '/v2/rps/addDevicesByMac': {
        must(Array.isArray(body) && body.length > 0, 'not a list')
        if (!ymcs.byMac) return error(403, 900403, 'not enabled for this account')
        if (body.length > 100) return error(400, 800006, 'batch too big')
        const errors = body.flatMap((row: Json) => {
          only(row, ['mac', 'uniqueServerUrl', 'remark'])
          const errorInfo = wrong(row.mac, row.uniqueServerUrl)
          if (errorInfo === undefined) state.entries.set(String(row.mac), String(row.uniqueServerUrl))
          return errorInfo === undefined ? [] : [{ mac: row.mac, sn: null, errorInfo }]
        })
        const counts = { total: body.length, successCount: body.length - errors.length, failureCount: errors.length }
        return json(200, { ...counts, errors })
      }
      case '/v2/rps/devices': {
        only(body, ['mac', 'sn', 'serverId', 'uniqueServerUrl', 'authName', 'password', 'remark'])
        const { mac, sn, uniqueServerUrl } = body
        if (typeof sn !== 'string' || sn === '') return error(400, 800002, 'bad SN')
        const why = wrong(mac, uniqueServerUrl)
        if (why?.includes('mac.invalid')) return error(400, 800001, why)
        if (why?.includes('managed')) return error(400, 800004, why)
        if (why?.includes('exists')) return error(400, 800003, why)
        if (why !== undefined) return error(400, 800007, why)
        state.entries.set(String(mac), String(uniqueServerUrl))
        serials.set(String(mac), sn)
        return json(201, { id: `id-${mac}`, mac, sn })
      }
      case '/v2/rps/listDevicePins':
        only(body, ['macs'])
        return json(
          200,
          (body.macs as string[])
            .filter((mac) => state.entries.has(mac))
            .map((mac) => ({ mac, pin: `9${mac.slice(-5)}` })),
        )
      case '/v2/rps/delDevices': {
        only(body, ['deviceIdType', 'deviceIds'])
        must(body.deviceIdType === 'mac', `type ${String(body.deviceIdType)}`)
        const errors = (body.deviceIds as string[])
          .filter((mac) => !forget(state, mac))
          .map((field) => ({
            field,
            msg: state.foreign.has(field) ? 'already managed by another' : 'device not exist',
          }))
        return json(200, { total: 1, successCount: 1 - errors.length, failureCount: errors.length, errors })
      }
      default:
        return error(404, 900404, 'no such path')
    }
  })
  const ymcs: FakeYmcs = { ...fake, expireTokens: () => tokens.clear(), refused, byMac: true, serials }
  return ymcs
}
