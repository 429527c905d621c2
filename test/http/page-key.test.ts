import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiOf, type TestApi } from '../support/client.js'
import { startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
let api: TestApi
beforeAll(async () => {
  server = await startTestServer()
  api = await apiOf(server)
})
afterAll(() => server.remove())

it.each([
  ['T27G', 20, 201],
  ['T27G', 21, 400],
  ['T27G', 22, 201],
  ['T46S', 21, 201],
])('on a %s, a key at place %i of a module is answered %i', async (model, position, status) => {
  const mac = `0015650${position}${model.slice(1, 3)}1`
  const { status: answered, body } = await api.post('/phones', {
    ...{ mac, vendor: 'Yealink', model },
    keys: [{ module: 1, position, kind: 'speed_dial', value: '102' }],
  })
  expect(answered).toBe(status)
  if (status === 400) {
    expect(body.errors).toMatchObject([
      {
        message: 'key 21 of a module of a T27G belongs to the phone, which turns the page with it',
        detail: { field: 'keys[0].position', rule: 'position' },
      },
    ])
  }
})
