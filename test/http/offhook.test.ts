import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiOf, type TestApi } from '../support/client.js'
import { startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
let api: TestApi
let user: string

beforeAll(async () => {
  server = await startTestServer()
  api = await apiOf(server)
  user = (await server.user('101', { login: 'alice' })).id
  await api.post('/phones', {
    mac: '00:15:65:aa:bb:01',
    vendor: 'Yealink',
    model: 'SIP-T46U',
    lines: [{ user_id: user }],
  })
})
afterAll(() => server.remove())

const faults = (body: { errors: { detail?: { field: string; rule: string } }[] }) =>
  body.errors.map(({ detail }) => `${detail?.field}: ${detail?.rule}`)

describe('bad input names field and rule, and changes nothing', () => {
  it.each([
    ['an 11-digit MAC', { mac: '001565aabb0', vendor: 'yealink', model: 'T46U' }, ['mac: mac']],
    ['an unknown vendor', { mac: '001565aabb09', vendor: 'Yealinq', model: 'T46U' }, ['vendor: known']],
    [
      'VLAN 4095',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', settings: { vlan: { phone: { id: 4095 } } } },
      ['settings.vlan.phone.id: max'],
    ],
    [
      'key 28 of a T46U',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', keys: [{ position: 28, kind: 'line' }] },
      ['keys[0].position: position'],
    ],
    [
      'a key on line 2 of one',
      {
        mac: '001565aabb09',
        vendor: 'yealink',
        model: 'T46U',
        lines: [{ user_id: '$user' }],
        keys: [{ position: 2, kind: 'blf', value: '102', line: 2 }],
      },
      ['keys[0].line: line'],
    ],
    [
      'a module on a phone without',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T31G', keys: [{ position: 1, module: 1, kind: 'dnd' }] },
      ['keys[0].module: module'],
    ],
    [
      'a kind the vendor lacks',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', keys: [{ position: 2, kind: 'menu' }] },
      ['keys[0].kind: kind'],
    ],
    [
      'a code key without a code',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', keys: [{ position: 2, kind: 'park' }] },
      ['keys[0].value: required'],
    ],
    [
      'two keys in one place',
      {
        mac: '001565aabb09',
        vendor: 'yealink',
        model: 'T46U',
        keys: [
          { position: 2, kind: 'dnd' },
          { position: 2, kind: 'hold' },
        ],
      },
      ['keys[1].position: unique'],
    ],
    [
      'more lines than the model has',
      {
        mac: '001565aabb09',
        vendor: 'yealink',
        model: 'T31G',
        lines: Array.from({ length: 3 }, () => ({ user_id: '$user' })),
      },
      ['lines: max'],
    ],
    [
      'a line of nobody',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', lines: [{ user_id: 'nobody' }] },
      ['lines[0].user_id: exists'],
    ],
    [
      'an unknown setting',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', settings: { transprot: 'tls' } },
      ['settings.transprot: unknown'],
    ],
    [
      'an unknown zone',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', settings: { timezone: 'Europe/Nowhere' } },
      ['settings.timezone: timezone'],
    ],
    [
      'a layout of nobody',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', key_layout_id: 'x' },
      ['key_layout_id: exists'],
    ],
    [
      'an override with a line break',
      { mac: '001565aabb09', vendor: 'yealink', model: 'T46U', overrides: { a: 'b\nc' } },
      ['overrides.a: one_line'],
    ],
    ['everything missing', {}, ['mac: required', 'vendor: required', 'model: required']],
    [
      'faults of form and of store together',
      { mac: '001565aabb01', vendor: 'Yealinq', model: 'T46U', settings: { srtp: 'maybe' } },
      ['vendor: known', 'settings.srtp: enum', 'mac: unique'],
    ],
  ])('%s', async (_what, body, expected) => {
    const before = (await api.get('/phones')).body.count
    const reply = await api.post('/phones', JSON.parse(JSON.stringify(body).replaceAll('$user', user)))
    expect(reply.status).toBe(400)
    expect(faults(reply.body).sort()).toEqual([...expected].sort())
    expect((await api.get('/phones')).body.count).toBe(before)
  })

  it('a MAC that is taken, in any notation, is a conflict when nothing else is wrong', async () => {
    const reply = await api.post('/phones', { mac: '00-15-65-AA-BB-01', vendor: 'yealink', model: 'T46U' })
    expect([reply.status, reply.body.errors[0].code]).toEqual([409, 'ALREADY_EXISTS'])
  })

  it('a failed change leaves the phone as it was', async () => {
    const before = (await api.get('/phones/001565aabb01')).body
    expect(
      (await api.post('/phones/001565aabb01', { settings: { language: 'de' }, keys: [{ position: 99, kind: 'dnd' }] }))
        .status,
    ).toBe(400)
    expect((await api.get('/phones/001565aabb01')).body).toEqual(before)
  })

  it.each(['{', '[]', '"text"', 'null'])('a body that is no object: %s', async (body) => {
    const { token } = {
      token: (await fetch(`${server.base}/api/login/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'password', username: 'admin', password: 'correct horse battery' }),
      }).then((r) => r.json())) as { access_token: string },
    }
    const reply = await fetch(`${server.base}/api/phones`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${token.access_token}`, 'Content-Type': 'application/json' },
    })
    expect(reply.status).toBe(400)
    expect(((await reply.json()) as { errors: { code: string }[] }).errors[0]?.code).toBe('INVALID_JSON')
  })
})

describe('a body beyond all reason', () => {
  it.each([
    ['announced', true],
    ['in chunks without a length', false],
  ])('%s is refused before it is read', async (_what, announced) => {
    const big = 'x'.repeat(2 * 1024 * 1024)
    const body = announced ? big : new Blob([big]).stream()
    const init = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'Content-Type': 'application/json' },
    } as RequestInit
    const status = await fetch(`${server.base}/api/login`, init).then(
      (reply) => reply.status,
      () => 413, // The server may hang up while we are still sending.
    )
    expect(status).toBe(413)
    expect((await api.get('/phones')).status).toBe(200)
  })
})

