import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { Secret } from '../../src/domain/secret.js'
import { type Api, startApi } from '../support/api.js'

let api: Api
let alice: string
let bob: string
let next = 0

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  bob = await api.newUser('102')
})
afterAll(() => api.server.remove())

const freshMac = () => `001565${(++next).toString(16).padStart(6, '0')}`
const assign = async (members: Record<string, unknown> = {}) => {
  const made = await api.post(`/users/${alice}/phones`, {
    mac: freshMac(),
    vendor: 'Yealink',
    model: 'SIP-T46U',
    ...members,
  })
  expect(made.status, made.text).toBe(201)
  return String(made.body.id)
}
const read = async (id: string) => (await api.get(`/users/${alice}/phones/${id}`)).body
const change = (id: string, members: Record<string, unknown>) => api.post(`/users/${alice}/phones/${id}`, members)
const stored = (id: string) => api.server.services.phones.get(api.server.actor, id)
const tenant = (settings: unknown) => {
  const { services, actor } = api.server
  return services.tenants.update(actor, actor.tenant_id, { settings }, new Problems())
}

describe('assigning a phone', () => {
  it('needs only what names the device, and stores no choice', async () => {
    const id = await assign()
    const phone = await stored(id)
    expect([phone.settings, phone.foreign, phone.lines, phone.vendor, phone.model]).toEqual([
      {},
      { portsip: {} },
      [{ user_id: alice }],
      'yealink',
      'T46U',
    ])
    expect(phone.window).not.toBeNull()
  })

  it('shows what holds for members nobody chose', async () => {
    const id = await assign()
    expect(await read(id)).toEqual({
      id,
      mac: expect.stringMatching(/^00:15:65(?::[0-9a-f]{2}){3}$/),
      filename: 'yealink.ph.xml',
      vendor: 'yealink',
      model: 'T46U',
      password: (await stored(id)).admin_password.reveal(),
      language: 'ENGLISH',
      transfer: 'BLIND',
      timezone: 'Etc/UTC',
      ringtone: null,
      queue_ringtone: null,
      external_ringtone: null,
      date_format: 'DD MM YYYY',
      time_format: '24-hour clock',
      powerled: null,
      backlight: null,
      screensaver: null,
      rps: false,
      // The certificate is our own CA's, which the phone does not know yet.
      https: false,
      codecs: ['G722', 'PCMA', 'PCMU', 'G729'],
      enable_lldp: false,
      enable_vlan_wan_port: false,
      wan_port_id: null,
      wan_port_priority: null,
      enable_vlan_pc_port: false,
      pc_port_id: null,
      pc_port_priority: null,
      interface: 'WEB_DOMAIN',
      preferred_transport: 'UDP',
      serial_number: null,
      door_password1: null,
      door_password2: null,
      url: expect.stringContaining(`/p/${(await stored(id)).token.secret.reveal()}/`),
    })
  })

  it('writes the settings every other part of the system reads', async () => {
    const id = await assign({
      language: 'german',
      transfer: 'NEW_CALL',
      timezone: 'GMT+8 China(Beijing)',
      date_format: '15 JAN MON',
      time_format: '12-hour clock',
      backlight: '30 seconds',
      screensaver: '5 min',
      powerled: 'Both (Voicemail and Missed calls)',
      codecs: ['ulaw', 'g722'],
      preferred_transport: 'TLS',
      enable_lldp: true,
      enable_vlan_wan_port: true,
      wan_port_id: 4094,
      wan_port_priority: 7,
      password: 'Phone1pass',
    })
    const { settings } = await stored(id)
    expect(settings).toEqual({
      language: 'de',
      transfer: 'new_call',
      timezone: 'Asia/Shanghai',
      date_format: 'WWW DD MMM',
      time_format: '12',
      backlight_seconds: 30,
      screensaver_seconds: 300,
      power_led: 'Both (Voicemail and Missed calls)',
      codecs: ['PCMU', 'G722'],
      transport: 'tls',
      lldp: true,
      vlan: { phone: { id: 4094, priority: 7 } },
      admin_password: new Secret('Phone1pass'),
    })
    expect(settings.admin_password?.reveal()).toBe('Phone1pass')
    expect(await read(id)).toMatchObject({
      timezone: 'GMT+8 China(Beijing)',
      date_format: '15 JAN MON',
      screensaver: '5 min',
      language: 'GERMAN',
    })
  })

  it('keeps a text nobody can read, and leaves the setting alone', async () => {
    const id = await assign({ timezone: 'Planet Mars', backlight: 'when it is dark' })
    expect((await stored(id)).settings).toEqual({})
    expect(await read(id)).toMatchObject({ timezone: 'Planet Mars', backlight: 'when it is dark' })
  })

  it('names every fault at once, by the names of this API', async () => {
    const answer = await api.post(`/users/${alice}/phones`, {
      mac: '00:15',
      vendor: 'Nobody',
      model: '',
      password: 'with blank',
      language: 'KLINGON',
      transfer: 'MAYBE',
      codecs: ['PCMU', 'G7'],
      enable_vlan_wan_port: true,
      wan_port_id: 4095,
      enable_vlan_pc_port: true,
      pc_port_priority: 8,
      door_password1: '12',
      door_password2: '12345a',
      serial_number: 'two\nlines',
    })
    expect([answer.status, answer.code]).toEqual([400, 'VALIDATE_FAILED'])
    expect([...answer.fields].sort()).toEqual(
      [
        'mac',
        'vendor',
        'model',
        'password',
        'language',
        'transfer',
        'codecs[1]',
        'wan_port_id',
        'pc_port_id',
        'pc_port_priority',
        'door_password1',
        'door_password2',
        'serial_number',
      ].sort(),
    )
  })

  it('answers 409 to a MAC that is taken, in whatever spelling', async () => {
    const { mac } = await read(await assign())
    const answer = await api.post(`/users/${bob}/phones`, {
      mac: String(mac).toUpperCase().replaceAll(':', '-'),
      vendor: 'yealink',
      model: 'T46U',
    })
    expect([answer.status, answer.code, answer.fields]).toEqual([409, 'ALREADY_EXISTS', ['mac']])
  })
})

