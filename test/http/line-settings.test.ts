import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/api.js'

let api: Api
let user: string
let other: string

beforeAll(async () => {
  api = await startApi()
  user = await api.newUser('501')
  other = await api.newUser('502')
})
afterAll(() => api.server.stop())

const change = (...lines: object[]) => api.post('/phones/001565aabb31', { lines })
const lines = async () => (await api.get('/phones/001565aabb31')).body.lines

describe("a line's settings", () => {
  it('merge while its user stays, and its other members are replaced', async () => {
    const first = { user_id: user, label: 'Desk', settings: { dtmf: 'info', srtp: 'optional' } }
    await api.post('/phones', { mac: '001565aabb31', vendor: 'yealink', model: 'T46U', lines: [first] })
    expect((await change({ user_id: user, settings: { srtp: null, transport: 'tcp' } })).status).toBe(204)
    expect(await lines()).toEqual([{ user_id: user, settings: { dtmf: 'info', transport: 'tcp' } }])
    await change({ user_id: user })
    expect(await lines()).toEqual([{ user_id: user, settings: { dtmf: 'info', transport: 'tcp' } }])
    await change({ user_id: user, settings: { dtmf: null, transport: null } })
    expect(await lines()).toEqual([{ user_id: user }])
  })

  it('begin anew with another user', async () => {
    await change({ user_id: user, settings: { dtmf: 'info' } })
    await change({ user_id: other, settings: { transport: 'tcp' } })
    expect(await lines()).toEqual([{ user_id: other, settings: { transport: 'tcp' } }])
  })

  it('name every fault with the line, and change nothing', async () => {
    const before = await lines()
    const settings = { srtp: 'maybe', firmware: {}, vlan: { phone: { id: 4095 } }, timezone: 'Mars/Olympus' }
    const { status, fields } = await change({ user_id: other }, { user_id: 'nobody', settings })
    expect([status, [...fields].sort()]).toEqual([
      400,
      [
        'lines[1].settings.firmware',
        'lines[1].settings.srtp',
        'lines[1].settings.timezone',
        'lines[1].settings.vlan.phone.id',
        'lines[1].user_id',
      ],
    ])
    expect(await lines()).toEqual(before)
  })

  it('hold secrets nobody reads back, and keep them when they are sent without', async () => {
    await change({ user_id: user, settings: { ldap: { host: 'ldap.example', password: 'line-secret' } } })
    await change({ user_id: user, label: 'Desk', settings: { ldap: { port: 1389 } } })
    const { text, body } = await api.get('/phones/001565aabb31')
    expect(text).not.toContain('line-secret')
    expect(body.lines).toMatchObject([{ label: 'Desk', settings: { ldap: { host: 'ldap.example', port: 1389 } } }])
  })
})
