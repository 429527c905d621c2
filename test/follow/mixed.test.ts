import { afterAll, beforeAll, expect, it } from 'vitest'
import { uuidOf } from '../../src/dialects/uuid.js'
import { FOLLOWED_SYSTEM_IDS } from '../../src/domain/follower.js'
import { Secret } from '../../src/domain/secret.js'
import type { Outgoing } from '../../src/security/outgoing.js'
import { type Api, startApi, userBody } from '../support/api.js'
import { ADMIN_PASSWORD } from '../support/server.js'
import { loopback, sourceOf, startFollowing } from './rig.js'

const PASSWORD = 'sip password 7'

let api: Api

beforeAll(async () => {
  api = await startApi()
  const tenant = uuidOf(api.server.actor.tenant_id)
  const made = [
    await api.post('/users', userBody('1001', { department: 'Sales', enable_dnd: true })),
    await api.post('/voip/user', {
      ...{ display_name: 'Bob', extension: 1002, user_name: 'bob', user_password: PASSWORD, type: 9 },
      ...{ related_product: 'a3950459-2aff-413b-9da0-86f45f815410', timezone: 'Europe/Paris' },
    }),
    await api.post('/v1/Clients', { account_sid: tenant, username: 'client-3', password: PASSWORD }),
    await api.post('/ns-api/v2/domains/~/users', {
      ...{ synchronous: 'yes', user: '1004', 'name-first-name': 'Cid', 'name-last-name': 'Dee' },
      ...{ 'email-address': 'cid@example.com', 'user-scope': 'Basic User', 'voicemail-login-pin': '1234' },
    }),
    await api.post(`/rest/sip/connection/${tenant}/Users`, { login: '1005', password: PASSWORD, last_name: 'Eve' }),
  ]
  expect(made.filter(({ status }) => status !== 200 && status !== 201)).toEqual([])
})
afterAll(() => api.server.remove())

/** What an API shows and would not take itself; its rules for logins, PINs and numbers are narrower than others'. */
const CONFLICTS: Readonly<Record<string, readonly (readonly [title: string, taken: boolean, field: string])[]>> = {
  portsip: [
    ['client-3', false, 'extension_number'],
    ['Cid Dee', true, 'name'],
    ['Cid Dee', true, 'voicemail_pin'],
  ],
}

it.each(FOLLOWED_SYSTEM_IDS)('%s shows whom any API made, and they can be followed', async (system) => {
  const account = system === 'opentact' ? uuidOf(api.server.actor.tenant_id) : null
  const here = await startFollowing(sourceOf({ system, url: api.server.base, account, secret: new Secret(api.admin) }))
  try {
    const listed = CONFLICTS[system] ?? []
    const fates = [
      'created',
      'created',
      listed.some(([, taken]) => !taken) ? 'conflict' : 'created',
      'created',
      'created',
    ]
    const first = await here.run()
    expect(first.fates).toEqual(fates)
    expect(first.conflicts.map(({ title, taken, reason }) => [title, taken, reason.split(':')[0]])).toEqual(listed)
    expect(await here.run()).toEqual({ ...first, fates: fates.map((fate) => (fate === 'created' ? 'same' : fate)) })
  } finally {
    await here.close()
  }
})

it("says in the other system's words why somebody cannot come", async () => {
  const tenant = uuidOf(api.server.actor.tenant_id)
  const made = await api.post('/v1/Clients', { account_sid: tenant, username: 'o3', password: PASSWORD })
  const source = { url: api.server.base, secret: new Secret(api.admin) }
  const here = await startFollowing(sourceOf({ ...source, system: 'opentact', account: tenant }))
  try {
    const { conflicts } = await here.run()
    expect(conflicts).toMatchObject([{ key: made.body.sid, title: 'o3', taken: false }])
    expect(conflicts[0]?.reason).toMatch(/^login: .*3.*; sip_user: is required$/)
  } finally {
    await here.close()
    await api.call('DELETE', `/v1/Clients/${String(made.body.sid)}`)
  }
})

it('a login of PortSIP is over once everybody is read', async () => {
  const shown = new Set<string>()
  const outgoing: Outgoing = (url, request) => {
    shown.add(request.headers.Authorization ?? '')
    return loopback(url, request)
  }
  const source = sourceOf({
    system: 'portsip',
    url: api.server.base,
    user: 'admin',
    secret: new Secret(ADMIN_PASSWORD),
  })
  const here = await startFollowing(source, { outgoing })
  try {
    expect(await here.read()).toHaveLength(5)
    const [token = '', ...others] = [...shown].filter(Boolean).map((header) => header.replace('Bearer ', ''))
    expect(others).toEqual([])
    expect((await api.get('/users', token)).status).toBe(401)
  } finally {
    await here.close()
  }
})
