import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { DHCP_SERVERS, dhcpLines } from '../../src/service/dhcp.js'
import { missing } from '../support/packages.js'

const URL = 'http://prov.example.net:8080/p/abcdefghijklmnop/'

describe('lines for a DHCP server', () => {
  it.each(DHCP_SERVERS)('%s: every vendor by its class, the URL once per option', (server) => {
    const text = dhcpLines(server, URL, vendors, '192.0.2.1').join('\n')
    for (const { dhcp } of vendors) expect(text).toContain(dhcp.vendorClass)
    expect(text.split(URL)).toHaveLength(1 + vendors.flatMap(({ dhcp }) => dhcp.options).length)
    expect(text).toContain('192.0.2.1')
    expect(text).toContain('150')
  })
  it.each(DHCP_SERVERS)('%s: nothing in a URL ends its text', (server) =>
    expect(dhcpLines(server, `http://h/a'b"c\nd/`, vendors).join('\n')).not.toMatch(/a'b|b"c|c\nd/),
  )
  it('MikroTik hands every option out by a set, the one for TFTP too', () => {
    const lines = dhcpLines('mikrotik', URL, vendors, '192.0.2.1')
    const defined = lines.flatMap((line) => /server option add name=(\S+)/.exec(line)?.[1] ?? [])
    const sets = lines.flatMap((line) =>
      [/options=(\S+)/.exec(line)?.[1]?.split(',') ?? []].filter(({ length }) => length),
    )
    expect(defined).toContain('tftp-150')
    expect(new Set(sets.flat())).toEqual(new Set(defined))
    for (const set of sets) expect(set).toContain('tftp-150')
    // RouterOS refuses a set of an option it does not know yet.
    for (const name of defined)
      expect(lines.findIndex((line) => line.includes(`name=${name} `))).toBeLessThan(
        lines.findIndex((line) => /options=(\S+)/.exec(line)?.[1]?.split(',').includes(name)),
      )
  })
  it('Kea gets JSON', () => expect(() => JSON.parse(dhcpLines('kea', URL, vendors).join('\n'))).not.toThrow())
})

const hex = (text: string): string => [...text].map((letter) => letter.charCodeAt(0).toString(16)).join(':')

const noNamespace = spawnSync('unshare', ['-n', '-m', 'true']).status === 0 ? undefined : 'needs network namespaces'
const lacking = missing('dnsmasq', 'udhcpc') ?? noNamespace

/** A server and a client joined by a wire of their own; nothing leaves the namespace. */
const script = (dir: string, vendorClass: string, option: number) => `
set -e
ip link set lo up
ip link add v0 type veth peer name v1
ip addr add 10.99.0.1/24 dev v0; ip link set v0 up; ip link set v1 up
dnsmasq --keep-in-foreground --conf-file=${dir}/lines.conf --port=0 --interface=v0 --bind-interfaces --no-ping --no-hosts --user=root \\
  --dhcp-leasefile=${dir}/leases --dhcp-range=10.99.0.50,10.99.0.99,255.255.255.0,1h --log-dhcp --log-facility=- 2> ${dir}/log &
pid=$!
trap 'kill $pid' EXIT
sleep 0.5
udhcpc -i v1 -f -n -q -t 5 -T 1 -V ${vendorClass} -O ${option} -s /bin/true
`

describe.skipIf(lacking)(`dnsmasq and a client${lacking ? ` (${lacking})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-dhcp-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  it('takes the lines', () => {
    writeFileSync(join(dir, 'lines.conf'), `${dhcpLines('dnsmasq', URL, vendors, '192.0.2.1').join('\n')}\n`)
    const { status, stderr } = spawnSync('dnsmasq', ['--test', `--conf-file=${join(dir, 'lines.conf')}`], {
      encoding: 'utf8',
    })
    expect(status, stderr).toBe(0)
  })
  it.each([
    ['yealink', 'yealink', 66],
    ['snom', 'snomD785', 66],
    ['polycom', 'Polycom-VVX450', 160],
  ])('tells a %s phone the URL', (_vendor, vendorClass, option) => {
    const run = spawnSync('unshare', ['-n', '-m', 'bash', '-c', script(dir, vendorClass, option)], { encoding: 'utf8' })
    const log = spawnSync('cat', [join(dir, 'log')], { encoding: 'utf8' }).stdout
    expect(run.status, run.stderr + log).toBe(0)
    // An option without a name is shown in hexadecimal digits and cut short, so its length speaks too.
    const shown = option === 66 ? `tftp-server +${URL}` : `${hex(URL.slice(0, 12))}.*`
    expect(log).toMatch(new RegExp(`sent size: *(?:${URL.length}|${URL.length + 1}) option: *${option} +${shown}`))
  })
})
