import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { KeyLayout, Phone, User } from '../../src/domain/model.js'
import { startTestServer, type TestServer } from '../support/server.js'

// The warm answer is handed out without looking: after each kind of write the very next fetch must show it.

let server: TestServer
let owner: User
let colleague: User
let phone: Phone
let layout: KeyLayout
let group: string

const UA = 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:01'
const current = () => server.services.phones.get(server.actor, phone.id)
const read = async () => {
  const { token } = await current()
  return (
    await fetch(server.base + server.path(phone, `${phone.mac}.cfg`, token.secret.reveal()), {
      headers: { 'User-Agent': UA },
    })
  ).text()
}

beforeAll(async () => {
  server = await startTestServer()
  const { services, actor } = server
  owner = await server.user('101')
  colleague = await server.user('102')
  layout = await services.layouts.create(
    actor,
    { name: 'desk', keys: [{ position: 3, kind: 'blf', value: '102' }] },
    new Problems(),
  )
  phone = await server.phone('001565aabb01', 'yealink', 'T46U', {
    lines: [{ user_id: owner.id }],
    key_layout_id: layout.id,
  })
  group = (await services.groups.create(actor, { name: 'sales' }, new Problems())).id
  await services.groups.addMember(actor, group, '101')
})
afterAll(() => server.remove())

const writes: [string, () => Promise<unknown>, string | RegExp][] = [
  [
    'the phone’s settings',
    () => server.services.phones.update(server.actor, phone.id, { settings: { language: 'de' } }, new Problems()),
    'lang.gui = German',
  ],
  [
    'the phone’s overrides',
    () =>
      server.services.phones.update(
        server.actor,
        phone.id,
        { overrides: { 'sip.listen_port': '5070' } },
        new Problems(),
      ),
    'sip.listen_port = 5070',
  ],
  [
    'its user’s name',
    () => server.services.users.update(server.actor, owner.id, { display_name: 'Renamed' }, new Problems()),
    'account.1.display_name = Renamed',
  ],
  [
    'its user’s SIP password',
    async () =>
      server.services.users.setSipPassword(
        server.actor,
        owner.id,
        new (await import('../../src/domain/secret.js')).Secret('changed-secret'),
      ),
    'account.1.password = changed-secret',
  ],
  [
    'a watched colleague’s name',
    () => server.services.users.update(server.actor, colleague.id, { display_name: 'Robert' }, new Problems()),
    'linekey.3.label = Robert',
  ],
  [
    'the layout',
    () =>
      server.services.layouts.update(
        server.actor,
        layout.id,
        { keys: [{ position: 4, kind: 'blf', value: '103' }] },
        new Problems(),
      ),
    'linekey.4.value = 103',
  ],
  [
    'a colleague who was not there yet',
    () => server.user('103', { display_name: 'Newcomer' }),
    'linekey.4.label = Newcomer',
  ],
  [
    'the group',
    () => server.services.groups.update(server.actor, group, { settings: { tone_country: 'FR' } }, new Problems()),
    'voice.tone.country = France',
  ],
  [
    'a member leaving the group',
    () => server.services.groups.removeMember(server.actor, group, '101'),
    /^(?![\s\S]*voice\.tone\.country)/,
  ],
  [
    'the tenant',
    () =>
      server.services.tenants.update(
        server.actor,
        server.actor.tenant_id,
        { settings: { time_format: '12' } },
        new Problems(),
      ),
    'local_time.time_format = 0',
  ],
  [
    'the tenant’s choice for the model',
    () =>
      server.services.tenants.update(
        server.actor,
        server.actor.tenant_id,
        { models: { 'yealink/T46U': { settings: { date_format: 'YYYY MM DD' } } } },
        new Problems(),
      ),
    'local_time.date_format = 2',
  ],
  ['the token', () => server.services.phones.rotateToken(server.actor, phone.id), /server\.url = /],
  [
    'its user switched off',
    () => server.services.users.update(server.actor, owner.id, { enabled: false }, new Problems()),
    'account.1.enable = 0',
  ],
]

describe('the very next fetch shows', () => {
  it.each(writes)('%s', async (_what, write, shown) => {
    await read()
    const before = await read()
    const held = server.services.warm.size
    expect(held).toBe(1)
    await write()
    const after = await read()
    if (typeof shown === 'string') expect(after).toContain(shown)
    else expect(after).toMatch(shown)
    expect(after).not.toBe(before)
  })

  it('and an unrelated write leaves the finished answer alone', async () => {
    await read()
    await read()
    const held = server.services.warm.size
    await server.user('999')
    expect(server.services.warm.size).toBe(held)
  })

  it('a changed public address', async () => {
    await server.services.server.change({ public_urls: ['http://elsewhere.example.net'] }, new Problems())
    expect(await read()).toContain('http://elsewhere.example.net/p/')
  })

  it('nothing that a crash or a restart could change: the bytes stay the same', async () => {
    const before = await read()
    server = await server.restart({ OFFHOOK_PUBLIC_URL: '' })
    expect(await read()).toBe(before)
  })
})
