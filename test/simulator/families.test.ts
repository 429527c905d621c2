import { describe, expect, it } from 'vitest'
import { goodPhone, MACS, OWN_FILE } from './bench.js'
import { attributesFile, type Changes, polycomFile, snomFile, yealinkFile } from './files.js'

/** Phones that read the same facts from other parameters than the rest of their vendor's. */

const noKeys = { 'linekey.1.type': null, 'linekey.1.line': null, 'linekey.2.type': null, 'linekey.3.type': null }

async function yealink(model: string, changes: Changes, firmware?: string) {
  const { site, phone } = await goodPhone('yealink', { model, ...(firmware ? { firmware } : {}) })
  site.files.set(OWN_FILE.yealink, yealinkFile({ ...noKeys, ...changes }))
  return phone.boot()
}

const server = { 'account.1.sip_server.1.address': null, 'account.1.sip_server.1.port': null }
const old = { 'account.1.sip_server.1.transport_type': null, 'account.1.transport': '1' }

describe('Yealinks', () => {
  it.each([
    ['T26P', 'linekey.3', 3],
    ['T26P', 'memorykey.1', 4],
    ['T28P', 'memorykey.10', 16],
    ['CP960', 'memorykey.30', 30],
  ])('a %s has %s as key %i', async (model, name, position) => {
    const report = await yealink(model, { ...old, [`${name}.type`]: '16', [`${name}.value`]: '102' })
    expect(report.keys).toMatchObject([{ position, module: null, kind: 'blf', value: '102', line: 1 }])
  })

  it.each([
    ['T26P', 'linekey.4'],
    ['T46U', 'memorykey.1'],
  ])('a %s has no %s', async (model, name) => {
    expect((await yealink(model, { [`${name}.type`]: '16' })).keys).toEqual([])
  })

  it('a T38G counts accounts from 0 and reads the oldest names of servers', async () => {
    const named = { 'account.1.sip_server_host': 'old.example.net', 'account.1.sip_server_port': '5070' }
    const key = { 'linekey.2.type': '16', 'linekey.2.value': '102', 'linekey.2.line': '0' }
    const report = await yealink('T38G', { ...server, ...old, ...named, ...key })
    expect(report.lines).toMatchObject([{ registrar: 'old.example.net', port: 5070, transport: 'tcp' }])
    expect(report).toMatchObject({ up: true, keys: [{ position: 2, line: 1 }] })
    expect((await yealink('T38G', old)).reasons).toContain('line 1 has no registrar')
  })

  it.each([
    ['0', []],
    ['37', []],
    ['16', ['key 21 of module 2 turns the page and can do nothing else']],
  ])('key 21 of an EXP20 with type %s', async (type, reasons) => {
    expect((await yealink('T27G', { 'expansion_module.2.key.21.type': type })).reasons).toEqual(reasons)
  })

  it('a key that picks up only by pickup_value does so up to V82', async () => {
    const key = { 'linekey.2.type': '16', 'linekey.2.extension': null, 'linekey.2.pickup_value': '*8' }
    expect((await yealink('T46S', key, '66.82.0.20')).keys[0]?.pickup).toBe('*8')
    expect((await yealink('T46S', key, '66.83.0.20')).keys[0]?.pickup).toBeNull()
  })

  const handset = { 'handset.3.incoming_lines': '1,2' }

  it.each([
    ['W75B', '175.84.0.5', 'pbx.example.net'],
    ['W75B', '175.85.0.5', 'shared.example.net'],
    ['W70B', '146.85.0.5', 'pbx.example.net'],
    ['W70B', '146.87.0.5', 'shared.example.net'],
  ])('a %s with %s registers at %s', async (model, firmware, registrar) => {
    const shared = { 'template.2.sip_server.1.address': 'shared.example.net', 'account.1.sip_server.template': '2' }
    expect(await yealink(model, { ...handset, ...shared }, firmware)).toMatchObject({
      up: true,
      lines: [{ registrar }],
    })
  })

  it('an account of a base without a handset is silent', async () => {
    expect((await yealink('W60B', {})).reasons).toEqual(['line 1 rings at no handset'])
    expect((await yealink('W60B', handset)).reasons).toEqual([])
  })
})