describe('phones', () => {
  it('are stored in the catalogue’s spelling and found in any notation', async () => {
    const { body } = await api.get('/phones/00:15:65:AA:BB:01')
    expect(body).toMatchObject({
      mac: '00:15:65:aa:bb:01',
      vendor: 'yealink',
      model: 'T46U',
      state: 'never seen',
      lines: [{ user_id: user }],
    })
    expect(body.url).toMatch(/^http:\/\/prov\.example\.net\/p\/[a-z2-7]{32}\/$/)
    expect(body.token).toMatch(/^[0-9a-f]{6}$/)
  })

  it('settings and overrides merge member by member, null inherits again', async () => {
    const change = (body: object) => api.post('/phones/001565aabb01', body)
    expect(
      (await change({ settings: { language: 'de', call_waiting: { enabled: false } }, overrides: { a: '1', b: '2' } }))
        .status,
    ).toBe(204)
    expect((await change({ settings: { call_waiting: { tone: false } }, overrides: { b: null } })).status).toBe(204)
    const { body } = await api.get('/phones/001565aabb01')
    expect(body.settings).toMatchObject({ language: 'de', call_waiting: { enabled: false, tone: false } })
    expect(body.overrides).toEqual({ a: '1' })
    await change({ settings: { language: null } })
    expect((await api.get('/phones/001565aabb01')).body.settings.language).toBeUndefined()
  })

  it('secrets of settings are never read back', async () => {
    await api.post('/phones/001565aabb01', {
      settings: { ldap: { host: 'ldap.example.net', password: 'ldap-secret' } },
    })
    const single = await api.get('/phones/001565aabb01')
    expect(JSON.stringify(single.body)).not.toContain('ldap-secret')
    expect(JSON.stringify((await api.get('/phones')).body)).not.toMatch(/ldap-secret|\/p\/[a-z2-7]{32}/)
  })

  it('what a vendor cannot say is a warning, at once and later', async () => {
    const reply = await api.post('/phones', {
      mac: '001565aabb02',
      vendor: 'yealink',
      model: 'T99X',
      codecs: ['GSM', 'PCMA'],
      lines: [{ user_id: user }],
    })
    expect(reply.status).toBe(201)
    const codes = reply.body.warnings.map((warning: { code: string }) => warning.code)
    expect(codes).toContain('model_unknown')
    expect(codes).toContain('codec_dropped')
    expect((await api.get('/phones/001565aabb02')).body.warnings).toEqual(reply.body.warnings)
  })

  it('files are listed and previewed with masked secrets', async () => {
    const { body } = await api.get('/phones/001565aabb01/files')
    expect(body.items).toContainEqual({
      name: '001565aabb01.cfg',
      content_type: 'text/plain; charset=utf-8',
      main: true,
    })
    const preview = await api.get('/phones/001565aabb01/files/001565aabb01.cfg')
    expect(preview.body).toContain('account.1.password = ********')
    expect(preview.body).not.toMatch(/sip-password|[a-z2-7]{32}/)
    expect((await api.get('/phones/001565aabb01/files/other.cfg')).status).toBe(404)
  })

  it('tokens rotate and windows open by API', async () => {
    const before = (await api.get('/phones/001565aabb01')).body
    expect((await api.post('/phones/001565aabb01/token', { action: 'rotate' })).body.token).not.toBe(before.token)
    expect(
      (await api.post('/phones/001565aabb01/token', { action: 'close_window' })).body.window.closed_at,
    ).not.toBeNull()
    expect((await api.post('/phones/001565aabb01/token', { action: 'open_window' })).body.window.closed_at).toBeNull()
    expect((await api.post('/phones/001565aabb01/token', { action: 'explode' })).status).toBe(400)
  })

  it('can be found by filter and search', async () => {
    expect((await api.get(`/phones?filter=${encodeURIComponent("model eq 'T46U'")}`)).body.count).toBe(1)
    expect(
      (await api.get('/phones?search=aa:bb:02')).body.items.map((phone: { model: string }) => phone.model),
    ).toEqual(['T99X'])
    expect((await api.get('/phones?filter=password%20eq%20%27x%27')).status).toBe(400)
  })

  it('unknown ones are 404, deleted ones too', async () => {
    expect((await api.get('/phones/001565ffffff')).status).toBe(404)
    expect((await api.post('/phones/001565aabb02/destroy')).status).toBe(204)
    expect((await api.get('/phones/001565aabb02')).status).toBe(404)
  })
})

