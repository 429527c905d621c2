import { describe, expect, it } from 'vitest'
import { config, inside, render, rootOf } from './snom/read.js'

const tls = {
  settings: {
    transport: 'tls',
    srtp: 'required',
    registrar: { host: 'voice.example.com' },
    outbound_proxy: { host: 'proxy.examplesis.it' },
  },
  lines: [{ user: '1234', name: 'Test User', password: 'testpass123' }],
}

describe('golden 1: an account over TLS (snom.md 8.1)', () => {
  it.each([
    ['user_active[1]', 'on'],
    ['user_name[1]', '1234'],
    ['user_realname[1]', 'Test User'],
    ['user_pass[1]', 'testpass123'],
    ['user_host[1]', 'voice.example.com'],
    ['user_outbound[1]', 'proxy.examplesis.it:5061;transport=tls'],
    ['user_srtp[1]', 'on'],
    ['user_dtmf_info[1]', 'off'],
  ])('%s', (name, value) => expect(config(tls).settings[name]).toBe(value))
})

describe('golden 2: Italian (snom.md 8.2)', () => {
  const italian = {
    language: 'it',
    tone_country: 'it',
    timezone: 'Europe/Rome',
    date_format: 'DD MM YY',
    time_format: '24',
  }
  it.each([
    ['language', 'Italiano'],
    ['web_language', 'Italiano'],
    ['tone_scheme', 'ITA'],
    ['timezone', 'ITA+1'],
    ['date_us_format', 'off'],
    ['time_24_format', 'on'],
  ])('%s', (name, value) => expect(config({ settings: italian }).settings[name]).toBe(value))
})

describe('golden 3: a BLF (snom.md 8.3)', () => {
  const keys = [{ position: 3, kind: 'blf' as const, value: '203', label: 'Alice', pickup: '**' }]
  it('is key 3, which has the index 2', () => {
    expect(config({ keys }).keys['2']).toEqual({
      text: 'blf 203|**',
      label: 'Alice',
      context: '1',
      lp: 'on',
      perm: 'RW',
    })
  })
})

describe('golden 4: VLANs explicitly off (snom.md 8.4)', () => {
  it.each([
    ['vlan_id', ''],
    ['vlan_qos', ''],
    ['vlan_port_tagging', 'off'],
    ['vlan_pc_id', ''],
    ['vlan_pc_priority', ''],
  ])('%s', (name, value) => {
    expect(config({ settings: { vlan: { phone: 'off', pc: 'off' } } }).settings[name]).toBe(value)
  })
})

describe('golden 5: LDAPS (snom.md 8.5)', () => {
  const ldap = {
    host: 'ldap.example.com',
    port: 20123,
    tls: 'ldaps',
    base: 'dc=phonebook,dc=nh',
    number_attributes: ['telephoneNumber', 'mobile', 'homePhone'],
    name_attributes: ['cn', 'o'],
  }
  it.each([
    ['ldap_server', 'ldap.example.com'],
    ['ldap_port', '20123'],
    ['ldap_base', 'dc=phonebook,dc=nh'],
    ['ldap_over_tls', 'on'],
    ['ldap_number_attributes', 'telephoneNumber mobile homePhone'],
    ['ldap_name_attributes', 'cn o'],
  ])('%s', (name, value) => expect(config({ settings: { ldap } }).settings[name]).toBe(value))
})

describe('golden 6: display (snom.md 8.6)', () => {
  it.each([
    ['backlight', '9'],
    ['backlight_idle', '8'],
    ['dim_timer', '30'],
    ['user_ringer[1]', 'Ringer1'],
  ])('%s', (name, value) => {
    expect(config({ settings: { brightness: 5, backlight_seconds: 30, ringtone: '1' } }).settings[name]).toBe(value)
  })
})

const softkeys = (['history', 'menu', 'forward', 'redial'] as const).map((kind, i) => ({
  position: i + 1,
  kind,
  value: undefined,
  label: undefined,
}))

describe('golden 7: soft keys of a D120 (snom.md 8.7)', () => {
  it.each([
    ['gui_fkey1', 'keyevent F_CALL_LIST'],
    ['gui_fkey2', 'keyevent F_SETTINGS'],
    ['gui_fkey3', 'keyevent F_REDIRECT'],
    ['gui_fkey4', 'keyevent F_REDIAL'],
  ])('%s', (name, value) => expect(config({ model: 'D120', softkeys }).settings[name]).toBe(value))
})

