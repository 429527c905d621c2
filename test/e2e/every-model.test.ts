import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { Problems } from '../../src/domain/errors.js'
import type { User } from '../../src/domain/model.js'
import { isSimulated } from '../../src/simulator/index.js'
import { createDesks } from '../support/desk.js'
import { describeKey, everyKey, placed, readsAs } from '../support/key-meanings.js'
import { startTestServer, type TestServer } from '../support/server.js'

/** As many accounts as any desk phone has; bases have more. */
const MOST_LINES = 16

const rows = vendors.flatMap(({ id, models }) =>
  isSimulated(id) ? models.map((model) => [id, model.id, model] as const) : [],
)

const desks = createDesks()
let server: TestServer
let users: readonly User[]

beforeAll(async () => {
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_HTTPS_PORT: 'off' })
  await server.services.server.change({ public_urls: [server.http ?? ''] }, new Problems())
  users = await Promise.all(Array.from({ length: MOST_LINES }, (_, i) => server.user(`${2001 + i}`)))
})
afterAll(async () => {
  await server.remove()
  desks.remove()
})

const PICKUP = '*8'
const SETTINGS = {
  codecs: ['PCMA' as const, 'G722' as const],
  pickup_code: PICKUP,
  transport: 'tcp' as const,
  vlan: { phone: { id: 20, priority: 5 } },
}

describe('every model boots, enrols, fills its accounts and its keys', () => {
  it.each(rows)('%s %s', async (vendor, name, model) => {
    const used = users.slice(0, model.lines)
    const { phone, device } = await desks.phone(server, vendor, name, {
      lines: used.map(({ id }) => ({ user_id: id })),
      settings: SETTINGS,
    })
    const report = await device.boot()
    expect(report).toMatchObject({ model: name, reasons: [], up: true, state: 'up', codecs: ['PCMA', 'G722'] })
    expect(report.provisioningUrl).toBe(`${server.http}/p/${phone.token.secret.reveal()}/`)
    expect(report.vlan.phone).toBe(20)
    expect(report.lines).toMatchObject(
      used.map((user, i) => ({
        ...{ n: i + 1, enabled: true, user: user.sip_user, authUser: user.sip_user, hasPassword: true },
        ...{ displayName: user.display_name, registrar: 'pbx.example.net', port: 5060, transport: 'tcp' },
      })),
    )

    const asked = everyKey(vendor, model)
    const [first] = users
    await server.services.phones.update(
      server.actor,
      phone.id,
      {
        lines: [{ user_id: first?.id ?? '' }],
        keys: asked,
        settings: { ...SETTINGS, codecs: ['G722', 'PCMA'] },
      },
      new Problems(),
    )
    const changed = await device.boot()
    expect(changed).toMatchObject({ reasons: [], up: true, codecs: ['G722', 'PCMA'] })
    expect(changed.lines.map((line) => line.user)).toEqual([first?.sip_user])
    const bare = placed(vendor, model)
    const read = changed.keys.filter(({ kind }) => kind !== 'line').map((key) => bare(describeKey(key)))
    expect(read.sort()).toEqual(asked.map((key) => bare(readsAs(vendor, model, key, PICKUP))).sort())
  })
})
