import { describe, expect, it } from 'vitest'
import type { SimulatedVendor } from '../../src/simulator/index.js'
import { furnish, goodPhone, MACS, OWN_FILE, ownFile } from './bench.js'
import { attributesFile, type Changes, polycomMaster, snomFile } from './files.js'

const VENDORS: readonly SimulatedVendor[] = ['yealink', 'snom', 'polycom']

/** Boots a phone whose own file differs from a good one. */
async function bootWith(vendor: SimulatedVendor, changes: Changes) {
  const { site, phone } = await goodPhone(vendor)
  furnish(site, vendor, ownFile(vendor, changes))
  return phone.boot()
}

type Broken = readonly [what: string, changes: Changes, reasons: readonly string[]]

const YEALINK: readonly Broken[] = [
  ['no user', { 'account.1.user_name': '' }, ['line 1 has no user']],
  ['no password', { 'account.1.password': '%NULL%' }, ['line 1 has no password']],
  ['no registrar', { 'account.1.sip_server.1.address': null }, ['line 1 has no registrar']],
  [
    'the placeholder as registrar',
    { 'account.1.sip_server.1.address': 'SIP.example.com' },
    ['line 1 registers at the placeholder sip.example.com'],
  ],
  ['a port that is none', { 'account.1.sip_server.1.port': '70000' }, ['line 1 has no valid port']],
  ['an unknown transport', { 'account.1.sip_server.1.transport_type': '9' }, ['line 1 has the unknown transport 9']],
  ['no codec', { 'account.1.codec.pcma.enable': '0', 'account.1.codec.g722.enable': '0' }, ['line 1 has no codec']],
  ['a key of a line that is off', { 'linekey.2.line': '2' }, ['key 2 uses line 2, which is not enabled']],
  ['a key that does not exist', { 'linekey.30.type': '5' }, ['key 30 does not exist on a T46U']],
  [
    'a key on a module that does not exist',
    { 'expansion_module.4.key.1.type': '5' },
    ['key 1 of module 4 does not exist on a T46U'],
  ],
  [
    'a key beyond its module',
    { 'expansion_module.3.key.60.type': '5', 'expansion_module.3.key.61.type': '5' },
    ['key 61 of module 3 does not exist on a T46U'],
  ],
  [
    'a VLAN out of range',
    { 'static.network.vlan.internet_port_enable': '1', 'static.network.vlan.internet_port_vid': '4095' },
    ['the phone VLAN "4095" is out of range 1..4094'],
  ],
  [
    'a VLAN of the PC port out of range',
    { 'static.network.vlan.pc_port_enable': '1', 'static.network.vlan.pc_port_vid': '0' },
    ['the PC VLAN "0" is out of range 1..4094'],
  ],
  [
    'an account that does not exist',
    {
      'account.17.enable': '1',
      'account.17.user_name': '1',
      'account.17.password': '1',
      'account.17.sip_server.1.address': 'a',
    },
    ['line 17 does not exist on a T46U'],
  ],
  [
    'an account that is off but keeps its password',
    { 'account.1.enable': '0', 'linekey.1.type': '0', 'linekey.2.type': '0' },
    ['no line is enabled', 'line 1 is off but still holds a user or password'],
  ],
]

const SNOM: readonly Broken[] = [
  ['no user', { 'user_name[1]': '' }, ['line 1 has no user']],
  ['no password', { 'user_pass[1]': '' }, ['line 1 has no password']],
  ['no registrar', { 'user_host[1]': null }, ['line 1 has no registrar']],
  [
    'the placeholder as registrar',
    { 'user_host[1]': 'sip.example.com:5060' },
    ['line 1 registers at the placeholder sip.example.com'],
  ],
  ['a port that is none', { 'user_host[1]': 'pbx.example.net:x' }, ['line 1 has no valid port']],
  ['an unknown transport', { 'user_outbound[1]': 'a:5060;transport=sctp' }, ['line 1 has the unknown transport sctp']],
  ['no codec', { 'codec_priority_list[1]': 'telephone-event' }, ['line 1 has no codec']],
  ['a VLAN out of range', { vlan_id: '5000' }, ['the phone VLAN "5000" is out of range 1..4094']],
  ['a VLAN that is no number', { vlan_id: 'voice' }, ['the phone VLAN "voice" is out of range 1..4094']],
  [
    'a VLAN of the PC port out of range',
    { vlan_port_tagging: 'on', vlan_pc_id: '4096' },
    ['the PC VLAN "4096" is out of range 1..4094'],
  ],
  [
    'keys of an account that is gone',
    { 'user_active[1]': 'off', 'user_name[1]': '', 'user_pass[1]': '' },
    ['no line is enabled', 'key 1 uses line 1, which is not enabled', 'key 2 uses line 1, which is not enabled'],
  ],
]

