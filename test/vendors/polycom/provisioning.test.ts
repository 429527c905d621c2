import { describe, expect, it } from 'vitest'
import { config, MAC, masterOf, type Options, render, rootOf, withPrefix } from './read.js'

const PEM = '-----BEGIN CERTIFICATE-----\nQUJD\nREVG\n-----END CERTIFICATE-----\n'
const CA = { url: 'http://prov.example.com/api/ca.pem', pem: PEM }

describe('the master file (polycom.md 1.2)', () => {
  it('names the configuration and leaves the overrides to the phone', () => {
    expect(masterOf().CONFIG_FILES).toBe(`${MAC}-user.cfg`)
  })

  it('names the firmware without a part number, which phones would prefix twice (1.1 trap)', () => {
    expect(masterOf().APP_FILE_PATH).toBe('sip.ld')
  })

  it('names the firmware somebody chose', () => {
    const url = 'https://files.example.com/ucs/3111-48450-001.sip.ld?a=1&b=2'
    expect(masterOf({ settings: { firmware: { url } } }).APP_FILE_PATH).toBe(url)
  })

  it('keeps every other file beside it, and asks for nothing more', () => {
    expect(masterOf()).toEqual({
      APP_FILE_PATH: 'sip.ld',
      CONFIG_FILES: `${MAC}-user.cfg`,
      MISC_FILES: '',
      LOG_FILE_DIRECTORY: '',
      OVERRIDES_DIRECTORY: '',
      CONTACTS_DIRECTORY: '',
      CALL_LISTS_DIRECTORY: '',
      USER_PROFILES_DIRECTORY: '',
      LICENSE_DIRECTORY: '',
    })
  })

  it('the shared one lets the phone put in its own address', () => {
    const master = rootOf(render({}, '000000000000.cfg'), 'APPLICATION')
    expect(master).toEqual({ ...masterOf(), CONFIG_FILES: '[PHONE_MAC_ADDRESS]-user.cfg' })
  })

  it('the shared one says nothing of a phone', () => {
    const body = render({ settings: { firmware: { url: 'https://u:p@files.example.com/sip.ld' } } }, '000000000000.cfg')
    expect(body).toBe(render({ model: 'CCX500', url: null, cleared: true }, '000000000000.cfg'))
  })
})

describe('device parameters (polycom.md ch. 2, traps 1 and 16)', () => {
  const everything: Options = {
    model: 'CCX600',
    ca: CA,
    settings: {
      vlan: { phone: { id: 20, priority: 5 } },
      lldp: true,
      cdp: false,
      syslog: { server: 'log.example.com', level: 7 },
      ntp_servers: ['ntp.example.com'],
    },
  }
  const written = withPrefix(config(everything), 'device.')
  const names = Object.keys(written).filter((name) => name !== 'device.set' && !name.endsWith('.set'))

  it('are switched on as a whole', () => {
    expect(written['device.set']).toBe('1')
  })

  it.each(names)('%s carries its .set', (name) => {
    expect(written[`${name}.set`]).toBe('1')
  })

  it('no .set stands alone', () => {
    const sets = Object.keys(written).filter((name) => name !== 'device.set' && name.endsWith('.set'))
    expect(sets.sort()).toEqual(names.map((name) => `${name}.set`).sort())
  })
})

describe('coming back (polycom.md 1.7, 3.6)', () => {
  it('by the lasting URL and its scheme', () => {
    expect(config({ url: 'http://prov.example.com/p/tok/' })).toMatchObject({
      'device.prov.serverName': 'http://prov.example.com/p/tok/',
      'device.prov.serverType': 'HTTP',
    })
  })

  it('over https with TLS 1.2, which release 4 does not choose by itself (1.6)', () => {
    expect(config()).toMatchObject({
      'device.prov.serverType': 'HTTPS',
      'device.sec.TLS.protocol.prov': 'TLSv1_2',
    })
  })

  it('no TLS 1.2 before 4.0.15, which does not know it (1.6)', () => {
    expect(config({ model: 'SPIP550', firmware: '4.0.11.0583' })).not.toHaveProperty(['device.sec.TLS.protocol.prov'])
  })

  it('no address is written while none is safe', () => {
    expect(Object.keys(config({ url: null })).filter((name) => /prov\.server|bootSrv|ztp/.test(name))).toEqual([])
  })

  it.each<[string, Options]>([
    ['by its lasting URL', {}],
    ['while it enrols, or a DHCP address would keep it from its lasting URL', { flavour: 'enrolment' }],
  ])('discovery is pinned %s', (_when, options) => {
    expect(config(options)).toMatchObject({ 'device.dhcp.bootSrvUseOpt': 'Static', 'device.prov.ztpEnabled': '0' })
  })

  it('discovery is left alone when told not to', () => {
    const options = { settings: { provisioning: { pin: false } } }
    expect(withPrefix(config(options), 'device.dhcp.')).toEqual({})
    expect(config(options)).not.toHaveProperty(['device.prov.ztpEnabled'])
  })

  it.each<[string, Options, Record<string, string>]>([
    ['never', { settings: { provisioning: { poll: 'never' } } }, { enabled: '0' }],
    [
      'every two hours',
      { settings: { provisioning: { poll: 'interval', poll_minutes: 120 } } },
      { enabled: '1', mode: 'rel', period: '7200' },
    ],
    [
      'no oftener than hourly',
      { settings: { provisioning: { poll: 'interval', poll_minutes: 5 } } },
      { enabled: '1', mode: 'rel', period: '3600' },
    ],
    ['daily', {}, { enabled: '1', mode: 'random', period: '86400', time: '01:00', timeRandomEnd: '05:00' }],
    ['soon after an enrolment', { flavour: 'enrolment' }, { enabled: '1', mode: 'rel', period: '3600' }],
  ])('polls %s', (_when, options, expected) => {
    const polling = withPrefix(config(options), 'prov.polling.')
    expect(polling).toEqual(Object.fromEntries(Object.entries(expected).map(([n, v]) => [`prov.polling.${n}`, v])))
  })

  it('reads speed dials again with every poll (trap 11)', () => {
    expect(config()['dir.local.readonly']).toBe('1')
  })

  it.each([false, true])('user changes are uploaded, kept: %s (1.4)', (protect_user_changes) => {
    const settings = { provisioning: { protect_user_changes } }
    expect(config({ settings })['prov.autoConfigUpload.enabled']).toBe('1')
  })

  it('trusts our CA beside the built-in ones (1.6)', () => {
    expect(config({ ca: CA })).toMatchObject({
      'device.sec.TLS.customCaCert1': 'QUJDREVG',
      'device.sec.TLS.profile.caCertList1': 'BuiltinAndPlatform1',
    })
  })

  it('touches no certificate without a CA of ours', () => {
    expect(Object.keys(config()).filter((name) => name.includes('aCert'))).toEqual([])
  })
})

describe('overrides', () => {
  it('replace the parameter of their name, or join the file', () => {
    const overrides = { 'nat.keepalive.interval': '15', 'up.warningLevel': '2' }
    expect(config({ overrides })).toMatchObject(overrides)
  })

  it('of the master file stay out of the configuration', () => {
    const overrides = { APP_FILE_PATH: 'other.ld' }
    expect(config({ overrides })).not.toHaveProperty('APP_FILE_PATH')
    expect(masterOf({ overrides }).APP_FILE_PATH).toBe('other.ld')
  })
})
