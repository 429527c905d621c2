import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SimulatedVendor } from '../../src/simulator/index.js'
import { createAuthority } from './authority.js'
import { furnish, OWN_FILE, ownFile, phoneOf, writesUrl } from './bench.js'
import { snomFile } from './files.js'
import { scratch, startSite } from './site.js'

const VENDORS: readonly SimulatedVendor[] = ['yealink', 'snom', 'polycom']
const ours = createAuthority('ours')
const others = createAuthority('others')

function pemFile(pem: string): string {
  const file = join(scratch(), 'ca.pem')
  writeFileSync(file, pem)
  return file
}

/** A file that carries our CA and the address given. */
function enrolment(vendor: SimulatedVendor, origin: string, url: string, pem = ours): string {
  const address = writesUrl(vendor, url)
  if (vendor === 'snom') {
    const more = `<certificates><certificate type="base64">${pem.base64}</certificate></certificates>`
    return snomFile(address, undefined, { more })
  }
  if (vendor === 'yealink') {
    return ownFile('yealink', {
      ...address,
      'static.trusted_certificates.url': `${origin}/ca.pem`,
      'static.security.trust_certificates': '1',
      'static.security.ca_cert': '2',
    })
  }
  return ownFile('polycom', {
    ...address,
    'device.sec.TLS.customCaCert1': pem.pem,
    'device.sec.TLS.customCaCert1.set': '1',
    'device.sec.TLS.profile.caCertList1': 'BuiltinAndPlatform1',
    'device.sec.TLS.profile.caCertList1.set': '1',
  })
}

describe.each(VENDORS)('the trust of a %s', (vendor) => {
  it('refuses a server whose CA it does not know, before it sends a request', async () => {
    const site = await startSite(ours.issue())
    furnish(site, vendor)
    const report = await phoneOf(vendor, `${site.origin}/p/own/`, { ca: pemFile(others.pem) }).boot()
    expect(report).toMatchObject({ up: false, state: 'unprovisioned' })
    expect(report.reasons.join()).toContain(`certificate of ${new URL(site.origin).host} is not trusted`)
    expect(site.seen).toEqual([])
  })

  it('trusts the public roots, and so not us, when it is given no other store', async () => {
    const site = await startSite(ours.issue())
    furnish(site, vendor)
    const report = await phoneOf(vendor, `${site.origin}/p/own/`).boot()
    expect(report.reasons.join()).toContain('is not trusted')
  })

  it('accepts a server of its factory store', async () => {
    const site = await startSite(ours.issue())
    furnish(site, vendor)
    expect(await phoneOf(vendor, `${site.origin}/p/own/`, { ca: pemFile(ours.pem) }).boot()).toMatchObject({ up: true })
  })

  it('accepts anybody when told to be insecure', async () => {
    const site = await startSite(ours.issue())
    furnish(site, vendor)
    const options = { ca: pemFile(others.pem), insecure: true }
    expect(await phoneOf(vendor, `${site.origin}/p/own/`, options).boot()).toMatchObject({ up: true })
  })

  it('learns our CA by first contact over http and polls over https from then on', async () => {
    const plain = await startSite()
    const safe = await startSite(ours.issue())
    plain.files.set('/ca.pem', ours.pem)
    for (const site of [plain, safe]) furnish(site, vendor, enrolment(vendor, plain.origin, `${safe.origin}/p/own/`))
    const phone = phoneOf(vendor, `${plain.origin}/p/own/`, { ca: pemFile(others.pem), publicUrlExpected: true })
    expect(await phone.boot()).toMatchObject({ up: true, reasons: [], provisioningUrl: `${safe.origin}/p/own/` })
    plain.asked()
    safe.asked()
    expect(await phone.poll()).toMatchObject({ up: true })
    expect(plain.asked()).toEqual([])
    expect(safe.asked().length).toBeGreaterThan(0)
    phone.factoryReset()
    await plain.stop()
    const lost = await phoneOf(vendor, `${safe.origin}/p/own/`, { ca: pemFile(others.pem) }).boot()
    expect(lost.reasons.join()).toContain('is not trusted')
  })

  it('is not up when it is sent to https without the CA', async () => {
    const plain = await startSite()
    const safe = await startSite(ours.issue())
    for (const site of [plain, safe]) furnish(site, vendor, ownFile(vendor, writesUrl(vendor, `${safe.origin}/p/own/`)))
    const phone = phoneOf(vendor, `${plain.origin}/p/own/`, { ca: pemFile(others.pem) })
    const report = await phone.boot()
    expect(report).toMatchObject({ up: false, state: 'failed' })
    expect(report.reasons.join()).toContain('is not trusted')
    expect(report.lines).toHaveLength(1)
    expect(safe.seen).toEqual([])
  })

  it('answers a 401 with the credentials it was configured with', async () => {
    const site = await startSite()
    const credentials = {
      yealink: { 'static.auto_provision.server.username': 'phone', 'static.auto_provision.server.password': 'pw' },
      snom: { http_client_user: 'phone', http_client_pass: 'pw' },
      polycom: {
        'device.set': '1',
        'device.prov.user': 'phone',
        'device.prov.user.set': '1',
        'device.prov.password': 'pw',
        'device.prov.password.set': '1',
      },
    }[vendor]
    furnish(site, vendor, ownFile(vendor, credentials))
    const phone = phoneOf(vendor, `${site.origin}/p/own/`)
    await phone.boot()
    const expected = `Basic ${Buffer.from('phone:pw').toString('base64')}`
    const label = { yealink: 'account.1.label', snom: 'user_idle_text[1]', polycom: 'reg.1.label' }[vendor]
    site.files.set(OWN_FILE[vendor], ownFile(vendor, { ...credentials, [label]: 'let in' }))
    site.guard = ({ headers }, response) => {
      if (headers.authorization === expected) return false
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      return true
    }
    expect((await phone.poll()).lines[0]?.label).toBe('let in')
  })
})