const POLYCOM: readonly Broken[] = [
  [
    'no user',
    { 'reg.1.address': '' },
    [
      'no line is enabled',
      'line 1 is off but still holds a user or password',
      'key 1 uses line 1, which is not enabled',
      'key 2 uses line 1, which is not enabled',
    ],
  ],
  ['no password', { 'reg.1.auth.password': null }, ['line 1 has no password']],
  ['no registrar', { 'reg.1.server.1.address': '' }, ['line 1 has no registrar']],
  [
    'the placeholder as registrar',
    { 'reg.1.server.1.address': 'sip.example.com' },
    ['line 1 registers at the placeholder sip.example.com'],
  ],
  ['a port that is none', { 'reg.1.server.1.port': '65536' }, ['line 1 has no valid port']],
  ['an unknown transport', { 'reg.1.server.1.transport': 'tls' }, ['line 1 has the unknown transport tls']],
  ['no codec', { 'voice.codecPref.G722': '0', 'voice.codecPref.G711_A': '' }, ['line 1 has no codec']],
  ['a key of a line that is off', { 'lineKey.1.index': '2' }, ['key 1 uses line 2, which is not enabled']],
  [
    'a key that does not exist',
    { 'lineKey.300.category': 'Line', 'lineKey.300.index': '1' },
    ['key 36 of module 4 does not exist on a VVX450'],
  ],
  [
    'more BLF keys than watched extensions',
    { 'lineKey.4.category': 'BLF', 'lineKey.4.index': '0' },
    ['key 4 has nothing behind it: there is no attendant.resourceList.2'],
  ],
  [
    'a speed dial that the directory lacks',
    { 'lineKey.3.index': '8' },
    ['key 3 has nothing behind it: there is no speed dial 8 in the directory'],
  ],
  [
    'a key category that does not exist',
    { 'lineKey.4.category': 'Blf' },
    ['key 4 has nothing behind it: there is no category Blf'],
  ],
  [
    'a device parameter without its .set',
    { 'device.set': '1', 'device.hostname': 'x' },
    ['device.hostname has no .set'],
  ],
  [
    'a VLAN out of range',
    { 'device.set': '1', 'device.net.vlanId': '4095', 'device.net.vlanId.set': '1' },
    ['the phone VLAN "4095" is out of range 1..4094'],
  ],
  [
    'a line that does not exist',
    { 'reg.13.address': '1', 'reg.13.auth.password': '1', 'reg.13.server.1.address': 'a' },
    ['line 13 does not exist on a VVX450'],
  ],
]

describe.each([
  ['yealink', YEALINK],
  ['snom', SNOM],
  ['polycom', POLYCOM],
] as const)('a %s is not up with', (vendor, broken) => {
  it.each(broken)('%s', async (_, changes, reasons) => {
    const report = await bootWith(vendor, changes)
    expect(report).toMatchObject({ up: false, state: 'failed', reasons })
  })
})

const T46U = `${MACS.yealink}.cfg`
const D785 = 'snomD785-00041396D9B4.htm'
const VVX = `${MACS.polycom}-user.cfg`

