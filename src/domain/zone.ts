/** When a clock changes, every year alike. */
export interface ClockChange {
  /** 1 = January. */
  readonly month: number
  /** Which of the month's weekdays: 1 to 4, or 5 = the last. */
  readonly week: number
  /** 0 = Sunday. */
  readonly weekday: number
  /**
   * Seconds after 00:00 of that day, on the wall clock as it goes *before* the change. As in POSIX TZ it may lie outside
   * the day: a few laws name the day before (negative) or the one after (86400 and more) a certain weekday.
   */
  readonly time: number
}

/** Daylight saving time with a recurring yearly rule. In the southern hemisphere `start` comes after `end` in the year. */
export interface DstRule {
  /** Seconds added to the standard offset from `start` to `end`. */
  readonly save: number
  readonly start: ClockChange
  readonly end: ClockChange
}

/** The clock of an IANA time zone. */
export interface ZoneRow {
  /** Standard time, seconds east of UTC. */
  readonly offset: number
  /** null = the clock never changes; `irregular` = it does, but by no yearly rule (by the moon, or by decree). */
  readonly dst: DstRule | null | 'irregular'
}
