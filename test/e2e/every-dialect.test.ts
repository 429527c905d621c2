import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { Problems } from '../../src/domain/errors.js'
import type { Key } from '../../src/domain/keys.js'
import type { User } from '../../src/domain/model.js'
import type { Vendor } from '../../src/domain/vendor.js'
import { isSimulated, type SimulatedVendor } from '../../src/simulator/index.js'
import { createDesks } from '../support/desk.js'
import { startTestServer, type TestServer } from '../support/server.js'

interface Shape {
  readonly model: string
  /** What its versions begin with where that names the hardware. */
  readonly family?: string
  /** No such phone ever ran anything older. */
  readonly oldest?: number
}

/** One model of each way a vendor lays out accounts and keys. */
const SHAPES: Readonly<Record<SimulatedVendor, readonly Shape[]>> = {
  yealink: [
    { model: 'T46S', family: '66.' },
    { model: 'T28P', family: '2.' },
    { model: 'T38G', family: '38.' },
    { model: 'T40P', family: '54.' },
    { model: 'CP960', family: '73.' },
    { model: 'W60B', family: '77.', oldest: 77 },
    { model: 'W75B', family: '175.', oldest: 83 },
  ],
  snom: ['D785', 'D315', '715', 'D865', 'M700', 'M900'].map((model) => ({ model })),
  polycom: ['VVX450', 'SPIP650', 'CCX600'].map((model) => ({ model })),
}

/** Every version at which a vendor's tables change. */
function boundaries(vendor: Vendor): string[] {
  const ranges = vendor.sections.flatMap(({ rows }) => rows.map(({ firmware }) => firmware))
  const named = ranges.flatMap((range) => [range?.from, range?.below])
  const all = [...named, ...(vendor.renames ?? []).map(({ below }) => below)]
  return [...new Set(all.filter((version) => version !== undefined))]
}

/** The version as a phone reports it, of four numbers; `before` = the last one below it. */
function reported(version: string, before: boolean): string {
  const parts = version.split('.').map(Number)
  const last = parts.length - 1
  if (before) parts[last] = (parts[last] ?? 0) - 1
  return [...parts, 0, 0, 0].slice(0, 4).join('.')
}

const simulated = vendors.filter(({ id }) => isSimulated(id))

const rows = simulated.flatMap((vendor) => {
  const both = boundaries(vendor).flatMap((version) => [reported(version, true), reported(version, false)])
  const versions = [...new Set(both)]
  return SHAPES[vendor.id as SimulatedVendor].flatMap(({ model, family = '', oldest = 0 }) =>
    versions
      .filter((version) => Number.parseInt(version, 10) >= oldest)
      // A Yealink says its family and three numbers more.
      .map((version) => (family === '' ? version : family + version.split('.').slice(0, 3).join('.')))
      .map((firmware) => [vendor.id as SimulatedVendor, model, firmware] as const),
  )
})

const desks = createDesks()
let server: TestServer
let users: readonly User[]

beforeAll(async () => {
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '', OFFHOOK_HTTPS_PORT: 'off' })
  await server.services.server.change({ public_urls: [server.http ?? ''] }, new Problems())
  users = await Promise.all(['201', '202'].map((name) => server.user(name)))
})
afterAll(async () => {
  await server.remove()
  desks.remove()
})

const watched = { kind: 'blf', value: '102', label: 'Bob' } as const

it.each(simulated)('$id changes with its firmware', (vendor) => expect(boundaries(vendor)).not.toEqual([]))

describe('every dialect makes a working phone', () => {
  it.each(rows)('%s %s %s', async (vendor, name, firmware) => {
    const model = vendors.find(({ id }) => id === vendor)?.models.find(({ id }) => id === name)
    const lines = users.slice(0, model?.lines).map(({ id }) => ({ user_id: id }))
    const keys: Key[] = (model?.keys ?? 0) > 2 ? [{ position: 3, ...watched }] : []
    if (model?.modules) keys.push({ position: 1, module: 1, ...watched })
    const { phone, device } = await desks.phone(server, vendor, name, {
      ...{ lines, keys, firmware },
      settings: {
        ...{ codecs: ['PCMA', 'G722'], transport: 'tls', pickup_code: '*8', vlan: { phone: { id: 20 } } },
        outbound_proxy: { host: 'edge.example.net', port: 5071 },
      },
    })
    const report = await device.boot()
    expect(report).toMatchObject({ reasons: [], up: true, firmware, codecs: ['PCMA', 'G722'], vlan: { phone: 20 } })
    expect(report.provisioningUrl).toBe(`${server.http}/p/${phone.token.secret.reveal()}/`)
    const account = { ...{ enabled: true, hasPassword: true, registrar: 'pbx.example.net' }, transport: 'tls' }
    expect(report.lines).toMatchObject(
      users
        .slice(0, model?.lines)
        .map(({ sip_user }) => ({ user: sip_user, ...account, outboundProxy: 'edge.example.net:5071' })),
    )
    expect(report.lines.every(({ port }) => port === 5061)).toBe(true)
    const shown = report.keys.filter(({ kind }) => kind === 'blf')
    expect(shown.map(({ value, label, line, pickup }) => ({ value, label, line, pickup }))).toEqual(
      keys.map(() => ({ value: '102', label: 'Bob', line: 1, pickup: '*8' })),
    )
  })
})
