import { describe, expect, it } from 'vitest'
import { vendorNamed } from '../../src/catalogue/index.js'
import { toldClock } from '../../src/render/time.js'
import { zone } from '../../vendors/snom/zones.js'
import { ZONES } from '../../vendors/zones.js'
import { readCfg } from '../support/cfg.js'
import { type Clock, clockAt, polycomClock, snomClock, yealinkClock } from '../support/clocks.js'
import { renderFile } from '../support/plan.js'
import { rootOf as attributesOf } from './polycom/read.js'
import { rootOf as elementOf } from './snom/read.js'

const HOUR = 3_600_000
const FROM = Date.UTC(2026, 0, 1)
const TO = Date.UTC(2029, 0, 1)

const rendered = (vendor: string, model: string, name: string, timezone: string) =>
  renderFile({ vendor, model, settings: { timezone } }, name).body

const CLOCKS: readonly (readonly [vendor: string, (zone: string) => Clock])[] = [
  ['yealink', (zone) => yealinkClock(readCfg(rendered('yealink', 'T46U', '001565aabbcc.cfg', zone)).values)],
  [
    'polycom',
    (zone) => polycomClock(attributesOf(rendered('polycom', 'VVX450', '64167faabbcc-user.cfg', zone), 'PHONE_CONFIG')),
  ],
  ['snom', (zone) => snomClock(elementOf(rendered('snom', 'D785', '000413aabbcc.xml', zone)))],
]

const EXACT = [
  'Etc/UTC',
  'Etc/GMT+5',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Lisbon',
  'Europe/Athens',
  'Europe/Kyiv',
  'Europe/Moscow',
  'Europe/Istanbul',
  'Europe/Chisinau',
  'Atlantic/Azores',
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'America/Phoenix',
  'America/Anchorage',
  'America/St_Johns',
  'America/Halifax',
  'America/Havana',
  'America/Mexico_City',
  'America/Caracas',
  'America/Bogota',
  'America/Sao_Paulo',
  'America/Argentina/Buenos_Aires',
  'America/Asuncion',
  'Pacific/Easter',
  'Pacific/Honolulu',
  'Pacific/Marquesas',
  'Pacific/Apia',
  'Pacific/Fiji',
  'Pacific/Auckland',
  'Australia/Sydney',
  'Australia/Adelaide',
  'Australia/Darwin',
  'Australia/Brisbane',
  'Australia/Eucla',
  'Asia/Tehran',
  'Asia/Kabul',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Yangon',
  'Asia/Beirut',
  'Asia/Tokyo',
  'Asia/Shanghai',
  'Africa/Johannesburg',
]

/** Zones that some phone cannot tell exactly, with the hours of the three years at which its clock is wrong. */
const LOSSY: readonly (readonly [zone: string, Readonly<Record<string, number>>])[] = [
  ['Pacific/Chatham', { yealink: 6, polycom: 6, snom: 0 }],
  ['America/Nuuk', { yealink: 3, polycom: 3, snom: 3 }],
  ['America/Santiago', { yealink: 6, polycom: 6, snom: 0 }],
  ['Africa/Cairo', { yealink: 3, polycom: 3, snom: 0 }],
  ['Asia/Jerusalem', { yealink: 9, polycom: 9, snom: 6 }],
  ['Asia/Gaza', { yealink: 132, polycom: 132, snom: 132 }],
  ['Australia/Lord_Howe', { yealink: 0, polycom: 13197, snom: 0 }],
  ['Antarctica/Troll', { yealink: 0, polycom: 15456, snom: 0 }],
  ['Pacific/Kiritimati', { yealink: 0, polycom: 26304, snom: 0 }],
  ['Africa/Casablanca', { yealink: 2688, polycom: 2688, snom: 2688 }],
  ['Africa/El_Aaiun', { yealink: 2688, polycom: 2688, snom: 2688 }],
]

const truths = new Map<string, readonly number[]>()

/** Offsets by Intl at every hour of the years; days that begin and end alike are not looked into. */
function truthOf(zone: string, from: number, to: number): readonly number[] {
  const known = truths.get(`${zone} ${from}`)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', timeZoneName: 'longOffset' })
  const at = (instant: number): number => {
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)$/.exec(format.format(instant)) ?? []
    return Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60)
  }
  const offsets: number[] = []
  let begin = at(from)
  for (let day = from; day < to; day += 24 * HOUR) {
    const end = at(day + 24 * HOUR)
    for (let hour = 0; hour < 24; hour++) offsets.push(begin === end ? begin : at(day + hour * HOUR))
    begin = end
  }
  truths.set(`${zone} ${from}`, offsets)
  return offsets
}

function wrongHours(clock: Clock, zone: string, from = FROM, to = TO): { hours: number; wrong: number } {
  const shown = clockAt(clock)
  const truth = truthOf(zone, from, to)
  const wrong = truth.filter((offset, hour) => shown(from + hour * HOUR) !== offset)
  return { hours: truth.length, wrong: wrong.length }
}

describe.each(CLOCKS)('the clock of a %s phone, every hour of 2026 to 2028', (vendor, clockOf) => {
  it.each(EXACT)('is right in %s', (zone) => {
    expect(wrongHours(clockOf(zone), zone)).toEqual({ hours: 26_304, wrong: 0 })
  })

  it.each(LOSSY)('is wrong in %s as long as is said here', (zone, wrong) => {
    expect(wrongHours(clockOf(zone), zone)).toEqual({ hours: 26_304, wrong: wrong[vendor] })
  })
})

/** One zone of each clock there is. */
const DIFFERENT = [...new Map(Object.entries(ZONES).map(([name, row]) => [JSON.stringify(row), name])).values()]

describe.each(CLOCKS)('a %s phone whose clock is wrong at some hour says so, and no other', (vendor, clockOf) => {
  const { clock } = vendorNamed(vendor) ?? expect.fail(`no vendor ${vendor}`)
  it.each(DIFFERENT)('%s', (zone) => {
    const { losses } = toldClock(ZONES[zone] ?? expect.fail(`no zone ${zone}`), clock)
    expect({ zone, wrong: wrongHours(clockOf(zone), zone).wrong > 0 }).toEqual({ zone, wrong: losses.length > 0 })
  })
})

describe('a Snom zone code, which brings a rule of about 2010', () => {
  it.each(Object.keys(zone))('is written for %s, whose law is still that one', (name) => {
    const settings = elementOf(rendered('snom', 'D785', '000413aabbcc.xml', name))
    const { wrong } = wrongHours(snomClock(settings), name, Date.UTC(2010, 0, 1), FROM)
    expect(wrong).toBe(0)
  })
})
