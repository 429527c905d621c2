import type { ModelRoom, View } from './personality.js'
import { type KeyReport, type LineReport, UNKNOWN } from './report.js'

/** The registrar a fresh installation has before anybody told it the real one. */
const PLACEHOLDER = 'sip.example.com'

function lineReasons(line: LineReport, room: ModelRoom, model: string): string[] {
  const reasons: string[] = []
  const missing = (what: string, value: string | boolean) => {
    if (!value) reasons.push(`line ${line.n} has no ${what}`)
  }
  if (line.n > room.accounts) reasons.push(`line ${line.n} does not exist on a ${model}`)
  missing('user', line.user)
  missing('password', line.hasPassword)
  missing('registrar', line.registrar)
  if (line.registrar.toLowerCase() === PLACEHOLDER) {
    reasons.push(`line ${line.n} registers at the placeholder ${PLACEHOLDER}`)
  }
  if (line.port !== null && !(line.port >= 1 && line.port <= 65535)) reasons.push(`line ${line.n} has no valid port`)
  if (line.transport.startsWith(UNKNOWN)) {
    reasons.push(`line ${line.n} has the unknown transport ${line.transport.slice(UNKNOWN.length)}`)
  }
  if (line.codecs.length === 0) reasons.push(`line ${line.n} has no codec`)
  return reasons
}

function keyReasons(key: KeyReport, enabled: ReadonlySet<number>, room: ModelRoom, model: string): string[] {
  const name = key.module === null ? `key ${key.position}` : `key ${key.position} of module ${key.module}`
  const exists =
    key.module === null ? key.position <= room.keys : key.module <= room.modules && key.position <= room.moduleKeys
  return [
    ...(exists ? [] : [`${name} does not exist on a ${model}`]),
    ...(key.line === null || enabled.has(key.line) ? [] : [`${name} uses line ${key.line}, which is not enabled`]),
  ]
}

function vlanReasons(name: string, id: string | null): string[] {
  if (id === null || vlanNumber(id) !== null) return []
  return [`the ${name} VLAN ${JSON.stringify(id)} is out of range 1..4094`]
}

/** A VLAN id in range, else null. */
export function vlanNumber(id: string | null): number | null {
  const number = id !== null && /^\d{1,4}$/.test(id) ? Number(id) : 0
  return number >= 1 && number <= 4094 ? number : null
}

/** True when nothing of an account is left: what a phone looks like after its user was taken away. */
export function isCleared(view: View): boolean {
  return !view.lines.some((line) => line.enabled || line.user !== '' || line.hasPassword)
}

/** Every reason why a configuration does not make a working phone, besides faults of its files. */
export function judge(view: View, room: ModelRoom, model: string): string[] {
  const lines = view.lines.filter((line) => line.enabled)
  const enabled = new Set(lines.map((line) => line.n))
  const reasons = lines.flatMap((line) => lineReasons(line, room, model))
  if (lines.length === 0) {
    const left = view.lines.filter((line) => line.user !== '' || line.hasPassword).map((line) => line.n)
    reasons.push('no line is enabled', ...left.map((n) => `line ${n} is off but still holds a user or password`))
  }
  return [
    ...reasons,
    ...view.keys.flatMap((key) => keyReasons(key, enabled, room, model)),
    ...vlanReasons('phone', view.vlan.phone),
    ...vlanReasons('PC', view.vlan.pc),
    ...view.problems,
  ]
}
