import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { Secret } from '../../src/domain/secret.js'
import { phonePassword } from '../../src/security/credentials.js'
import { createSimulatedPhone, type SimulatedVendor } from '../../src/simulator/index.js'
import { startTestServer, type TestServer } from '../support/server.js'

// The simulated phones know nothing of the server's code: they answer a challenge as RFC 7616 says.

const DESK: readonly [SimulatedVendor, string, string][] = [
  ['yealink', 'T46U', '001565aabb01'],
  ['snom', 'D785', '000413aabb01'],
  ['polycom', 'VVX450', '64167faabb01'],
]
const PIN = '739254'
let server: TestServer
const states: string[] = []

beforeAll(async () => {
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '' })
  await server.services.server.change({ public_urls: [server.base] }, new Problems())
  const change = { phone_login: 'basic', enrolment_pin: true } as const
  await server.services.tenants.update(server.actor, server.actor.tenant_id, change, new Problems())
  for (const [vendor, model, mac] of DESK) {
    const user = await server.user(mac, { pin: new Secret(PIN) })
    await server.phone(mac, vendor, model, { lines: [{ user_id: user.id }] })
  }
})
afterAll(async () => {
  await server.remove()
  for (const dir of states) rmSync(dir, { recursive: true, force: true })
})

async function boot(vendor: SimulatedVendor, model: string, mac: string, path: string, login: string) {
  const stateDir = mkdtempSync(join(tmpdir(), 'offhook-phone-'))
  states.push(stateDir)
  const url = `${server.base.replace('//', `//${login}@`)}${path}`
  return createSimulatedPhone({ vendor, model, mac, url, stateDir, publicUrlExpected: true }).boot()
}

describe.each(DESK)('a %s %s', (vendor, model, mac) => {
  const phone = () => server.services.phones.byMac(server.actor, mac)

  it('boots from an address without a secret by its own credentials', async () => {
    const report = await boot(vendor, model, mac, '/p/', `${mac}:${phonePassword((await phone()).token).reveal()}`)
    expect([report.up, report.reasons]).toEqual([true, []])
  })

  it('boots from its enrolment address with the PIN, typed by whoever unpacks it', async () => {
    await server.services.phones.openWindow(server.actor, (await phone()).id)
    const path = `/p/${(await phone()).enrolment_token.secret.reveal()}/`
    expect((await boot(vendor, model, mac, path, 'installer:000000')).up).toBe(false)
    const report = await boot(vendor, model, mac, path, `installer:${PIN}`)
    expect([report.up, report.reasons]).toEqual([true, []])
  })
})
