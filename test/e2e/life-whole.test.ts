import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Phone, User } from '../../src/domain/model.js'
import { apiOf, type TestApi } from '../support/client.js'
import { askPbx, type FakePbx, json, PBX_ID, startPbx } from '../support/pbx.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { createSipPhone, type SipPhone } from '../support/sip-phone.js'

/* Life events of more than one phone: who is waited for, what ends the wait, what a cancelled one leaves behind. */

const OLD = 'account.1.sip_server.1.address = pbx.example.net'
const NEW = 'account.1.sip_server.1.address = new.example.net'

interface Desk {
  readonly phone: Phone
  readonly sip: SipPhone
  readonly bodies: string[]
  fetch(): Promise<string>
}

let server: TestServer
let api: TestApi
let desks: Desk[]
let pbx: FakePbx | undefined

/** A phone of these users, line by line, that has fetched once. */
async function desk(n: number, users: readonly User[], vendor = 'yealink'): Promise<Desk> {
  const [prefix, model, agent] =
    vendor === 'yealink' ? ['001565', 'T46U', 'Yealink SIP-T46U 108.86.0.20'] : ['000413', 'D785', 'snomD785']
  const mac = `${prefix}aacc${n.toString(16).padStart(2, '0')}`
  const phone = await server.phone(mac, vendor, model, { lines: users.map(({ id }) => ({ user_id: id })) })
  const name = vendor === 'yealink' ? `${mac}.cfg` : `snom${model}-${mac.toUpperCase()}.htm`
  const agentOf = vendor === 'yealink' ? `${agent} ${mac.replace(/(..)(?!$)/g, '$1:')}` : agent
  const fetchFile = async () => {
    const answer = await fetch(server.base + server.path(phone, name), { headers: { 'User-Agent': agentOf } })
    const text = await answer.text()
    await server.services.noted.flush()
    return text
  }
  const bodies: string[] = []
  const sip = await createSipPhone(async () => bodies.push(await fetchFile()))
  const made = { phone, sip, bodies, fetch: fetchFile }
  desks.push(made)
  expect(await fetchFile()).toContain('pbx.example.net')
  return made
}

/** A registrar reports, as one does: the device by its instance. */
const report = async (user: User, { phone, sip }: Desk, expires = 3600) => {
  const contact_address = `sip:${user.sip_user}@127.0.0.1:${sip.port}`
  const instance_id = `<urn:uuid:00000000-0000-1000-8000-${phone.mac}>`
  const item = { user: user.sip_user, contact_address, expires, instance_id }
  expect((await api.post('/registrations', { items: [item] })).status).toBe(204)
  await server.services.registrations.flush()
}

const start = async (env: Readonly<Record<string, string>> = {}) => {
  desks = []
  server = await startTestServer(env)
  api = await apiOf(server)
  await api.post(`/tenants/${server.actor.tenant_id}`, { notify: { route: 'direct', rate: 1000 } })
}
beforeEach(() => start())
afterEach(async () => {
  for (const { sip } of desks) sip.close()
  await server.remove()
  await pbx?.close()
  pbx = undefined
})

