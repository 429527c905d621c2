import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../../support/api.js'
import { ACCOUNT, type Chosen, DEVICE, KEYS, type MatrixRow } from './matrix-rows.js'

type Json = Record<string, unknown>

const VENDORS = ['yealink', 'snom', 'polycom'] as const
type VendorId = (typeof VENDORS)[number]
const MODELS: Readonly<Record<VendorId, string>> = { yealink: 'T46U', snom: 'D785', polycom: 'VVX450' }
const PREFIXES: Readonly<Record<VendorId, string>> = { yealink: '001565', snom: '000413', polycom: '64167f' }

interface Seat {
  readonly user: string
  readonly number: string
  readonly macs: Readonly<Record<VendorId, string>>
}

/** How each says that there is no account 1. */
const EMPTIED: Readonly<Record<VendorId, string>> = {
  yealink: 'account.1.enable = 0',
  snom: '<user_active idx="1" perm="R">off</user_active>',
  polycom: 'reg.1.address=""',
}

let api: Api
let reference: Seat
let next = 7000

const tenantId = () => api.server.actor.tenant_id

beforeAll(async () => {
  api = await startApi({ OFFHOOK_PUBLIC_URL: 'http://prov.example.net,https://secure.example.net' })
  const interfaces = { PUBLIC_IPV4: { host: '203.0.113.9', ports: { udp: 5070, tcp: 5071, tls: 5072 } } }
  expect((await api.post(`/tenants/${tenantId()}`, { interfaces })).status).toBe(204)
  reference = await seat({ user: { extension_number: '6999' } })
})
afterAll(() => api.server.remove())

const post = async (path: string, body: Json, token?: string): Promise<Json> => {
  const answer = await api.post(path, body, token)
  expect([path, answer.status], answer.text).toEqual([path, answer.status < 300 ? answer.status : 'success'])
  return answer.body
}

/** A user with a phone of each vendor, set through the API as the row says. */
async function seat({ user = {}, phone = {}, each, ours, self = [] }: Chosen): Promise<Seat> {
  const number = String(user.extension_number ?? next++)
  const id = await api.newUser(number, { ...user, name: `user${number}` })
  const macs = {} as Record<VendorId, string>
  for (const vendor of VENDORS) {
    const mac = `${PREFIXES[vendor]}${number.padStart(6, '0')}`
    macs[vendor] = mac
    await post(`/users/${id}/phones`, { mac, vendor, model: MODELS[vendor], https: false, ...phone, ...each?.[vendor] })
    if (ours) await post(`/phones/${mac}`, ours)
  }
  if (self.length > 0) {
    const token = await api.login(`user${number}`, USER_PASSWORD)
    for (const [path, body] of self) await post(path, body, token)
  }
  return { user: id, number, macs }
}

/** Where a phone finds its files. */
async function addressesOf(mac: string): Promise<string[]> {
  const { url } = (await api.get(`/phones/${mac}`)).body
  const { items } = (await api.get(`/phones/${mac}/files`)).body as { items: { name: string }[] }
  return items.map(({ name }) => `${api.server.base}${new URL(name, String(url)).pathname}`)
}

/** Files as a phone fetches them, in one text. */
async function fetched(addresses: readonly string[]): Promise<string> {
  const texts = addresses.map(async (address) => {
    const response = await fetch(address)
    return response.status === 200 ? response.text() : ''
  })
  return (await Promise.all(texts)).join('\n')
}
const filesOf = async (mac: string): Promise<string> => fetched(await addressesOf(mac))
const warningsOf = async (mac: string): Promise<string[]> => {
  const { warnings } = (await api.get(`/phones/${mac}`)).body as { warnings: { field: string }[] }
  return warnings.map(({ field }) => field)
}

describe.each([
  ['A.1 account on the phone', ACCOUNT],
  ['A.2 the device', DEVICE],
  ['A.3 keys and directory', KEYS],
])('%s', (_section, rows) => {
  it.each(rows.map((row): [string, MatrixRow] => [row.capability, row]))('%s', async (_capability, row) => {
    const seated = await seat(row.set)
    for (const vendor of VENDORS) {
      const found = row[vendor]
      const [after, before] = [await filesOf(seated.macs[vendor]), await filesOf(reference.macs[vendor])]
      if ('why' in found) {
        expect(found.why.length, 'a reason').toBeGreaterThan(20)
        if (found.warns) expect(await warningsOf(seated.macs[vendor])).toContain(found.warns)
        continue
      }
      const missing = found.filter((literal) => !after.includes(literal))
      expect([vendor, missing], `${vendor} lacks it`).toEqual([vendor, []])
      // A phone for which nobody set it says something else; names of colleagues are in everybody's book.
      if (!row.capability.startsWith('colleagues'))
        expect([vendor, found.every((literal) => before.includes(literal))]).toEqual([vendor, false])
    }
  })
})

