import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiRoutes } from '../../../src/http/app.js'
import { USER_PASSWORD } from '../../support/api.js'
import { pngFile } from '../../support/media.js'
import { World } from './world.js'

/* Column S of api-portsip.md ch. 5, member by member, by hand; and who sees whose secrets. */

const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const closed = Object.fromEntries(week.map((day) => [day, { enabled: false, ranges: [] }]))
const hangup = { action: 'HANGUP', number: null }
const waiting = ['available_no_answer_forward_rule', 'busy_no_answer_forward_rule']
const rules = ['available', 'busy', 'dnd', 'away', 'lunch', 'trip', 'offline'].flatMap((when) => [
  `${when}_office_hours_forward_rule`,
  `${when}_non_office_hours_forward_rule`,
])

/** What a user may change of themselves, with a value that is not the one they have. */
const MAY: Readonly<Record<string, unknown>> = {
  email: 'own@example.net',
  display_name: 'Own Name',
  mobile_phone: '+491',
  work_phone: '+492',
  home_phone: '+493',
  address: 'Own Street 1',
  department: 'Own',
  enable_audio_recording: true,
  enable_video_recording: true,
  enable_dnd: true,
  enable_acb: true,
  enable_hot_desking: true,
  anonymous_outbound_calls: true,
  delivery_outbound_cid: false,
  outbound_caller_ids: [{ provider_id: 'p', caller_id: '+4930', preferred: true, description: 'own' }],
  custom_options: '{"own":1}',
  office_hours: { mode: 'CUSTOM', ...closed },
  ...Object.fromEntries(rules.map((name) => [name, hangup])),
  ...Object.fromEntries(waiting.map((name) => [name, { ...hangup, timeout: 17 }])),
  custom_forward_rules: [{ ...hangup, caller_id: '0900*', type: 'ALL_HOURS', hours: null }],
  voicemail_prompt: 'fr-FR',
  enable_voicemail_pin: false,
  voicemail_pin: '826391',
  enable_voicemail_notify: true,
  voicemail_play_datetime: '24_HOUR_CLOCK',
  interface: 'PRIVATE_IPV6',
  preferred_transport: 'TLS',
  blfs: [{ key: 'BLF', value: '102', first_name: 'Own', last_name: 'Key' }],
}

/** What is theirs to see, not to change; a request that names it is heard without it (ch. 1, 14.17). */
const MAY_NOT: Readonly<Record<string, unknown>> = {
  id: 'another',
  name: 'another',
  enabled: false,
  role: 'SystemAdmin',
  extension_number: '999',
  avatar_file_name: 'another.png',
  avatar_file_size: 1,
  avatar_file_url: '/api/blobs/another',
  profile: 'another',
  created_at: '2000-01-01T00:00:00Z',
  sync_type: null,
  transports: [],
}
const NEVER_SHOWN = { password: 'another password', extension_password: 'another password' }

let world: World

beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world.close())

describe('a user', () => {
  let token: string
  beforeAll(async () => {
    await world.api.newUser('9301')
    token = await world.api.login('user9301', USER_PASSWORD)
  })
  const read = async () => (await world.api.get('/user', token)).body

  it('may change 44 members and sees 55', async () => {
    // The other two are sms, which needs a permission, and the picture, which is written by its id.
    expect(Object.keys(MAY)).toHaveLength(42)
    expect(Object.keys(await read()).sort()).toEqual([...Object.keys(MAY), ...Object.keys(MAY_NOT), 'sms'].sort())
  })

  it.each(Object.entries(MAY))('changes the own %s and nothing else', async (name, value) => {
    const before = await read()
    expect(before[name]).not.toEqual(value)
    expect((await world.api.post('/user', { [name]: value }, token)).text).toBe('')
    expect(await read()).toEqual({ ...before, [name]: value })
  })

  it('changes the own picture', async () => {
    const avatar_file_id = await world.file('own.png', pngFile(32, 32), token)
    expect((await world.api.post('/user', { avatar_file_id }, token)).status).toBe(204)
    expect(await read()).toMatchObject({ avatar_file_name: 'own.png' })
  })

  it.each(Object.entries({ ...MAY_NOT, ...NEVER_SHOWN }))('is not heard about the own %s', async (name, value) => {
    const before = await read()
    expect((await world.api.post('/user', { [name]: value }, token)).status).toBe(204)
    expect(await read()).toEqual(before)
    // The old password is still the password.
    expect(await world.api.login('user9301', USER_PASSWORD)).not.toBe('undefined')
  })

  it('may not send text messages because they say so', async () => {
    const before = await read()
    const answer = await world.api.post('/user', { sms: 'ALLOW', department: 'Other' }, token)
    expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN'])
    expect(await read()).toEqual(before)
    expect((await world.api.post('/user', { sms: 'DISABLE' }, token)).status).toBe(204)
  })
})

const GETS = apiRoutes.filter(({ method }) => method === 'get')

describe.each([
  ['somebody else', 'StandardUser', '9302'],
  ['a reader of everything', 'Replicator', '9303'],
  ['a manager of queues', 'QueueManager', '9304'],
])('a secret of a user and of phones is shown by no read to %s:', (_who, role, number) => {
  let token: string
  beforeAll(async () => {
    await world.api.newUser(number, { role, voicemail_pin: '826391' })
    token = await world.api.login(`user${number}`, USER_PASSWORD)
  })

  it.each(GETS.map(({ path }) => `GET ${path}`))('%s', async (name) => {
    const call = await world.prepare(name)
    const { status, text } = await world.send({ ...call, token })
    // 502: the PBX has no account of theirs.
    expect(status === 502 || status < 500, String(status)).toBe(true)
    const { services, actor } = world.api.server
    const phones = await services.phones.list(actor)
    const secrets = [
      // The published user's, and what every phone in this world was given or made up.
      'sip-password-1',
      '739254',
      'Phone1pass',
      ...phones.flatMap(({ token: own, admin_password, user_password }) => [
        own.secret.reveal(),
        admin_password.reveal(),
        user_password.reveal(),
      ]),
    ]
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  })
})

it('a secret is shown to whoever may change it', async () => {
  expect((await world.api.get(`/users/${world.alice}`)).body.voicemail_pin).toBe('739254')
  const call = await world.prepare('GET /users/{id}/phones/{phone_id}')
  expect((await world.send(call)).body.password).toBe('Phone1pass')
})
