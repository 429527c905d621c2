// Writes vendors/zones.ts (or the file given) from the time zone data of node's Intl: npx tsx scripts/zones.ts [file]
import { writeFileSync } from 'node:fs'
import type { ClockChange, DstRule, ZoneRow } from '../src/domain/zone.js'

/**
 * The years looked at. Fixed, so that the table never depends on the day it is made; so many, because in six years
 * different laws fall on the same days ("the Saturday before the last Sunday" and "the fourth Saturday").
 */
const FIRST_YEAR = 2024
const LAST_YEAR = 2035
/** A zone whose law changed after the first year is described by its present law, if that has held since this year. */
const LATEST_START = 2026
const DAY = 86_400_000
/** No zone changes twice within a week: the shortest spell, Morocco's Ramadan, lasts a month. */
const STRIDE = 7 * DAY

/** Names of the tz database that Intl knows but does not list, and older spellings that later versions may not list. */
const MORE_NAMES = `
  Africa/Asmara Africa/Asmera Africa/Timbuktu America/Argentina/Buenos_Aires America/Argentina/Catamarca
  America/Argentina/ComodRivadavia America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/Mendoza
  America/Atikokan America/Atka America/Buenos_Aires America/Catamarca America/Coral_Harbour America/Cordoba
  America/Ensenada America/Fort_Wayne America/Godthab America/Indiana/Indianapolis America/Indianapolis America/Jujuy
  America/Kentucky/Louisville America/Knox_IN America/Louisville America/Mendoza America/Montreal America/Nipigon
  America/Nuuk America/Pangnirtung America/Porto_Acre America/Rainy_River America/Rosario America/Santa_Isabel
  America/Shiprock America/Thunder_Bay America/Virgin America/Yellowknife Antarctica/South_Pole Arctic/Longyearbyen
  Asia/Ashkhabad Asia/Calcutta Asia/Choibalsan Asia/Chongqing Asia/Chungking Asia/Dacca Asia/Harbin Asia/Ho_Chi_Minh
  Asia/Istanbul Asia/Kashgar Asia/Kathmandu Asia/Katmandu Asia/Kolkata Asia/Macao Asia/Rangoon Asia/Saigon
  Asia/Tel_Aviv Asia/Thimbu Asia/Ujung_Pandang Asia/Ulan_Bator Asia/Yangon Atlantic/Faeroe Atlantic/Faroe
  Atlantic/Jan_Mayen Australia/ACT Australia/Canberra Australia/Currie Australia/LHI Australia/NSW Australia/North
  Australia/Queensland Australia/South Australia/Tasmania Australia/Victoria Australia/West Australia/Yancowinna
  Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West CET CST6CDT Canada/Atlantic Canada/Central Canada/Eastern
  Canada/Mountain Canada/Newfoundland Canada/Pacific Canada/Saskatchewan Canada/Yukon Chile/Continental
  Chile/EasterIsland Cuba EET EST EST5EDT Egypt Eire Etc/GMT Etc/GMT+0 Etc/GMT+1 Etc/GMT+10 Etc/GMT+11 Etc/GMT+12
  Etc/GMT+2 Etc/GMT+3 Etc/GMT+4 Etc/GMT+5 Etc/GMT+6 Etc/GMT+7 Etc/GMT+8 Etc/GMT+9 Etc/GMT-0 Etc/GMT-1 Etc/GMT-10
  Etc/GMT-11 Etc/GMT-12 Etc/GMT-13 Etc/GMT-14 Etc/GMT-2 Etc/GMT-3 Etc/GMT-4 Etc/GMT-5 Etc/GMT-6 Etc/GMT-7 Etc/GMT-8
  Etc/GMT-9 Etc/GMT0 Etc/Greenwich Etc/UCT Etc/UTC Etc/Universal Etc/Zulu Europe/Belfast Europe/Kiev Europe/Kyiv
  Europe/Nicosia Europe/Tiraspol Europe/Uzhgorod Europe/Zaporozhye GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST
  Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT Mexico/BajaNorte Mexico/BajaSur
  Mexico/General NZ NZ-CHAT Navajo PRC PST8PDT Pacific/Chuuk Pacific/Enderbury Pacific/Johnston Pacific/Kanton
  Pacific/Pohnpei Pacific/Ponape Pacific/Samoa Pacific/Truk Pacific/Yap Poland Portugal ROC ROK Singapore Turkey UCT
  US/Alaska US/Aleutian US/Arizona US/Central US/East-Indiana US/Eastern US/Hawaii US/Indiana-Starke US/Michigan
  US/Mountain US/Pacific US/Samoa UTC Universal W-SU WET Zulu
`

/** Rules that many zones share are named after their region; any other after the first zone that has it. */
const RULE_NAMES: Readonly<Record<string, string>> = {
  'America/New_York': 'US',
  'Europe/Berlin': 'EU',
  'Europe/London': 'EU_WEST',
  'Europe/Athens': 'EU_EAST',
  'Australia/Sydney': 'AU',
  'Australia/Lord_Howe': 'LORD_HOWE',
  'Pacific/Auckland': 'NZ',
  'Pacific/Chatham': 'CHATHAM',
  'Pacific/Easter': 'EASTER',
  'America/Nuuk': 'NUUK',
}

interface Change {
  readonly at: number
  readonly before: number
  readonly after: number
}

/** Offset from UTC in seconds at an instant in milliseconds. */
type OffsetAt = (instant: number) => number