const want = async (body: object): Promise<string> => {
  const made = await api.post('/jobs', body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.id
}
const until = (id: string, expected: object) =>
  vi.waitFor(async () => expect((await api.get(`/jobs/${id}`)).body).toMatchObject(expected), 10_000)
const steps = async (id: string): Promise<Record<string, unknown>[]> => (await api.get(`/jobs/${id}/phones`)).body.items
const states = async (id: string) => (await steps(id)).map(({ state }) => state)
const registrarOf = async ({ phone }: Desk) =>
  (await server.services.phones.get(server.actor, phone.id)).settings.registrar
const domain = async () => (await api.get(`/tenants/${server.actor.tenant_id}`)).body.sip_domain

describe('a phone that registers', () => {
  it('as the user it was given to has what it was to get, although nobody saw it fetch', async () => {
    const [ann, bob] = [await server.user('101'), await server.user('102')]
    const one = await desk(1, [ann])
    one.sip.manner = 'silent'
    await report(ann, one)
    const id = await want({ action: 'move', user_id: bob.id, selection: { macs: [one.phone.mac] } })
    await until(id, { counts: { told: 1 } })
    await report(bob, one)
    await until(id, { state: 'done', fetched: 0, counts: { registered: 1 } })
  })

  it('as it did before says nothing by a refresh, and everything by an end and a beginning', async () => {
    const ann = await server.user('101')
    const one = await desk(1, [ann])
    one.sip.manner = 'silent'
    await report(ann, one)
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await until(id, { counts: { told: 1 } })
    await report(ann, one)
    expect(await states(id)).toEqual(['told'])
    await report(ann, one, 0)
    await report(ann, one)
    await until(id, { state: 'done', counts: { registered: 1 } })
    await vi.waitFor(async () => expect(await domain()).toBe('new.example.net'))
    expect(await registrarOf(one)).toBeUndefined()
  })

  it('tells so itself by its action URL, and the rest of its vendor follows', async () => {
    const [ann, bob] = [await server.user('101'), await server.user('102')]
    const [pilot, other] = [await desk(1, [ann]), await desk(2, [bob])]
    for (const { sip } of desks) sip.manner = 'silent'
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await vi.waitFor(async () => expect((await steps(id))[0]?.state).not.toBe('waiting'), 10_000)
    expect(await states(id)).toEqual([expect.anything(), 'waiting'])
    const told = await fetch(`${server.base}${server.path(pilot.phone, 'registered')}?user=101`)
    expect(told.status).toBe(200)
    await server.services.registrations.flush()
    await vi.waitFor(async () => expect((await states(id))[0]).toBe('registered'), 10_000)
    await vi.waitFor(async () => expect(await registrarOf(other)).toEqual({ host: 'new.example.net' }), 10_000)
  })

  it('is no proof for another phone of its user, nor after it was taken from them', async () => {
    const ann = await server.user('101')
    const [one, two] = [await desk(1, [ann]), await desk(2, [ann])]
    for (const { sip } of desks) sip.manner = 'silent'
    const id = await want({ action: 'unassign', selection: { macs: [one.phone.mac] } })
    const other = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await until(id, { counts: { waiting: 0 } })
    await until(other, { left: 1 })
    await report(ann, two)
    await report(ann, one)
    expect((await states(id)).concat((await states(other))[1])).not.toContain('registered')
  })
})

describe('a SIP password is renewed', () => {
  const rotate = (...macs: string[]) => want({ action: 'rotate_sip_password', selection: { macs } })

  it('for every phone of its user at once, and the next user only when all of them have it', async () => {
    const [ann, bob] = [await server.user('101'), await server.user('102')]
    const [desk1, home, shared, bobs] = [
      await desk(1, [ann]),
      await desk(2, [ann]),
      await desk(3, [bob, ann]),
      await desk(4, [bob]),
    ]
    for (const { sip } of desks) sip.manner = 'silent'
    const id = await rotate(desk1.phone.mac, bobs.phone.mac)
    await vi.waitFor(async () => expect((await steps(id)).filter((s) => s.changed_at !== null)).toHaveLength(3), 10_000)
    const all = await steps(id)
    expect(all.map(({ mac }) => String(mac).slice(-2))).toEqual(['01', '02', '03', '03', '04'])
    expect(new Set(all.slice(0, 3).map(({ changed_at }) => changed_at)).size).toBe(1)
    const renewed = (await server.services.users.get(server.actor, ann.id)).sip_password.reveal()
    expect(renewed).not.toBe(ann.sip_password.reveal())
    expect(await desk1.fetch()).toContain(`account.1.password = ${renewed}`)
    expect(await shared.fetch()).toContain(`account.2.password = ${renewed}`)
    await until(id, { state: 'wanted', fetched: 2, left: 2 })
    // Nobody else's before the last phone has it, here by what the phone itself says.
    expect((await server.services.users.get(server.actor, bob.id)).sip_password.equals(bob.sip_password)).toBe(true)
    expect((await fetch(`${server.base}${server.path(home.phone, 'registered')}?user=101`)).status).toBe(200)
    await until(id, { counts: { registered: 1 }, left: 0 })
    await vi.waitFor(async () =>
      expect((await server.services.users.get(server.actor, bob.id)).sip_password.equals(bob.sip_password)).toBe(false),
    )
    expect((await server.services.users.get(server.actor, ann.id)).sip_password.reveal()).toBe(renewed)
    await shared.fetch()
    await bobs.fetch()
    await until(id, { state: 'done', phones: 5, fetched: 4 })
  })

  it('once, where several phones of one user are named', async () => {
    const ann = await server.user('101')
    const [one, two] = [await desk(1, [ann]), await desk(2, [ann])]
    for (const each of desks) await report(ann, each)
    const id = await rotate(one.phone.mac, two.phone.mac)
    await until(id, { state: 'done', phones: 2 })
    expect(desks.map(({ sip }) => sip.heard.length)).toEqual([1, 1])
    const { sip_password } = await server.services.users.get(server.actor, ann.id)
    for (const { fetch: poll } of desks) expect(await poll()).toContain(`= ${sip_password.reveal()}`)
  })

  it('without the phone that never fetched, which has no password to lose', async () => {
    const ann = await server.user('101')
    const one = await desk(1, [ann])
    await server.phone('001565aacc77', 'yealink', 'T46U', { lines: [{ user_id: ann.id }] })
    await until(await rotate(one.phone.mac), { phones: 1, mac: '00:15:65:aa:cc:01' })
  })

  it('not at a phone nobody sits at', async () => {
    const empty = await server.phone('001565aacc78', 'yealink', 'T46U', { lines: [] })
    const id = await rotate(empty.mac)
    await vi.waitFor(async () =>
      expect(await steps(id)).toMatchObject([{ state: 'failed', reason: 'nobody sits at the phone' }]),
    )
  })

  describe('where a PBX can be told', () => {
    beforeEach(async () => {
      await server.remove()
      pbx = await startPbx()
      await start(askPbx(pbx.url))
    })
    const asked = () => (pbx?.saw ?? []).filter(({ url }) => url.includes('extension_password'))

    it('there first, then here, then at the phones, without a word of advice', async () => {
      const ann = await server.user('101')
      const one = await desk(1, [ann])
      let present: string | undefined
      if (pbx)
        pbx.answer = (saw, response) => {
          if (saw.url.includes('extension_password'))
            void server.services.users.get(server.actor, ann.id).then(({ sip_password }) => {
              present = sip_password.reveal()
              json(200, {})(saw, response)
            })
          else json(200, {})(saw, response)
        }
      await report(ann, one)
      const id = await rotate(one.phone.mac)
      await until(id, { state: 'done', fetched: 1 })
      expect(asked()).toMatchObject([{ method: 'POST', url: `/api/users/${PBX_ID}/extension_password` }])
      const { password } = JSON.parse(asked()[0]?.body ?? '{}')
      expect(present).toBe(ann.sip_password.reveal())
      expect((await server.services.users.get(server.actor, ann.id)).sip_password.reveal()).toBe(password)
      expect(one.bodies).toEqual([expect.stringContaining(`account.1.password = ${password}`)])
      expect((await steps(id))[0]?.advice).toBeNull()
      expect(server.log.join('')).not.toContain(password)
    })

    it('nowhere when it refuses: every phone keeps the password that works', async () => {
      const ann = await server.user('101')
      const [one] = [await desk(1, [ann]), await desk(2, [ann])]
      if (pbx) pbx.answer = json(400, {})
      const id = await rotate(one.phone.mac)
      const refused = { state: 'failed', reason: 'the PBX refused the new password (400)', changed_at: null }
      await vi.waitFor(async () => expect(await steps(id)).toMatchObject([refused, refused]), 10_000)
      expect(asked()).toHaveLength(1)
      expect((await server.services.users.get(server.actor, ann.id)).sip_password.equals(ann.sip_password)).toBe(true)
      expect(desks.flatMap(({ sip }) => sip.heard)).toEqual([])
    })
  })
})

describe('a cancelled job', () => {
  it('for a SIP domain puts every phone back, and tells those that had learned it', async () => {
    const users = [await server.user('101'), await server.user('102'), await server.user('103')] as const
    const pilot = await desk(1, [users[0]])
    const slow = await desk(2, [users[1]])
    const snom = await desk(3, [users[2]], 'snom')
    snom.sip.manner = 'silent'
    slow.sip.manner = 'silent'
    for (const [index, one] of desks.entries()) await report(users[index] as User, one)
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await vi.waitFor(async () => expect(await states(id)).toEqual(['fetched', 'told', 'told']), 10_000)
    expect(pilot.bodies).toEqual([expect.stringContaining(NEW)])
    expect(await slow.fetch()).toContain(NEW)
    for (const { sip } of desks) sip.manner = 200

    expect((await api.post(`/jobs/${id}/cancel`)).status).toBe(204)
    const back = { state: 'cancelled', reason: 'put back to pbx.example.net' }
    expect(await steps(id)).toMatchObject([back, back, back])
    expect((await api.get(`/jobs/${id}`)).body).toMatchObject({ state: 'cancelled', left: 0 })
    for (const one of desks) expect(await registrarOf(one)).toBeUndefined()
    const told = (await api.get('/jobs')).body.items.find(({ action }: { action: string }) => action === 'reprovision')
    await until(told.id, { state: 'done', phones: 3, fetched: 3 })
    expect(pilot.bodies.at(-1)).toContain(OLD)
    expect(await slow.fetch()).toContain(OLD)
    expect(snom.bodies.at(-1)).not.toContain('new.example.net')
    expect(await domain()).toBe('pbx.example.net')
  })

  it('that is forgotten before its end leaves nothing behind either', async () => {
    const one = await desk(1, [await server.user('101')])
    one.sip.manner = 'silent'
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await vi.waitFor(async () => expect(await registrarOf(one)).toEqual({ host: 'new.example.net' }), 10_000)
    expect((await api.post(`/jobs/${id}/destroy`)).status).toBe(204)
    expect(await registrarOf(one)).toBeUndefined()
    expect(await one.fetch()).toContain(OLD)
  })

  it('for a SIP domain leaves a registrar alone that somebody chose', async () => {
    const one = await desk(1, [await server.user('101')])
    await api.post(`/phones/${one.phone.mac}`, { settings: { registrar: { host: 'new.example.net', port: 5070 } } })
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await vi.waitFor(async () =>
      expect(await steps(id)).toMatchObject([{ advice: 'the phone has a registrar of its own, which stays' }]),
    )
    await api.post(`/jobs/${id}/cancel`)
    expect(await registrarOf(one)).toEqual({ host: 'new.example.net', port: 5070 })
  })

  it.each([
    ['before', undefined],
    ['although an earlier change to that domain was put back', 'cancel'],
  ])('for a SIP domain leaves the very same domain where somebody wrote it %s', async (_name, earlier) => {
    const one = await desk(1, [await server.user('101')])
    one.sip.manner = 'silent'
    if (earlier) {
      const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
      await vi.waitFor(async () => expect(await registrarOf(one)).toEqual({ host: 'new.example.net' }), 10_000)
      await api.post(`/jobs/${id}/cancel`)
    }
    await api.post(`/phones/${one.phone.mac}`, { settings: { registrar: { host: 'new.example.net' } } })
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await vi.waitFor(async () =>
      expect(await steps(id)).toMatchObject([{ advice: 'the phone has a registrar of its own, which stays' }]),
    )
    await api.post(`/jobs/${id}/cancel`)
    expect(await registrarOf(one)).toEqual({ host: 'new.example.net' })
  })

  it('for a password keeps what was done, says so, and still sees the phone fetch', async () => {
    const ann = await server.user('101')
    const one = await desk(1, [ann])
    one.sip.manner = 'silent'
    await report(ann, one)
    const id = await want({ action: 'rotate_sip_password', selection: { macs: [one.phone.mac] } })
    await until(id, { counts: { told: 1 } })
    await api.post(`/jobs/${id}/cancel`)
    expect(await steps(id)).toMatchObject([
      {
        state: 'changed',
        reason: 'cancelled after the record was changed, and that stays: the phone learns it at its next poll',
      },
    ])
    await one.fetch()
    expect(await states(id)).toEqual(['fetched'])
  })
})

describe('a change of the SIP domain', () => {
  it('is one at a time', async () => {
    const one = await desk(1, [await server.user('101')])
    one.sip.manner = 'silent'
    await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    const second = await api.post('/jobs', { action: 'sip_domain', sip_domain: 'other.example.net' })
    expect([second.status, JSON.stringify(second.body)]).toEqual([
      409,
      expect.stringContaining('goes on: cancel it first'),
    ])
  })

  it.each([
    ['somebody chose before', { host: 'new.example.net', port: 5070 }],
    ['is the new domain already', { host: 'new.example.net' }],
  ])('leaves a registrar alone that %s, also once it is done', async (_name, registrar) => {
    const one = await desk(1, [await server.user('101')])
    await api.post(`/phones/${one.phone.mac}`, { settings: { registrar } })
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await vi.waitFor(async () => expect((await steps(id))[0]?.advice).not.toBeNull())
    await one.fetch()
    await until(id, { state: 'done' })
    await vi.waitFor(async () => expect(await domain()).toBe('new.example.net'))
    expect(await registrarOf(one)).toEqual(registrar)
  })

  it('keeps what somebody added to the registrar meanwhile', async () => {
    const one = await desk(1, [await server.user('101')])
    one.sip.manner = 'silent'
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    await vi.waitFor(async () => expect(await registrarOf(one)).toEqual({ host: 'new.example.net' }), 10_000)
    await api.post(`/phones/${one.phone.mac}`, { settings: { registrar: { port: 5070 } } })
    await one.fetch()
    await until(id, { state: 'done' })
    await vi.waitFor(async () => expect(await domain()).toBe('new.example.net'))
    expect(await registrarOf(one)).toEqual({ host: 'new.example.net', port: 5070 })
  })

  it('keeps the domain for its tenant until it is there', async () => {
    const one = await desk(1, [await server.user('101')])
    one.sip.manner = 'silent'
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    const asked = () => api.post('/tenants', { name: 'Other', sip_domain: 'New.example.net' })
    const refused = await asked()
    expect([refused.status, refused.body.errors[0].detail]).toEqual([409, { field: 'sip_domain', rule: 'unique' }])
    await api.post(`/jobs/${id}/cancel`)
    expect((await asked()).status).toBe(201)
  })

  it('does not wait for a phone that is deleted meanwhile', async () => {
    const [one, two] = [await desk(1, [await server.user('101')]), await desk(2, [await server.user('102')])]
    const id = await want({ action: 'sip_domain', sip_domain: 'new.example.net' })
    for (const { sip } of desks) sip.manner = 'silent'
    await vi.waitFor(async () => expect((await states(id))[0]).not.toBe('waiting'), 10_000)
    expect((await api.post(`/phones/${two.phone.mac}/destroy`)).status).toBe(204)
    await one.fetch()
    await until(id, { state: 'done' })
    expect((await steps(id))[1]).toMatchObject({ state: 'cancelled', reason: 'the phone was deleted' })
    await vi.waitFor(async () => expect(await domain()).toBe('new.example.net'))
  })
})
