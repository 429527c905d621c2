import { describe, expect, it } from 'vitest'
import { goodPhone, MACS, OWN_FILE, phoneOf } from './bench.js'
import { yealinkFile } from './files.js'
import { startSite } from './site.js'

describe('a Yealink', () => {
  it('asks for its files in order, says who it is, and comes up', async () => {
    const { site, phone } = await goodPhone('yealink')
    const report = await phone.boot()
    expect(site.asked()).toEqual([
      '/p/own/805ec0aabbcc.boot',
      '/p/own/y000000000000.boot',
      '/p/own/y000000000108.cfg',
      '/p/own/805ec0aabbcc.cfg',
    ])
    expect(site.seen[0]?.userAgent).toBe('Yealink SIP-T46U 108.86.0.20 80:5e:c0:aa:bb:cc')
    expect(report).toMatchObject({
      up: true,
      state: 'up',
      reasons: [],
      reboots: 0,
      transport: 'tls',
      provisioningUrl: null,
    })
    expect(report.codecs).toEqual(['PCMA', 'G722'])
    expect(report.vlan).toEqual({ phone: null, pc: null })
    expect(report.lines).toEqual([
      {
        n: 1,
        enabled: true,
        user: '1001',
        authUser: '1001a',
        hasPassword: true,
        displayName: 'Alice A',
        label: 'Alice',
        registrar: 'pbx.example.net',
        port: 5061,
        transport: 'tls',
        outboundProxy: null,
        srtp: 'required',
        codecs: ['PCMA', 'G722'],
      },
    ])
    expect(report.keys).toEqual([
      { position: 1, module: null, kind: 'line', value: '', label: '', line: 1, pickup: null },
      { position: 2, module: null, kind: 'blf', value: '1002', label: 'Bob #2', line: 1, pickup: '*97' },
    ])
  })

  it('lets the MAC file win over the common file and keeps what a new file leaves out', async () => {
    const { site, phone } = await goodPhone('yealink')
    site.files.set(
      '/p/own/y000000000108.cfg',
      '#!version:1.0.0.1\naccount.1.label=common\naccount.1.outbound_proxy_enable=1\naccount.1.outbound_proxy.1.address=sbc.example.net\n',
    )
    expect((await phone.boot()).lines[0]).toMatchObject({ label: 'Alice', outboundProxy: 'sbc.example.net:5060' })
    site.files.set(
      OWN_FILE.yealink,
      yealinkFile({ 'account.1.display_name': null, 'account.1.auth_name': '%NULL%', 'account.1.label': '' }),
    )
    expect((await phone.poll()).lines[0]).toMatchObject({ displayName: 'Alice A', authUser: '1001', label: '' })
  })

  it('reads only what a boot file includes for its model', async () => {
    const { site, phone } = await goodPhone('yealink')
    site.files.set(
      `/p/own/${MACS.yealink}.boot`,
      '#!version:1.0.0.1\n[T48U]include:config "t48.cfg"\n[T46S,T46U]include:config <own.cfg>\noverwrite_mode = 1\n',
    )
    site.files.set('/p/own/own.cfg', yealinkFile({ 'account.1.label': 'from the boot file' }))
    const report = await phone.boot()
    expect(site.asked()).toEqual(['/p/own/805ec0aabbcc.boot', '/p/own/own.cfg'])
    expect(report.lines[0]?.label).toBe('from the boot file')
    site.files.set('/p/own/own.cfg', yealinkFile({ 'account.1.label': null }))
    expect((await phone.poll()).lines[0]?.label).toBe('')
  })

  it('expands $MAC in an address that names a file', async () => {
    const site = await startSite()
    site.files.set('/x/805ec0aabbcc.cfg', yealinkFile())
    expect(await phoneOf('yealink', `${site.origin}/x/$MAC.cfg`).boot()).toMatchObject({ up: true })
    expect(site.asked()).toEqual(['/x/805ec0aabbcc.cfg'])
  })

  it('reads numbered codec slots and unprefixed names on firmware that has them', async () => {
    const { site, phone } = await goodPhone('yealink', { model: 'T46G', firmware: '28.80.0.130' })
    site.files.set(
      OWN_FILE.yealink,
      yealinkFile({
        'account.1.codec.1.enable': '1',
        'account.1.codec.1.payload_type': 'PCMU',
        'account.1.codec.1.priority': '2',
        'account.1.codec.5.enable': '1',
        'account.1.codec.5.payload_type': 'G729',
        'account.1.codec.5.priority': '1',
        'network.vlan.internet_port_enable': '1',
        'network.vlan.internet_port_vid': '30',
      }),
    )
    const report = await phone.boot()
    expect(report).toMatchObject({ codecs: ['G729', 'PCMU'], vlan: { phone: 30 } })
    expect(site.seen[0]?.userAgent).toContain('SIP-T46G 28.80.0.130')
  })

  it('installs new firmware once, reboots for it, and asks for its files again', async () => {
    const { site, phone } = await goodPhone('yealink')
    const url = `${site.origin}/fw/T46U-108.87.0.5.rom`
    site.files.set(OWN_FILE.yealink, yealinkFile({ 'static.firmware.url': url }))
    site.files.set('/fw/T46U-108.87.0.5.rom', 'an image')
    expect(await phone.boot()).toMatchObject({ up: true, firmware: '108.87.0.5', reboots: 1, rebooted: true })
    expect(site.asked().filter((path) => path === '/p/own/805ec0aabbcc.cfg')).toHaveLength(2)
    expect(site.seen.at(-1)?.userAgent).toContain('108.87.0.5')
    expect(await phone.boot()).toMatchObject({ reboots: 1, rebooted: false })
  })

  it('is not up when the firmware its file names is missing', async () => {
    const { site, phone } = await goodPhone('yealink')
    const url = `${site.origin}/fw/T46U-108.87.0.5.rom`
    site.files.set(OWN_FILE.yealink, yealinkFile({ 'static.firmware.url': url }))
    expect((await phone.boot()).reasons).toEqual([`GET ${url} answered 404`])
  })

  it('keeps changes made at the phone only when they are protected, and uploads them when told to', async () => {
    const { site, phone } = await goodPhone('yealink')
    await phone.boot()
    phone.change('account.1.label', 'mine')
    // An unchanged file is not applied again, so the change survives it.
    expect((await phone.poll()).lines[0]?.label).toBe('mine')
    site.files.set(OWN_FILE.yealink, yealinkFile({ 'account.1.display_name': 'A' }))
    expect((await phone.poll()).lines[0]?.label).toBe('Alice')
    site.files.set(
      OWN_FILE.yealink,
      yealinkFile({ 'static.auto_provision.custom.protect': '1', 'static.auto_provision.custom.sync': '1' }),
    )
    expect((await phone.poll()).lines[0]?.label).toBe('mine')
    const upload = site.seen.find((seen) => seen.method === 'PUT')
    expect(upload).toMatchObject({
      path: '/p/own/805ec0aabbcc-local.cfg',
      body: '#!version:1.0.0.1\naccount.1.label = mine\n',
    })
    expect(phone.change('static.auto_provision.server.url', 'http://evil.example/')).toBe(false)
  })

  it('does not ask at power-on once told not to', async () => {
    const { site, phone } = await goodPhone('yealink')
    site.files.set(OWN_FILE.yealink, yealinkFile({ 'static.auto_provision.power_on': '0' }))
    await phone.boot()
    site.asked()
    expect(await phone.boot()).toMatchObject({ up: true, requests: [] })
    expect(site.asked()).toEqual([])
  })
})

describe.each([
  ['T31G', 2, 2],
  ['T33G', 12, 4],
  ['T42S', 15, 12],
  ['T43U', 21, 12],
  ['T46S', 27, 16],
  ['SIP-T46U', 27, 16],
  ['T48U', 29, 16],
  ['T53W', 21, 12],
  ['T54W', 27, 16],
  ['T57W', 29, 16],
])('a %s', (model, keys, accounts) => {
  const name = model.replace('SIP-', '')
  it(`has ${keys} keys and ${accounts} accounts`, async () => {
    const { site, phone } = await goodPhone('yealink', { model })
    const beyond = { [`linekey.${keys + 1}.type`]: '5', [`account.${accounts + 1}.enable`]: '1' }
    site.files.set(OWN_FILE.yealink, yealinkFile({ [`linekey.${keys}.type`]: '5', ...beyond }))
    expect((await phone.boot()).reasons.filter((reason) => reason.includes('does not exist'))).toEqual([
      `line ${accounts + 1} does not exist on a ${name}`,
      `key ${keys + 1} does not exist on a ${name}`,
    ])
  })
})
