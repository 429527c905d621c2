import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { type Bench, startBench } from './bench.js'
import { type FakeYmcs, yealinkYmcs } from './fakes/yealink-ymcs.js'

let bench: Bench<FakeYmcs>

beforeEach(async () => {
  bench = await startBench('yealink-ymcs', await yealinkYmcs())
})
afterEach(async () => {
  const { violations } = bench.fake
  await bench.end()
  expect(violations).toEqual([])
})

const several = (count: number): Promise<Phone[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => bench.phone(n + 1)))
const added = () => bench.fake.calls.filter((call) => call === '/v2/rps/addDevicesByMac').length

describe('a batch', () => {
  it('takes what the vendor took and says of each other phone why not', async () => {
    bench.fake.refused.set('001565000002', 'device.mac.invalid')
    bench.fake.refused.set('001565000003', 'internal error, try again')
    bench.fake.foreign.add('001565000004')
    const [good, invalid, busy, foreign] = await several(4)
    if (!good || !invalid || !busy || !foreign) throw new Error('four phones are needed')
    await bench.until(good, { state: 'registered' })
    expect(await bench.until(invalid, { state: 'failed', due_at: null })).toMatchObject({
      answer: 'device.mac.invalid',
      gone: false,
    })
    const waiting = await bench.until(busy, { attempts: 1 })
    expect([waiting.state, waiting.due_at === null]).toEqual(['wanted', false])
    await bench.until(foreign, { state: 'conflict' })
    bench.fake.refused.clear()
    bench.fake.foreign.clear()
    bench.later()
    await bench.until(busy, { state: 'registered' })
    await bench.until(foreign, { state: 'registered' })
    expect(bench.fake.entries.size).toBe(3)
  })

  it('never holds more than a hundred devices', async () => {
    const phones = await several(130)
    for (const phone of phones) await bench.until(phone, { state: 'registered' })
    expect(bench.fake.entries.size).toBe(130)
    expect(added()).toBeLessThan(20)
    expect(await bench.worker.reconcile(bench.account)).toMatchObject({ checked: 130, repaired: 0, strangers: 0 })
  })

  it('brings the PINs of its devices', async () => {
    const [phone] = await several(1)
    if (!phone) throw new Error('a phone is needed')
    const { pin } = await bench.until(phone, { state: 'registered' })
    expect(pin?.reveal()).toBe(`9${phone.mac.slice(-5)}`)
  })
})

describe('a token', () => {
  it('is fetched once and renewed when the service believes it no more', async () => {
    const [first] = await several(1)
    if (!first) throw new Error('a phone is needed')
    await bench.until(first, { state: 'registered' })
    const tokens = () => bench.fake.calls.filter((call) => call === '/v2/token').length
    expect(tokens()).toBe(1)
    bench.fake.expireTokens()
    const second = await bench.phone(2)
    await bench.until(second, { state: 'registered', attempts: 0 })
    expect(tokens()).toBe(2)
  })
})

describe('an account without adding by MAC', () => {
  it('says so when by_mac was promised', async () => {
    bench.fake.byMac = false
    const phone = await bench.phone(1)
    const { answer } = await bench.until(phone, { state: 'failed', gone: false })
    expect(answer).toContain('not enabled for this account')
  })

  it('adds each phone with its serial number, and replaces it', async () => {
    bench.fake.byMac = false
    await bench.credentials({ options: { by_mac: false } })
    const phone = await bench.phone(1, { serial_number: '3146019091234567' })
    await bench.until(phone, { state: 'registered' })
    expect(bench.fake.serials.get(phone.mac)).toBe('3146019091234567')
    await bench.repoint('http://new.example.net')
    await bench.until(phone, { state: 'registered', due_at: null })
    expect(bench.fake.entries.get(phone.mac)).toBe(bench.wanted(phone))
  })
})

describe('an entry that is right already', () => {
  it('is neither deleted nor added', async () => {
    const phone = await bench.phone(1, { rps: false })
    bench.fake.entries.set(phone.mac, bench.wanted(phone))
    await bench.change(phone, { rps: true })
    await bench.until(phone, { state: 'registered' })
    expect(bench.fake.deletions.size).toBe(0)
  })
})