describe('a file that cannot be read', () => {
  it.each([
    ['yealink', 'a page of HTML', '<html>not found</html>', `${T46U} does not start with #!version:1.0.0.1`],
    ['yealink', 'an empty file', '', `${T46U} does not start with #!version:1.0.0.1`],
    ['yealink', 'a byte order mark', `\ufeff${ownFile('yealink')}`, `${T46U} does not start with #!version:1.0.0.1`],
    [
      'yealink',
      'a half line',
      `${ownFile('yealink')}account.1.lab`,
      `${T46U} line 31 is neither a comment nor key = value`,
    ],
    [
      'yealink',
      'a wild control character',
      '#!version:1.0.0.1\na = b\u0007',
      `${T46U} line 2 is neither a comment nor key = value`,
    ],
    ['yealink', 'other encodings', Buffer.from('#!version:1.0.0.1\na = \xfc', 'latin1'), `${T46U} is not UTF-8`],
    ['snom', 'a cut file', ownFile('snom').slice(0, -20), `${D785} is not well-formed: `],
    [
      'snom',
      'a bare ampersand',
      ownFile('snom').replace('Bob &amp; Co', 'Bob & Co'),
      `${D785} is not well-formed: a bare &`,
    ],
    [
      'snom',
      'an unknown entity',
      ownFile('snom').replace('&amp;', '&nbsp;'),
      `${D785} is not well-formed: unknown entity &nbsp;`,
    ],
    ['snom', 'an unknown section', '<settings><phone/></settings>', `${D785} has the unknown section <phone>`],
    [
      'snom',
      'an unknown perm',
      ownFile('snom').replace('perm="R"', 'perm="RO"'),
      `${D785} has a <user_active> with the unknown perm "RO"`,
    ],
    [
      'snom',
      'a key without number',
      ownFile('snom').replace('idx="3"', ''),
      `${D785} has a <fkey> without a usable idx`,
    ],
    [
      'snom',
      'firmware in the wrong place',
      snomFile({}, [], { more: '<firmware-settings/>' }),
      `${D785} holds <firmware-settings>, which belong behind firmware_status`,
    ],
    [
      'snom',
      'a broken certificate',
      snomFile({}, [], { more: '<certificates><certificate type="base64">AAAA</certificate></certificates>' }),
      `${D785} has a certificate that cannot be read`,
    ],
    [
      'polycom',
      'an attribute twice',
      '<a><b reg.1.label="1" reg.1.label="2"/></a>',
      `${VVX} is not well-formed: Attribute 'reg.1.label' is repeated`,
    ],
    ['polycom', 'a bare ampersand', '<a reg.1.label="a&b"/>', `${VVX} is not well-formed: a bare &`],
    ['polycom', 'a page of HTML', '<html><body>404<br></body></html>', `${VVX} is not well-formed: `],
  ] as const)('%s: %s', async (vendor, _, body, reason) => {
    const { site, phone } = await goodPhone(vendor)
    await phone.boot()
    const before = phone.report().lines
    site.files.set(OWN_FILE[vendor], body)
    const report = await phone.poll()
    expect(report).toMatchObject({ up: false, state: 'failed' })
    expect(report.reasons).toHaveLength(1)
    expect(report.reasons[0]?.startsWith(reason)).toBe(true)
    expect(report.lines).toEqual(before)
    expect(await phone.poll()).toMatchObject({ up: false, reasons: report.reasons })
    furnish(site, vendor)
    expect(await phone.poll()).toMatchObject({ up: true })
  })

  it.each([
    ['no CONFIG_FILES', polycomMaster(''), 'names no CONFIG_FILES'],
    ['another root', '<PHONE CONFIG_FILES="a.cfg"/>', 'has the root <PHONE>, not <APPLICATION>'],
    ['a name that is too long', polycomMaster(`${'x'.repeat(256)}.cfg`), 'names a file longer than 255'],
    ['too many names', polycomMaster('a.cfg,'.repeat(400)), 'has CONFIG_FILES longer than 2047 characters'],
  ])('polycom master file: %s', async (_, master, reason) => {
    const { site, phone } = await goodPhone('polycom')
    site.files.set(`/p/own/${MACS.polycom}.cfg`, master)
    expect(await phone.boot()).toMatchObject({
      state: 'failed',
      reasons: [`${MACS.polycom}.cfg ${reason}`, 'no line is enabled'],
    })
    furnish(site, 'polycom')
    expect(await phone.boot()).toMatchObject({ up: true })
  })

  it('polycom: a file that the master names and nobody has', async () => {
    const { site, phone } = await goodPhone('polycom')
    site.files.delete('/p/own/shared.cfg')
    expect((await phone.boot()).reasons).toEqual([`GET ${site.origin}/p/own/shared.cfg answered 404`])
  })

  it.each([
    [
      'an item without contact',
      '<directory><item_list><item><sd>7</sd></item></item_list></directory>',
      'has an item without <ct>',
    ],
    [
      'an index twice',
      '<directory><item_list><item><ct>1</ct><sd>7</sd></item><item><ct>2</ct><sd>7</sd></item></item_list></directory>',
      'gives the speed dial index 7 twice',
    ],
  ])('polycom directory: %s', async (_, directory, reason) => {
    const { site, phone } = await goodPhone('polycom')
    site.files.set(`/p/own/${MACS.polycom}-directory.xml`, directory)
    expect((await phone.boot()).reasons).toContain(`${MACS.polycom}-directory.xml ${reason}`)
  })

  it('yealink boot file: a line that is no include', async () => {
    const { site, phone } = await goodPhone('yealink')
    site.files.set(`/p/own/${MACS.yealink}.boot`, '#!version:1.0.0.1\naccount.1.enable = 1\n')
    expect((await phone.boot()).reasons).toContain('boot file: line 2 is no include or mode of a boot file')
  })
})

describe.each(VENDORS)('a %s whose user is gone', (vendor) => {
  it('is cleared, not up', async () => {
    const { site, phone } = await goodPhone(vendor)
    expect(await phone.boot()).toMatchObject({ state: 'up' })
    const clearing = {
      yealink: ownFile('yealink', {
        'account.1.enable': '0',
        'account.1.user_name': '%NULL%',
        'account.1.password': '%NULL%',
        'linekey.1.type': '0',
        'linekey.2.type': '0',
      }),
      snom: snomFile(
        { 'user_active[1]': 'off', 'user_name[1]': '', 'user_pass[1]': '' },
        [0, 1, 2, 3].map((idx) => ({ idx, text: 'line' })),
      ),
      polycom: attributesFile({ 'lineKey.reassignment.enabled': '1' }),
    }
    site.files.set(OWN_FILE[vendor], clearing[vendor])
    site.files.set('/p/own/shared.cfg', attributesFile({ 'up.backlight.timeout': '40' }))
    const report = await phone.poll()
    expect(report).toMatchObject({ up: false, state: 'cleared', reasons: ['no line is enabled'], lines: [], keys: [] })
  })
})
