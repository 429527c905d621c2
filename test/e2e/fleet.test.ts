import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { Problems } from '../../src/domain/errors.js'
import type { Phone } from '../../src/domain/model.js'
import { createSimulatedPhone, type SimulatedPhone, type SimulatedVendor } from '../../src/simulator/index.js'
import { startTestServer, type TestServer } from '../support/server.js'

/** The models an installer meets first; the simulator must know each as well as the catalogue does. */
const MODELS: Readonly<Record<SimulatedVendor, readonly string[]>> = {
  yealink: ['T31G', 'T33G', 'T42S', 'T43U', 'T46S', 'T46U', 'T48U', 'T53W', 'T54W', 'T57W'],
  snom: ['D120', 'D315', 'D335', 'D385', 'D713', 'D735', 'D765', 'D785', 'D812', 'D862', 'D865'],
  polycom: ['VVX150', 'VVX250', 'VVX350', 'VVX450', 'VVX501', 'VVX601', 'EdgeE350', 'CCX500'],
}
const EVERY = Object.entries(MODELS).flatMap(([vendor, models]) =>
  models.map((model) => [vendor as SimulatedVendor, model] as const),
)

let server: TestServer
const states: string[] = []

const stateDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-phone-'))
  states.push(dir)
  return dir
}

beforeAll(async () => {
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_HTTPS_PORT: '0' })
  await server.services.server.change({ public_urls: [server.http ?? '', server.https ?? ''] }, new Problems())
})
afterAll(async () => {
  await server.remove()
  for (const dir of states) rmSync(dir, { recursive: true, force: true })
})

let made = 0

/** A user with a phone of that model, and the device that stands on the desk. */
async function deskPhone(vendor: SimulatedVendor, model: string, draft: Parameters<TestServer['phone']>[3] = {}) {
  const n = ++made
  const oui = vendors.find((v) => v.id === vendor)?.ouis[0] ?? ''
  const mac = `${oui}${n.toString(16).padStart(6, '0')}`
  const user = await server.user(`${2000 + n}`, { display_name: `Desk ${n}` })
  const phone = await server.phone(mac, vendor, model, { lines: [{ user_id: user.id }], ...draft })
  const url = `${server.http}/p/${phone.enrolment_token.secret.reveal()}/`
  const device = createSimulatedPhone({ vendor, model, mac, url, stateDir: stateDir(), publicUrlExpected: true })
  return { user, phone, device, url, mac }
}

const ownUrl = (phone: Phone, base = server.http) => `${base}/p/${phone.token.secret.reveal()}/`
const reread = (phone: Phone) => server.services.phones.get(server.actor, phone.id)
const booted = async (device: SimulatedPhone) => {
  const report = await device.boot()
  expect(report.reasons).toEqual([])
  return report
}

describe('every model boots, enrols and comes up', () => {
  it.each(EVERY)('%s %s', async (vendor, model) => {
    const colleague = await server.user(`c${vendor}${model}`, {
      display_name: `Colleague of ${model}`,
      extension: `${5000 + made}`,
    })
    const row = vendors.find((v) => v.id === vendor)?.models.find((m) => m.id === model)
    const roomy = (row?.keys ?? 0) > 1
    const keys = roomy ? [{ position: 2, kind: 'blf' as const, value: colleague.extension ?? '' }] : null
    const { phone, device, user } = await deskPhone(vendor, model, {
      keys,
      settings: { codecs: ['PCMA', 'G722'], vlan: { phone: { id: 20, priority: 5 } }, transport: 'tcp' },
    })
    const report = await booted(device)
    expect(report.up).toBe(true)
    expect(report.provisioningUrl).toBe(ownUrl(phone))
    expect(report.lines.filter((line) => line.enabled)).toMatchObject([
      { user: user.sip_user, hasPassword: true, displayName: user.display_name, registrar: 'pbx.example.net' },
    ])
    expect(report.codecs).toEqual(['PCMA', 'G722'])
    expect(report.vlan.phone).toBe(20)
    expect(report.transport).toBe('tcp')
    if (roomy)
      expect(report.keys).toContainEqual(
        expect.objectContaining({
          position: 2,
          kind: 'blf',
          value: colleague.extension,
          label: colleague.display_name,
        }),
      )
    expect((await reread(phone)).window?.closed_at).not.toBeNull()
  })
})

describe.each(Object.keys(MODELS) as SimulatedVendor[])('a %s with a memory', (vendor) => {
  const model = MODELS[vendor][5] ?? ''

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
    const { phone, device, mac, user } = await deskPhone(vendor, model)
    await booted(device)
    await server.services.phones.remove(server.actor, phone.id)
    expect((await device.poll()).state).toBe('cleared')
    const again = await server.phone(mac, vendor, model, { lines: [{ user_id: user.id }] })
    expect(again.token.hash).not.toBe(phone.token.hash)
  })
})

describe.each(Object.keys(MODELS) as SimulatedVendor[])('the public URL of a %s changes', (vendor) => {
  const model = MODELS[vendor][5] ?? ''
  let site: TestServer
  const devices: { phone: Phone; device: SimulatedPhone }[] = []

  beforeAll(async () => {
    site = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_HTTPS_PORT: '0' })
    await site.services.server.change({ public_urls: [site.http ?? ''] }, new Problems())
    for (const n of [1, 2]) {
      const user = await site.user(`10${n}`)
      const phone = await site.phone(`${vendors.find((v) => v.id === vendor)?.ouis[0]}0000e${n}`, vendor, model, {
        lines: [{ user_id: user.id }],
      })
      const url = `${site.http}/p/${phone.enrolment_token.secret.reveal()}/`
      const device = createSimulatedPhone({
        vendor,
        model,
        mac: phone.mac,
        url,
        stateDir: stateDir(),
        publicUrlExpected: true,
      })
      await booted(device)
      devices.push({ phone, device })
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