describe('catalogue', () => {
  it('names every model with its counts and source', async () => {
    const { body } = await api.get('/phone_models')
    expect(body.items.find((model: { model: string }) => model.model === 'T46U')).toMatchObject({
      vendor: 'yealink',
      lines: 16,
      keys: 27,
      filename: 'yealink.ph.xml',
    })
    expect(body.count).toBeGreaterThan(30)
    expect((await api.get('/phone_models/snom/snomD785')).body.model).toBe('D785')
  })
})

describe('tenants', () => {
  it('are created, changed, used by X-Tenant and kept apart', async () => {
    const { body } = await api.post('/tenants', { sip_domain: 'Second.Example.net', name: 'second' })
    expect((await api.get(`/tenants/${body.id}`)).body).toMatchObject({
      sip_domain: 'second.example.net',
      pbx: 'generic',
    })
    expect((await api.post('/tenants', { sip_domain: 'second.example.net' })).status).toBe(409)
    const change = {
      pbx: 'portsip',
      models: { 'Yealink/SIP-T46U': { settings: { language: 'fr' } } },
      interfaces: { WEB_DOMAIN: { host: 'sbc.example.net', ports: { tls: 5067 } } },
    }
    expect((await api.post(`/tenants/${body.id}`, change)).status).toBe(204)
    expect((await api.get(`/tenants/${body.id}`)).body.models).toEqual({
      'yealink/T46U': { settings: { language: 'fr' }, overrides: {} },
    })
    expect((await api.post(`/tenants/${body.id}`, { models: { 'Yealinq/T46U': {} }, pbx: 'none' })).status).toBe(400)
    expect((await api.post(`/tenants/${body.id}/destroy`)).status).toBe(204)
    expect((await api.get(`/tenants/${body.id}`)).status).toBe(404)
  })

  it('the default one stays', async () => {
    expect((await api.post(`/tenants/${server.actor.tenant_id}/destroy`)).status).toBe(409)
  })
})

describe('key layouts', () => {
  it('serve phones with room for them, and are held while used', async () => {
    const { body } = await api.post('/key_layouts', {
      name: 'wide',
      keys: [{ position: 20, kind: 'blf', value: '102' }],
    })
    expect((await api.post('/phones/001565aabb01', { key_layout_id: body.id })).status).toBe(204)
    expect(
      (await api.post('/phones', { mac: '001565aabb05', vendor: 'yealink', model: 'T31G', key_layout_id: body.id }))
        .status,
    ).toBe(400)
    const grown = await api.post(`/key_layouts/${body.id}`, { keys: [{ position: 40, kind: 'blf', value: '102' }] })
    expect([grown.status, faults(grown.body)]).toEqual([400, expect.arrayContaining(['keys: fit'])])
    expect((await api.post(`/key_layouts/${body.id}/destroy`)).status).toBe(409)
    expect((await api.post('/phones/001565aabb01', { key_layout_id: null })).status).toBe(204)
    expect((await api.post(`/key_layouts/${body.id}/destroy`)).status).toBe(204)
  })
})

describe('who may', () => {
  it('a user reaches neither phones nor tenants nor the server', async () => {
    const { Secret } = await import('../../src/domain/secret.js')
    await server.services.users.setPassword(server.actor, user, new Secret('alice-password'))
    const alice = await api.as('alice', 'alice-password')
    for (const path of ['/phones', '/phones/001565aabb01', '/tenants', '/key_layouts', '/server'])
      expect((await alice.get(path)).status).toBe(403)
    expect((await alice.post('/server', { public_urls: ['http://evil.example'] })).status).toBe(403)
    expect((await alice.get('/phone_models')).status).toBe(200)
  })

  it('nobody without a token', async () => {
    for (const path of ['/phones', '/tenants', '/server', '/phone_models'])
      expect((await fetch(`${server.base}/api${path}`)).status).toBe(401)
  })
})

describe('description', () => {
  it('names every operation of the API with who may call it', async () => {
    const { body } = await api.get('/openapi.json')
    const { apiRoutes } = await import('../../src/http/app.js')
    const described = Object.values(body.paths as Record<string, object>).flatMap((item) => Object.keys(item))
    expect(described.length).toBe(apiRoutes.length)
    expect(body.paths['/api/phones/{mac}'].get['x-permission']).toContain('user_management.users')
  })

  it('repeats no operation id', async () => {
    const { body } = await api.get('/openapi.json')
    const ids = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap((item) =>
      Object.values(item).map((operation) => operation.operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})
