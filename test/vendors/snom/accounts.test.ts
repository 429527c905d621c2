import { describe, expect, it } from 'vitest'
import { config } from './read.js'

const settingsOf = (settings: Record<string, unknown>, more: Parameters<typeof config>[0] = {}) =>
  config({ ...more, settings }).settings

describe('where an account registers (snom.md 3.1)', () => {
  const registrar = { host: 'pbx.example.com' }
  it.each([
    ['without a proxy the registrar is the proxy', { registrar }, 'pbx.example.com:5060;transport=udp'],
    [
      'a port of the registrar is carried there',
      { registrar: { ...registrar, port: 5080 } },
      'pbx.example.com:5080;transport=udp',
    ],
    ['TCP', { registrar, transport: 'tcp' }, 'pbx.example.com:5060;transport=tcp'],
    ['TLS has its own port', { registrar, transport: 'tls' }, 'pbx.example.com:5061;transport=tls'],
    ['DNS SRV names neither port nor transport', { registrar, transport: 'dns-srv' }, 'pbx.example.com'],
    [
      'a proxy with its port',
      { registrar, outbound_proxy: { host: 'sbc.example.com', port: 5090 } },
      'sbc.example.com:5090;transport=udp',
    ],
    ['an IPv6 registrar', { registrar: { host: '2001:db8::1' } }, '[2001:db8::1]:5060;transport=udp'],
    ['an IPv6 proxy', { registrar, outbound_proxy: { host: '2001:db8::2' } }, '[2001:db8::2]:5060;transport=udp'],
    [
      'an IPv6 address already in brackets',
      { registrar: { host: '[2001:db8::1]' } },
      '[2001:db8::1]:5060;transport=udp',
    ],
  ])('%s', (_, settings, expected) => expect(settingsOf(settings)['user_outbound[1]']).toBe(expected))

  it.each([
    ['a usual port is no part of the domain', { registrar }, 'pbx.example.com'],
    ['another port is', { registrar: { ...registrar, port: 5080 } }, 'pbx.example.com:5080'],
    ['DNS SRV', { registrar, transport: 'dns-srv' }, 'pbx.example.com'],
    ['IPv6', { registrar: { host: '2001:db8::1', port: 5080 } }, '[2001:db8::1]:5080'],
  ])('user_host: %s', (_, settings, expected) => expect(settingsOf(settings)['user_host[1]']).toBe(expected))
})

describe('encryption of speech is always said (snom.md 3.1)', () => {
  it.each([
    ['off', 'off', 'off'],
    ['optional', 'on', 'optional'],
    ['required', 'on', 'mandatory'],
  ])('%s', (srtp, user_srtp, user_savp) => {
    expect(settingsOf({ srtp })).toMatchObject({
      'user_srtp[1]': user_srtp,
      'user_savp[1]': user_savp,
      'user_auth_tag[1]': 'off',
    })
  })
})

describe('codecs (snom.md 3.1)', () => {
  it('are the wanted ones in order, telephone-event last, and no other', () => {
    expect(settingsOf({ codecs: ['PCMA', 'G722', 'AMR-WB'] })['codec_priority_list[1]']).toBe(
      'pcma,g722,amrwb-0,telephone-event',
    )
  })
  it('leave out what the vendor lacks', () => {
    expect(settingsOf({ codecs: ['iLBC', 'PCMU'] })['codec_priority_list[1]']).toBe('pcmu,telephone-event')
  })
  it('leave out what the model lacks', () => {
    expect(settingsOf({ codecs: ['OPUS', 'PCMU'] }, { model: '720' })['codec_priority_list[1]']).toBe(
      'pcmu,telephone-event',
    )
  })
  it('are G.711 when the phone has none of the wanted ones', () => {
    expect(settingsOf({ codecs: ['iLBC'] })['codec_priority_list[1]']).toBe('pcmu,pcma,telephone-event')
  })
  it('differ by line', () => {
    const { settings } = config({ settings: { codecs: ['PCMA'] }, lines: [{}, { settings: { codecs: ['G722'] } }] })
    expect([settings['codec_priority_list[1]'], settings['codec_priority_list[2]']]).toEqual([
      'pcma,telephone-event',
      'g722,telephone-event',
    ])
  })
})