describe('a Snom base', () => {
  const base = {
    ...{ 'user_host[1]': 'pbx.example.net:5070', 'srv_sip_transport[1]': 'tcp', 'codec_priority_list[1]': 'g722,pcma' },
    ...{ 'user_active[7]': 'on', 'user_name[7]': '1007', 'user_pass[7]': 's3cret', 'user_realname[7]': 'Gina' },
    ...{ 'subscr_sip_ua_data_server_id[7]': '1', 'subscr_sip_hs_idx[7]': '7', 'subscr_dect_ac_code[7]': '0007' },
  }
  const alone = Object.fromEntries(
    ['user_active', 'user_name', 'user_pname', 'user_pass', 'user_realname'].map((name) => [`${name}[1]`, null]),
  )

  async function m700(changes: Changes = {}) {
    const { site, phone } = await goodPhone('snom', { model: 'M700' })
    site.files.set('/p/own/snomM700-00041396D9B4.htm', snomFile({ ...alone, ...base, ...changes }, []))
    const report = await phone.boot()
    return { report, userAgent: site.seen[0]?.userAgent }
  }

  it('takes server and codecs of an account from the server it names', async () => {
    const { report, userAgent } = await m700()
    expect(report).toMatchObject({ up: true, reasons: [], codecs: ['G722', 'PCMA'] })
    expect(report.lines).toMatchObject([
      { n: 7, user: '1007', displayName: 'Gina', registrar: 'pbx.example.net', port: 5070, transport: 'tcp' },
    ])
    expect(userAgent).toBe(`Mozilla/4.0 (compatible; Snom M700 05.20.0001 ${MACS.snom})`)
  })

  it.each([
    ['subscr_sip_ua_data_server_id[7]', '2', 'line 7 has no registrar'],
    ['subscr_sip_hs_idx[7]', null, 'line 7 rings at no handset'],
    ['subscr_dect_ac_code[7]', '7', 'handset 7 of line 7 cannot join: its access code is 7'],
  ])('with %s = %s: %s', async (name, value, reason) => {
    expect((await m700({ [name]: value })).report.reasons).toContain(reason)
  })
})

describe('Polycoms', () => {
  const noSpeedDial = { 'lineKey.3.category': 'Unassigned' }
  const ranks = {
    'voice.codecPref.G7221C': '0',
    'voice.codecPref.G711Mu': '0',
    'voice.codecPref.G711A': '1',
    'voice.codecPref.G729AB': '0',
  }

  it('a SoundPoint before 3.3 reads the older codec names and places its keys itself', async () => {
    const { site, phone } = await goodPhone('polycom', { model: 'SPIP601' })
    site.files.set(OWN_FILE.polycom, polycomFile({ ...noSpeedDial, ...ranks, 'voice.codecPref.IP_601.G722': '2' }))
    const report = await phone.boot()
    expect(report).toMatchObject({ up: true, firmware: '3.2.1.0078', codecs: ['PCMA', 'G722'] })
    expect(report.keys.map(({ kind }) => kind)).toEqual(['line', 'blf', 'speed_dial'])
    expect(site.seen.at(-1)?.userAgent).toContain('PolycomSoundPointIP-SPIP_601-UA/3.2.1.0078')
  })

  it.each([
    ['^105$Tintercom$', 'intercom', '105'],
    ['^*33$Tdtmf$', 'dtmf', '*33'],
    ['^0$P1N20$$Tinvite$', 'prefix', '0'],
    ['^$FDoNotDisturb$', 'dnd', ''],
    ['^$FNoSuchThing$', 'function NoSuchThing', ''],
    ['^http://apps.example.net/', 'url', 'http://apps.example.net/'],
    ['4711', 'speed_dial', '4711'],
  ])('a favourite %s is a %s key', async (contact, kind, value) => {
    const { site, phone } = await goodPhone('polycom')
    const item = `<item><fn>It</fn><ct>${contact}</ct><sd>1</sd></item>`
    site.files.set(`/p/own/${MACS.polycom}-directory.xml`, `<directory><item_list>${item}</item_list></directory>`)
    site.files.set('/p/own/shared.cfg', attributesFile({}))
    site.files.set(OWN_FILE.polycom, polycomFile({ 'lineKey.3.index': '1' }))
    expect((await phone.boot()).keys).toContainEqual(expect.objectContaining({ position: 3, kind, value, label: 'It' }))
  })
})
