import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { apiOf, type TestApi } from '../support/client.js'
import { startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
let api: TestApi
let phone: Phone
let two: Phone
const ids: Record<string, string> = {}

beforeAll(async () => {
  server = await startTestServer()
  api = await apiOf(server)
  for (const number of ['101', '102', '103']) ids[number] = (await server.user(number)).id
  const line = (number: string) => ({ user_id: ids[number] ?? '' })
  phone = await server.phone('001565000001', 'yealink', 'T46U', { lines: [line('101')] })
  two = await server.phone('000413000002', 'snom', 'D785', { lines: [line('102'), line('103')] })
})
afterAll(() => server.remove())

const tell = (of: Phone, event: string, token?: string) =>
  fetch(`${server.base}${server.path(of, event, token)}`, {
    headers: { 'User-Agent': 'Yealink SIP-T46U 108.86.0.20' },
  })
const statusOf = async (number: string) => (await api.get(`/users/${ids[number]}/status`)).body

describe('a phone tells by its action URLs', () => {
  it('that it registered, and that it no longer is', async () => {
    const response = await tell(phone, 'registered?ip=10.0.0.5&user=101')
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(await statusOf('101')).toMatchObject({
      status: 'ONLINE',
      registration: [
        {
          instance_id: '001565000001',
          user_agent: 'Yealink SIP-T46U 108.86.0.20',
          application: 'Yealink T46U',
          ip: '10.0.0.5',
          enable_push: false,
          contact_address: 'sip:101@10.0.0.5',
        },
      ],
    })
    expect((await tell(phone, 'unregistered?ip=10.0.0.5&user=101')).status).toBe(200)
    expect(await statusOf('101')).toMatchObject({ status: 'OFFLINE', registration: [] })
  })

  it.each([
    ['registered', '127.0.0.1', 'sip:101@127.0.0.1'],
    ['registered?ip=$ip&user=$active_user', '127.0.0.1', 'sip:101@127.0.0.1'],
    ['registered?ip=%0d%0aX:1&user=101', '127.0.0.1', 'sip:101@127.0.0.1'],
    ['registered?ip=2001:db8::5', '2001:db8::5', 'sip:101@[2001:db8::5]'],
  ])('%s, whatever the phone filled in', async (event, ip, contact_address) => {
    await tell(phone, event)
    expect((await statusOf('101')).registration).toMatchObject([{ ip, contact_address }])
  })

  it('of several lines the one it names, or none', async () => {
    expect((await tell(two, 'registered?user=103')).status).toBe(200)
    expect((await statusOf('103')).status).toBe('ONLINE')
    expect((await tell(two, 'registered')).status).toBe(404)
    expect((await tell(two, 'registered?user=101')).status).toBe(404)
    expect((await statusOf('102')).status).toBe('OFFLINE')
  })

  it('only under its lasting address; everything else gets the one refusal', async () => {
    const { status, text } = await fetch(`${server.base}/p/${'a'.repeat(32)}/nothing.cfg`).then(async (r) => ({
      status: r.status,
      text: await r.text(),
    }))
    const others = [
      tell(phone, 'registered', 'b'.repeat(32)),
      tell(phone, 'registered', phone.enrolment_token.secret.reveal()),
      fetch(`${server.base}/registered`),
      fetch(`${server.base}/p/registered?user=101`),
      tell(phone, 'rebooted'),
    ]
    for (const response of await Promise.all(others))
      expect([response.status, await response.text()]).toEqual([status, text])
  })

  it('and is told to, as its file says', async () => {
    const file = await (await tell(phone, '001565000001.cfg')).text()
    const [, url] = /^action_url\.registered = (.*)$/m.exec(file) ?? []
    expect(url).toBe(`http://prov.example.net${server.path(phone, 'registered')}?ip=$ip&user=$active_user`)
  })
})