describe('A.1 what is no value in a file', () => {
  it('several devices per user: each has the account', async () => {
    for (const mac of Object.values(reference.macs)) expect(await filesOf(mac)).toContain('6999')
  })

  it('account switched on: enabled false takes the line out of every file', async () => {
    const { user, macs } = await seat({})
    await post(`/users/${user}`, { enabled: false })
    for (const vendor of VENDORS) expect(await filesOf(macs[vendor])).toContain(EMPTIED[vendor])
    await post(`/users/${user}`, { enabled: true })
    expect(await filesOf(macs.yealink)).toContain('account.1.enable = 1')
  })

  it.each(VENDORS)('hot desking: a %s becomes the phone of whoever sits down', async (vendor) => {
    const number = String(next++)
    await api.newUser(number, { enable_hot_desking: true, display_name: 'Guest' })
    const mac = `${PREFIXES[vendor]}${number.padStart(6, '0')}`
    const desk = { extension_number: String(next++), extension_password: 'desk-secret-1', display_name: 'Desk' }
    const { id } = await post('/hotdesking', { mac, vendor, model: MODELS[vendor], ...desk })
    const user = { yealink: 'account.1.user_name = ', snom: '<user_name idx="1" perm="R">', polycom: 'reg.1.address="' }
    expect(await filesOf(mac)).toContain(`${user[vendor]}${desk.extension_number}`)
    await post(`/hotdesking/${id}/login`, { extension_number: number })
    expect(await filesOf(mac)).toContain(`${user[vendor]}${number}`)
  })

  it('custom options: what stands under `phone` is there for own templates, escaped', async () => {
    const templates = { yealink: '# greeting ', snom: '<!-- greeting ', polycom: '<!-- greeting ' }
    const ends = { yealink: '', snom: ' -->', polycom: ' -->' }
    const set = { greeting: 'Hi <b> & "you"', 'not a name': 1, deep: { er: 1 } }
    const { macs } = await seat({ user: { custom_options: JSON.stringify({ phone: set, other: 'x' }) } })
    const shown = { yealink: 'Hi <b> & "you"', snom: 'Hi &lt;b&gt; &amp; &quot;you&quot;' }
    for (const vendor of VENDORS) {
      const filename = `${vendor}.phone.hbs`
      const content = String((await api.get(`/templates/phones/${filename}`)).body.content).trimEnd()
      const line = `{{#if phone.greeting}}${templates[vendor]}{{phone.greeting}}${ends[vendor]}{{/if}}`
      await post(`/templates/phones/${filename}`, { content: `${content}\n${line}\n` })
      const expected = `${templates[vendor]}${vendor === 'yealink' ? shown.yealink : shown.snom}${ends[vendor]}`
      expect(await filesOf(macs[vendor])).toContain(expected)
      expect(await filesOf(reference.macs[vendor])).not.toContain('greeting')
      await api.post(`/templates/phones/${filename}/destroy`)
    }
  })

  it('what is left to the PBX changes no file', async () => {
    const rule = { action: 'FORWARD_TO_NUMBER', number: '555' }
    const members = {
      available_office_hours_forward_rule: rule,
      busy_office_hours_forward_rule: rule,
      available_no_answer_forward_rule: { ...rule, timeout: 20 },
      delivery_outbound_cid: false,
      enable_acb: true,
    }
    const seated = await seat({})
    const before = await Promise.all(VENDORS.map((vendor) => filesOf(seated.macs[vendor])))
    await post(`/users/${seated.user}`, members)
    expect(await Promise.all(VENDORS.map((vendor) => filesOf(seated.macs[vendor])))).toEqual(before)
    // Nor do policies of the role: they name no numbers a dial plan could hold back.
    await post('/roles', { name: 'Inside only', permissions: { policies: { internal_calls: true } } })
    await post(`/users/${seated.user}/role`, { role: 'Inside only' })
    expect(await Promise.all(VENDORS.map((vendor) => filesOf(seated.macs[vendor])))).toEqual(before)
  })
})

