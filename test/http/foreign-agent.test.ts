import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { type Api, startApi } from '../support/api.js'
import { ask } from '../support/request.js'
import type { TestServer } from '../support/server.js'

const OWN = 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:01'
const FOREIGN: [string, string][] = [
  ['another vendor', 'Mozilla/4.0 (compatible; snomD785-SIP 10.1.30.0 000413AABBCC)'],
  ['another MAC', 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:ff'],
  ['another model', 'Yealink SIP-T31G 124.86.0.20 00:15:65:aa:bb:01'],
]
let api: Api
let server: TestServer
let phone: Phone

beforeAll(async () => {
  api = await startApi()
  server = api.server
  const user = await server.user('101')
  phone = await server.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
})
afterAll(() => server.remove())

const get = async (userAgent: string, localAddress = '127.0.0.1') =>
  (
    await ask(server.base, server.path(phone, `${phone.mac}.cfg`), {
      localAddress,
      headers: { 'User-Agent': userAgent },
    })
  ).status
const alarms = async (kind: string) => {
  await server.services.noted.flush()
  const { body } = await ask(server.base, '/metrics')
  return Number(new RegExp(`offhook_alarms_total\\{kind="${kind}"\\} (\\d+)`).exec(body)?.[1] ?? 0)
}
const lock = async (on: boolean) => {
  const [tenant] = (await api.get('/tenants')).body.items as [{ id: string }]
  expect((await api.post(`/tenants/${tenant.id}`, { lock_on_foreign_agent: on })).status).toBe(204)
}

describe('a secret in another device’s hands', () => {
  it.each(FOREIGN)('%s: the file is served and an alarm raised, also when the answer is warm', async (_what, agent) => {
    const before = await alarms('foreign_agent')
    for (let n = 0; n < 3; n++) expect(await get(OWN)).toBe(200)
    expect(await alarms('foreign_agent')).toBe(before)
    expect(await get(agent)).toBe(200)
    // The phone's own fetch right after it must not hide it.
    expect(await get(OWN)).toBe(200)
    expect(await alarms('foreign_agent')).toBe(before + 1)
  })

  it.each(['curl/8.0', '', 'Mozilla/5.0 (X11; Linux x86_64)'])('%j is no device and no alarm', async (agent) => {
    const before = await alarms('foreign_agent')
    expect(await get(agent)).toBe(200)
    expect(await alarms('foreign_agent')).toBe(before)
  })

  it('a new network alone is told, and serves as before', async () => {
    await get(OWN)
    const before = await alarms('new_network')
    expect(await get(OWN, '127.0.0.7')).toBe(200)
    expect(await alarms('new_network')).toBe(before + 1)
    expect(
      server.log.filter((line) => line.includes('"new_network"')).every((line) => line.includes('"level":30')),
    ).toBe(true)
  })

  it.each(FOREIGN)(
    '%s locks the phone where the tenant wants that, until somebody unlocks it',
    async (_what, agent) => {
      await lock(true)
      for (let n = 0; n < 3; n++) expect(await get(OWN)).toBe(200)
      expect([await get(agent), await get(OWN), await get('curl/8.0')]).toEqual([404, 404, 404])
      expect((await api.get(`/phones/${phone.mac}`)).body.locked).toMatchObject({
        reason: expect.stringContaining('used the secret'),
      })
      expect((await api.post(`/phones/${phone.mac}/token`, { action: 'unlock' })).status).toBe(200)
      expect((await api.get(`/phones/${phone.mac}`)).body.locked).toBeNull()
      expect(await get(OWN)).toBe(200)
      await lock(false)
      expect(await get(agent)).toBe(200)
    },
  )
})