describe('DTMF (snom.md 3.1)', () => {
  it.each([
    ['rfc4733', 'off', 'pcma,telephone-event'],
    ['inband', 'off', 'pcma'],
    ['info', 'sip_info_only', 'pcma,telephone-event'],
  ])('%s', (dtmf, info, list) => {
    expect(settingsOf({ dtmf, codecs: ['PCMA'] })).toMatchObject({
      'user_dtmf_info[1]': info,
      'codec_priority_list[1]': list,
    })
  })
})

describe('staying alive (design ch. 5)', () => {
  it.each([
    ['keepalive_interval[1]', '30'],
    ['enable_rport_rfc3581', 'on'],
    ['user_srtp[1]', 'off'],
    ['blf_directed_call_pickup[1]', ''],
    ['dst', ''],
    ['challenge_checksync', 'off'],
    ['checksync_action', ''],
    ['allow_sip_settings', 'off'],
  ])('%s is written when nobody chose it', (name, value) => expect(config().settings[name]).toBe(value))

  it('a pickup code is written for the account', () => {
    expect(settingsOf({ pickup_code: '*97' })['blf_directed_call_pickup[1]']).toBe('*97')
  })
  it('checksync_action is unknown before 10.1.180 (snom.md 5)', () => {
    expect(config({ firmware: '10.1.169.16' }).settings).not.toHaveProperty('checksync_action')
  })
})

describe('messages (snom.md 3.1, 3.7)', () => {
  it('are watched at the mailbox and heard on the retrieve key', () => {
    expect(settingsOf({ voicemail_number: '*97' })).toMatchObject({
      'user_mailbox[1]': '*97',
      dkey_retrieve: 'speed *97',
      mwi_dialtone: 'stutter',
    })
  })
  it('without a number leave nothing of an old one', () => {
    expect(config().settings).toMatchObject({ 'user_mailbox[1]': '', dkey_retrieve: 'keyevent F_RETRIEVE' })
  })
  it('can be unwatched', () => {
    expect(settingsOf({ voicemail_number: '*97', mwi: false })).toMatchObject({
      'user_mailbox[1]': '',
      mwi_dialtone: 'normal',
    })
  })
})

describe('call waiting (snom.md 3.1)', () => {
  it.each([
    [true, true, 'on'],
    [true, false, 'visual'],
    [false, true, 'off'],
    [false, false, 'off'],
  ])('enabled %s, tone %s', (enabled, tone, expected) => {
    expect(settingsOf({ call_waiting: { enabled, tone } })['call_waiting[1]']).toBe(expected)
  })
})

describe('states of the user (design ch. 4)', () => {
  it.each([
    'dnd_mode[1]',
    'fwd_all_enabled[1]',
    'fwd_busy_enabled[1]',
    'fwd_time_enabled[1]',
    'user_ringer[1]',
    'ring_sound',
    'backlight',
  ])('%s is not written unless set', (name) => expect(config().settings).not.toHaveProperty([name]))
  it.each([
    [{ dnd: false }, 'dnd_mode[1]', 'off'],
    [{ dnd: true }, 'dnd_mode[1]', 'on'],
    [{ forward: { always: { target: '200' } } }, 'fwd_all_target[1]', '200'],
    [{ forward: { busy: { target: '201' } } }, 'fwd_busy_enabled[1]', 'on'],
    [{ forward: { no_answer: { target: '202', seconds: 25 } } }, 'fwd_time_secs[1]', '25'],
    [{ ringtone: '0' }, 'user_ringer[1]', 'Silent'],
    [{ brightness: 10 }, 'backlight', '15'],
  ])('%j yields to a change at the phone', (settings, name, value) => {
    const written = config({ settings })
    expect([written.settings[name], written.perms[name]]).toEqual([value, '!'])
  })
  it("forwarding codes are the PBX's (snom.md 3.1)", () => {
    const codes = { on_code: '*72', off_code: '*73' }
    expect(settingsOf({ forward: { always: codes } })).toMatchObject({
      'fwd_all_on_code[1]': '*72',
      'fwd_all_off_code[1]': '*73',
    })
  })
  it('firmware before 8.7.4 forwards under older names', () => {
    const { settings } = config({
      model: '320',
      firmware: '8.4.35',
      settings: { forward: { always: { target: '200' } } },
    })
    expect(settings).toMatchObject({ redirect_allways: 'on', redirect_number: '200' })
    expect(settings).not.toHaveProperty(['fwd_all_enabled[1]'])
  })
})

