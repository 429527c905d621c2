import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, sampleOf, startApi } from '../support/api.js'
import { requestOf } from './portsip-contract/sample-bodies.js'

let api: Api
let alice: string

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
})
afterAll(() => api.server.remove())

/** What is sent is what is read: portsip-contract/operations.test.ts looks at members and types alone. */
describe('what the published samples write', () => {
  it('keeps users of the sample as they were sent', async () => {
    const sent = requestOf('POST /api/users', { name: 'user201', extension_number: '201' }) as Record<string, unknown>
    const id = (await api.post('/users', sent)).body.id
    const { password, extension_password, ...shown } = sent
    expect((await api.get(`/users/${id}`)).body).toMatchObject(shown)
    expect((await api.get(`/users/${id}`)).text).not.toContain(String(extension_password))
    expect((await api.get(`/users/${id}`)).text).not.toContain(String(password))
  })

  it('keeps phones of the sample as they were sent', async () => {
    const mac = 'aa:bb:cc:00:00:01'
    const values = { mac, password: 'Phone1pass' }
    const sent = requestOf('POST /api/users/{id}/phones', values) as Record<string, unknown>
    const { id } = (await api.post(`/users/${alice}/phones`, sent)).body
    const { body } = await api.get(`/users/${alice}/phones/${id}`)
    expect(body).toMatchObject(sent)
    expect(body.url).toMatch(/^http:\/\/prov\.example\.net\/p\/[a-z2-7]{32}\/$/)
  })

  it('takes the published user whole, but for placeholders the rules refuse', async () => {
    const answer = await api.post('/users', sampleOf('POST /api/users').request)
    const rules = sampleOf('POST /api/users').request
    const forwarded = Object.keys(rules)
      .filter((name) => name.endsWith('_forward_rule'))
      .map((name) => `${name}.number`)
    expect([...answer.fields].sort()).toEqual(
      [
        'password',
        'email',
        'role',
        'extension_number',
        'extension_password',
        'voicemail_pin',
        'custom_forward_rules[0].number',
        ...forwarded,
      ].sort(),
    )
  })
})
