import { describe, expect, it } from 'vitest'
import { goodPhone, MACS, OWN_FILE, phoneOf } from './bench.js'
import { attributesFile, polycomFile, polycomMaster } from './files.js'
import { always, startSite } from './site.js'

const own = OWN_FILE.polycom
const mac = MACS.polycom

describe('a Polycom', () => {
  it('asks for its files in order with both of its programs, and comes up', async () => {
    const { site, phone } = await goodPhone('polycom')
    const report = await phone.boot()
    const asked = site.seen.map(({ method, path, userAgent }) => {
      return `${method} ${path.replace('/p/own/', '')} ${/Type\/(\w+)/.exec(userAgent)?.[1]}`
    })
    expect(asked).toEqual([
      `GET ${mac}.cfg Updater`,
      'GET 3111-48840-001.sip.ld Updater',
      'GET sip.ld Updater',
      `GET ${mac}.cfg Application`,
      `GET ${mac}-user.cfg Application`,
      'GET shared.cfg Application',
      `GET ${mac}-phone.cfg Application`,
      `GET ${mac}-web.cfg Application`,
      'GET 000000000000-license.cfg Application',
      `GET ${mac}-license.cfg Application`,
      `GET ${mac}-calls.xml Application`,
      `GET ${mac}-directory.xml Application`,
      `HEAD ${mac}-app.log Application`,
      `PUT ${mac}-app.log Application`,
    ])
    expect(site.seen.at(-1)?.userAgent).toBe('FileTransport PolycomVVX-VVX_450-UA/6.3.1.8427 Type/Application')
    expect(report).toMatchObject({ up: true, reasons: [], reboots: 0, codecs: ['G722', 'PCMA'], transport: 'tls' })
    expect(report.lines).toMatchObject([
      { n: 1, enabled: true, user: '1001', authUser: '1001a', hasPassword: true, port: 5061, srtp: 'required' },
    ])
    expect(report.keys).toEqual([
      { position: 1, module: null, kind: 'line', value: '', label: '1001', line: 1, pickup: null },
      { position: 2, module: null, kind: 'blf', value: '1002', label: 'Bob', line: 1, pickup: '*98' },
      { position: 3, module: null, kind: 'speed_dial', value: '0123', label: 'Taxi Cab', line: null, pickup: null },
    ])
  })

  it('lets the first file win and takes back what no file holds any more', async () => {
    const { site, phone } = await goodPhone('polycom')
    site.files.set(own, polycomFile({ 'reg.1.displayName': null }))
    site.files.set('/p/own/shared.cfg', attributesFile({ 'reg.1.label': 'not this', 'reg.1.displayName': 'shared' }))
    expect((await phone.boot()).lines[0]).toMatchObject({ label: '1001', displayName: 'shared' })
    site.files.set('/p/own/shared.cfg', attributesFile({ 'up.backlight.timeout': '40' }))
    expect((await phone.poll()).lines[0]).toMatchObject({ label: '1001', displayName: '' })
  })

  it('obeys device.* only with device.set and .set, reboots for it, and keeps it in flash', async () => {
    const { site, phone } = await goodPhone('polycom')
    site.files.set(own, polycomFile({ 'device.net.vlanId': '20' }))
    expect(await phone.boot()).toMatchObject({
      vlan: { phone: null },
      reboots: 0,
      reasons: ['device.net.vlanId has no .set'],
    })
    site.files.set(own, polycomFile({ 'device.net.vlanId': '20', 'device.net.vlanId.set': '1' }))
    expect(await phone.poll()).toMatchObject({
      vlan: { phone: null },
      reboots: 0,
      reasons: ['device.net.vlanId is ignored: device.set is not 1'],
    })
    site.files.set(own, polycomFile({ 'device.set': '1', 'device.net.vlanId': '20', 'device.net.vlanId.set': '0' }))
    expect((await phone.poll()).reasons).toEqual(['device.net.vlanId is ignored: its .set is 0'])
    site.files.set(own, polycomFile({ 'device.set': '1', 'device.net.vlanId': '20', 'device.net.vlanId.set': '1' }))
    expect(await phone.poll()).toMatchObject({ up: true, vlan: { phone: 20 }, reboots: 1, rebooted: true })
    site.files.set(own, polycomFile())
    expect(await phone.poll()).toMatchObject({ up: true, vlan: { phone: 20 }, reboots: 1 })
    site.files.set(own, polycomFile({ 'device.set': '1', 'device.net.vlanId': '', 'device.net.vlanId.set': '1' }))
    expect(await phone.poll()).toMatchObject({ up: true, vlan: { phone: null }, reboots: 2 })
  })

  it("puts override files above everything, the phone's above the web's", async () => {
    const { site, phone } = await goodPhone('polycom')
    site.files.set(`/p/own/${mac}-web.cfg`, attributesFile({ 'reg.1.label': 'web', 'reg.1.displayName': 'web' }))
    site.files.set(`/p/own/${mac}-phone.cfg`, attributesFile({ 'reg.1.label': 'phone' }))
    expect((await phone.boot()).lines[0]).toMatchObject({ label: 'phone', displayName: 'web' })
    site.files.set(`/p/own/${mac}-web.cfg`, '<PHONE_CONFIG><OVERRIDES/></PHONE_CONFIG>')
    expect((await phone.boot()).lines[0]).toMatchObject({ label: 'phone', displayName: 'Alice A' })
  })

  it('uploads what was changed at the phone, and gives it up for an empty override file', async () => {
    const { site, phone } = await goodPhone('polycom')
    await phone.boot()
    phone.change('reg.1.label', 'a "b" & c')
    expect((await phone.boot()).lines[0]?.label).toBe('a "b" & c')
    const upload = site.seen.find(({ method, path }) => method === 'PUT' && path.endsWith('-phone.cfg'))
    expect(upload?.body).toContain('reg.1.label="a &#34;b&#34; &#38; c"')
    site.files.set(`/p/own/${mac}-phone.cfg`, '<PHONE_CONFIG><OVERRIDES/></PHONE_CONFIG>')
    expect((await phone.boot()).lines[0]?.label).toBe('1001')
  })

  it('falls back to the common master file and reads the variant for its model', async () => {
    const { site, phone } = await goodPhone('polycom')
    site.files.delete(`/p/own/${mac}.cfg`)
    const variant = '<APPLICATION_VVX450 CONFIG_FILES_VVX450="[PHONE_MAC_ADDRESS]-user.cfg" APP_FILE_PATH_VVX450=""/>'
    site.files.set(
      '/p/own/000000000000.cfg',
      `<APPLICATION CONFIG_FILES="none.cfg" APP_FILE_PATH="sip.ld">${variant}</APPLICATION>`,
    )
    expect(await phone.boot()).toMatchObject({ up: true })
    expect(site.asked()).not.toContain('/p/own/sip.ld')
  })

  it('uses directories of the master file and does not upload to 0.0.0.0', async () => {
    const { site, phone } = await goodPhone('polycom')
    const master = polycomMaster().replace(
      'MISC_FILES=""',
      'OVERRIDES_DIRECTORY="over" LOG_FILE_DIRECTORY="http://0.0.0.0"',
    )
    site.files.set(`/p/own/${mac}.cfg`, master)
    await phone.boot()
    expect(site.asked()).toContain(`/p/own/over/${mac}-phone.cfg`)
    expect(site.seen.map(({ method }) => method)).not.toContain('PUT')
  })

  it('asks for the seed directory when it has none, and at a poll only for a read-only one', async () => {
    const { site, phone } = await goodPhone('polycom')
    const directory = site.files.get(`/p/own/${mac}-directory.xml`) ?? ''
    site.files.delete(`/p/own/${mac}-directory.xml`)
    site.files.set('/p/own/000000000000-directory.xml', directory)
    expect(await phone.boot()).toMatchObject({ up: true })
    expect(site.asked()).toContain('/p/own/000000000000-directory.xml')
    await phone.poll()
    expect(site.asked().filter((path) => path.includes('directory'))).toEqual([])
    site.files.set(own, polycomFile({ 'dir.local.readonly': '1' }))
    await phone.poll()
    expect(site.asked()).toContain(`/p/own/${mac}-directory.xml`)
  })

  it('installs firmware it is offered once and reads its version', async () => {
    const { site, phone } = await goodPhone('polycom')
    site.files.set('/p/own/sip.ld', 'image 6.4.6.2494 of a VVX')
    expect(await phone.boot()).toMatchObject({ up: true, firmware: '6.4.6.2494', reboots: 1 })
    expect(await phone.boot()).toMatchObject({ up: true, reboots: 1, rebooted: false })
    expect(site.seen.at(-1)?.userAgent).toContain('UA/6.4.6.2494 Type/Application')
  })

  it('tags its User-Agent with the serial number once told to', async () => {
    const { site, phone } = await goodPhone('polycom')
    const tag = { 'device.set': '1', 'device.prov.tagSerialNo': '1', 'device.prov.tagSerialNo.set': '1' }
    site.files.set(own, polycomFile(tag))
    await phone.boot()
    expect(site.seen.at(-1)?.userAgent).toContain(`UA/6.3.1.8427 (SN:${mac}) Type/Application`)
  })

  it("is not up when an upload fails by the server's fault", async () => {
    const { site, phone } = await goodPhone('polycom')
    site.guard = (request, response) => /^(?:PUT|HEAD)$/.test(request.method ?? '') && always(500)(request, response)
    expect((await phone.boot()).reasons).toEqual([
      `HEAD ${site.origin}/p/own/${mac}-app.log answered 500`,
      `PUT ${site.origin}/p/own/${mac}-app.log answered 500`,
    ])
  })

  it('fills its keys by itself without reassignment', async () => {
    const { site, phone } = await goodPhone('polycom')
    site.files.set(own, polycomFile({ 'lineKey.reassignment.enabled': '0', 'reg.1.lineKeys': '2' }))
    const report = await phone.boot()
    expect(report.keys.map(({ position, kind }) => [position, kind])).toEqual([
      [1, 'line'],
      [2, 'line'],
      [3, 'blf'],
      [4, 'speed_dial'],
    ])
  })

  it('reads enhanced keys and one-press watched numbers', async () => {
    const { site, phone } = await goodPhone('polycom')
    const efk = {
      'efk.efklist.1.action.string': '*68$Tinvite$',
      'efk.efklist.1.label': 'Park',
      'efk.efklist.1.status': '1',
    }
    const key = { 'lineKey.5.category': 'EFK', 'lineKey.5.index': '1', 'attendant.resourceList.1.type': 'automata' }
    site.files.set(own, polycomFile({ ...efk, ...key }))
    const report = await phone.boot()
    expect(report.keys[1]).toMatchObject({ kind: 'speed_dial', value: '1002', pickup: null })
    expect(report.keys[3]).toMatchObject({ position: 5, kind: 'speed_dial', value: '*68', label: 'Park' })
  })

  it('takes a .cfg in its address for the master file', async () => {
    const site = await startSite()
    site.files.set('/m/site.cfg', polycomMaster('user.cfg'))
    site.files.set('/m/user.cfg', polycomFile({ 'lineKey.3.category': 'Unassigned' }))
    expect(await phoneOf('polycom', `${site.origin}/m/site.cfg`).boot()).toMatchObject({ up: true })
  })

  it.each([
    ['VVX150', 2, 'key 3'],
    ['VVX250', 4, 'key 5'],
    ['VVX350', 6, 'key 7'],
    ['VVX_450', 12 + 252, 'key 1 of module 4'],
    ['VVX501', 12 + 252, 'key 1 of module 4'],
    ['VVX601', 16 + 252, 'key 1 of module 4'],
    ['Edge E350', 24, 'key 25'],
    ['CCX500', 48, 'key 49'],
  ])('a %s has %i keys', async (model, keys, name) => {
    const { site, phone } = await goodPhone('polycom', { model })
    const only = { 'lineKey.2.category': 'Unassigned', 'lineKey.3.category': 'Unassigned' }
    const beyond = { [`lineKey.${keys + 1}.category`]: 'Line', [`lineKey.${keys + 1}.index`]: '1' }
    site.files.set(
      own,
      polycomFile({ ...only, [`lineKey.${keys}.category`]: 'Line', [`lineKey.${keys}.index`]: '1', ...beyond }),
    )
    const report = await phone.boot()
    expect(report.reasons).toEqual([`${name} does not exist on a ${report.model}`])
  })
})
