import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMac } from '../../src/domain/mac.js'
import type { RedirectOutcome, RedirectRecord } from '../../src/domain/redirect.js'
import { Secret } from '../../src/domain/secret.js'
import { overtaken, pause, settled } from '../../src/service/redirect-progress.js'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const URL_WANTED = new Secret('http://new.example/p/abcdefghijklmnopqrstuvwxyz234567/')
const OLD = new Secret('http://old.example/p/x/')

const wanted = (members: Partial<RedirectRecord> = {}): RedirectRecord => ({
  id: 'r1',
  created_at: NOW.toISOString(),
  tenant_id: 't1',
  phone_id: 'p1',
  mac:
    parseMac('001565000001') ??
    (() => {
      throw new Error('no MAC')
    })(),
  vendor: 'yealink',
  account_id: 'a1',
  service: 'yealink-ymcs',
  goal: 'registered',
  state: 'wanted',
  url: URL_WANTED,
  told: OLD,
  gone: false,
  serial_number: null,
  pin: null,
  answer: null,
  advice: null,
  revision: 3,
  attempts: 0,
  due_at: NOW.toISOString(),
  checked_at: null,
  changed_at: NOW.toISOString(),
  job_id: null,
  ...members,
})
const told = (registration: RedirectRecord, outcome: RedirectOutcome, chance = 0.5) =>
  settled(registration, outcome, { now: NOW, chance })
const wait = ({ due_at }: RedirectRecord): number | null =>
  due_at === null ? null : Date.parse(due_at) - NOW.getTime()

describe('what an answer makes of a wish', () => {
  it.each<[string, Partial<RedirectRecord>, RedirectOutcome, Partial<RedirectRecord>]>([
    ['done', {}, { kind: 'done', text: 'OK' }, { state: 'registered', told: URL_WANTED, gone: false, due_at: null }],
    [
      'done after it was lost',
      { gone: true, told: null, state: 'failed' },
      { kind: 'done', text: 'OK' },
      { state: 'registered', gone: false },
    ],
    ['a first hitch', {}, { kind: 'later', text: 'busy' }, { state: 'wanted', told: OLD, gone: false, attempts: 1 }],
    ['a third one', { attempts: 2 }, { kind: 'later', text: 'busy' }, { state: 'failed', told: OLD, gone: false }],
    ['a lost old entry', {}, { kind: 'later', text: 'busy', gone: true }, { state: 'failed', told: null, gone: true }],
    ['a perhaps lost one', {}, { kind: 'later', text: 'busy', gone: 'perhaps' }, { state: 'failed', gone: true }],
    [
      'a perhaps lost one that never was',
      { told: null },
      { kind: 'later', text: 'busy', gone: 'perhaps' },
      { state: 'wanted', gone: false },
    ],
    ['another owner', {}, { kind: 'conflict', text: 'x' }, { state: 'conflict', told: null, gone: false }],
    ['a refusal', {}, { kind: 'refused', text: 'bad URL' }, { state: 'failed', told: OLD, due_at: null }],
    ['wrong credentials', {}, { kind: 'denied', text: '401' }, { state: 'failed', told: OLD }],
    ['taken out', { goal: 'removed' }, { kind: 'done', text: 'OK' }, { state: 'removed', told: null, due_at: null }],
    [
      'taken over by another',
      { goal: 'removed' },
      { kind: 'conflict', text: 'x' },
      { state: 'removed', told: null, due_at: null },
    ],
    ['not taken out yet', { goal: 'removed' }, { kind: 'later', text: 'x' }, { state: 'wanted', told: OLD }],
  ])('%s', (_what, before, outcome, expected) => {
    expect(told(wanted(before), outcome)).toMatchObject(expected)
  })

  it('a lost phone keeps trying even when it is refused', () => {
    expect(wait(told(wanted({ gone: true, told: null }), { kind: 'refused', text: 'x' }))).toBeLessThan(60_000)
  })

  it('the pause a vendor asks for is kept', () => {
    expect(wait(told(wanted(), { kind: 'later', text: 'slow', after_ms: 90_000 }))).toBe(90_000)
  })

  it("no path secret stands in the vendor's words", () => {
    const { answer } = told(wanted(), { kind: 'refused', text: `bad url ${URL_WANTED.reveal()}` })
    expect(answer).toBe('bad url http://new.example/p/…/')
  })

  it.each<[string, RedirectRecord, RedirectOutcome, Partial<RedirectRecord>]>([
    [
      'an older URL was taken',
      wanted({ url: OLD, revision: 2 }),
      { kind: 'done', text: 'OK' },
      { told: OLD, state: 'wanted' },
    ],
    [
      'the entry was taken out meanwhile',
      wanted({ goal: 'removed', revision: 2 }),
      { kind: 'done', text: 'OK' },
      { told: null, state: 'wanted' },
    ],
    ['nothing came of it', wanted({ revision: 2 }), { kind: 'later', text: 'x' }, { told: OLD, gone: false }],
  ])('an answer to an older wish settles nothing: %s', (_what, older, outcome, expected) => {
    const now = wanted()
    expect(overtaken(now, older, outcome)).toMatchObject({ ...expected, revision: 3, due_at: now.due_at })
  })
})

describe('pauses', () => {
  it('grow, stay below the longest, and are spread over their upper half', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
        const whole = Math.min(3_600_000, 2000 * 2 ** Math.min(attempts, 30))
        const ms = pause({ first: 2000, longest: 3_600_000 }, attempts, chance)
        expect(ms).toBeGreaterThanOrEqual(whole / 2)
        expect(ms).toBeLessThanOrEqual(whole)
      }),
    )
  })
})
