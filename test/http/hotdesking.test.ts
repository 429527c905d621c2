import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/api.js'
import { readCfg } from '../support/cfg.js'

let api: Api
let next = 0

const deskBody = (members: Record<string, unknown> = {}) => ({
  mac: `0015650b00${(next++).toString(16).padStart(2, '0')}`,
  vendor: 'yealink',
  model: 'T46U',
  extension_number: String(800 + next),
  extension_password: `desk-password-${next}`,
  display_name: `Desk ${next}`,
  ...members,
})

async function newDesk(members: Record<string, unknown> = {}): Promise<string> {
  const made = await api.post('/hotdesking', deskBody(members))
  expect([made.status, made.text.startsWith('{"id"')]).toEqual([201, true])
  return String(made.body.id)
}

/** What the desk's phone fetches now. */
async function fetchDesk(id: string): Promise<Map<string, string>> {
  const { url, mac } = (await api.get(`/hotdesking/${id}`)).body
  const path = new URL(`${String(mac).replaceAll(':', '')}.cfg`, String(url)).pathname
  const response = await fetch(`${api.server.base}${path}`)
  expect(response.status).toBe(200)
  return readCfg(await response.text()).values
}

const login = (id: string, extension_number: string, members: object = {}) =>
  api.post(`/hotdesking/${id}/login`, { extension_number, ...members })

beforeAll(async () => {
  api = await startApi()
  await api.newUser('101', {
    enable_hot_desking: true,
    blfs: [{ key: 'BLF', value: '102', first_name: 'Bob', last_name: '' }],
  })
  await api.newUser('102')
})
afterAll(() => api.server.remove())

describe('hot desks', () => {
  it('are read with all members of a phone and their own, and no SIP password', async () => {
    const body = deskBody({ language: 'GERMAN', codecs: ['PCMA'] })
    const { id } = (await api.post('/hotdesking', body)).body
    const answer = await api.get(`/hotdesking/${id}`)
    expect(answer.body).toMatchObject({
      id,
      vendor: 'yealink',
      model: 'T46U',
      language: 'GERMAN',
      codecs: ['PCMA'],
      extension_number: body.extension_number,
      current_extension_number: null,
      display_name: body.display_name,
      url: expect.stringContaining('/p/'),
    })
    expect(Object.keys(answer.body)).toHaveLength(34)
    expect(answer.text).not.toContain(String(body.extension_password))
  })

  it('are listed with count, filter and order, five members each', async () => {
    const id = await newDesk({ display_name: 'Lobby' })
    const { body } = await api.get("/hotdesking?filter=display_name eq 'Lobby'")
    const extension_number = expect.stringMatching(/^8/)
    expect(body).toEqual({
      count: 1,
      items: [{ id, model: 'T46U', extension_number, current_extension_number: null, display_name: 'Lobby' }],
    })
    expect((await api.get('/hotdesking?filter=password eq 1')).status).toBe(400)
  })

  it('have an account of their own, which is in no list of users and cannot be deleted alone', async () => {
    const id = await newDesk({ extension_number: '850' })
    expect((await fetchDesk(id)).get('account.1.user_name')).toBe('850')
    expect((await api.get("/users?filter=extension_number eq '850'")).body.count).toBe(0)
    const { user_id } = (await api.server.services.desks.get(api.server.actor, id)).desk
    expect((await api.post(`/users/${user_id}/destroy`)).code).toBe('IN_USE')
  })

  it('are the user’s from login to logout: line, password and keys', async () => {
    const id = await newDesk({ extension_number: '851' })
    expect((await login(id, '101', { voicemail_pin: '739254' })).status).toBe(204)
    const file = await fetchDesk(id)
    expect(file.get('account.1.user_name')).toBe('101')
    expect(file.get('account.1.password')).toBe('sip-password-101')
    expect(file.get('linekey.2.value')).toBe('102')
    expect((await api.get(`/hotdesking/${id}/status`)).body).toMatchObject({ current_extension_number: '101' })
    expect((await api.post(`/hotdesking/${id}/logout`)).status).toBe(204)
    const after = await fetchDesk(id)
    expect([after.get('account.1.user_name'), after.get('linekey.2.value')]).toEqual(['851', '%NULL%'])
    expect((await api.post(`/hotdesking/${id}/logout`)).status).toBe(204)
  })

  it('let nobody sit in two places', async () => {
    const [first, second] = [await newDesk({ extension_number: '852' }), await newDesk({ extension_number: '853' })]
    await login(first, '101')
    await login(second, '101')
    expect((await fetchDesk(first)).get('account.1.user_name')).toBe('852')
    expect((await fetchDesk(second)).get('account.1.user_name')).toBe('101')
    await api.post(`/hotdesking/${second}/logout`)
  })

  it('are given back when the user is deleted', async () => {
    const id = await newDesk({ extension_number: '854' })
    const carol = await api.newUser('103', { enable_hot_desking: true })
    await login(id, '103')
    expect((await api.post(`/users/${carol}/destroy`)).status).toBe(204)
    expect((await fetchDesk(id)).get('account.1.user_name')).toBe('854')
    expect((await api.get(`/hotdesking/${id}`)).body.current_extension_number).toBeNull()
  })

  it('change the settings of the phone and the name of their account', async () => {
    const id = await newDesk()
    expect((await api.post(`/hotdesking/${id}`, { language: 'FRENCH', display_name: 'Kitchen' })).status).toBe(204)
    expect((await api.get(`/hotdesking/${id}`)).body).toMatchObject({ language: 'FRENCH', display_name: 'Kitchen' })
    expect((await fetchDesk(id)).get('account.1.display_name')).toBe('Kitchen')
  })

  it.each([
    ['by their own operation', (id: string) => `/hotdesking/${id}/destroy`],
    ['with their phone', () => ''],
  ])('go %s, account and all', async (_how, pathOf) => {
    const body = deskBody()
    const { id } = (await api.post('/hotdesking', body)).body
    expect((await api.post(pathOf(String(id)) || `/phones/${body.mac}/destroy`)).status).toBe(204)
    expect((await api.get(`/hotdesking/${id}`)).status).toBe(404)
    expect((await api.get(`/phones/${body.mac}`)).status).toBe(404)
    await newDesk({ extension_number: body.extension_number })
  })

  it.each([
    ['a user without the right', '102', {}, 'extension_number'],
    ['nobody', '999', {}, 'extension_number'],
    ['a wrong PIN', '101', { voicemail_pin: '297581' }, 'voicemail_pin'],
    ['no number', 'x', {}, 'extension_number'],
  ])('refuse %s', async (_who, number, members, field) => {
    const id = await newDesk()
    const answer = await login(id, number, members)
    expect([answer.status, answer.fields]).toEqual([400, [field]])
    expect((await api.get(`/hotdesking/${id}`)).body.current_extension_number).toBeNull()
  })

  it('are made whole or not at all, with every fault named at once', async () => {
    const answer = await api.post('/hotdesking', deskBody({ mac: 'nonsense', extension_number: '101', vendor: 'acme' }))
    expect([answer.status, [...answer.fields].sort()]).toEqual([400, ['extension_number', 'mac', 'vendor']])
    const taken = deskBody({ extension_number: '101' })
    expect((await api.post('/hotdesking', taken)).status).toBe(409)
    expect((await api.get(`/phones/${taken.mac}`)).status).toBe(404)
    expect((await api.post('/hotdesking', {})).fields).toEqual(
      expect.arrayContaining(['mac', 'vendor', 'model', 'extension_number', 'extension_password']),
    )
  })
})
