import { z } from 'zod'
import { line } from '../../domain/text.js'
import { readHours, weekHours } from './hours.js'
import { optional } from './rules.js'

const SHORT = ['FORWARD_TO_NUMBER', 'FORWARD_TO_VOICEMAIL', 'HANGUP'] as const
const FULL = ['FORWARD_TO_NUMBER', 'FORWARD_TO_VOICEMAIL', 'RING_ANYWAY', 'HANGUP'] as const

/** The 16 named rules: `full` may also ring anyway, `timed` have a timeout (api-portsip.md ch. 5.3). */
const RULES = {
  available_office_hours_forward_rule: 'full',
  available_non_office_hours_forward_rule: 'full',
  available_no_answer_forward_rule: 'timed',
  busy_office_hours_forward_rule: 'full',
  busy_non_office_hours_forward_rule: 'full',
  busy_no_answer_forward_rule: 'timed',
  dnd_office_hours_forward_rule: 'short',
  dnd_non_office_hours_forward_rule: 'short',
  away_office_hours_forward_rule: 'short',
  away_non_office_hours_forward_rule: 'short',
  lunch_office_hours_forward_rule: 'short',
  lunch_non_office_hours_forward_rule: 'short',
  trip_office_hours_forward_rule: 'short',
  trip_non_office_hours_forward_rule: 'short',
  offline_office_hours_forward_rule: 'short',
  offline_non_office_hours_forward_rule: 'short',
} as const

type RuleName = keyof typeof RULES
const NAMES = Object.keys(RULES) as RuleName[]

const DEFAULT_TIMEOUT = 60
const LONGEST_TIMEOUT = 2 ** 31 - 1

/** Digits with an optional `+`; feature codes are numbers too. */
const NUMBER = /^\+?[0-9*#]{1,64}$/

const number = line(64).nullable().default(null)
const timeout = z.int().min(0).max(LONGEST_TIMEOUT)

function checkNumber(rule: { action: string; number: string | null }, context: z.RefinementCtx): void {
  if (rule.action !== 'FORWARD_TO_NUMBER' || NUMBER.test(rule.number ?? '')) return
  const missing = rule.number === null || rule.number === ''
  const message = missing ? 'is required with FORWARD_TO_NUMBER' : 'must be an extension or an external number'
  context.addIssue({ code: 'custom', path: ['number'], message, params: { rule: missing ? 'required' : 'pattern' } })
}

const WRITTEN = {
  short: z.object({ action: z.enum(SHORT), number }).superRefine(checkNumber),
  full: z.object({ action: z.enum(FULL), number }).superRefine(checkNumber),
  timed: z
    .object({ action: z.enum(SHORT), number, timeout: timeout.default(DEFAULT_TIMEOUT) })
    .superRefine(checkNumber),
} as const

const READ = {
  short: z.object({ action: z.enum(SHORT), number: z.string().nullable() }),
  full: z.object({ action: z.enum(FULL), number: z.string().nullable() }),
  timed: z.object({ action: z.enum(SHORT), number: z.string().nullable(), timeout }),
} as const

const written = (name: RuleName) => optional(WRITTEN[RULES[name]])
const read = (name: RuleName) => READ[RULES[name]].nullable()

const each = <T>(make: (name: RuleName) => T) =>
  Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Record<RuleName, T>

export const ruleShape = each(written)
export const readRuleShape = each(read)
export const NO_RULES = each(() => null)

const custom = {
  action: z.enum(FULL),
  number,
  caller_id: line(64).nullable().default(null).describe('mask the caller ID must match'),
  type: z.enum(['ALL_HOURS', 'SPECIFIC_HOURS', 'OUTSIDE_SPECIFIC_HOURS']),
}

/** Rules that come before the named ones; the first that matches wins. */
export const customRules = z
  .array(
    z.object({ ...custom, hours: weekHours.nullable().default(null) }).superRefine((rule, context) => {
      checkNumber(rule, context)
      if (rule.type === 'ALL_HOURS' || rule.hours !== null) return
      context.addIssue({
        code: 'custom',
        path: ['hours'],
        message: `is required with ${rule.type}`,
        params: { rule: 'required' },
      })
    }),
  )
  .max(100)

export const readCustomRules = z.array(
  z.object({ ...custom, number: z.string().nullable(), caller_id: z.string().nullable(), hours: readHours.nullable() }),
)
