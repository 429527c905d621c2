import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../support/api.js'

let api: Api
beforeAll(async () => {
  api = await startApi()
  for (let n = 0; n < 30; n++) {
    const user = await api.server.user(`${200 + n}`)
    const mac = `0015650000${n.toString(16).padStart(2, '0')}`
    await api.server.phone(mac, 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
  }
})
afterAll(() => api.server.remove())

interface File {
  readonly changes: number
  readonly diff: readonly unknown[]
}

it('counts every phone and tells no more differences than an answer should hold', async () => {
  const content = '#!version:1.0.0.1\nphone.model = {{phone.model}}\n'
  const { status, body } = await api.post('/templates/phones/yealink.phone.hbs?dry_run=true', { content })
  const items = body.items as { files: File[] }[]
  const files = items.flatMap((item) => item.files)
  const told = files.map(({ diff }) => diff.length)
  expect([status, body.phones, items.length]).toEqual([200, 30, 25])
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(2000)
  expect(told.at(-1)).toBe(0)
  expect(files.every(({ changes }) => changes > 200)).toBe(true)
})
