import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LedgerRow } from '../../src/domain/ledger.js'
import type { Mac } from '../../src/domain/mac.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { ledgerRow } from '../support/ledger.js'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.server.remove())

const AGENT = 'Yealink SIP-T46U 108.86.0.20'
async function knock(path: string): Promise<void> {
  await (await fetch(`${api.server.base}${path}`, { headers: { 'User-Agent': AGENT } })).text()
  await api.server.services.ledger.flush()
}
const inbox = async (token = api.admin) => (await api.get('/inbox', token)).body.items as Record<string, unknown>[]
const find = async (mac: string, token?: string) => (await inbox(token)).find((one) => one.mac === mac)

describe('the inbox', () => {
  it('has phones that knocked, with a guess, a count and the reason', async () => {
    const told: unknown[] = []
    api.server.services.events.subscribe(api.server.actor, ({ kind, data }) => void told.push([kind, data.mac]))
    for (let n = 0; n < 3; n++) await knock('/001565aa0001.cfg')
    await knock('/nonsense.txt')
    expect(await inbox()).toMatchObject([
      { mac: '00:15:65:aa:00:01', vendor: 'yealink', model: 'T46U', source: '127.0.0.1', count: 3, reason: 'no proof' },
    ])
    expect(told).toEqual([['inbox.knock', '00:15:65:aa:00:01']])
  })

  it('has PnP knocks nobody was answered for, and not those that were', async () => {
    const { ledgerEntries, ledger } = api.server.services
    ledgerEntries.knocked(
      { mac: '001565aa0002' as Mac, source: '192.0.2.7', userAgent: 'yealink T54W 96.86.0.70' },
      false,
    )
    ledgerEntries.knocked({ mac: '001565aa0003' as Mac, source: '192.0.2.7', userAgent: '' }, true)
    await ledger.flush()
    expect(await find('00:15:65:aa:00:02')).toMatchObject({ vendor: 'yealink', model: 'T54W', source: '192.0.2.7' })
    expect(await find('00:15:65:aa:00:03')).toBeUndefined()
  })

  it('makes a phone of an unknown one, opens its window, and takes that back', async () => {
    const user = await api.server.user('101')
    const adopted = await api.post('/inbox/001565aa0001/adopt', { user_id: user.id })
    expect(adopted.body).toMatchObject({ made: true, window_until: expect.stringMatching(/Z$/) })
    const phone = await api.server.services.phones.byMac(api.server.actor, '001565aa0001')
    expect([phone.model, phone.lines]).toEqual(['T46U', [{ user_id: user.id }]])
    expect(await find('00:15:65:aa:00:01')).toBeUndefined()
    await knock(api.server.path(phone, '001565aa0001.cfg', phone.enrolment_token.secret.reveal()))
    expect(await find('00:15:65:aa:00:01')).toBeUndefined()
    expect((await api.post('/inbox/001565aa0001/undo')).status).toBe(204)
    expect((await api.get('/phones/001565aa0001')).status).toBe(404)
    expect(await find('00:15:65:aa:00:01')).toMatchObject({ count: 3 })
    expect((await api.post('/inbox/001565aa0001/undo')).status).toBe(404)
  })

  it('opens a known phone’s window again under the same token, and closes it again', async () => {
    const phone = await api.server.phone('001565aa0010', 'yealink', 'T46U')
    const path = api.server.path(phone, '001565aa0010.cfg', phone.enrolment_token.secret.reveal())
    await knock(path)
    expect(await find('00:15:65:aa:00:10')).toMatchObject({ reason: 'no enrolment window was opened for this phone' })
    expect((await api.post('/inbox/001565aa0010/adopt', {})).body).toMatchObject({ id: phone.id, made: false })
    expect((await fetch(`${api.server.base}${path}`)).status).toBe(200)
    await api.post('/inbox/001565aa0010/undo')
    expect((await fetch(`${api.server.base}${path}`)).status).toBe(404)
  })

  it('rejects, and takes that back', async () => {
    expect((await api.post('/inbox/001565aa0002/reject', { reason: 'not ours' })).status).toBe(204)
    expect((await api.get('/rejected_phones')).body.items).toMatchObject([{ reason: 'not ours' }])
    expect(await find('00:15:65:aa:00:02')).toBeUndefined()
    await api.post('/inbox/001565aa0002/undo')
    expect((await api.get('/rejected_phones')).body.items).toEqual([])
    expect((await api.post('/inbox/001565aa0002/adopt', { vendor: 'nobody' })).fields).toEqual(['vendor'])
    expect((await api.post('/inbox/00156500ffff/adopt', {})).status).toBe(404)
  })

  it('shows a tenant its own and the system administrator what is nobody’s', async () => {
    await api.newUser('301', { role: 'Admin' })
    const admin = await api.login('user301', USER_PASSWORD)
    const tenant = await api.server.services.tenants.get(api.server.actor, api.server.actor.tenant_id)
    await knock('/001565aa0020.cfg')
    await knock(`/p/${tenant.enrolment_token.secret.reveal()}/001565aa0021.cfg`)
    await api.server.phone('001565aa0022', 'yealink', 'T46U')
    await knock('/001565aa0022.cfg')
    const macs = (await inbox(admin)).map(({ mac }) => mac)
    expect(macs.slice(0, 2)).toEqual(['00:15:65:aa:00:22', '00:15:65:aa:00:21'])
    expect(macs).not.toContain('00:15:65:aa:00:20')
    expect((await api.post('/inbox/001565aa0020/adopt', {}, admin)).status).toBe(404)
    expect(await find('00:15:65:aa:00:20')).toBeDefined()
  })

  it('is not grown by a scanner, which pushes out only its own and of its OUI', () => {
    const { inbox: box, events } = api.server.services
    const row = (n: number, members: Partial<LedgerRow>) =>
      ledgerRow({ kind: 'refusal', mac: `001565${n.toString(16).padStart(6, '0')}`, reason: 'no proof', ...members })
    const before = events.last
    for (let source = 0; source < 40; source++)
      box.heard(Array.from({ length: 500 }, (_, n) => row(source * 500 + n, { source: `198.51.${source}.1` })))
    const listed = box.list(api.server.actor)
    expect(listed.length).toBeLessThanOrEqual(500)
    expect(events.last - before).toBeLessThanOrEqual(200)
    const others = Array.from({ length: 450 }, (_, n) => ({
      mac: `0004132${n.toString(16).padStart(5, '0')}`,
      source: `203.0.${n}.1`,
    }))
    box.heard(others.map((members) => row(0, members)))
    const scan = Array.from({ length: 5000 }, (_, n) =>
      row(n, { source: '198.51.100.1', mac: `805ec0${n.toString(16).padStart(6, '0')}` }),
    )
    box.heard(scan)
    const kept = box.list(api.server.actor)
    expect(kept.length).toBeLessThanOrEqual(500)
    expect(kept.filter(({ source }) => source === '198.51.100.1').length).toBeLessThanOrEqual(50)
  })
})
