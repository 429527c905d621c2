import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
let ada = ''
const PHONES = [
  ['yealink', 'T46U', '001565000001', '001565000001.cfg', 'Yealink SIP-T46U 108.86.0.20'],
  [
    'snom',
    'D785',
    '000413000001',
    'snomD785-000413000001.htm',
    'Mozilla/4.0 (compatible; snomD785-SIP 10.1.185.0 1.2)',
  ],
  [
    'polycom',
    'VVX450',
    '0004f2000001',
    '0004f2000001-user.cfg',
    'FileTransport PolycomVVX-VVX_450-UA/6.3.0.14929 Type/Application',
  ],
] as const

interface Diff {
  readonly name: string
  readonly served: boolean
  readonly changes: number
  readonly diff: readonly { name: string; kind: string; before: string | null; after: string | null }[]
}

beforeAll(async () => {
  api = await startApi()
  ada = await api.newUser('101')
  for (const [vendor, model, mac] of PHONES)
    expect((await api.post('/phones', { mac, vendor, model, lines: [{ user_id: ada }] })).status).toBe(201)
})
afterAll(() => api.server.remove())

const main = async (mac: string): Promise<Diff> => {
  const items = (await api.get(`/phones/${mac}/diff`)).body.items as Diff[]
  const [file] = items.filter(({ name }) => !name.includes('-directory') && name !== '0004f2000001.cfg')
  return file as Diff
}
const fetchAs = async (mac: string, file: string, agent: string) => {
  const url = String((await api.get(`/phones/${mac}`)).body.url).replace('http://prov.example.net', api.server.base)
  const response = await fetch(url + file, { headers: { 'User-Agent': agent } })
  expect([file, response.status]).toEqual([file, 200])
  return response.text()
}

describe.each(PHONES)('what a %s %s has and would get', (_vendor, _model, mac, file, agent) => {
  it('nothing is said while it was served nothing', async () => {
    expect(await main(mac)).toEqual({ name: file, served: false, changes: 0, diff: [] })
  })

  it('a phone that just fetched has what it would get', async () => {
    await fetchAs(mac, file, agent)
    expect(await main(mac)).toEqual({ name: file, served: true, changes: 0, diff: [] })
  })

  it('a change shows parameter by parameter, and a secret only that it changed', async () => {
    await api.post(`/users/${ada}`, { display_name: `Ada of ${mac}` })
    await api.post(`/users/${ada}/extension_password`, { password: `sip secret ${mac}` })
    const { changes, diff } = await main(mac)
    expect(changes).toBe(diff.length)
    const values = diff.flatMap(({ before, after }) => [before, after])
    expect(values).toContain(`Ada of ${mac}`)
    expect(diff.filter(({ before }) => before === '********')).toEqual([
      { name: expect.stringMatching(/pass/), kind: 'changed', before: '********', after: '********' },
    ])
    expect(JSON.stringify(diff)).not.toMatch(/sip.secret|sip-password/)
  })

  it('a file comes masked, in clear only to those who may change the phone', async () => {
    const masked = await api.get(`/phones/${mac}/files/${file}`)
    expect(masked.status).toBe(200)
    expect(masked.text).not.toContain(`sip secret ${mac}`)
    expect((await api.get(`/phones/${mac}/files/${file}?secrets=true`)).text).toContain(`sip secret ${mac}`)
    expect((await api.get(`/phones/${mac}/files/${file}?secrets=yes`)).status).toBe(400)
  })

  it('every parameter says who decided it', async () => {
    await api.post(`/phones/${mac}`, { overrides: { 'made.by.hand': '1' }, settings: { language: 'fr' } })
    const { body, text } = await api.get(`/phones/${mac}/parameters`)
    const items = body.items as { name: string; value: string; from: string; section: string }[]
    expect(body.file).toBe(file)
    expect(items.find(({ name }) => name === 'made.by.hand')).toEqual({
      name: 'made.by.hand',
      value: '1',
      from: 'phone',
      section: 'overrides',
    })
    expect(new Set(items.map(({ from }) => from))).toEqual(new Set(['catalogue', 'tenant', 'phone', 'fact']))
    expect(text).not.toContain(`sip secret ${mac}`)
    expect((await api.get(`/phones/${mac}/parameters?file=nothing.cfg`)).status).toBe(404)
  })
})

describe('who may not change phones', () => {
  it('reads files, but no secret of them', async () => {
    await api.newUser('102', { role: 'Replicator' })
    const token = await api.login('user102', USER_PASSWORD)
    const [, , mac, file] = PHONES[0]
    expect((await api.get(`/phones/${mac}/files/${file}`, token)).status).toBe(200)
    expect((await api.get(`/phones/${mac}/files/${file}?secrets=true`, token)).status).toBe(403)
  })
})
