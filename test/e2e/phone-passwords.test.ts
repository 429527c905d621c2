import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.js'

const PHONES = process.env.OFFHOOK_TEST_LONG ? 10_000 : 300
const BATCH = 100

/** What the vendors' own documents name as passwords of new phones. */
const FACTORY = ['admin', 'user', '0000', '123', '456', '789', '1234', '12345', '123456', 'password', 'administrator']

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.remove())

it(`${PHONES} phones have ${PHONES} passwords for their web pages, none of a factory's, as their files say`, async () => {
  const user = await server.user('101')
  const passwords = new Set<string>()
  for (let first = 0; first < PHONES; first += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, PHONES - first) }, async (_, i) => {
      const mac = (0x001565000000 + first + i).toString(16).padStart(12, '0')
      const phone = await server.phone(mac, 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
      const text = await (await fetch(server.base + server.path(phone, `${mac}.cfg`))).text()
      return /^static\.security\.user_password = admin:(.+)$/m.exec(text)?.[1] ?? ''
    })
    for (const password of await Promise.all(made)) {
      expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{16}$/)
      expect(FACTORY).not.toContain(password.toLowerCase())
      passwords.add(password)
    }
  }
  expect(passwords.size).toBe(PHONES)
}, 600_000)
