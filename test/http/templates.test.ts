import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
const MAC = '001565aabb01'
const NAME = 'yealink.phone.hbs'

async function fetchPhone(): Promise<string> {
  const { url } = (await api.get(`/phones/${MAC}`)).body
  const response = await fetch(`${api.server.base}${new URL(`${MAC}.cfg`, String(url)).pathname}`)
  return response.status === 200 ? response.text() : `status ${response.status}`
}
const contentOf = async (name: string) => String((await api.get(`/templates/phones/${name}`)).body.content)

beforeAll(async () => {
  api = await startApi()
  const user = await api.newUser('101')
  await api.post('/phones', { mac: MAC, vendor: 'yealink', model: 'T46U', lines: [{ user_id: user }] })
})
afterAll(() => api.server.remove())

describe('templates of phones', () => {
  it('are listed for every vendor, shipped ones marked as such', async () => {
    const { items } = (await api.get('/templates/phones')).body as { items: { filename: string; is_custom: boolean }[] }
    for (const { id } of vendors) expect(items).toContainEqual({ filename: `${id}.phone.hbs`, is_custom: false })
  })

  it.each(vendors.map(({ id }) => id))('of %s are taken back as they are shipped', async (id) => {
    const filename = `${id}.phone.hbs`
    expect((await api.post(`/templates/phones/${filename}`, { content: await contentOf(filename) })).text).toBe('')
    expect((await api.get(`/templates/phones/${filename}`)).body.is_custom).toBe(true)
    expect((await api.post(`/templates/phones/${filename}/destroy`)).status).toBe(204)
    expect((await api.get(`/templates/phones/${filename}`)).body.is_custom).toBe(false)
  })

  it('change the very next fetch, survive a restart as files, and give way to the shipped one', async () => {
    const shipped = await contentOf(NAME)
    for (let i = 0; i < 3; i++) expect(await fetchPhone()).not.toContain('# ours')
    const own = `${shipped.trimEnd()}\n# ours for {{phone.model}}\n`
    expect((await api.post('/templates/phones', { filename: NAME, content: own })).body).toEqual({ filename: NAME })
    expect(await fetchPhone()).toContain('# ours for T46U')
    expect(readFileSync(join(api.server.dir, 'templates/yealink/phone.hbs'), 'utf8')).toBe(own)
    const again = await api.post('/templates/phones', { filename: NAME, content: own })
    expect([again.status, again.fields]).toEqual([409, ['filename']])
    expect((await api.post(`/templates/phones/${NAME}/destroy`)).status).toBe(204)
    expect(await fetchPhone()).not.toContain('# ours')
    expect((await api.post(`/templates/phones/${NAME}/destroy`)).status).toBe(404)
  })

  it.each([
    ['an open block', '#!version:1.0.0.1\n{{#each sections}}\n'],
    ['a name nobody gives it', '#!version:1.0.0.1\n{{nobody.knows}}\n'],
    ['an unknown partial', '#!version:1.0.0.1\n{{> nothing}}\n'],
    ['an unknown helper', '#!version:1.0.0.1\n{{shout phone.mac}}\n'],
    ['output without the version line', 'account.1.label = me\n'],
    ['output that is no assignment', '#!version:1.0.0.1\nhello world\n'],
    ['nothing', ''],
  ])('are refused with %s, and nothing changes', async (_what, content) => {
    const before = await fetchPhone()
    const answer = await api.post(`/templates/phones/${NAME}`, { content })
    expect([answer.status, answer.fields]).toEqual([400, ['content']])
    expect(await fetchPhone()).toBe(before)
    expect((await api.get(`/templates/phones/${NAME}`)).body.is_custom).toBe(false)
  })

  it.each([
    ['snom', '<?xml version="1.0" encoding="utf-8"?>\n<settings><phone-settings></settings>\n'],
    ['polycom', '<?xml version="1.0"?>\n<a b="1" b="2"/>\n'],
  ])('of %s are refused when the markup is broken', async (vendor, content) => {
    const answer = await api.post(`/templates/phones/${vendor}.phone.hbs`, { content })
    expect([answer.status, answer.fields]).toEqual([400, ['content']])
  })

  it('may bring partials of their own, which stay while they are needed', async () => {
    const partial = 'yealink.greeting.hbs'
    expect((await api.post('/templates/phones', { filename: partial, content: '# hello\n' })).status).toBe(201)
    const shipped = await contentOf(NAME)
    await api.post(`/templates/phones/${NAME}`, { content: `${shipped.trimEnd()}\n{{> greeting}}\n` })
    expect(await fetchPhone()).toContain('# hello')
    const needed = await api.post(`/templates/phones/${partial}/destroy`)
    expect([needed.status, needed.fields]).toEqual([400, ['filename']])
    await api.post(`/templates/phones/${NAME}/destroy`)
    expect((await api.post(`/templates/phones/${partial}/destroy`)).status).toBe(204)
  })

  it.each(['../phone.hbs', 'yealink.phone', 'fanvil.phone.hbs', 'yealink...hbs', 'yealink.a/b.hbs', ''])(
    'cannot be called %j',
    async (filename) => {
      const answer = await api.post('/templates/phones', { filename, content: '#!version:1.0.0.1\n' })
      expect([answer.status, answer.fields]).toEqual([400, ['filename']])
    },
  )

  it('are the system administrator’s alone', async () => {
    await api.newUser('150', { role: 'Admin' })
    await api.newUser('151', { role: 'Dealer' })
    for (const name of ['user150', 'user151']) {
      const token = await api.login(name, USER_PASSWORD)
      expect((await api.get('/templates/phones', token)).status).toBe(403)
      expect((await api.post(`/templates/phones/${NAME}`, { content: '' }, token)).status).toBe(403)
    }
    expect((await api.get('/templates/phones/yealink.nothing.hbs')).status).toBe(404)
  })
})