describe('a host name that the certificate lacks', () => {
  it.each([
    ['snom', {}, false],
    ['polycom', {}, false],
    ['yealink', {}, true],
  ] as const)('%s', async (vendor, changes, accepted) => {
    const site = await startSite(ours.issue('phones.example.net'))
    furnish(site, vendor, ownFile(vendor, changes))
    const report = await phoneOf(vendor, `${site.origin}/p/own/`, { ca: pemFile(ours.pem) }).boot()
    expect(report.up).toBe(accepted)
    expect(report.reasons.join().includes('it does not name 127.0.0.1')).toBe(!accepted)
  })

  it('matters to a Yealink that was told to look (cn_validation)', async () => {
    const site = await startSite(ours.issue('phones.example.net'))
    furnish(site, 'yealink', ownFile('yealink', { 'static.security.cn_validation': '1' }))
    const phone = phoneOf('yealink', `${site.origin}/p/own/`, { ca: pemFile(ours.pem) })
    expect(await phone.boot()).toMatchObject({ up: true })
    expect((await phone.poll()).reasons.join()).toContain('it does not name 127.0.0.1')
  })
})

describe('a Yealink and certificates', () => {
  it.each([
    ['0', '1', false],
    ['1', '1', true],
    ['2', '1', true],
    ['0', '0', true],
  ])('ca_cert %s with trust_certificates %s', async (ca_cert, trust_certificates, accepted) => {
    const plain = await startSite()
    const safe = await startSite(ours.issue())
    plain.files.set('/ca.pem', ours.pem)
    const body = ownFile('yealink', {
      ...writesUrl('yealink', `${safe.origin}/p/own/`),
      'static.trusted_certificates.url': `${plain.origin}/ca.pem`,
      'static.security.trust_certificates': trust_certificates,
      'static.security.ca_cert': ca_cert,
    })
    for (const site of [plain, safe]) furnish(site, 'yealink', body)
    const report = await phoneOf('yealink', `${plain.origin}/p/own/`, { ca: pemFile(others.pem) }).boot()
    expect(report.up).toBe(accepted)
  })

  it.each([
    ['missing', undefined, 'answered 404'],
    ['no certificate', 'hello', 'is no certificate'],
  ])('is not up when the CA it is to trust is %s', async (_, body, reason) => {
    const site = await startSite()
    if (body !== undefined) site.files.set('/ca.pem', body)
    furnish(site, 'yealink', ownFile('yealink', { 'static.trusted_certificates.url': `${site.origin}/ca.pem` }))
    const report = await phoneOf('yealink', `${site.origin}/p/own/`).boot()
    expect(report.reasons).toHaveLength(1)
    expect(report.reasons[0]).toContain(reason)
  })
})

it('a Snom fetches certificates given by address, also in DER', async () => {
  const site = await startSite()
  const safe = await startSite(ours.issue())
  site.files.set('/ca.der', Buffer.from(ours.base64, 'base64'))
  const more = `<certificates><certificate url="${site.origin}/ca.der"/></certificates>`
  for (const each of [site, safe])
    furnish(each, 'snom', snomFile({ setting_server: `${safe.origin}/p/own/` }, undefined, { more }))
  expect(await phoneOf('snom', `${site.origin}/p/own/`).boot()).toMatchObject({ up: true, reasons: [] })
  expect(safe.seen.length).toBeGreaterThan(0)
})

