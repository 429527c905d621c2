import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { readCfg } from '../support/cfg.js'

let api: Api
let next = 0
const users: Record<string, string> = {}

const baseBody = (members: Record<string, unknown> = {}) => ({
  name: 'Second floor',
  mac: `805ec00b00${(next++).toString(16).padStart(2, '0')}`,
  vendor: 'Yealink',
  model: 'W70B',
  ...members,
})

async function newBase(members: Record<string, unknown> = {}): Promise<string> {
  const made = await api.post('/dect_phones', baseBody(members))
  expect([made.status, Object.keys(made.body)]).toEqual([201, ['id']])
  return String(made.body.id)
}

const setMembers = (id: string, items: readonly object[]) => api.post(`/dect_phones/${id}/members`, { items })
const membersOf = async (id: string) => {
  const { items } = (await api.get(`/dect_phones/${id}/members`)).body as { items: Record<string, unknown>[] }
  return items.map(({ extension_number, handset_index }) => [extension_number, handset_index])
}

async function fetchBase(id: string): Promise<Map<string, string>> {
  const { url, mac } = (await api.get(`/dect_phones/${id}`)).body
  const path = new URL(`${String(mac).replaceAll(':', '')}.cfg`, String(url)).pathname
  const response = await fetch(`${api.server.base}${path}`)
  expect(response.status).toBe(200)
  return readCfg(await response.text()).values
}

beforeAll(async () => {
  api = await startApi()
  for (const number of ['101', '102', '103']) users[number] = await api.newUser(number)
})
afterAll(() => api.server.remove())

