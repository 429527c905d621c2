import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { printReport, type Report, type SimulatedVendor } from '../../src/simulator/index.js'
import { furnish, goodPhone, MACS, OWN_FILE, ownFile, phoneOf, writesUrl } from './bench.js'
import { always, type Site, scratch, startSite } from './site.js'

const VENDORS: readonly SimulatedVendor[] = ['yealink', 'snom', 'polycom']

const VLAN = {
  yealink: (id: string) => ({
    'static.network.vlan.internet_port_enable': '1',
    'static.network.vlan.internet_port_vid': id,
  }),
  snom: (id: string) => ({ vlan_id: id }),
  polycom: (id: string) => ({ 'device.set': '1', 'device.net.vlanId': id, 'device.net.vlanId.set': '1' }),
} satisfies Record<SimulatedVendor, (id: string) => Record<string, string>>

/** Serves the vendor's files below `/p/own/` also under another path. */
function mirror(site: Site, path: string): void {
  for (const [name, body] of [...site.files]) {
    if (name.startsWith('/p/own/')) site.files.set(name.replace('/p/own/', path), body)
  }
}

describe.each(VENDORS)('a %s with a memory', (vendor) => {
  it.each([404, 403, 401, 429, 500, 503])('keeps its configuration on %i', async (status) => {
    const { site, phone } = await goodPhone(vendor)
    const before = await phone.boot()
    site.guard = always(status)
    const after = await phone.boot()
    expect(after).toMatchObject({ up: true, state: 'up', reasons: [], lines: before.lines, keys: before.keys })
    expect(after.notes.join()).toContain(`answered ${status}`)
  })

  it('keeps its configuration when nobody answers', async () => {
    const { site, phone } = await goodPhone(vendor)
    const before = await phone.boot()
    await site.stop()
    const after = await phone.poll()
    expect(after).toMatchObject({ up: true, lines: before.lines })
    expect(after.requests.every(({ status }) => status === 0)).toBe(true)
    expect(after.notes.join()).toContain('ECONNREFUSED')
  })

  it('is unprovisioned while nobody has its file', async () => {
    const { site, phone } = await goodPhone(vendor)
    expect(phone.report()).toMatchObject({ up: false, state: 'unprovisioned' })
    site.files.clear()
    const report = await phone.boot()
    expect(report).toMatchObject({ up: false, state: 'unprovisioned', lines: [] })
    expect(report.reasons).toHaveLength(1)
    expect(report.reasons[0]).toMatch(/^it has no configuration: GET .* answered 404$/)
  })

  it('gives up on a server that does not finish its answer', async () => {
    const { site, phone } = await goodPhone(vendor, { timeoutMs: 50 })
    site.guard = (_, response) => response.writeHead(200, { 'content-length': '10' }).write('half')
    expect((await phone.boot()).state).toBe('unprovisioned')
  })

  it('tells unchanged files by their MD5', async () => {
    const { site, phone } = await goodPhone(vendor)
    const first = await phone.boot()
    const own = (report: Report) => report.requests.find(({ url }) => url.endsWith(OWN_FILE[vendor]))
    expect(own(first)).toMatchObject({ status: 200, unchanged: false })
    const again = await phone.poll()
    expect(own(again)).toMatchObject({ status: 200, unchanged: true })
    expect(again).toMatchObject({ reboots: 0, rebooted: false })
    furnish(site, vendor, `${ownFile(vendor)}\n`)
    expect(own(await phone.poll())).toMatchObject({ unchanged: false })
  })

  it('reboots once for a changed VLAN and not for anything unchanged', async () => {
    const { site, phone } = await goodPhone(vendor)
    site.files.set(OWN_FILE[vendor], ownFile(vendor, VLAN[vendor]('20')))
    expect(await phone.boot()).toMatchObject({ up: true, reboots: 1, rebooted: true, vlan: { phone: 20 } })
    expect(await phone.boot()).toMatchObject({ reboots: 1, rebooted: false })
    const label = { yealink: 'account.1.label', snom: 'user_idle_text[1]', polycom: 'reg.1.label' }[vendor]
    site.files.set(OWN_FILE[vendor], ownFile(vendor, { ...VLAN[vendor]('20'), [label]: 'other' }))
    expect(await phone.poll()).toMatchObject({ reboots: 1, lines: [{ label: 'other' }] })
    site.files.set(OWN_FILE[vendor], ownFile(vendor, VLAN[vendor]('21')))
    expect(await phone.poll()).toMatchObject({ reboots: 2, rebooted: true, vlan: { phone: 21 } })
  })

  it('is given up in a reboot loop', async () => {
    const { site, phone } = await goodPhone(vendor)
    let id = 20
    site.guard = ({ url }, response) => {
      if (url !== OWN_FILE[vendor]) return false
      response.end(ownFile(vendor, VLAN[vendor](String(id++))))
      return true
    }
    const report = await phone.boot()
    expect(report).toMatchObject({ up: false, state: 'failed', reboots: 5 })
    expect(report.reasons.join()).toMatch(/^reboot loop: .*vlan/i)
  })

  it('goes to the address its file names, and there ever after', async () => {
    const { site, phone } = await goodPhone(vendor, { publicUrlExpected: true })
    furnish(site, vendor, ownFile(vendor, writesUrl(vendor, `${site.origin}/p/lasting/`)))
    mirror(site, '/p/lasting/')
    expect(await phone.boot()).toMatchObject({ up: true, provisioningUrl: `${site.origin}/p/lasting/` })
    expect(site.asked().at(-1)).toMatch(/^\/p\/lasting\//)
    await phone.boot()
    expect(site.asked().filter((path) => path.startsWith('/p/own/'))).toEqual([])
  })

  it('falls back to discovery at power-on, not at a poll, when the stored address is dead', async () => {
    const { site, phone } = await goodPhone(vendor)
    furnish(site, vendor, ownFile(vendor, writesUrl(vendor, `${site.origin}/p/lasting/`)))
    mirror(site, '/p/lasting/')
    await phone.boot()
    for (const path of [...site.files.keys()]) if (path.startsWith('/p/lasting/')) site.files.delete(path)
    site.asked()
    await phone.poll()
    expect(site.asked().filter((path) => path.startsWith('/p/own/'))).toEqual([])
    expect(await phone.boot()).toMatchObject({ up: true })
    expect(site.asked().some((path) => path.startsWith('/p/own/'))).toBe(true)
  })

  it('follows a public address that moves', async () => {
    const { site, phone } = await goodPhone(vendor, { publicUrlExpected: true })
    furnish(site, vendor, ownFile(vendor, writesUrl(vendor, `${site.origin}/p/old/`)))
    mirror(site, '/p/old/')
    await phone.boot()
    furnish(site, vendor, ownFile(vendor, writesUrl(vendor, `${site.origin}/p/new/`)))
    mirror(site, '/p/new/')
    mirror(site, '/p/old/')
    expect(await phone.poll()).toMatchObject({ up: true, provisioningUrl: `${site.origin}/p/new/` })
  })

  it('is not up when the address it was given does not serve it', async () => {
    const { site, phone } = await goodPhone(vendor, { publicUrlExpected: true })
    furnish(site, vendor, ownFile(vendor, writesUrl(vendor, `${site.origin}/p/nowhere/`)))
    const report = await phone.boot()
    expect(report).toMatchObject({ up: false, state: 'failed' })
    expect(report.reasons.join()).toContain(
      `the provisioning URL ${site.origin}/p/nowhere/ did not serve this phone: GET`,
    )
  })

  it('is not up when it was given no address and one was expected', async () => {
    const { phone } = await goodPhone(vendor, { publicUrlExpected: true })
    expect((await phone.boot()).reasons).toEqual(['no provisioning URL was written'])
  })

  it('is not up when it is sent on at every fetch', async () => {
    const { site, phone } = await goodPhone(vendor)
    const shared = new Map(site.files)
    let moves = 0
    site.guard = ({ url = '' }, response) => {
      const path = url.replace(/^\/p\/[^/]+\//, '/p/own/')
      const body =
        path === OWN_FILE[vendor]
          ? ownFile(vendor, writesUrl(vendor, `${site.origin}/p/${moves++}/`))
          : shared.get(path)
      if (body === undefined) return false
      response.end(body)
      return true
    }
    const report = await phone.boot()
    // Polycom reboots for a new address and is stopped as a loop.
    expect(report.reasons.join()).toMatch(
      vendor === 'polycom' ? /^reboot loop/ : /^the provisioning URL changes at every fetch/,
    )
  })

  it('forgets everything but its reboots in a factory reset', async () => {
    const { site, phone } = await goodPhone(vendor)
    furnish(site, vendor, ownFile(vendor, { ...writesUrl(vendor, `${site.origin}/p/lasting/`), ...VLAN[vendor]('20') }))
    mirror(site, '/p/lasting/')
    const { reboots } = await phone.boot()
    expect(reboots).toBeGreaterThan(0)
    phone.factoryReset()
    expect(phone.report()).toMatchObject({
      state: 'unprovisioned',
      provisioningUrl: null,
      lines: [],
      reboots,
      vlan: { phone: null },
    })
    site.asked()
    expect(await phone.boot()).toMatchObject({ up: true, reboots: reboots + 1 })
    expect(site.asked()[0]).toMatch(/^\/p\/own\//)
  })

  it('remembers across processes and refuses to become another phone', async () => {
    const stateDir = scratch()
    const { site, phone } = await goodPhone(vendor, { stateDir })
    const before = await phone.boot()
    const again = phoneOf(vendor, 'http://127.0.0.1:1/', { stateDir })
    expect(again.report()).toMatchObject({ up: true, lines: before.lines, keys: before.keys })
    await site.stop()
    expect(await again.boot()).toMatchObject({ up: true })
    expect(() => phoneOf(vendor, site.origin, { stateDir, mac: '00:15:65:00:00:01' })).toThrow(
      /remembers another phone: mac/,
    )
    expect(statSync(join(stateDir, 'phone.json')).mode & 0o777).toBe(0o600)
    writeFileSync(join(stateDir, 'phone.json'), '{}')
    expect(() => phoneOf(vendor, site.origin, { stateDir })).toThrow(/is not a simulated phone's memory/)
  })

  it('serves another user as soon as its file does', async () => {
    const { site, phone } = await goodPhone(vendor)
    await phone.boot()
    const name = { yealink: 'account.1.user_name', snom: 'user_name[1]', polycom: 'reg.1.address' }[vendor]
    const password = { yealink: 'account.1.password', snom: 'user_pass[1]', polycom: 'reg.1.auth.password' }[vendor]
    site.files.set(OWN_FILE[vendor], ownFile(vendor, { [name]: '2002', [password]: 'other' }))
    expect(await phone.poll()).toMatchObject({ up: true, lines: [{ user: '2002' }], reboots: 0 })
  })

  it('prints what it is and never a password', async () => {
    const stateDir = scratch()
    const { site, phone } = await goodPhone(vendor, { stateDir })
    const url = site.origin.replace('//', '//alice:hidden@')
    furnish(site, vendor, ownFile(vendor, writesUrl(vendor, `${url}/p/own/`)))
    const report = await phone.boot()
    expect(readFileSync(join(stateDir, 'phone.json'), 'utf8')).toContain('hidden')
    const text = printReport(report)
    expect(text).toContain(`line 1 on user=1001 auth=1001a password=set`)
    expect(text).toContain('key 2 blf 1002')
    expect(text).toContain('codecs: ')
    expect(text).toContain(': up\n')
    for (const output of [text, JSON.stringify(report)]) expect(output).not.toMatch(/s3|hidden/)
  })
})

it.each([
  [{ mac: 'nonsense' }, 'nonsense is no MAC address'],
  [{ model: 'T99' }, 'no simulated yealink is a T99; there are '],
  [{ vendor: 'grandstream' as SimulatedVendor }, 'no simulated vendor grandstream'],
])('refuses to be made of %j', (options, message) => {
  expect(() => phoneOf('yealink', 'http://127.0.0.1/', options)).toThrow(message)
})

it('reports an address it cannot use', async () => {
  const report = await phoneOf('yealink', 'tftp://127.0.0.1/').boot()
  expect(report.reasons).toEqual([
    `it has no configuration: GET tftp://127.0.0.1/${MACS.yealink}.cfg is no http or https URL`,
  ])
})

it('does not follow a redirect', async () => {
  const site = await startSite()
  site.guard = (_, response) => {
    response.writeHead(302, { location: '/elsewhere' }).end()
    return true
  }
  const report = await phoneOf('snom', `${site.origin}/p/`).boot()
  expect(report.reasons[0]).toContain('answered 302')
  expect(site.asked()).not.toContain('/elsewhere')
})