it.each(['Builtin', 'Platform2'])('a Polycom does not use a custom CA that its profile %s leaves out', async (list) => {
  const plain = await startSite()
  const safe = await startSite(ours.issue())
  const body = enrolment('polycom', plain.origin, `${safe.origin}/p/own/`).replace('BuiltinAndPlatform1', list)
  for (const site of [plain, safe]) furnish(site, 'polycom', body)
  const report = await phoneOf('polycom', `${plain.origin}/p/own/`).boot()
  expect(report.reasons.join()).toContain('is not trusted')
})

it.each([
  ['yealink', { 'static.security.ca_cert': '1' }],
  [
    'polycom',
    {
      'device.set': '1',
      'device.sec.TLS.profile.caCertList1': 'Platform1',
      'device.sec.TLS.profile.caCertList1.set': '1',
    },
  ],
] as const)('a %s told to trust only its own CAs forgets the factory store', async (vendor, changes) => {
  const site = await startSite(ours.issue())
  const phone = phoneOf(vendor, `${site.origin}/p/own/`, { ca: pemFile(ours.pem) })
  furnish(site, vendor)
  expect(await phone.boot()).toMatchObject({ up: true })
  site.files.set(OWN_FILE[vendor], ownFile(vendor, changes))
  await phone.poll()
  expect((await phone.poll()).reasons.join()).toContain('is not trusted')
})

it('a Polycom that was never told the protocol speaks FTP, which leads nowhere', async () => {
  const site = await startSite()
  const { 'device.prov.serverType': _, ...address } = writesUrl('polycom', `${site.origin}/p/own/`)
  furnish(site, 'polycom', ownFile('polycom', { ...address, 'device.prov.serverType.set': null }))
  const report = await phoneOf('polycom', `${site.origin}/p/own/`, { publicUrlExpected: true }).boot()
  expect(report.reasons.join()).toContain('the provisioning URL ftp://127.0.0.1')
})

it('speaks TLS 1.2 and nothing newer', async () => {
  const site = await startSite({ ...ours.issue(), minVersion: 'TLSv1.3' })
  const report = await phoneOf('snom', `${site.origin}/p/own/`, { insecure: true }).boot()
  expect(report).toMatchObject({ state: 'unprovisioned' })
  expect(report.requests.map(({ status }) => status)).toEqual([0, 0])
})

it('answers Digest with the fields and the response of RFC 7616', async () => {
  const site = await startSite()
  furnish(site, 'polycom')
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  let accepted = 0
  site.guard = ({ headers: { authorization = '' }, method, url }, response) => {
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(authorization)?.[1]
    const secret = md5(`PlcmSpIp:offhook:PlcmSpIp`)
    const expected = md5(`${secret}:n0nce:${field('nc')}:${field('cnonce')}:auth:${md5(`${method}:${url}`)}`)
    if (
      authorization.startsWith('Digest ') &&
      field('response') === expected &&
      field('uri') === url &&
      field('opaque') === 'o'
    ) {
      accepted++
      return false
    }
    const challenge = 'Digest realm="offhook", nonce="n0nce", opaque="o", qop="auth,auth-int", algorithm=MD5'
    response.writeHead(401, { 'www-authenticate': ['Basic realm="offhook"', challenge] }).end()
    return true
  }
  const report = await phoneOf('polycom', `${site.origin}/p/own/`).boot()
  expect(report).toMatchObject({ up: true })
  expect(accepted).toBe(14)
  expect(report.requests.filter(({ status }) => status === 401)).toHaveLength(14)
})

it('uses credentials of its address before those it remembers', async () => {
  const site = await startSite()
  furnish(site, 'yealink')
  site.guard = ({ headers }, response) => {
    if (headers.authorization === `Basic ${Buffer.from('installer:1 2').toString('base64')}`) return false
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    return true
  }
  const url = `${site.origin.replace('//', '//installer:1%202@')}/p/own/`
  const report = await phoneOf('yealink', url).boot()
  expect(report).toMatchObject({ up: true })
  expect(JSON.stringify(report)).not.toContain('installer')
})

it('says so when it is asked for credentials and has none', async () => {
  const site = await startSite()
  site.guard = (_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Digest realm="x", nonce="y"' }).end()
    return true
  }
  const report = await phoneOf('snom', `${site.origin}/p/own/`).boot()
  expect(report.reasons[0]).toContain('answered 401')
  expect(site.seen.every(({ authorization }) => authorization === undefined)).toBe(true)
})
