import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { ClockChange, DstRule, ZoneRow } from '../src/domain/zone.js'
import { ZONES } from '../vendors/zones.js'

const HOUR = 3_600_000
const FROM = Date.UTC(2025, 0, 1)
const TO = Date.UTC(2029, 0, 1)

const NORTH = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Lisbon',
  'Europe/Athens',
  'Europe/Kyiv',
  'Europe/Kiev',
  'Europe/Moscow',
  'Europe/Istanbul',
  'Europe/Chisinau',
  'Atlantic/Azores',
  'America/New_York',
  'America/Los_Angeles',
  'America/Phoenix',
  'America/St_Johns',
  'America/Havana',
  'America/Mexico_City',
  'America/Nuuk',
  'America/Scoresbysund',
  'US/Eastern',
  'Asia/Jerusalem',
  'Asia/Beirut',
  'Asia/Tehran',
  'Asia/Almaty',
  'Asia/Calcutta',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Africa/Cairo',
  'Africa/Khartoum',
  'Pacific/Honolulu',
  'Etc/UTC',
  'Etc/GMT+5',
]
const SOUTH = [
  'Australia/Sydney',
  'Australia/Adelaide',
  'Australia/Brisbane',
  'Australia/Lord_Howe',
  'Australia/Eucla',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Easter',
  'Pacific/Fiji',
  'Pacific/Apia',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/Asuncion',
  'America/Buenos_Aires',
  'Africa/Johannesburg',
  'Antarctica/Troll',
]

describe('the offset told by a row is the real one, every hour of 2025 to 2028', () => {
  it.each([...NORTH, ...SOUTH])('%s', (zone) => {
    const row = ZONES[zone]
    if (!row || row.dst === 'irregular') throw new Error(`no regular row for ${zone}`)
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', timeZoneName: 'longOffset' })
    const changes = row.dst ? changesOf(row, row.dst) : []
    let offset = row.offset
    let wrong = 0
    let hours = 0
    for (let instant = Date.UTC(2024, 0, 1), next = 0; instant < TO; instant += HOUR) {
      for (let change = changes[next]; change && change.at <= instant; change = changes[next]) {
        offset = change.after
        next += 1
      }
      if (instant < FROM) continue
      hours += 1
      if (!format.format(instant).endsWith(printOffset(offset))) wrong += 1
    }
    expect({ hours, wrong }).toEqual({ hours: 35_064, wrong: 0 })
  })
})

describe('the table', () => {
  it('holds every zone Intl lists', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((zone) => !Object.hasOwn(ZONES, zone))).toEqual([])
  })

  it.each([
    'UTC',
    'GMT',
    'Etc/UTC',
    'Etc/GMT',
    'Zulu',
    'Asia/Kolkata',
    'Asia/Saigon',
    'EST5EDT',
    'GB',
    'NZ',
    'CET',
    'Etc/GMT-14',
  ])('holds the link %s', (zone) => {
    expect(Object.hasOwn(ZONES, zone)).toBe(true)
  })

  it.each([
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Australia/LHI', 'Australia/Lord_Howe'],
    ['Eire', 'Europe/Dublin'],
    ['America/Godthab', 'America/Nuuk'],
  ])('says the same of %s as of %s', (link, zone) => {
    expect(ZONES[link]).toEqual(ZONES[zone])
    expect(ZONES[link]).toBeDefined()
  })

  it('names the zones that change by no rule', () => {
    const irregular = Object.keys(ZONES).filter((zone) => ZONES[zone]?.dst === 'irregular')
    expect(irregular).toEqual(['Africa/Casablanca', 'Africa/El_Aaiun'])
    expect(irregular.map((zone) => ZONES[zone]?.offset)).toEqual([3600, 3600])
  })

  it('names the zones whose rule leaves the day', () => {
    const outside = Object.entries(ZONES).filter(
      ([, { dst }]) => dst && dst !== 'irregular' && [dst.start, dst.end].some((c) => c.time < 0 || c.time >= 86_400),
    )
    expect(outside.map(([zone]) => zone)).toEqual([
      'Africa/Cairo',
      'America/Godthab',
      'America/Nuuk',
      'America/Santiago',
      'America/Scoresbysund',
      'Asia/Gaza',
      'Asia/Hebron',
      'Asia/Jerusalem',
      'Asia/Tel_Aviv',
      'Chile/Continental',
      'Egypt',
      'Israel',
    ])
  })

  it.each([
    ['Europe/Dublin', 0, 3600],
    ['Australia/Lord_Howe', 37_800, 1800],
    ['Antarctica/Troll', 0, 7200],
    ['Australia/Sydney', 36_000, 3600],
    ['America/St_Johns', -12_600, 3600],
  ])('takes winter as standard: %s %i, saving %i', (zone, offset, save) => {
    expect(ZONES[zone]).toMatchObject({ offset, dst: { save } })
  })

  it('says when the clocks of Rome change as the law does', () => {
    expect(ZONES['Europe/Rome']).toEqual({
      offset: 3600,
      dst: {
        save: 3600,
        start: { month: 3, week: 5, weekday: 0, time: 7200 },
        end: { month: 10, week: 5, weekday: 0, time: 10_800 },
      },
    })
  })
})

describe('scripts/zones.ts', () => {
  it('writes the same whatever the zone, the locale and the day', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offhook-zones-'))
    const later = `data:text/javascript,Date.now=()=>${Date.UTC(2041, 6, 1)}`
    const write = async (name: string, env: Record<string, string>, ...options: string[]) => {
      const script = new URL('../scripts/zones.ts', import.meta.url).pathname
      const args = [...options, '--import', 'tsx', script, join(folder, name)]
      await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } })
      return readFileSync(join(folder, name), 'utf8')
    }
    const here = await write('a.ts', { TZ: 'UTC', LC_ALL: 'C' })
    const there = await write('b.ts', { TZ: 'America/Santiago', LC_ALL: 'ar_EG.UTF-8' }, '--import', later)
    expect(there).toBe(here)
    // Where node carries other laws than the shipped table's, rows may differ; names are only ever added.
    const names = [...here.matchAll(/^ {2}'?([^':]+)'?: \{ offset/gm)].map(([, name]) => name ?? '')
    expect(names.length).toBeGreaterThan(590)
    expect(names.filter((name) => !Object.hasOwn(ZONES, name))).toEqual([])
    rmSync(folder, { recursive: true })
  })
})

function changesOf(row: ZoneRow, rule: DstRule) {
  return [2024, 2025, 2026, 2027, 2028]
    .flatMap((year) => [
      { at: instantOf(rule.start, year, row.offset), after: row.offset + rule.save },
      { at: instantOf(rule.end, year, row.offset + rule.save), after: row.offset },
    ])
    .sort((a, b) => a.at - b.at)
}

/** The instant (ms) of a clock change, counted forward from the month's first day, or back from its last. */
function instantOf({ month, week, weekday, time }: ClockChange, year: number, offset: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1))
  const last = new Date(Date.UTC(year, month, 0))
  const day =
    week === 5
      ? last.getUTCDate() - ((last.getUTCDay() - weekday + 7) % 7)
      : 1 + ((weekday - first.getUTCDay() + 7) % 7) + (week - 1) * 7
  return Date.UTC(year, month - 1, day) + (time - offset) * 1000
}

function printOffset(offset: number): string {
  const minutes = Math.abs(offset) / 60
  const two = (n: number) => String(n).padStart(2, '0')
  return `GMT${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
