import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCfg } from '../support/cfg.js'
import { apiOf, type TestApi } from '../support/client.js'
import { startTestServer, type TestServer } from '../support/server.js'

// Text from people meets three file formats: whatever it holds, it stays the value it was given as, or is refused.

const EVIL = 'A&B <"x">\naccount.1.password = stolen'

/** Every member of a user, phone or tenant whose text reaches a file, as a change of that record. */
const FIELDS: Readonly<Record<string, (text: string) => { to: 'user' | 'phone' | 'tenant'; body: object }>> = {
  'user.display_name': (text) => ({ to: 'user', body: { display_name: text } }),
  'user.blfs.value': (text) => ({
    to: 'user',
    body: { blfs: [{ key: 'BLF', value: text, first_name: '', last_name: '' }] },
  }),
  'user.blfs.name': (text) => ({
    to: 'user',
    body: { blfs: [{ key: 'BLF', value: '102', first_name: text, last_name: text }] },
  }),
  'line.label': (text) => ({ to: 'phone', body: { lines: [{ user_id: '$user', label: text }] } }),
  'line.auth_name': (text) => ({ to: 'phone', body: { lines: [{ user_id: '$user', auth_name: text }] } }),
  'key.value': (text) => ({ to: 'phone', body: { keys: [{ position: 2, kind: 'blf', value: text }] } }),
  'key.label': (text) => ({ to: 'phone', body: { keys: [{ position: 2, kind: 'blf', value: '102', label: text }] } }),
  'key.pickup': (text) => ({ to: 'phone', body: { keys: [{ position: 2, kind: 'blf', value: '102', pickup: text }] } }),
  'key.url': (text) => ({ to: 'phone', body: { keys: [{ position: 2, kind: 'url', value: text }] } }),
  'softkey.value': (text) => ({
    to: 'phone',
    body: { softkeys: [{ position: 1, kind: 'speed_dial', value: text, label: text }] },
  }),
  'phone.timezone': (text) => ({ to: 'phone', body: { timezone: text } }),
  'phone.password': (text) => ({ to: 'phone', body: { password: text } }),
  'override.value': (text) => ({ to: 'phone', body: { overrides: { 'some.parameter': text } } }),
  'override.name': (text) => ({ to: 'phone', body: { overrides: { [text]: 'x' } } }),
  'tenant.sip_domain': (text) => ({ to: 'tenant', body: { sip_domain: text } }),
  ...Object.fromEntries(
    [
      'voicemail_number',
      'pickup_code',
      'group_pickup_code',
      'auto_answer_alert_info',
      'dial_plan',
      'language',
      'tone_country',
      'timezone',
      'ringtone',
      'queue_ringtone',
      'external_ringtone',
      'power_led',
      'admin_password',
      'user_password',
    ].map((name) => [
      `settings.${name}`,
      (text: string) => ({ to: 'phone' as const, body: { settings: { [name]: text } } }),
    ]),
  ),
  'settings.registrar.host': (text) => ({ to: 'phone', body: { settings: { registrar: { host: text } } } }),
  'settings.outbound_proxy.host': (text) => ({ to: 'phone', body: { settings: { outbound_proxy: { host: text } } } }),
  'settings.dnd_codes.on': (text) => ({ to: 'phone', body: { settings: { dnd_codes: { on: text } } } }),
  'settings.forward.always.target': (text) => ({
    to: 'phone',
    body: { settings: { forward: { always: { target: text } } } },
  }),
  'settings.ntp_servers': (text) => ({ to: 'phone', body: { settings: { ntp_servers: [text] } } }),
  'settings.syslog.server': (text) => ({ to: 'phone', body: { settings: { syslog: { server: text } } } }),
  'settings.phonebooks': (text) => ({
    to: 'phone',
    body: { settings: { phonebooks: [{ name: text, url: 'http://books.example.net/a' }] } },
  }),
  'settings.phonebooks.url': (text) => ({
    to: 'phone',
    body: { settings: { phonebooks: [{ name: 'a', url: `http://books.example.net/${text}` }] } },
  }),
  ...Object.fromEntries(
    ['host', 'base', 'user', 'password', 'name_filter', 'number_filter', 'display_name'].map((name) => [
      `settings.ldap.${name}`,
      (text: string) => ({
        to: 'phone' as const,
        body: { settings: { ldap: { host: 'ldap.example.net', [name]: text } } },
      }),
    ]),
  ),
  'settings.ldap.name_attributes': (text) => ({
    to: 'phone',
    body: { settings: { ldap: { host: 'ldap.example.net', name_attributes: [text] } } },
  }),
  'settings.emergency_numbers': (text) => ({ to: 'phone', body: { settings: { emergency_numbers: [text] } } }),
  'settings.firmware.url': (text) => ({
    to: 'phone',
    body: { settings: { firmware: { url: `http://fw.example.net/${text}` } } },
  }),
}

