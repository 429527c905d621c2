import type { ZoneRow } from '../domain/zone.js'
import type { Facts } from './scope.js'

/** `+1`, `-5`, `+5:30`, `0`: a UTC offset as people write it. */
function hours(seconds: number): string {
  if (seconds === 0) return '0'
  const minutes = Math.abs(seconds) / 60
  const rest = minutes % 60
  return `${seconds < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}

const LAST_HOUR = 23 * 3600

/**
 * Facts about the phone's time zone. `time.dst` is `off` for zones without daylight saving and for zones
 * whose changes follow no yearly rule; weekdays count from 0 = Sunday, weeks from 1 to 5 = last.
 */
export function timeFacts(facts: Facts, zone: ZoneRow | undefined): void {
  if (!zone) return
  facts.set('time.offset_seconds', String(zone.offset))
  facts.set('time.offset_hours', hours(zone.offset))
  if (typeof zone.dst !== 'object' || zone.dst === null) {
    facts.set('time.dst', 'off')
    return
  }
  facts.set('time.dst', 'on')
  facts.set('time.save_seconds', String(zone.dst.save))
  facts.set('time.save_minutes', String(zone.dst.save / 60))
  for (const edge of ['start', 'end'] as const) {
    const { month, week, weekday } = zone.dst[edge]
    // A few laws put the change into the neighbouring day; phones know only the hours of the day itself.
    const time = Math.min(Math.max(zone.dst[edge].time, 0), LAST_HOUR)
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
