import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulatedVendor } from '../../src/simulator/index.js'
import { type Api, startApi } from '../support/api.js'
import { createDesks } from '../support/desk.js'

const MODELS: Readonly<Record<SimulatedVendor, string>> = { yealink: 'T46U', snom: 'D785', polycom: 'VVX601' }
const desks = createDesks()
let api: Api

beforeAll(async () => {
  api = await startApi({ OFFHOOK_PUBLIC_URL: '' })
  await api.post('/server', { public_urls: [api.server.http] })
})
afterAll(async () => {
  await api.server.remove()
  desks.remove()
})

describe.each(Object.keys(MODELS) as SimulatedVendor[])('a %s with a memory', (vendor) => {
  it('that restarts for every VLAN it is told is told none, until somebody has looked after it', async () => {
    const { server } = api
    const user = await server.user(`20${vendor.length}${vendor[0]?.charCodeAt(0)}`)
    const { phone, device } = await desks.phone(server, vendor, MODELS[vendor], {
      lines: [{ user_id: user.id }],
      settings: { provisioning: { poll: 'never' } },
    })
    await device.boot()
    const path = `/phones/${phone.mac}`
    const read = async () => {
      await server.services.noted.flush()
      await server.services.ledger.flush()
      await server.services.bootGuard.settled()
      return (await api.get(path)).body
    }
    let vlan = 100
    const another = async () => {
      vlan += 1
      expect((await api.post(path, { settings: { vlan: { phone: { id: vlan } } } })).status).toBe(204)
      return device.boot()
    }
    let boots = 0
    while ((await read()).state !== 'failing') {
      expect((await another()).rebooted).toBe(true)
      expect(++boots).toBeLessThan(5)
    }
    expect(await read()).toMatchObject({ state: 'failing', state_reason: 'reboot loop' })
    const { vlan: kept } = device.report()
    expect(await another()).toMatchObject({ reasons: [], up: true, rebooted: false, vlan: kept })
    await api.post(path, { settings: { firmware: { url: 'http://127.0.0.1:1/new' } } })
    const { items } = (await api.get(`${path}/files`)).body as { items: { name: string }[] }
    for (const { name } of items)
      expect((await api.get(`${path}/files/${name}`)).text).not.toMatch(
        /127\.0\.0\.1:1\/new|"device\.|vlan_id|network\.vlan|<firmware[ >]/,
      )

    await api.post(path, { settings: { firmware: null } })

    // It lasts: in the record, and not only in the memory of the server.
    expect((await server.services.phones.get(server.actor, phone.id)).reboot_loop?.at).toMatch(/Z$/)
    expect((await api.post(`${path}/acknowledge`)).status).toBe(204)
    expect((await read()).state).toBe('out of date')
    expect(await device.poll()).toMatchObject({ up: true, rebooted: true, vlan: { phone: vlan } })
  })
})