describe('golden 8: a backup registrar of a D120, whose last account is the second (snom.md 8.8)', () => {
  const backup = { model: 'D120', settings: { backup_registrar: { host: '10.0.0.2' } } }
  it.each([
    ['user_failover_identity[1]', '2'],
    ['user_active[2]', 'on'],
    ['user_host[2]', '10.0.0.2'],
    ['hide_identity[2]', 'true'],
    ['user_name[2]', '101'],
    ['user_pass[2]', 's3cret'],
  ])('%s', (name, value) => expect(config(backup).settings[name]).toBe(value))

  it('blocks the message that the second account is not registered', () => {
    expect(config(backup).settings.status_msgs_that_are_blocked?.split(' ')).toContain('Identity02IsNotRegistered')
  })
})

describe('golden 9: polling at first boot (snom.md 8.9)', () => {
  const first = {
    flavour: 'enrolment' as const,
    settings: { provisioning: { window: { from: '01:00', to: '04:00' } } },
  }
  it.each([
    ['prov_polling_enabled', 'on'],
    ['prov_polling_mode', 'rel'],
    ['prov_polling_period', '60'],
    ['prov_polling_time', '01:00'],
    ['prov_polling_time_rand_end', '04:00'],
  ])('%s', (name, value) => expect(config(first).settings[name]).toBe(value))
})

describe('soft keys by dialect (snom.md 3.2, 4)', () => {
  it('are context keys counted from 0 where the model has them', () => {
    const { settings } = config({ model: 'D785', softkeys })
    expect(settings).toMatchObject({ 'context_key[0]': 'keyevent F_CALL_LIST', 'context_key[3]': 'keyevent F_REDIAL' })
    expect(settings).not.toHaveProperty('gui_fkey1')
  })
  it('are gui_fkey on the same model before firmware 10', () => {
    const { settings } = config({ model: 'D785', firmware: '8.9.3.60', softkeys })
    expect(settings).toMatchObject({ gui_fkey1: 'keyevent F_CALL_LIST' })
    expect(settings).not.toHaveProperty(['context_key[0]'])
  })
  it('are gui_fkey on a D745 also with firmware 10', () => {
    expect(config({ model: 'D745', firmware: '10.1.169.16', softkeys }).settings).toMatchObject({
      gui_fkey2: 'keyevent F_SETTINGS',
    })
  })
  it('beyond the fourth are not written', () => {
    const fifth = [{ position: 5, kind: 'dnd' as const, value: undefined, label: undefined }]
    expect(render({ model: 'D120', softkeys: fifth })).not.toContain('gui_fkey')
  })
})

describe('certificates (snom.md 2.1)', () => {
  const ca = {
    url: 'http://prov.example.com/api/ca.pem',
    pem: '-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n',
  }
  it('stand outside the settings, in base64 without BEGIN and END', () => {
    const root = rootOf(render({ ca }))
    expect(inside(root, 'certificates')).toEqual([
      { name: 'certificate', attributes: { type: 'base64' }, children: [], text: 'MIIBAAAA' },
    ])
  })
  it('are absent when a public CA signed ours', () => {
    expect(rootOf(render()).children.map(({ name }) => name)).toEqual(['phone-settings', 'functionKeys'])
  })
})

describe('overrides', () => {
  it('replace the element of their name and index and keep its permission', () => {
    const { settings, perms } = config({ overrides: { 'user_realname[1]': 'Desk <1>' } })
    expect([settings['user_realname[1]'], perms['user_realname[1]']]).toEqual(['Desk <1>', 'R'])
  })
  it('replace a function key by its index', () => {
    expect(config({ overrides: { 'fkey[4]': 'keyevent F_STATUS' } }).keys['4']?.text).toBe('keyevent F_STATUS')
  })
  it('of names nobody else writes join the end, with a permission', () => {
    const { settings, perms } = config({ overrides: { 'codec_size[1]': '30', firmware: 'http://a.example/fw.bin' } })
    expect(settings).toMatchObject({ 'codec_size[1]': '30', firmware: 'http://a.example/fw.bin' })
    expect([perms['codec_size[1]'], perms.firmware]).toEqual(['RW', 'RW'])
  })
})
