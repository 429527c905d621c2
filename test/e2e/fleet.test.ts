import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone } from '../../src/domain/model.js'
import type { PhoneDraft } from '../../src/service/phones.js'
import type { SimulatedPhone, SimulatedVendor } from '../../src/simulator/index.js'
import { createDesks, type Desk } from '../support/desk.js'
import { startTestServer, type TestServer } from '../support/server.js'

const MODELS: Readonly<Record<SimulatedVendor, string>> = { yealink: 'T46U', snom: 'D785', polycom: 'VVX601' }
const VENDORS = Object.keys(MODELS) as SimulatedVendor[]

const desks = createDesks()
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_HTTPS_PORT: '0' })
  await server.services.server.change({ public_urls: [server.http ?? '', server.https ?? ''] }, new Problems())
})
afterAll(async () => {
  await server.remove()
  desks.remove()
})

let made = 0

/** A user with a phone of that model, and the device that stands on the desk. */
async function deskPhone(vendor: SimulatedVendor, model: string, draft: Partial<PhoneDraft> = {}) {
  const n = ++made
  const user = await server.user(`${2000 + n}`, { display_name: `Desk ${n}` })
  return { user, ...(await desks.phone(server, vendor, model, { lines: [{ user_id: user.id }], ...draft })) }
}

const ownUrl = (phone: Phone, base = server.http) => `${base}/p/${phone.token.secret.reveal()}/`
const booted = async (device: SimulatedPhone) => {
  const report = await device.boot()
  expect(report.reasons).toEqual([])
  return report
}

describe.each(VENDORS)('a %s with a memory', (vendor) => {
  const model = MODELS[vendor]

  it('learns our CA at first contact and goes on by https', async () => {
    const { phone, device } = await deskPhone(vendor, model, { https: true })
    const report = await booted(device)
    expect(report.up).toBe(true)
    expect(report.provisioningUrl).toBe(ownUrl(phone, server.https))
    const polled = await device.poll()
    expect(polled.reasons).toEqual([])
    expect(polled.requests.every((request) => request.url.startsWith('https:'))).toBe(true)
  })

  it('refused after a factory reset, up again once its window is re-opened', async () => {
    const { phone, device } = await deskPhone(vendor, model)
    await booted(device)
    device.factoryReset()
    expect((await device.boot()).state).toBe('unprovisioned')
    await server.services.phones.openWindow(server.actor, phone.id)
    expect((await booted(device)).up).toBe(true)
  })

  it('clears itself when its user is disabled, and comes up when enabled again', async () => {
    const { user, device } = await deskPhone(vendor, model)
    await booted(device)
    await server.services.users.update(server.actor, user.id, { enabled: false }, new Problems())
    expect((await device.poll()).state).toBe('cleared')
    await server.services.users.update(server.actor, user.id, { enabled: true }, new Problems())
    expect((await device.poll()).up).toBe(true)
  })

  it('shows the next user and nothing of the last', async () => {
    const { user, phone, device } = await deskPhone(vendor, model, {
      keys: [{ position: 2, kind: 'speed_dial', value: '4711', label: 'Old' }],
    })
    await booted(device)
    const next = await server.user(`next${vendor}`, { display_name: 'Next One' })
    await server.services.phones.update(
      server.actor,
      phone.id,
      { lines: [{ user_id: next.id }], keys: [] },
      new Problems(),
    )
    const report = await device.poll()
    expect(report.up).toBe(true)
    expect(report.lines.filter((line) => line.enabled).map((line) => line.user)).toEqual([next.sip_user])
    expect(JSON.stringify(report.lines)).not.toContain(user.sip_user)
    expect(report.keys.some((key) => key.value === '4711')).toBe(false)
  })

  it('lives thirty days without a needless reboot', async () => {
    const { device } = await deskPhone(vendor, model)
    const { reboots } = await booted(device)
    const reports = await device.elapse(30)
    expect(reports.length).toBeGreaterThanOrEqual(29)
    expect(reports.flatMap((report) => report.reasons)).toEqual([])
    expect(reports.at(-1)?.reboots).toBe(reboots)
  })

  it('clears itself when it is deleted, and its address can be given to a new phone', async () => {
    const { phone, device, user } = await deskPhone(vendor, model)
    await booted(device)
    await server.services.phones.remove(server.actor, phone.id)
    expect((await device.poll()).state).toBe('cleared')
    const again = await server.phone(phone.mac, vendor, model, { lines: [{ user_id: user.id }] })
    expect(again.token.hash).not.toBe(phone.token.hash)
  })
})

describe.each(VENDORS)('the public URL of a %s changes', (vendor) => {
  const model = MODELS[vendor]
  let site: TestServer
  const devices: Desk[] = []

  beforeAll(async () => {
    site = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_HTTPS_PORT: '0' })
    await site.services.server.change({ public_urls: [site.http ?? ''] }, new Problems())
    for (const n of [1, 2]) {
      const user = await site.user(`10${n}`)
      const desk = await desks.phone(site, vendor, model, { lines: [{ user_id: user.id }] })
      await booted(desk.device)
      devices.push(desk)
    }
  })
  afterAll(() => site.remove())

  it('one phone goes first, the rest follow once it has fetched there', async () => {
    const [first, second] = devices
    if (!first || !second) throw new Error('two devices are needed')
    const moved = (site.http ?? '').replace('127.0.0.1', 'localhost')
    const path = (phone: Phone) =>
      site.path(
        phone,
        vendor === 'snom'
          ? `snom${model}-${phone.mac.toUpperCase()}.htm`
          : vendor === 'polycom'
            ? `${phone.mac}-user.cfg`
            : `${phone.mac}.cfg`,
      )
    const told = async (phone: Phone) => (await (await fetch(site.base + path(phone))).text()).includes(moved)
    await site.services.server.change({ public_urls: [moved] }, new Problems())
    expect([await told(first.phone), await told(second.phone)]).toEqual([false, false])

    const report = await first.device.poll()
    expect(report.reasons).toEqual([])
    expect(report.provisioningUrl).toBe(ownUrl(first.phone, moved))
    expect(await told(second.phone)).toBe(true)
    expect((await second.device.poll()).provisioningUrl).toBe(ownUrl(second.phone, moved))
  })
})