const PHONES = [
  { mac: '001565aabb01', vendor: 'yealink', model: 'T46U' },
  { mac: '000413aabb01', vendor: 'snom', model: 'D785' },
  { mac: '64167faabb01', vendor: 'polycom', model: 'VVX450' },
] as const

let server: TestServer
let api: TestApi
let user: string

beforeAll(async () => {
  server = await startTestServer()
  api = await apiOf(server)
  user = (await server.user('101')).id
  for (const { mac, vendor, model } of PHONES) await server.phone(mac, vendor, model, { lines: [{ user_id: user }] })
})
afterAll(() => server.remove())

const parser = new XMLParser({
  ignoreAttributes: false,
  processEntities: true,
  parseTagValue: false,
  parseAttributeValue: false,
})

/** Refuses a file a phone could misread: a broken line or element, a parameter written twice, another password. */
function judge(name: string, body: string): void {
  if (body.startsWith('#!version')) {
    const { all, values } = readCfg(body)
    const names = all.map(([key]) => key).filter((key) => key !== 'static.security.user_password')
    expect(new Set(names).size).toBe(names.length)
    expect(values.get('account.1.password')).toBe('sip-password-of-101')
    return
  }
  expect(XMLValidator.validate(body)).toBe(true)
  const text = JSON.stringify(parser.parse(body))
  expect(text).not.toMatch(/"@_onload"|"stolen"/)
  if (/-user\.cfg$|-[0-9A-F]{12}\.htm$/.test(name)) expect(text).toContain('"sip-password-of-101"')
}

async function judgeFiles(): Promise<void> {
  for (const { mac } of PHONES) {
    const phone = await server.services.phones.byMac(server.actor, mac)
    for (const { name } of await server.services.insights.files(phone)) {
      const response = await fetch(server.base + server.path(phone, name))
      expect(response.status).toBe(200)
      judge(name, await response.text())
    }
  }
}

async function write(field: string, text: string): Promise<number[]> {
  const { to, body } = (FIELDS[field] as (text: string) => { to: string; body: object })(text)
  if (to === 'user') return [(await api.post(`/users/${user}`, body)).status]
  if (to === 'tenant') return [(await api.post(`/tenants/${server.actor.tenant_id}`, body)).status]
  const filled = JSON.parse(JSON.stringify(body).replace('$user', user)) as object
  return Promise.all(PHONES.map(async ({ mac }) => (await api.post(`/phones/${mac}`, filled)).status))
}

const hostile = fc.oneof(
  fc.constant(EVIL),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.stringMatching(/^[<>&"'=\n\r\t #%;\][{}\u2028\u0085a-c]{1,30}$/),
  fc.constantFrom(
    '%NULL%',
    '#',
    '-->',
    ']]>',
    '\u0000',
    '\ufeff',
    '\ufffe',
    '\ud800',
    '{{x}}',
    '</settings>',
    '" onload="',
  ),
)

describe('every text field that reaches a file', () => {
  it.each(Object.keys(FIELDS))('%s', async (field) => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        for (const status of await write(field, text)) expect([204, 400]).toContain(status)
        await judgeFiles()
      }),
      { numRuns: 12, examples: [[EVIL]] },
    )
  })
})
