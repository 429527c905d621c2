import type { Element } from '../vendors/snom/read.js'

// What a phone's clock shows, worked out from the parameters of its file by the vendors' own descriptions. Nothing here
// knows how the files are made.

/** A day of every year: the n-th (or last) of a weekday in a month, 0 = Sunday, and the time on the clock as it goes. */
interface Edge {
  readonly month: number
  readonly nth: number | 'last'
  readonly weekday: number
  readonly seconds: number
}

export interface Clock {
  /** Seconds east of UTC in winter. */
  readonly offset: number
  readonly summer: { readonly save: number; readonly start: Edge; readonly end: Edge } | null
}

/** Yealink: `month/week/weekday/hour`, week 5 = the last, 1 = Monday to 7 = Sunday (dst_time_type 1). */
export function yealinkClock(values: ReadonlyMap<string, string>): Clock {
  const read = (name: string): string => values.get(`local_time.${name}`) ?? raise(`no local_time.${name}`)
  const [, sign, hours = '0', minutes = '0'] =
    /^([+-])(\d+)(?::(\d\d))?$/.exec(read('time_zone').replace(/^0$/, '+0')) ?? raise(read('time_zone'))
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
  if (read('summer_time') === '0') return { offset, summer: null }
  if (read('summer_time') !== '1' || read('dst_time_type') !== '1') raise('a summer time by the phone itself')
  const edge = (name: string): Edge => {
    const [, month, week, weekday, hour] = /^(\d+)\/([1-5])\/([1-7])\/(\d+)$/.exec(read(name)) ?? raise(read(name))
    if (Number(hour) > 23) raise(`hour ${hour}`)
    return {
      month: Number(month),
      nth: week === '5' ? 'last' : Number(week),
      weekday: Number(weekday) % 7,
      seconds: Number(hour) * 3600,
    }
  }
  return {
    offset,
    summer: { save: Number(read('offset_time')) * 60, start: edge('start_time'), end: edge('end_time') },
  }
}

/** Polycom: weekdays 1 = Sunday; date 1, 8, 15, 22 = first to fourth; one hour is saved, always. */
export function polycomClock(parameters: Readonly<Record<string, string>>): Clock {
  const read = (name: string): string => parameters[`tcpIpApp.sntp.${name}`] ?? raise(`no ${name}`)
  const offset = Number(read('gmtOffset'))
  if (offset < -43_200 || offset > 46_800) raise(`gmtOffset ${offset} is out of range`)
  if (read('daylightSavings.enable') === '0') return { offset, summer: null }
  if (read('daylightSavings.fixedDayEnable') !== '0') raise('a rule by calendar date')
  const edge = (name: string): Edge => {
    const place = `daylightSavings.${name}`
    const last = read(`${place}.dayOfWeek.lastInMonth`) === '1'
    const hour = Number(read(`${place}.time`))
    if (!(hour >= 0 && hour <= 23)) raise(`hour ${hour}`)
    return {
      month: Number(read(`${place}.month`)),
      nth: last ? 'last' : 1 + [1, 8, 15, 22].indexOf(Number(read(`${place}.date`))),
      weekday: Number(read(`${place}.dayOfWeek`)) - 1,
      seconds: hour * 3600,
    }
  }
  return { offset, summer: { save: 3600, start: edge('start'), end: edge('stop') } }
}

/** Snom: `save MM.WW.DD hh:mm:ss MM.WW.DD hh:mm:ss`, week 05 = the last, day 01 = Monday to 07 = Sunday. */
export function snomClock(settings: Element): Clock {
  const read = (name: string): string => find(settings, name)?.text ?? raise(`no ${name}`)
  const offset = Number(read('utc_offset'))
  const rule = read('dst')
  if (rule === '') return { offset, summer: null }
  const [save, startDay = '', startTime = '', endDay = '', endTime = ''] = rule.split(' ')
  const edge = (day: string, time: string): Edge => {
    const [, month, week, weekday] = /^(\d\d)\.0([1-5])\.0([1-7])$/.exec(day) ?? raise(day)
    const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d)$/.exec(time) ?? raise(time)
    if (Number(hours) > 23) raise(time)
    return {
      month: Number(month),
      nth: week === '5' ? 'last' : Number(week),
      weekday: Number(weekday) % 7,
      seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
    }
  }
  return { offset, summer: { save: Number(save), start: edge(startDay, startTime), end: edge(endDay, endTime) } }
}

const FIRST_YEAR = 2008
const LAST_YEAR = 2030

/** Offset shown at an instant (ms) of the years 2009 to 2029. */
export function clockAt(clock: Clock): (instant: number) => number {
  const { offset, summer } = clock
  if (!summer) return () => offset
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i)
  const edges = years
    .flatMap((year) => [
      { at: instantOf(summer.start, year, offset), now: offset + summer.save },
      { at: instantOf(summer.end, year, offset + summer.save), now: offset },
    ])
    .sort((one, other) => other.at - one.at)
  return (instant) => (edges.find(({ at }) => at <= instant) ?? raise('no edge before')).now
}

function instantOf({ month, nth, weekday, seconds }: Edge, year: number, offset: number): number {
  const days = Array.from({ length: 31 }, (_, i) => new Date(Date.UTC(year, month - 1, i + 1))).filter(
    (day) => day.getUTCMonth() === month - 1 && day.getUTCDay() === weekday,
  )
  const day = (nth === 'last' ? days.at(-1) : days[nth - 1]) ?? raise(`no ${nth} weekday ${weekday} in ${month}`)
  return day.getTime() + (seconds - offset) * 1000
}

function find(element: Element, name: string): Element | undefined {
  if (element.name === name) return element
  for (const child of element.children) {
    const found = find(child, name)
    if (found) return found
  }
  return undefined
}

function raise(message: string): never {
  throw new Error(message)
}
