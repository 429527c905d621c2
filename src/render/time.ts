import type { ClockLimits } from '../domain/vendor.js'
import type { ClockChange, DstRule, ZoneRow } from '../domain/zone.js'
import type { Facts } from './scope.js'

/** A zone's clock as a vendor's parameters can say it, and what is lost by that. */
export interface ToldClock {
  /** Seconds east of UTC. */
  readonly offset: number
  readonly dst: DstRule | null
  /** One sentence each; empty = the phone's clock is right at every hour of the year. */
  readonly losses: readonly string[]
}

const DAY = 86_400
/** A change told less than a minute off is right on every display. */
const UNSEEN = 60

const duration = (seconds: number): string => {
  const minutes = Math.abs(seconds) / 60
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}

/**
 * A few laws put a change into the day before or after the weekday they name, some at a quarter past. Phones know the
 * hours of the day itself; its nearest end is wrong for some hours of a night, a neighbouring weekday for a week
 * in some years.
 */
function nearest(change: ClockChange, step: number): ClockChange {
  const time = Math.min(Math.max(Math.round(change.time / step) * step, 0), DAY - step)
  return { ...change, time }
}

function lossOf(direction: string, wanted: ClockChange, told: ClockChange): string[] {
  const late = told.time - wanted.time
  if (Math.abs(late) < UNSEEN) return []
  return [`clocks go ${direction} ${duration(late)} too ${late < 0 ? 'early' : 'late'}`]
}

function toldDst(dst: DstRule, { step, save = dst.save }: ClockLimits): Pick<ToldClock, 'dst' | 'losses'> {
  if (Math.abs(save - dst.save) >= dst.save)
    return { dst: null, losses: [`summer time of ${duration(dst.save)} cannot be told: standard time is kept`] }
  const start = nearest(dst.start, step)
  // The end is told on the summer's clock, so the same instant has another name when less is saved.
  const exactEnd = { ...dst.end, time: dst.end.time + save - dst.save }
  const end = nearest(exactEnd, step)
  const saved = save === dst.save ? [] : [`summer time is told as ${duration(save)} instead of ${duration(dst.save)}`]
  return {
    dst: { save, start, end },
    losses: [...saved, ...lossOf('forward', dst.start, start), ...lossOf('back', exactEnd, end)],
  }
}

/** The clock of a zone within a vendor's limits: exact where it can be, else the nearest. */
export function toldClock(zone: ZoneRow, limits: ClockLimits): ToldClock {
  const [lowest, highest] = limits.offsets ?? [-DAY, DAY]
  const offset = Math.min(Math.max(zone.offset, lowest), highest)
  const shifted =
    offset === zone.offset ? [] : [`UTC${hours(zone.offset)} cannot be told: the clock shows UTC${hours(offset)}`]
  if (zone.dst === null) return { offset, dst: null, losses: shifted }
  if (zone.dst === 'irregular') {
    return {
      offset,
      dst: null,
      losses: [...shifted, 'the zone changes its clocks by no yearly rule: standard time is kept'],
    }
  }
  const { dst, losses } = toldDst(zone.dst, limits)
  return { offset, dst, losses: [...shifted, ...losses] }
}

/** `+1`, `-5`, `+5:30`, `0`: a UTC offset as people write it. */
function hours(seconds: number): string {
  if (seconds === 0) return '0'
  const minutes = Math.abs(seconds) / 60
  const rest = minutes % 60
  return `${seconds < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}

/**
 * Facts about the phone's time zone, within the vendor's limits. `time.dst` is `off` for zones without daylight saving
 * and for zones whose changes follow no yearly rule; weekdays count from 0 = Sunday, weeks from 1 to 5 = last.
 */
export function timeFacts(facts: Facts, zone: ZoneRow | undefined, limits: ClockLimits): void {
  if (!zone) return
  const { offset, dst } = toldClock(zone, limits)
  facts.set('time.offset_seconds', String(offset))
  facts.set('time.offset_hours', hours(offset))
  facts.set('time.dst', dst ? 'on' : 'off')
  if (!dst) return
  facts.set('time.save_seconds', String(dst.save))
  facts.set('time.save_minutes', String(dst.save / 60))
  for (const edge of ['start', 'end'] as const) {
    const { month, week, weekday, time } = dst[edge]
    facts.set(`time.${edge}.month`, String(month))
    facts.set(`time.${edge}.MM`, String(month).padStart(2, '0'))
    facts.set(`time.${edge}.week`, String(week))
    facts.set(`time.${edge}.weekday`, String(weekday))
    facts.set(`time.${edge}.hour`, String(Math.floor(time / 3600)))
    facts.set(
      `time.${edge}.clock`,
      [time / 3600, (time / 60) % 60, time % 60].map((n) => String(Math.floor(n)).padStart(2, '0')).join(':'),
    )
  }
}