describe('DECT bases', () => {
  it('are read with the 22 members of the contract', async () => {
    const sent = {
      password: 'Admin1pass',
      user_password: 'User1pass',
      engineer_password: 'Engineer1',
      timezone: 'Europe/Berlin',
      region: 'EU',
      language: 'GERMAN',
      handset_language: 'German',
      tone: 'Germany',
      codecs: ['PCMA'],
      interface: 'WEB_DOMAIN',
      preferred_transport: 'TCP',
      provisioning_pin: '482917',
      template: 'yealink.ph.xml',
    }
    const id = await newBase(sent)
    const { body } = await api.get(`/dect_phones/${id}`)
    expect(body).toMatchObject({ ...sent, id, name: 'Second floor', model: 'W70B', lines: 10, rps: false })
    expect(Object.keys(body).sort()).toEqual(
      [...Object.keys(sent), 'https', 'id', 'lines', 'mac', 'model', 'name', 'rps', 'url', 'vendor'].sort(),
    )
    const list = await api.get('/dect_phones')
    for (const secret of ['Admin1pass', 'User1pass', 'Engineer1', '482917']) expect(list.text).not.toContain(secret)
  })

  it('give each account the handset of its number, which never moves', async () => {
    const id = await newBase()
    expect(
      (await setMembers(id, [{ extension_number: '101' }, { extension_number: '102' }, { extension_number: '103' }]))
        .status,
    ).toBe(204)
    expect(await membersOf(id)).toEqual([
      ['101', 1],
      ['102', 2],
      ['103', 3],
    ])
    const file = await fetchBase(id)
    expect([1, 2, 3].map((n) => file.get(`account.${n}.user_name`))).toEqual(['101', '102', '103'])
    expect(file.get('handset.2.name')).toBe('User 102')
    await setMembers(id, [{ extension_number: '101' }, { extension_number: '103' }])
    expect(await membersOf(id)).toEqual([
      ['101', 1],
      ['103', 3],
    ])
    const after = await fetchBase(id)
    expect([after.get('account.2.enable'), after.get('account.3.user_name')]).toEqual(['0', '103'])
    await setMembers(id, [{ extension_number: '103' }, { extension_number: '101' }, { extension_number: '102' }])
    expect(await membersOf(id)).toEqual([
      ['101', 1],
      ['102', 2],
      ['103', 3],
    ])
  })

  it('leave a hole where a user was deleted, and are cleared with the last one', async () => {
    const id = await newBase()
    const [first, second] = [await api.newUser('111'), await api.newUser('112')]
    await setMembers(id, [{ extension_number: '111' }, { extension_number: '112', ipui: '0123456789' }])
    expect((await api.post(`/users/${first}/destroy`)).status).toBe(204)
    expect(await membersOf(id)).toEqual([['112', 2]])
    expect((await api.get(`/dect_phones/${id}/members/112`)).body).toEqual({
      id: second,
      extension_number: '112',
      display_name: 'User 112',
      ipui: '0123456789',
      handset_index: 2,
    })
    expect((await fetchBase(id)).get('account.2.user_name')).toBe('112')
    await api.post(`/users/${second}/destroy`)
    expect(await membersOf(id)).toEqual([])
    expect((await fetchBase(id)).get('account.2.enable')).toBe('0')
  })

  it('are changed member by member and deleted', async () => {
    const id = await newBase({ region: 'EU', provisioning_pin: '482917' })
    expect(
      (await api.post(`/dect_phones/${id}`, { name: 'Third floor', language: 'FRENCH', user_password: 'Other1' }))
        .status,
    ).toBe(204)
    expect((await api.get(`/dect_phones/${id}`)).body).toMatchObject({
      name: 'Third floor',
      language: 'FRENCH',
      region: 'EU',
      user_password: 'Other1',
      provisioning_pin: '482917',
    })
    expect((await api.post(`/dect_phones/${id}/destroy`)).status).toBe(204)
    expect((await api.get(`/dect_phones/${id}`)).status).toBe(404)
  })

  it.each([
    ['an unknown extension', [{ extension_number: '999' }], 'items[0].extension_number'],
    ['a user twice', [{ extension_number: '101' }, { extension_number: '101' }], 'items[1].extension_number'],
    [
      'a handset twice',
      [
        { extension_number: '101', handset_index: 2 },
        { extension_number: '102', handset_index: 2 },
      ],
      'items[1].handset_index',
    ],
    ['a handset the base has not', [{ extension_number: '101', handset_index: 11 }], 'items[0].handset_index'],
    ['an IPUI that is none', [{ extension_number: '101', ipui: 'xyz' }], 'items[0].ipui'],
  ])('refuse %s, and keep what they had', async (_what, items, field) => {
    const id = await newBase()
    await setMembers(id, [{ extension_number: '103' }])
    const answer = await setMembers(id, items)
    expect([answer.status, answer.fields]).toEqual([400, [field]])
    expect(await membersOf(id)).toEqual([['103', 1]])
  })

  it('are bases: a desk phone is refused, and a phone is none of them', async () => {
    expect((await api.post('/dect_phones', baseBody({ model: 'T46U' }))).fields).toEqual(['model'])
    const { id } = (await api.post('/phones', { mac: '001565cc0001', vendor: 'yealink', model: 'T46U' })).body
    expect((await api.get(`/dect_phones/${id}`)).status).toBe(404)
    expect((await api.post('/dect_phones', {})).fields).toEqual(
      expect.arrayContaining(['name', 'mac', 'vendor', 'model']),
    )
    expect((await api.get(`/dect_phones/${await newBase()}/members/999`)).status).toBe(404)
  })

  it('have models and values to choose from', async () => {
    const { items } = (await api.get('/dect_phone_models')).body as { items: Record<string, unknown>[] }
    expect(items).toContainEqual({ filename: 'yealink.ph.xml', model: 'W70B', lines: 10, display_name: 'Yealink W70B' })
    expect(items.map(({ model }) => model)).toEqual(expect.arrayContaining(['M900']))
    expect(items.map(({ model }) => model)).not.toContain('T46U')
    const { body } = await api.get('/dect_phone_models/snom.ph.xml')
    expect(Object.keys(body)).toEqual(['template', 'languages', 'tones', 'time_zones', 'codecs', 'lines'])
    expect((await api.get('/dect_phone_models/polycom.ph.xml')).status).toBe(404)
  })
})

describe('shared devices are not their users’ own', () => {
  it('a base: no user of it sees it or its address, or may change it', async () => {
    const id = await newBase()
    await setMembers(id, [{ extension_number: '101' }])
    const alice = await api.login('user101', USER_PASSWORD)
    expect((await api.get('/user/phones', alice)).body.items).toEqual([])
    expect((await api.get(`/user/phones/${id}`, alice)).status).toBe(404)
    expect((await api.post(`/user/phones/${id}/destroy`, {}, alice)).status).toBe(404)
    expect((await api.get(`/users/${users['101']}/phones`)).body.items).toEqual([])
  })

  it('a hot desk, while one is logged in there', async () => {
    await api.post(`/users/${users['102']}`, { enable_hot_desking: true })
    const made = await api.post('/hotdesking', {
      mac: '001565dd0001',
      vendor: 'yealink',
      model: 'T46U',
      extension_number: '801',
      extension_password: 'desk-password',
    })
    await api.post(`/hotdesking/${made.body.id}/login`, { extension_number: '102' })
    const bob = await api.login('user102', USER_PASSWORD)
    const phone = (await api.get('/phones/001565dd0001')).body.id
    expect((await api.get('/user/phones', bob)).body.items).toEqual([])
    expect((await api.post(`/user/phones/${phone}/destroy`, {}, bob)).status).toBe(404)
  })
})
