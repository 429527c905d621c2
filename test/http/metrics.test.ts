import { afterAll, beforeAll, expect, it } from 'vitest'
import { ledgerRow } from '../support/ledger.js'
import { startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.remove())

const metrics = async () => (await fetch(`${server.base}/metrics`)).text()

it('counts the rows of the ledger that were lost because they came too fast', async () => {
  expect(await metrics()).toContain('# TYPE offhook_ledger_lost_total counter\noffhook_ledger_lost_total 0\n')
  const { ledger } = server.services
  // Nobody can sort them in between: all of it is one turn.
  for (let n = 0; n < 50_003; n++) ledger.note(ledgerRow())
  expect(await metrics()).toContain('\noffhook_ledger_lost_total 3\n')
  await ledger.flush()
  expect(await metrics()).toContain('\noffhook_ledger_lost_total 3\n')
})
