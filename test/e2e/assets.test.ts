import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { createSimulatedPhone, type SimulatedVendor } from '../../src/simulator/index.js'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-phone-'))
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '' })
  await server.services.server.change({ public_urls: [server.base] }, new Problems())
  await server.user('101')
})
afterAll(async () => {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function* once(content: Buffer): AsyncGenerator<Uint8Array> {
  yield content
}

const store = (name: string, kind: 'firmware' | 'ringtone', vendor: string, content: Buffer) =>
  server.services.assets.create(server.actor, { name, kind, vendor }, once(content), new Problems())

describe('firmware of the tenant’s own', () => {
  it.each<[SimulatedVendor, string, string, string, string]>([
    ['yealink', 'T46U', '001565e20001', 'T46U-108.86.0.99.rom', '108.86.0.99'],
    ['snom', 'D785', '000413e20001', 'snomD785-10.1.199.1-SIP-r.bin', '10.1.199.1'],
    ['polycom', 'VVX450', '64167fe20001', 'vvx450.ld', '6.4.9.1234'],
  ])('is installed by a %s %s, once', async (vendor, model, mac, name, version) => {
    await store(name, 'firmware', vendor, Buffer.from(`image ${version} `.repeat(5000)))
    const [user] = await server.services.users.list(server.actor)
    const phone = await server.phone(mac, vendor, model, {
      lines: [{ user_id: user?.id ?? '' }],
      settings: { firmware: { url: `asset:${name}` } },
    })
    const url = `${server.base}/p/${phone.enrolment_token.secret.reveal()}/`
    const stateDir = join(folder, mac)
    const device = createSimulatedPhone({ vendor, model, mac, url, stateDir, publicUrlExpected: true })
    const report = await device.boot()
    expect(report.reasons).toEqual([])
    const { firmware } = JSON.parse(readFileSync(join(stateDir, 'phone.json'), 'utf8')) as { firmware: string }
    expect(firmware).toBe(version)
    const { reboots } = report
    expect((await device.boot()).reboots).toBe(reboots)
  })
})

describe('an asset outlives', () => {
  it('a restart, with its bytes; what has no record does not', async () => {
    const content = Buffer.from('image 1.2.3.4 '.repeat(1000))
    const asset = await store('lasting.rom', 'firmware', 'yealink', content)
    const phone = await server.phone('001565e20009', 'yealink', 'T46U')
    server = await server.restart()
    const answer = await fetch(server.base + server.path(phone, 'lasting.rom'))
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true)
    expect((await server.services.assets.get(server.actor, asset.id)).bytes).toBe(content.length)
  })
})

describe('bodies', () => {
  /** Says how long the body will be and sends none of it. */
  const announce = (path: string, token: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Length': String(2 * 1024 * 1024) }
      const request = http.request(server.base + path, { method: 'POST', headers, agent: false }, (answer) => {
        resolve(answer.statusCode ?? 0)
        request.destroy()
      })
      request.on('error', reject).flushHeaders()
    })

  it('are bounded everywhere but where files are taken, and there the caller comes first', async () => {
    const login = await fetch(`${server.base}/api/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: ADMIN_PASSWORD }),
    })
    const { access_token: token } = (await login.json()) as { access_token: string }
    expect(await announce('/api/users', token)).toBe(413)
    expect(await announce('/api/assets?kind=song', token)).toBe(400)
    expect(await announce('/api/assets?name=a.rom&kind=firmware', 'nobody')).toBe(401)
  })
})
