import type { SimulatedVendor } from './personality.js'

/** One request of a run. `status` is 0 when no answer came; `unchanged` means the body equals the last one by MD5. */
export interface RequestReport {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly unchanged: boolean
}

/** How a line's transport begins when its vendor has none of the name that follows. */
export const UNKNOWN = 'unknown '

export interface LineReport {
  readonly n: number
  readonly enabled: boolean
  readonly user: string
  readonly authUser: string
  readonly hasPassword: boolean
  readonly displayName: string
  readonly label: string
  readonly registrar: string
  /** null = found by DNS. */
  readonly port: number | null
  readonly transport: string
  readonly outboundProxy: string | null
  readonly srtp: 'off' | 'optional' | 'required'
  readonly codecs: readonly string[]
}

/** A key that does something. `position` counts from 1 on the phone, or on the expansion module `module`. */
export interface KeyReport {
  readonly position: number
  readonly module: number | null
  readonly kind: string
  readonly value: string
  readonly label: string
  readonly line: number | null
  readonly pickup: string | null
}

export type PhoneState = 'up' | 'cleared' | 'unprovisioned' | 'failed'

/** What a phone is and did; `reasons` says why it is not up, `notes` what happened without harm. */
export interface Report {
  readonly vendor: SimulatedVendor
  readonly model: string
  readonly mac: string
  readonly firmware: string
  readonly up: boolean
  readonly state: PhoneState
  readonly reasons: readonly string[]
  readonly notes: readonly string[]
  readonly requests: readonly RequestReport[]
  /** Reboots its configurations have cost since the state directory was made. */
  readonly reboots: number
  readonly rebooted: boolean
  readonly lines: readonly LineReport[]
  readonly keys: readonly KeyReport[]
  /** Of the first enabled line, in order of preference. */
  readonly codecs: readonly string[]
  readonly vlan: { readonly phone: number | null; readonly pc: number | null }
  readonly provisioningUrl: string | null
  readonly polling: string
  /** Of the first enabled line. */
  readonly transport: string | null
}

function lineText(line: LineReport): string {
  const port = line.port === null ? '' : `:${line.port}`
  const words = [
    `line ${line.n}`,
    line.enabled ? 'on' : 'off',
    `user=${line.user}`,
    `auth=${line.authUser}`,
    `password=${line.hasPassword ? 'set' : 'missing'}`,
    `name=${JSON.stringify(line.displayName)}`,
    `label=${JSON.stringify(line.label)}`,
    `registrar=${line.registrar}${port}`,
    `transport=${line.transport}`,
    `srtp=${line.srtp}`,
  ]
  return [...words, ...(line.outboundProxy === null ? [] : [`proxy=${line.outboundProxy}`])].join(' ')
}

function keyText(key: KeyReport): string {
  const words = [key.module === null ? `key ${key.position}` : `key ${key.position} of module ${key.module}`, key.kind]
  if (key.value !== '') words.push(key.value)
  if (key.label !== '') words.push(JSON.stringify(key.label))
  if (key.line !== null) words.push(`line=${key.line}`)
  if (key.pickup !== null) words.push(`pickup=${key.pickup}`)
  return words.join(' ')
}

/** The report as lines of text for people; a password is never part of it. */
export function printReport(report: Report): string {
  const vlan = (id: number | null) => id ?? 'none'
  return [
    `${report.vendor} ${report.model} ${report.mac} firmware ${report.firmware}: ${report.state}`,
    ...report.reasons.map((reason) => `  reason: ${reason}`),
    ...report.notes.map((note) => `  note: ${note}`),
    ...report.requests.map(
      (r) => `  ${r.method} ${r.url} ${r.status || 'no answer'}${r.unchanged ? ' unchanged' : ''}`,
    ),
    ...report.lines.map((line) => `  ${lineText(line)}`),
    ...report.keys.map((key) => `  ${keyText(key)}`),
    `  codecs: ${report.codecs.join(' ') || 'none'}`,
    `  vlan: phone ${vlan(report.vlan.phone)}, pc ${vlan(report.vlan.pc)}`,
    `  transport: ${report.transport ?? 'none'}`,
    `  provisioning URL: ${report.provisioningUrl ?? 'none'}`,
    `  polling: ${report.polling}`,
    `  reboots: ${report.reboots}${report.rebooted ? ' (rebooted now)' : ''}`,
  ].join('\n')
}