function offsetReader(zone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', timeZoneName: 'longOffset' })
  return (instant) => {
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)$/.exec(format.format(instant)) ?? []
    if (sign === undefined) throw new Error(`no offset in ${format.format(instant)}`)
    return Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60)
  }
}

/** Every change of the offset, found week by week and then by halving to the second. */
function changesOf(offsetAt: OffsetAt): Change[] {
  const changes: Change[] = []
  const end = Date.UTC(LAST_YEAR + 1, 0, 1)
  let before = offsetAt(Date.UTC(FIRST_YEAR, 0, 1))
  for (let instant = Date.UTC(FIRST_YEAR, 0, 1); instant < end; instant += STRIDE) {
    const after = offsetAt(instant + STRIDE)
    if (after === before) continue
    let low = instant
    let high = instant + STRIDE
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000
      if (offsetAt(middle) === before) low = middle
      else high = middle
    }
    changes.push({ at: high, before, after })
    before = after
  }
  return changes
}

/**
 * The one description that fits all the changes. A law such as "the night after the last Thursday" only fits when the
 * change is told from the day before or the day after, hence the shifts.
 */
function describe(changes: readonly Change[]): ClockChange | undefined {
  for (const shift of [0, -1, 1]) {
    const fits = changes.map(({ at, before }) => {
      const wall = at + before * 1000
      const midnight = Math.floor(wall / DAY) * DAY + shift * DAY
      const date = new Date(midnight)
      const month = date.getUTCMonth() + 1
      const day = date.getUTCDate()
      const last = day + 7 > new Date(Date.UTC(date.getUTCFullYear(), month, 0)).getUTCDate()
      const weeks = last ? [5, Math.ceil(day / 7)] : [Math.ceil(day / 7)]
      return weeks.map((week) => ({ month, week, weekday: date.getUTCDay(), time: (wall - midnight) / 1000 }))
    })
    const found = fits[0]?.find((candidate) => fits.every((fit) => fit.some((other) => same(candidate, other))))
    if (found) return found
  }
  return undefined
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The row by the law since the given year, or undefined when no rule holds from then to the last year. */
function rowSince(year: number, all: readonly Change[], offsetAt: OffsetAt): ZoneRow | undefined {
  const changes = all.filter(({ at }) => at >= Date.UTC(year, 0, 1))
  const first = changes[0]
  if (!first) return { offset: offsetAt(Date.UTC(year, 0, 1)), dst: null }
  const offset = Math.min(first.before, first.after)
  const save = Math.abs(first.after - first.before)
  const alternate = changes.every(
    (c) => Math.min(c.before, c.after) === offset && Math.abs(c.after - c.before) === save,
  )
  const starts = changes.filter((c) => c.after > c.before)
  const ends = changes.filter((c) => c.after < c.before)
  const years = LAST_YEAR - year + 1
  if (!alternate || starts.length !== years || ends.length !== years) return undefined
  const start = describe(starts)
  const end = describe(ends)
  return start && end ? { offset, dst: { save, start, end } } : undefined
}

function rowOf(zone: string): ZoneRow {
  const offsetAt = offsetReader(zone)
  const changes = changesOf(offsetAt)
  for (let year = FIRST_YEAR; year <= LATEST_START; year++) {
    const row = rowSince(year, changes, offsetAt)
    if (row) return row
  }
  // Ramadan is far from 1 January in that year, and all such zones lie north: their new year is standard time.
  return { offset: offsetAt(Date.UTC(LATEST_START, 0, 1)), dst: 'irregular' }
}

const names = [...new Set([...Intl.supportedValuesOf('timeZone'), ...MORE_NAMES.trim().split(/\s+/)])].sort()
const rows = new Map(names.map((name) => [name, rowOf(name)]))
const ruleNames = new Map<string, string>()
for (const zone of [...Object.keys(RULE_NAMES), ...names]) {
  const dst = rows.get(zone)?.dst
  if (!dst || dst === 'irregular' || ruleNames.has(JSON.stringify(dst))) continue
  ruleNames.set(JSON.stringify(dst), RULE_NAMES[zone] ?? zone.replace(/^.*\//, '').toUpperCase().replace(/\W/g, '_'))
}

const change = (c: ClockChange) => `{ month: ${c.month}, week: ${c.week}, weekday: ${c.weekday}, time: ${c.time} }`
const ruleText = ([json, name]: [string, string]) => {
  const rule: DstRule = JSON.parse(json)
  return `const ${name}: DstRule = {\n  save: ${rule.save},\n  start: ${change(rule.start)},\n  end: ${change(rule.end)},\n}\n`
}
const rowText = ([zone, { offset, dst }]: [string, ZoneRow]) => {
  const text = dst === null ? 'null' : dst === 'irregular' ? "'irregular'" : ruleNames.get(JSON.stringify(dst))
  const key = /^[A-Za-z_]\w*$/.test(zone) ? zone : `'${zone}'`
  return `  ${key}: { offset: ${offset}, dst: ${text} },\n`
}
writeFileSync(
  process.argv[2] ?? new URL('../vendors/zones.ts', import.meta.url),
  `// Written by scripts/zones.ts from tz database ${process.versions.tz}, years ${FIRST_YEAR} to ${LAST_YEAR}; do not edit.
import type { DstRule, ZoneRow } from '../src/domain/zone.js'

${[...ruleNames].map(ruleText).join('\n')}
/** Every name of the IANA time zone database, links included, with the clock it has had since ${LATEST_START} at the latest. */
export const ZONES: Readonly<Record<string, ZoneRow>> = {
${[...rows].map(rowText).join('')}}
`,
)
