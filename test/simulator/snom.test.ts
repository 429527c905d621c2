import { describe, expect, it } from 'vitest'
import { goodPhone, OWN_FILE, phoneOf } from './bench.js'
import { snomFile } from './files.js'
import { startSite } from './site.js'

const line = (idx: number) => ({ idx, context: '1', text: 'speed 5' })

describe('a Snom', () => {
  it('asks for its files in order, says who it is, and comes up', async () => {
    const { site, phone } = await goodPhone('snom')
    const report = await phone.boot()
    expect(site.asked()).toEqual(['/p/own/snomD785.htm', '/p/own/snomD785-00041396D9B4.htm'])
    expect(site.seen[0]?.userAgent).toMatch(/^Mozilla\/4\.0 \(compatible; snomD785-SIP 10\.1\.169\.16 .* 00041396D9B4 /)
    expect(report).toMatchObject({ up: true, reasons: [], reboots: 0, codecs: ['PCMA', 'G722'], transport: 'tls' })
    expect(report.lines).toMatchObject([
      {
        n: 1,
        user: '1001',
        authUser: '1001a',
        hasPassword: true,
        registrar: 'pbx.example.net',
        outboundProxy: 'sbc.example.net:5061',
        srtp: 'required',
      },
    ])
    expect(report.keys).toEqual([
      { position: 1, module: null, kind: 'line', value: '', label: '', line: 1, pickup: null },
      { position: 2, module: null, kind: 'blf', value: '1002', label: 'Bob & Co', line: 1, pickup: '*97' },
      { position: 4, module: null, kind: 'dnd', value: '', label: 'DND', line: null, pickup: null },
    ])
  })

  it('takes an address that does not end in / for its own file and expands {mac}', async () => {
    const site = await startSite()
    site.files.set('/get?mac=00041396D9B4', snomFile())
    expect(await phoneOf('snom', `${site.origin}/get?mac={mac}`).boot()).toMatchObject({ up: true })
  })

  it('follows <setting-files>, a later value winning', async () => {
    const { site, phone } = await goodPhone('snom')
    site.files.delete(OWN_FILE.snom)
    const files = ['general.xml', '{mac}.xml'].map((name) => `<file url="${site.origin}/s/${name}"/>`).join('')
    site.files.set('/p/own/snomD785.htm', `<setting-files>${files}</setting-files>`)
    site.files.set('/s/general.xml', snomFile({ 'user_idle_text[1]': 'general', vlan_id: '12' }))
    site.files.set('/s/00041396D9B4.xml', snomFile({ vlan_id: null }))
    const report = await phone.boot()
    expect(report).toMatchObject({ up: true, vlan: { phone: 12 }, reboots: 1 })
    expect(report.lines[0]?.label).toBe('Alice')
  })

  it('is not up when a file of <setting-files> is missing', async () => {
    const { site, phone } = await goodPhone('snom')
    const more = `<setting-files><file url="${site.origin}/missing.xml"/></setting-files>`
    site.files.set(OWN_FILE.snom, snomFile({}, [], { more }))
    expect((await phone.boot()).reasons).toEqual([`GET ${site.origin}/missing.xml answered 404`])
  })

  it('obeys perm: R forbids a change at the phone, ! respects one, RW overwrites it', async () => {
    const { site, phone } = await goodPhone('snom')
    const perms = { 'user_idle_text[1]': '!', 'user_realname[1]': 'RW' }
    site.files.set(OWN_FILE.snom, snomFile({}, [], { perms }))
    await phone.boot()
    expect(phone.change('user_name[1]', 'mallory')).toBe(false)
    expect(phone.change('user_idle_text[1]', 'mine')).toBe(true)
    expect(phone.change('user_realname[1]', 'mine')).toBe(true)
    site.files.set(OWN_FILE.snom, snomFile({ 'user_mailbox[1]': '1001' }, [], { perms }))
    expect((await phone.poll()).lines[0]).toMatchObject({ user: '1001', label: 'mine', displayName: 'Alice A' })
  })

  it('installs firmware behind firmware_status only with update_policy auto_update', async () => {
    const { site, phone } = await goodPhone('snom')
    const firmware_status = `${site.origin}/fw.xml`
    const image = '/fw/snomD785-10.1.175.16-SIP-r.bin'
    site.files.set(
      '/fw.xml',
      `<firmware-settings><firmware perm="">${site.origin}${image}</firmware></firmware-settings>`,
    )
    site.files.set(image, 'an image')
    site.files.set(OWN_FILE.snom, snomFile({ firmware_status }))
    expect(await phone.boot()).toMatchObject({ up: true, firmware: '10.1.169.16', reboots: 0 })
    expect(site.asked()).toContain('/fw.xml')
    site.files.set(OWN_FILE.snom, snomFile({ firmware_status, update_policy: 'auto_update' }))
    expect(await phone.poll()).toMatchObject({ up: true, firmware: '10.1.175.16', reboots: 1 })
    expect(await phone.boot()).toMatchObject({ reboots: 1 })
  })

  it('downloads nothing with update_policy never_update', async () => {
    const { site, phone } = await goodPhone('snom')
    site.files.set(OWN_FILE.snom, snomFile({ update_policy: 'never_update' }))
    await phone.boot()
    site.asked()
    await phone.poll()
    expect(site.asked()).toEqual([])
  })

  it('takes the port of an outbound address that is the registrar itself', async () => {
    const { site, phone } = await goodPhone('snom')
    site.files.set(OWN_FILE.snom, snomFile({ 'user_outbound[1]': 'pbx.example.net:5070;transport=tcp' }))
    expect((await phone.boot()).lines[0]).toMatchObject({ port: 5070, transport: 'tcp', outboundProxy: null })
  })

  it.each([
    ['D785', 24, { position: 1, module: 1 }],
    ['D785', 24 + 18, { position: 1, module: 2 }],
    ['D315', 5 + 126, { position: 1, module: 1 }],
    ['snomD765', 16 + 18 * 3 - 1, { position: 18, module: 3 }],
  ])('a %s has key number %i on a module', async (model, idx, place) => {
    const { site, phone } = await goodPhone('snom', { model })
    const own = model.replace('snom', '')
    site.files.set(`/p/own/snom${own}-00041396D9B4.htm`, snomFile({}, [line(idx)]))
    const report = await phone.boot()
    expect(report).toMatchObject({ up: true, model: own })
    expect(report.keys).toMatchObject([place])
  })

  it.each([
    ['D120', 2, 'key 3'],
    ['D315', 5, 'key 6'],
    ['D335', 32 + 54, 'key 1 of module 4'],
    ['D385', 48 + 54, 'key 1 of module 4'],
    ['D713', 4, 'key 5'],
    ['D735', 32 + 54, 'key 1 of module 4'],
    ['D765', 16 + 54, 'key 1 of module 4'],
    ['D785', 24 + 72, 'key 1 of module 5'],
    ['D812', 32 + 54, 'key 1 of module 4'],
    ['D862', 32 + 54, 'key 1 of module 4'],
    ['D865', 40 + 54, 'key 1 of module 4'],
  ])('a %s has no key number %i', async (model, idx, name) => {
    const { site, phone } = await goodPhone('snom', { model })
    site.files.set(`/p/own/snom${model}-00041396D9B4.htm`, snomFile({}, [line(idx)]))
    expect((await phone.boot()).reasons).toEqual([`${name} does not exist on a ${model}`])
  })

  it('reports older hardware under the name it gives itself', async () => {
    const { site, phone } = await goodPhone('snom', { model: 'D715' })
    site.files.set('/p/own/snom715-00041396D9B4.htm', snomFile())
    expect(await phone.boot()).toMatchObject({ up: true, model: 'D715' })
    expect(site.seen[0]?.userAgent).toContain('snom715-SIP')
  })
})
