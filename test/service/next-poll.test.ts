import { describe, expect, it } from 'vitest'
import { nextPollBy, type Poll } from '../../src/service/next-poll.js'

const daily = (minute: number, timezone = 'Etc/UTC'): Poll => ({ kind: 'daily', minute, timezone })

describe('the next poll', () => {
  it.each<[string, Poll, string | null, string, string | null]>([
    ['of a phone that does not', { kind: 'never' }, null, '2026-01-01T00:00:00Z', null],
    ['later this night', daily(150), null, '2026-01-01T01:00:30Z', '2026-01-01T02:30:00.000Z'],
    ['at this very minute', daily(150), null, '2026-01-01T02:30:00Z', '2026-01-01T02:30:00.000Z'],
    ['tomorrow', daily(150), null, '2026-01-01T02:30:01Z', '2026-01-02T02:30:00.000Z'],
    ['on the clock of Berlin', daily(150, 'Europe/Berlin'), null, '2026-01-01T12:00:00Z', '2026-01-02T01:30:00.000Z'],
    ['on the clock of Kolkata', daily(60, 'Asia/Kolkata'), null, '2026-01-01T12:00:00Z', '2026-01-01T19:30:00.000Z'],
    [
      'an interval after the last',
      { kind: 'interval', minutes: 60 },
      '2026-01-01T00:30:00Z',
      '2026-01-01T01:00:00Z',
      '2026-01-01T01:30:00.000Z',
    ],
    [
      'an interval from now, where one was missed',
      { kind: 'interval', minutes: 60 },
      '2026-01-01T00:30:00Z',
      '2026-01-01T05:00:30Z',
      '2026-01-01T06:01:00.000Z',
    ],
    [
      'an interval from now, before the first',
      { kind: 'interval', minutes: 5 },
      null,
      '2026-01-01T05:00:00Z',
      '2026-01-01T05:05:00.000Z',
    ],
  ])('is %s', (_what, poll, last, now, due) => {
    expect(nextPollBy(poll, last === null ? null : new Date(last), new Date(now))?.toISOString() ?? null).toBe(due)
  })
})
