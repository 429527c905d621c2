import type { PhoneMemory } from './memory.js'
import { EVERY_DAY, minutesOf, type PollPlan } from './polling.js'

const DAY = 86_400

/** `prov.polling.*` (polycom.md 3.6): a period below an hour is out of range and leaves the factory's one day. */
export function plansOfPolycom({ data: { settings } }: PhoneMemory): PollPlan[] {
  const get = (name: string, factory: string) => settings[`prov.polling.${name}`] || factory
  if (get('enabled', '0') !== '1') return []
  const written = Number(get('period', String(DAY)))
  const period = written >= 3600 ? written : DAY
  const mode = get('mode', 'abs')
  if (mode === 'rel') return [{ every: period }]
  const from = minutesOf(get('time', '03:00')) ?? 180
  const to = mode === 'random' ? (minutesOf(get('timeRandomEnd', '')) ?? from) : from
  return [{ from, to, days: Math.max(1, Math.round(period / DAY)), weekdays: EVERY_DAY }]
}
