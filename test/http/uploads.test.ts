import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone, User } from '../../src/domain/model.js'
import { type Api, startApi } from '../support/api.js'

let api: Api
let one: User
let two: User
let polycom: Phone
let yealink: Phone

const EMPTY = /<OVERRIDES\s*\/>/
const KEEP = { provisioning: { protect_user_changes: true } }
const get = (phone: Phone, file: string) => fetch(api.server.base + api.server.path(phone, file))
const put = (phone: Phone, file: string, body: string) =>
  fetch(api.server.base + api.server.path(phone, file), { method: 'PUT', body })
const change = (phone: Phone, draft: object) =>
  api.server.services.phones.update(api.server.actor, phone.id, draft, new Problems())
const overrides = (attributes: string) =>
  `<?xml version="1.0"?>\n<PHONE_CONFIG><OVERRIDES ${attributes}/></PHONE_CONFIG>`

beforeAll(async () => {
  api = await startApi()
  one = await api.server.user('101')
  two = await api.server.user('102')
  await api.newUser('190')
  polycom = await api.server.phone('64167faa0001', 'polycom', 'VVX450', {
    lines: [{ user_id: one.id }],
    settings: KEEP,
  })
  yealink = await api.server.phone('001565aa0001', 'yealink', 'T46U', { lines: [{ user_id: one.id }], settings: KEEP })
})
afterAll(() => api.server.remove())

const warningsOf = async (mac: string) => {
  const { warnings } = (await api.get(`/phones/${mac}`)).body as { warnings: { code: string; field: string }[] }
  return warnings.filter(({ code }) => code === 'hidden_by_phone').map(({ field }) => field)
}
const listOf = async (mac: string) =>
  (await api.get(`/phones/${mac}/uploads`)).body as { count: number; items: Record<string, unknown>[] }

describe('what somebody changed at a Polycom', () => {
  const file = '64167faa0001-phone.cfg'
  const changed = overrides('reg.1.label="mine &amp; yours" reg.1.displayName="User 101" up.mine="1 &amp; 2"')

  it('is empty before anything came, so that old changes go', async () => {
    const answer = await get(polycom, file)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(EMPTY)])
  })

  it('comes back as it was', async () => {
    expect((await put(polycom, file, changed)).status).toBe(201)
    expect(await (await get(polycom, file)).text()).toBe(changed)
  })

  it('is listed, shown and counted once however often it comes', async () => {
    await put(polycom, file, changed)
    expect(await listOf('64167faa0001')).toEqual({
      count: 1,
      items: [
        {
          file,
          kind: 'phone-overrides',
          user_id: one.id,
          bytes: Buffer.byteLength(changed),
          at: expect.any(String),
          archived: false,
        },
      ],
    })
    expect((await api.get(`/phones/64167faa0001/uploads/${file}`)).text).toBe(changed)
  })

  it('is a warning for each server value it hides, and only for those', async () => {
    expect(await warningsOf('64167faa0001')).toEqual(['reg.1.label'])
  })

  it('comes back without what hides a server value, and hides nothing, while the server is to win', async () => {
    await change(polycom, { settings: { provisioning: { protect_user_changes: false } } })
    const text = await (await get(polycom, file)).text()
    expect(text).toMatch(/<OVERRIDES\s+up\.mine="1 &amp; 2"\s*\/>/)
    expect(text).not.toContain('reg.1')
    expect(await warningsOf('64167faa0001')).toEqual([])
    await change(polycom, { settings: KEEP })
    expect(await (await get(polycom, file)).text()).toBe(changed)
  })

  it('that cannot be read hides nothing', async () => {
    await put(polycom, '64167faa0001-web.cfg', '<PHONE_CONFIG reg.1.label="x"')
    expect(await warningsOf('64167faa0001')).toEqual(['reg.1.label'])
  })

  it('is forgotten on demand', async () => {
    expect((await api.post(`/phones/64167faa0001/uploads/64167faa0001-web.cfg/destroy`)).status).toBe(204)
    expect((await api.get(`/phones/64167faa0001/uploads/64167faa0001-web.cfg`)).status).toBe(404)
    expect((await api.post(`/phones/64167faa0001/uploads/64167faa0001-web.cfg/destroy`)).status).toBe(404)
    expect(await (await get(polycom, '64167faa0001-web.cfg')).text()).toMatch(EMPTY)
  })

  it('never reaches the next user, and stays with the phone as archived', async () => {
    await change(polycom, { lines: [{ user_id: two.id }] })
    expect(await (await get(polycom, file)).text()).toMatch(EMPTY)
    expect((await api.get(`/phones/64167faa0001/uploads/${file}`)).status).toBe(404)
    expect((await listOf('64167faa0001')).items).toMatchObject([{ file, user_id: one.id, archived: true }])
    expect(await warningsOf('64167faa0001')).toEqual([])
  })

  it('is emptied on a phone without a user', async () => {
    await change(polycom, { lines: [] })
    expect(await (await get(polycom, file)).text()).toMatch(EMPTY)
    expect(await (await get(polycom, '64167faa0001-directory.xml')).text()).toMatch(/<item_list>\s*<\/item_list>/)
  })
})

