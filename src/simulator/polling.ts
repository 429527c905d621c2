import type { Mac } from '../domain/mac.js'

/** When a phone asks by itself: every so many seconds, or once in a window (minutes of the day) each `days` days. */
export type PollPlan =
  | { readonly every: number }
  | { readonly from: number; readonly to: number; readonly days: number; readonly weekdays: readonly number[] }

export const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6] as const
const DAY_MS = 86_400_000

/** Minutes since midnight of `HH:MM` (one-digit hours accepted); undefined when it is no time of day. */
export function minutesOf(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text)
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])]
  return match && hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined
}

function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** A stand-in for the phone's random choice: steady per phone, spread over a fleet. */
function drawOf(mac: Mac): number {
  return Number.parseInt(mac.slice(6), 16)
}

function nextOf(plan: PollPlan, after: number, polledAt: number, mac: Mac): number {
  if ('every' in plan && !(plan.every > 0)) return Number.POSITIVE_INFINITY
  if ('every' in plan) return Math.max(polledAt + plan.every * 1000, after + 1000)
  const span = (plan.to - plan.from + 1440) % 1440
  const minute = plan.from + (drawOf(mac) % (span + 1))
  const today = Math.floor(after / DAY_MS)
  for (let day = today - 1; day <= today + plan.days * 7 + 1; day++) {
    const time = day * DAY_MS + minute * 60_000
    const weekday = new Date(day * DAY_MS).getUTCDay()
    if (time > after && day % plan.days === drawOf(mac) % plan.days && plan.weekdays.includes(weekday)) return time
  }
  return Number.POSITIVE_INFINITY
}

/**
 * The next time the phone polls, in milliseconds; infinity when it never does. The phone's clock is taken to be UTC.
 * @param polledAt when it last asked, by boot or by poll
 */
export function nextPoll(plans: readonly PollPlan[], after: number, polledAt: number, mac: Mac): number {
  return Math.min(Number.POSITIVE_INFINITY, ...plans.map((plan) => nextOf(plan, after, polledAt, mac)))
}

function describePlan(plan: PollPlan): string {
  if ('every' in plan) return plan.every % 60 === 0 ? `every ${plan.every / 60} min` : `every ${plan.every} s`
  const days = plan.days === 1 ? 'daily' : `every ${plan.days} days`
  const only = plan.weekdays.length === 7 ? '' : ` on weekdays ${plan.weekdays.join('')}`
  return `${days}${only} ${clockText(plan.from)}${plan.to === plan.from ? '' : `-${clockText(plan.to)}`}`
}

/** The plans in words. */
export function describePlans(plans: readonly PollPlan[]): string {
  const running = plans.filter((plan) => !('every' in plan) || plan.every > 0)
  return running.map(describePlan).join(', ') || 'never'
}
