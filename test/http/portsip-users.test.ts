import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD, userBody } from '../support/api.js'

let api: Api
let id: string
let token: string

beforeAll(async () => {
  api = await startApi()
  id = await api.newUser('101')
  token = await api.login('user101', USER_PASSWORD)
})
afterAll(() => api.server.remove())

const read = async () => (await api.get(`/users/${id}`)).body
const stored = () => api.server.services.users.get(api.server.actor, id)

describe('creating a user', () => {
  it('shows the defaults of the contract for what was left out', async () => {
    expect(await read()).toMatchObject({
      name: 'user101',
      enabled: true,
      mobile_phone: null,
      enable_dnd: false,
      enable_acb: false,
      delivery_outbound_cid: true,
      sms: 'DISABLE',
      outbound_caller_ids: [],
      custom_options: null,
      office_hours: { mode: 'GLOBAL', sunday: { enabled: false, ranges: [] } },
      busy_no_answer_forward_rule: null,
      custom_forward_rules: [],
      voicemail_prompt: 'en-US',
      enable_voicemail_pin: true,
      voicemail_play_datetime: 'DISABLE',
      interface: 'WEB_DOMAIN',
      preferred_transport: 'UDP',
      blfs: [],
      avatar_file_url: null,
      sync_type: null,
    })
    expect((await read()).created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  it('stores no choice the body did not make', async () => {
    const user = await stored()
    expect([user.settings, user.interface, user.foreign]).toEqual([{}, null, { portsip: {} }])
  })

  it('names all eight required members when all are missing', async () => {
    const answer = await api.post('/users', {})
    expect([answer.status, answer.code]).toEqual([400, 'VALIDATE_FAILED'])
    const required = [
      'name',
      'password',
      'email',
      'display_name',
      'role',
      'extension_number',
      'extension_password',
      'voicemail_pin',
    ]
    expect([...answer.fields].sort()).toEqual(required.sort())
  })

  it('names all eight when all are faulty, each once', async () => {
    const faulty = {
      name: '.dot.',
      password: 'abc',
      email: 'nobody',
      display_name: 'two\nlines',
      role: 'Nobody',
      extension_number: '1a',
      extension_password: 'päss',
      voicemail_pin: '111111',
    }
    const answer = await api.post('/users', faulty)
    expect(answer.status).toBe(400)
    expect([...answer.fields].sort()).toEqual(Object.keys(faulty).sort())
  })

  it('answers a conflict with 409 naming what is taken', async () => {
    const answer = await api.post('/users', userBody('101', { name: 'USER101' }))
    expect([answer.status, answer.code]).toEqual([409, 'ALREADY_EXISTS'])
    expect([...answer.fields].sort()).toEqual(['extension_number', 'name'])
  })

  it('answers a conflict with 400 when something else is wrong too', async () => {
    const answer = await api.post('/users', userBody('101', { name: 'user101', voicemail_pin: '12' }))
    expect([answer.status, [...answer.fields].sort()]).toEqual([400, ['extension_number', 'name', 'voicemail_pin']])
  })

  it('sees an extension that belongs to somebody of another SIP name', async () => {
    await api.server.user('carol', { extension: '177' })
    const answer = await api.post('/users', userBody('177'))
    expect([answer.status, answer.fields]).toEqual([409, ['extension_number']])
  })

  it.each(['admin', 'System', 'ADMINISTRATOR', 'root'])(
    'keeps the name %s for the system administrator',
    async (name) => {
      const answer = await api.post('/users', userBody('190', { name }))
      expect([answer.status, answer.fields]).toEqual([400, ['name']])
    },
  )

  it('shows no extension number that is none', async () => {
    const user = await api.server.user('dave', { extension: null })
    expect((await api.get(`/users/${user.id}`)).body).toMatchObject({
      extension_number: null,
      name: null,
      voicemail_pin: null,
    })
  })
})

describe('changing a user', () => {
  it('changes what is sent and keeps the rest', async () => {
    const before = await read()
    expect(
      (await api.post(`/users/${id}`, { department: 'Sales', interface: 'SBC_DOMAIN', preferred_transport: 'TLS' }))
        .status,
    ).toBe(204)
    expect(await read()).toEqual({
      ...before,
      department: 'Sales',
      interface: 'SBC_DOMAIN',
      preferred_transport: 'TLS',
    })
  })

  it('clears by null', async () => {
    await api.post(`/users/${id}`, { department: null, interface: null, preferred_transport: null })
    expect(await read()).toMatchObject({ department: null, interface: 'WEB_DOMAIN', preferred_transport: 'UDP' })
    const { settings, foreign } = await stored()
    expect([settings, foreign]).toEqual([{}, { portsip: {} }])
  })

  it('takes back what it showed', async () => {
    await api.post(`/users/${id}`, {
      blfs: [{ key: 'BLF', value: '102' }],
      available_no_answer_forward_rule: { action: 'HANGUP' },
    })
    const shown = await read()
    expect((await api.post(`/users/${id}`, shown)).status).toBe(204)
    expect(await read()).toEqual(shown)
    expect(shown.available_no_answer_forward_rule).toEqual({ action: 'HANGUP', number: null, timeout: 60 })
    expect(shown.blfs).toEqual([{ key: 'BLF', value: '102', first_name: '', last_name: '' }])
  })

  it('ignores members an update cannot write', async () => {
    const before = await read()
    const sent = {
      name: 'other',
      role: 'Admin',
      extension_number: '999',
      password: 'x',
      extension_password: 'x',
      id: 'x',
      profile: 'x',
      nonsense: 1,
    }
    expect((await api.post(`/users/${id}`, sent)).status).toBe(204)
    expect(await read()).toEqual(before)
    expect((await api.post('/user', { ...sent, enabled: false }, token)).status).toBe(204)
    expect(await read()).toEqual(before)
  })

  it('does not empty what must not be empty', async () => {
    const answer = await api.post(`/users/${id}`, { email: null, voicemail_pin: null, display_name: null })
    expect([answer.status, [...answer.fields].sort()]).toEqual([400, ['display_name', 'email', 'voicemail_pin']])
  })

  it('loses no change made at the same time', async () => {
    await Promise.all([
      api.post(`/users/${id}`, { work_phone: '1' }),
      api.post(`/users/${id}`, { home_phone: '2' }),
      api.post(`/users/${id}`, { address: '3' }),
    ])
    expect(await read()).toMatchObject({ work_phone: '1', home_phone: '2', address: '3' })
  })

  it.each([
    [
      'two preferred caller IDs',
      {
        outbound_caller_ids: [
          { provider_id: 'a', caller_id: '1', preferred: true },
          { provider_id: 'a', caller_id: '2', preferred: true },
        ],
      },
      'outbound_caller_ids[1].preferred',
    ],
    [
      'a range that ends before it begins',
      { office_hours: { mode: 'CUSTOM', monday: { enabled: true, ranges: [{ from: '17:00', to: '09:00' }] } } },
      'office_hours.monday.ranges[0].to',
    ],
    [
      'ranges that overlap',
      {
        office_hours: {
          mode: 'CUSTOM',
          friday: {
            enabled: true,
            ranges: [
              { from: '08:00', to: '12:00' },
              { from: '11:59', to: '13:00' },
            ],
          },
        },
      },
      'office_hours.friday.ranges[1]',
    ],
    [
      'a forward without a number',
      { busy_office_hours_forward_rule: { action: 'FORWARD_TO_NUMBER' } },
      'busy_office_hours_forward_rule.number',
    ],
    [
      'an action the rule does not have',
      { away_office_hours_forward_rule: { action: 'RING_ANYWAY' } },
      'away_office_hours_forward_rule.action',
    ],
    [
      'a custom rule without its hours',
      { custom_forward_rules: [{ action: 'HANGUP', type: 'SPECIFIC_HOURS' }] },
      'custom_forward_rules[0].hours',
    ],
    ['a BLF on two lines', { blfs: [{ key: 'BLF', value: '1\n2' }] }, 'blfs[0].value'],
    ['more than 200 BLFs', { blfs: Array.from({ length: 201 }, () => ({})) }, 'blfs'],
    ['a language that is none', { voicemail_prompt: 'not a language' }, 'voicemail_prompt'],
    ['an interface that is none', { interface: 'LAN' }, 'interface'],
  ])('refuses %s by name', async (_what, body, field) => {
    const answer = await api.post(`/users/${id}`, body)
    expect([answer.status, answer.fields]).toEqual([400, [field]])
  })

  it('takes 200 BLFs and fills in their strings', async () => {
    const blfs = Array.from({ length: 200 }, (_, index) => (index % 2 ? {} : { key: null, value: String(index) }))
    expect((await api.post(`/users/${id}`, { blfs })).status).toBe(204)
    const shown = (await read()).blfs as unknown[]
    expect([shown.length, shown[0], shown[1]]).toEqual([
      200,
      { key: '', value: '0', first_name: '', last_name: '' },
      { key: '', value: '', first_name: '', last_name: '' },
    ])
  })

  it('refuses to disable or delete the last Admin, and oneself', async () => {
    const admin = await api.newUser('180', { role: 'Admin' })
    expect((await api.post(`/users/${admin}`, { enabled: false })).status).toBe(204)
    expect((await api.post(`/users/${admin}`, { enabled: true })).status).toBe(204)
    const own = await api.login('user180', USER_PASSWORD)
    const answers = [
      await api.post(`/users/${admin}`, { enabled: false }, own),
      await api.post(`/users/${admin}/destroy`, {}, own),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 400])
    expect(answers[0]?.fields[0]).toBe('enabled')
  })
})