describe('a Yealink', () => {
  it('tells what was changed at it', async () => {
    await put(yealink, '001565aa0001-local.cfg', '#!version:1.0.0.1\naccount.1.label = Mine\nother.name = 1\n')
    expect(await warningsOf('001565aa0001')).toEqual(['account.1.label'])
  })

  it('sends logs that are kept and never served', async () => {
    await put(polycom, '64167faa0001-app.log', 'a line')
    expect((await get(polycom, '64167faa0001-app.log')).status).toBe(404)
    expect((await listOf('64167faa0001')).items).toContainEqual(expect.objectContaining({ kind: 'log', user_id: null }))
  })

  it('that is deleted takes its uploads along', async () => {
    const phone = await api.server.phone('001565aa0002', 'yealink', 'T46U', { lines: [{ user_id: one.id }] })
    await put(phone, '001565aa0002-local.cfg', '#!version:1.0.0.1\n')
    const [listed] = await api.server.services.uploads.list(phone)
    expect(listed).toBeDefined()
    await api.server.services.phones.remove(api.server.actor, phone.id)
    expect(await api.server.services.uploads.list(phone)).toEqual([])
    expect(await api.server.services.uploads.read(phone, '001565aa0002-local.cfg')).toBeUndefined()
  })
})

describe('who may see uploads', () => {
  it.each([
    ['GET', '/phones/001565aa0001/uploads'],
    ['GET', '/phones/001565aa0001/uploads/001565aa0001-local.cfg'],
    ['POST', '/phones/001565aa0001/uploads/001565aa0001-local.cfg/destroy'],
  ])('%s %s is not for everybody', async (method, path) => {
    expect((await api.call(method, path, { token: null })).status).toBe(401)
    const user = await api.login('user190', 'web password 1')
    expect((await api.call(method, path, { token: user })).status).toBe(403)
    expect((await api.call(method, path.replace('001565aa0001', '001565ffffff'))).status).toBe(404)
  })
})

describe('the boot file of a Yealink', () => {
  it('is not there unless what a file leaves out shall return to the factory value', async () => {
    expect((await get(yealink, '001565aa0001.boot')).status).toBe(404)
    await change(yealink, { settings: { provisioning: { overwrite: true } } })
    const answer = await get(yealink, '001565aa0001.boot')
    expect([answer.status, await answer.text()]).toEqual([
      200,
      '#!version:1.0.0.1\ninclude:config "001565aa0001.cfg"\noverwrite_mode = 1\n',
    ])
    const { items } = (await api.get('/phones/001565aa0001/files')).body as { items: { name: string }[] }
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['001565aa0001.cfg', '001565aa0001.boot']))
    await change(yealink, { settings: { provisioning: { overwrite: null } } })
    expect((await get(yealink, '001565aa0001.boot')).status).toBe(404)
    expect((await get(yealink, 'y000000000000.boot')).status).toBe(404)
  })
})
