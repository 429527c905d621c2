import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

const MAC = '001565000001'
const FILE = `/phones/${MAC}/files/${MAC}.cfg`
const SECRET = 'sip-password-101'

let api: Api
const tokens: Record<string, string | null> = { nobody: null }
let elsewhere = ''

beforeAll(async () => {
  api = await startApi()
  tokens.system = api.admin
  const ada = await api.newUser('101')
  await api.post('/phones', { mac: MAC, vendor: 'yealink', model: 'T46U', lines: [{ user_id: ada }] })
  for (const [number, role] of [
    ['102', 'Replicator'],
    ['103', 'Admin'],
  ] as const) {
    await api.newUser(number, { role })
    tokens[role] = await api.login(`user${number}`, USER_PASSWORD)
  }
  tokens.owner = await api.login('user101', USER_PASSWORD)
  const made = await api.post('/tenants', { name: 'Other', sip_domain: 'other.example.net' })
  elsewhere = String(made.body.id)
})
afterAll(() => api.server.remove())

const reads = async (): Promise<unknown[]> => {
  const { items } = (await api.get('/audit?top=100')).body as { items: { change: string; by: unknown }[] }
  return items.filter(({ change }) => change === 'secrets_read')
}

describe('secrets of a file', () => {
  it.each([
    ['nobody', 401],
    ['owner', 403],
    ['Replicator', 403],
  ])('are refused to %s, and nothing is put on record', async (who, status) => {
    const before = await reads()
    const answer = await api.get(`${FILE}?secrets=true`, tokens[who] ?? null)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain(SECRET)
    expect(await reads()).toEqual(before)
  })

  it.each(['Admin', 'system'])('are told to %s, which is put on record once and without a secret', async (who) => {
    const before = await reads()
    expect((await api.get(`${FILE}?secrets=true`, tokens[who] ?? null)).text).toContain(SECRET)
    const after = await reads()
    expect(after).toHaveLength(before.length + 1)
    expect(JSON.stringify(after)).not.toContain(SECRET)
  })

  it.each(['GET', 'HEAD'])('cannot be read by %s without a record', async (method) => {
    const before = await reads()
    expect((await api.call(method, `${FILE}?secrets=true`)).status).toBe(200)
    expect(await reads()).toHaveLength(before.length + 1)
  })

  it('are nobody’s in another tenant, and the file itself is not there', async () => {
    const headers = { 'X-Tenant': elsewhere }
    const answer = await api.call('GET', `${FILE}?secrets=true`, { headers })
    expect(answer.status).toBe(404)
    expect(answer.text).not.toContain(SECRET)
  })
})