describe('A.2 what is no value in a file', () => {
  it('a phone is served from its assignment on, and told to clear itself afterwards; its MAC is taken', async () => {
    const { user, macs, number } = await seat({})
    for (const vendor of VENDORS) {
      const mac = macs[vendor]
      const addresses = await addressesOf(mac)
      expect(await fetched(addresses)).toContain(`sip-password-${number}`)
      const taken = await api.post(`/users/${reference.user}/phones`, { mac, vendor, model: MODELS[vendor] })
      expect([taken.status, taken.fields]).toEqual([409, ['mac']])
      const { items } = (await api.get(`/users/${user}/phones`)).body as { items: { id: string; mac: string }[] }
      const phone = items.find((item) => item.mac.replaceAll(':', '') === mac)
      await post(`/users/${user}/phones/${phone?.id}/destroy`, {})
      const cleared = await fetched(addresses)
      expect(cleared).not.toContain(`sip-password-${number}`)
      expect(cleared).toContain(EMPTIED[vendor])
    }
  })

  it('vendor, model and filename choose what is rendered: the formats differ', async () => {
    expect(await filesOf(reference.macs.yealink)).toMatch(/^#!version:1\.0\.0\.1\n/)
    expect(await filesOf(reference.macs.snom)).toContain('<phone-settings e="2">')
    expect(await filesOf(reference.macs.polycom)).toContain('<PHONE_CONFIG')
  })
})

describe('A.3 favourites', () => {
  it('stand first', async () => {
    const { number, macs } = await seat({})
    const token = await api.login(`user${number}`, USER_PASSWORD)
    const { id } = await post('/user/contacts', { name: 'Zoe Zebra', mobile_phone: '+491' }, token)
    await post(`/user/contacts/${id}/favorite`, {}, token)
    const yealink = await filesOf(macs.yealink)
    const first = /<YealinkIPPhoneDirectory>\s*<DirectoryEntry>\s*<Name>([^<]*)/.exec(yealink)?.[1]
    expect(first).toBe('Zoe Zebra')
    expect(/<name>([^<]*)/.exec(await filesOf(macs.snom))?.[1]).toBe('Zoe Zebra')
    expect(/<fn>([^<]*)/.exec(await filesOf(macs.polycom))?.[1]).toBe('Zoe Zebra')
  })
})

describe('A.4 administration', () => {
  it.each(VENDORS)('SIP password change, profile reset, deletion: a %s follows each', async (vendor) => {
    const { user, macs } = await seat({})
    const mac = macs[vendor]
    await post(`/users/${user}/extension_password`, { password: 'Changed-secret-9' })
    expect(await filesOf(mac)).toContain('Changed-secret-9')

    const { url } = (await api.get(`/phones/${mac}`)).body
    await post(`/users/${user}/profile`, {})
    const renewed = String((await api.get(`/phones/${mac}`)).body.url)
    expect(renewed).not.toBe(url)
    expect(await filesOf(mac)).toContain(renewed)

    await post(`/users/${user}/destroy`, {})
    expect(await filesOf(mac)).not.toContain('Changed-secret-9')
  })

  it.each(VENDORS)('several tenants: a %s registers at the domain of its own', async (vendor) => {
    const domain = `${vendor}.example.org`
    const { id: tenant } = await post('/tenants', { name: vendor, sip_domain: domain })
    const call = (method: string, path: string, body?: Json) =>
      api.call(method, path, { ...(body ? { body } : {}), headers: { 'X-Tenant': String(tenant) } })
    const mac = `${PREFIXES[vendor]}${String(next++).padStart(6, '0')}`
    const user = { name: 'first', extension_number: '6999', display_name: 'First', role: 'StandardUser' }
    const secrets = { password: USER_PASSWORD, extension_password: 'sip-password-1', voicemail_pin: '739254' }
    const made = await call('POST', '/users', { ...user, ...secrets, email: 'first@example.org' })
    expect((await call('POST', `/users/${made.body.id}/phones`, { mac, vendor, model: MODELS[vendor] })).status).toBe(
      201,
    )
    const { url } = (await call('GET', `/phones/${mac}`)).body
    const main = { yealink: `${mac}.cfg`, snom: `snomD785-${mac.toUpperCase()}.htm`, polycom: `${mac}-user.cfg` }
    const response = await fetch(`${api.server.base}${new URL(main[vendor], String(url)).pathname}`)
    const server = {
      yealink: `account.1.sip_server.1.address = ${domain}`,
      snom: `<user_host idx="1" perm="R">${domain}</user_host>`,
      polycom: `reg.1.server.1.address="${domain}"`,
    }
    expect(await response.text()).toContain(server[vendor])
    expect(await filesOf(reference.macs[vendor])).toContain(server[vendor].replace(domain, 'pbx.example.net'))
  })
})