describe('changing a phone', () => {
  let id: string
  beforeEach(async () => {
    id = await assign()
  })

  it('takes back what it showed without making it the phone’s own choice', async () => {
    const shown = await read(id)
    expect((await change(id, { ...shown, language: 'FRENCH' })).status).toBe(204)
    expect(await read(id)).toEqual({ ...shown, language: 'FRENCH' })
    expect((await stored(id)).settings).toEqual({ language: 'fr' })
  })

  it('ignores the identity of the hardware', async () => {
    const shown = await read(id)
    expect(
      (await change(id, { mac: freshMac(), vendor: 'snom', model: 'D785', filename: 'x.xml', url: 'http://x/' }))
        .status,
    ).toBe(204)
    expect(await read(id)).toEqual(shown)
  })

  it('inherits again by null', async () => {
    await tenant({ language: 'it', timezone: 'Europe/Rome' })
    await change(id, {
      language: 'POLISH',
      timezone: 'Europe/Warsaw',
      password: 'Phone1pass',
      enable_vlan_pc_port: true,
      pc_port_id: 7,
    })
    expect(await read(id)).toMatchObject({
      language: 'POLISH',
      timezone: 'Europe/Warsaw',
      password: 'Phone1pass',
      pc_port_id: 7,
    })
    await change(id, { language: null, timezone: null, password: null, enable_vlan_pc_port: null })
    const phone = await stored(id)
    expect(await read(id)).toMatchObject({
      language: 'ITALIAN',
      timezone: 'Europe/Rome',
      password: phone.admin_password.reveal(),
      enable_vlan_pc_port: false,
    })
    expect(phone.settings.language).toBeUndefined()
    await tenant({ language: null, timezone: null })
  })

  it('shows the setting when it was changed elsewhere after the text was written', async () => {
    await change(id, { timezone: 'Germany(Berlin)' })
    expect((await read(id)).timezone).toBe('Germany(Berlin)')
    await api.server.services.phones.update(
      api.server.actor,
      id,
      { settings: { timezone: 'Europe/Madrid' } },
      new Problems(),
    )
    expect((await read(id)).timezone).toBe('Europe/Madrid')
  })

  it('keeps one door password when the other changes', async () => {
    await change(id, { door_password1: '1111', door_password2: '2222' })
    await change(id, { door_password2: '3333' })
    expect(await read(id)).toMatchObject({ door_password1: '1111', door_password2: '3333' })
    await change(id, { door_password1: null })
    expect(await read(id)).toMatchObject({ door_password1: null, door_password2: '3333' })
  })

  it('reports a faulty change by name and changes nothing', async () => {
    const shown = await read(id)
    const answer = await change(id, { language: 'FRENCH', enable_vlan_wan_port: true, preferred_transport: 'SCTP' })
    expect([answer.status, [...answer.fields].sort()]).toEqual([400, ['preferred_transport', 'wan_port_id']])
    expect(await read(id)).toEqual(shown)
  })
})
