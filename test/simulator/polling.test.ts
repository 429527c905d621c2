import { describe, expect, it } from 'vitest'
import { parseMac } from '../../src/domain/mac.js'
import type { SimulatedVendor } from '../../src/simulator/index.js'
import { EVERY_DAY, nextPoll } from '../../src/simulator/polling.js'
import { furnish, goodPhone, OWN_FILE, ownFile, writesUrl } from './bench.js'

const VENDORS: readonly SimulatedVendor[] = ['yealink', 'snom', 'polycom']
const START = Date.UTC(2025, 0, 1, 12, 0)

const provisioning = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).map(([name, value]) => [`static.auto_provision.${name}`, value]))
const snom = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).map(([name, value]) => [`prov_polling_${name}`, value]))
const polycom = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).map(([name, value]) => [`prov.polling.${name}`, value]))

const NIGHTLY = {
  yealink: provisioning({
    'weekly.enable': '1',
    'weekly.dayofweek': '0123456',
    'weekly.begin_time': '01:00',
    'weekly.end_time': '05:00',
  }),
  snom: snom({ enabled: 'on', mode: 'random', period: '86400', time: '01:00', time_rand_end: '05:00' }),
  polycom: polycom({ enabled: '1', mode: 'random', period: '86400', time: '01:00', timeRandomEnd: '05:00' }),
}

describe.each(VENDORS)('a %s', (vendor) => {
  it('polls for thirty days without a needless reboot', async () => {
    let time = START
    const { site, phone } = await goodPhone(vendor, { clock: () => new Date(time) })
    furnish(site, vendor, ownFile(vendor, { ...NIGHTLY[vendor], ...writesUrl(vendor, `${site.origin}/p/own/`) }))
    const { reboots } = await phone.boot()
    site.asked()
    const reports = await phone.elapse(30)
    expect(reports).toHaveLength(30)
    expect(site.asked().filter((path) => path === OWN_FILE[vendor])).toHaveLength(30)
    expect(reports.every(({ up, rebooted }) => up && !rebooted)).toBe(true)
    expect(phone.report()).toMatchObject({ reboots, polling: 'daily 01:00-05:00' })
    time += 86_400_000
    expect(await phone.elapse(1)).toHaveLength(1)
  })

  it('learns of a change at its next poll', async () => {
    const { site, phone } = await goodPhone(vendor, { clock: () => new Date(START) })
    furnish(site, vendor, ownFile(vendor, NIGHTLY[vendor]))
    await phone.boot()
    const label = { yealink: 'account.1.label', snom: 'user_idle_text[1]', polycom: 'reg.1.label' }[vendor]
    furnish(site, vendor, ownFile(vendor, { ...NIGHTLY[vendor], [label]: 'new' }))
    await phone.elapse(0.2)
    expect(phone.report().lines[0]?.label).not.toBe('new')
    await phone.elapse(1)
    expect(phone.report().lines[0]?.label).toBe('new')
  })

  it('never polls when nobody asked it to', async () => {
    const { phone } = await goodPhone(vendor)
    await phone.boot()
    expect(await phone.elapse(100)).toEqual([])
    expect(phone.report().polling).toBe('never')
  })
})

describe('polling of', () => {
  it.each([
    ['yealink', provisioning({ 'repeat.enable': '1', 'repeat.minutes': '360' }), 4, 'every 360 min'],
    [
      'yealink',
      provisioning({ 'flexible.enable': '1', 'flexible.interval': '2', 'flexible.begin_time': '03:00' }),
      0.5,
      'every 2 days 03:00',
    ],
    [
      'yealink',
      provisioning({
        'weekly.enable': '1',
        'weekly.dayofweek': '24',
        'weekly.begin_time': '3:00',
        'weekly.end_time': '03:00',
      }),
      2 / 7,
      'daily on weekdays 24 03:00',
    ],
    ['snom', snom({ enabled: 'on', mode: 'rel', period: '21600' }), 4, 'every 360 min'],
    ['snom', snom({ enabled: 'on', mode: 'random', period: '7200', time: '01:00' }), 12, 'every 120 min'],
    ['snom', snom({ enabled: 'on', mode: 'abs', time: '04:30', time_rand_end: '05:00' }), 1, 'daily 04:30'],
    ['snom', { settings_refresh_timer: '43200' }, 2, 'every 720 min'],
    ['snom', snom({ enabled: 'on', mode: 'rel', period: 'soon' }), 0, 'never'],
    ['polycom', polycom({ enabled: '1', mode: 'rel', period: '43200' }), 2, 'every 720 min'],
    ['polycom', polycom({ enabled: '1', mode: 'rel', period: '60' }), 1, 'every 1440 min'],
    ['polycom', polycom({ enabled: '1', period: '604800', time: '04:00' }), 1 / 7, 'every 7 days 04:00'],
  ] as const)('%s by %j', async (vendor, settings, perDay, words) => {
    const { site, phone } = await goodPhone(vendor, { clock: () => new Date(START) })
    furnish(site, vendor, ownFile(vendor, settings))
    await phone.boot()
    const polls = (await phone.elapse(14)).length
    expect(polls).toBe(14 * perDay)
    expect(phone.report().polling).toBe(words)
  })
})

it("draws a phone's minute within the window, also across midnight", () => {
  const plan = { from: 23 * 60, to: 60, days: 1, weekdays: EVERY_DAY }
  const minutes = Array.from({ length: 50 }, (_, i) => {
    const mac = parseMac(`805ec0${(i * 7919).toString(16).padStart(6, '0')}`)
    if (!mac) throw new Error('no MAC')
    const next = nextPoll([plan], START, START, mac)
    expect(next).toBeGreaterThan(START)
    return Math.floor((next % 86_400_000) / 60_000)
  })
  expect(minutes.every((minute) => minute >= 23 * 60 || minute <= 60)).toBe(true)
  expect(new Set(minutes).size).toBeGreaterThan(20)
})