describe('unused accounts are switched off and emptied (snom.md 3.1 W)', () => {
  const { settings } = config({ lines: [{}, {}] })
  it.each([
    'user_name',
    'user_pname',
    'user_pass',
    'user_realname',
    'user_idle_text',
    'user_idle_number',
    'user_host',
    'user_outbound',
    'user_mailbox',
    'fwd_all_target',
  ])('%s', (name) => expect([settings[`${name}[3]`], settings[`${name}[12]`]]).toEqual(['', '']))
  it.each(['user_active', 'dnd_mode', 'fwd_all_enabled'])('%s', (name) => expect(settings[`${name}[12]`]).toBe('off'))
  it('all accounts of the model and no more', () => {
    expect(Object.keys(settings).filter((name) => name.startsWith('user_active['))).toHaveLength(12)
  })
})

describe('backup registrars (snom.md 3.1 W)', () => {
  const settings = { backup_registrar: { host: '10.0.0.2' } }
  it('take the last accounts nobody uses, so that a new line moves none', () => {
    const written = config({ settings, lines: [{ user: '1' }, { user: '2' }] }).settings
    expect(written).toMatchObject({
      'user_failover_identity[1]': '12',
      'user_failover_identity[2]': '11',
      'user_name[2]': '2',
      'user_name[12]': '1',
      'user_name[11]': '2',
      'user_active[3]': 'off',
      'user_active[10]': 'off',
      status_msgs_that_are_blocked: 'Identity12IsNotRegistered Identity11IsNotRegistered',
    })
  })
  it('are reached at their own address, not at the primary proxy as in a peer', () => {
    const written = config({ settings: { ...settings, outbound_proxy: { host: 'sbc.example.com' } } }).settings
    expect(written['user_outbound[12]']).toBe('10.0.0.2:5060;transport=udp')
  })
  it('follow the first server behind a comma when every account is used (B F)', () => {
    const written = config({ model: 'D120', settings: { ...settings, transport: 'tls' }, lines: [{}, {}] }).settings
    expect(written['user_outbound[2]']).toBe('pbx.example.com:5061;transport=tls,10.0.0.2:5061;transport=tls')
    expect(written['user_failover_identity[2]']).toBe('none')
  })
  it('of which there is none leave no second account', () => {
    expect(config().settings).toMatchObject({
      'user_failover_identity[1]': 'none',
      'hide_identity[1]': 'false',
      'user_active[2]': 'off',
      status_msgs_that_are_blocked: '',
    })
  })
  it('belong to the line that chose them', () => {
    const written = config({ lines: [{}, { user: '2', settings }] }).settings
    expect(written).toMatchObject({
      'user_failover_identity[1]': 'none',
      'user_failover_identity[2]': '12',
      'user_name[12]': '2',
    })
  })
})

describe('lines', () => {
  it('are all written, not only the first as in a peer (snom.md 3.6)', () => {
    const lines = Array.from({ length: 12 }, (_, i) => ({ user: `u${i + 1}` }))
    expect(config({ lines }).settings).toMatchObject({
      'user_name[1]': 'u1',
      'user_name[7]': 'u7',
      'user_name[12]': 'u12',
    })
  })
  it('have their own label, number and authentication name', () => {
    expect(config({ lines: [{ user: '101', auth: 'a101', name: 'Ann', label: 'Desk' }] }).settings).toMatchObject({
      'user_pname[1]': 'a101',
      'user_realname[1]': 'Ann',
      'user_idle_text[1]': 'Desk',
      'user_idle_number[1]': '101',
    })
  })
  it.each([
    [true, 'on'],
    [false, 'off'],
  ])('shared %s', (shared, expected) =>
    expect(config({ lines: [{ shared }] }).settings['user_shared_line[1]']).toBe(expected),
  )
  it('have a dial plan, and none when it was taken away', () => {
    const plan = '!^0(.*)!sip:\\1@h!d'
    expect(settingsOf({ dial_plan: plan })['user_dp_str[1]']).toBe(plan)
    expect(config().settings['user_dp_str[1]']).toBe('')
  })
})
