import type { Problems } from '../../domain/errors.js'
import type { Effective } from '../../domain/inherit.js'
import type { Own } from './members.js'
import type { PhoneBody } from './phone-form.js'

/** The two ports of a phone: members of the contract and the setting they stand for. */
export const VLAN_PORTS = [
  { setting: 'phone', flag: 'enable_vlan_wan_port', id: 'wan_port_id', priority: 'wan_port_priority' },
  { setting: 'pc', flag: 'enable_vlan_pc_port', id: 'pc_port_id', priority: 'pc_port_priority' },
] as const

type Port = (typeof VLAN_PORTS)[number]
type VlanPatch = 'off' | null | { readonly id: number; readonly priority: number | null }

export interface Vlan {
  readonly enabled: boolean
  readonly id: number | null
  readonly priority: number | null
}

const held = (own: Own, member: string): number | null => (own[member] as number | undefined) ?? null

/** How a port stands: the VLAN that holds, else the numbers a client left beside a false flag. */
export function vlanOf(port: Port, effective: Effective, own: Own): Vlan {
  const value = (name: string) => effective.get(`vlan.${port.setting}.${name}`)?.value as number | undefined
  const id = value('id')
  if (id === undefined) return { enabled: false, id: held(own, port.id), priority: held(own, port.priority) }
  return { enabled: true, id, priority: value('priority') ?? null }
}

interface VlanChange {
  readonly setting?: VlanPatch
  readonly own: Own
}

const wanted = (sent: number | null | undefined, now: number | null): number | null => (sent === undefined ? now : sent)

/**
 * What a body does to one port. A flag of false writes "off" only where a VLAN, or its being off, held before:
 * a phone whose network nobody ever touched is told nothing.
 */
export function changeVlan(
  port: Port,
  body: PhoneBody,
  effective: Effective,
  own: Own,
  problems: Problems,
): VlanChange {
  const now = vlanOf(port, effective, own)
  const flag = body[port.flag]
  const id = wanted(body[port.id], now.id)
  const priority = wanted(body[port.priority], now.priority)
  const kept = { [port.id]: id, [port.priority]: priority }
  if (flag === undefined && body[port.id] === undefined && body[port.priority] === undefined) return { own: {} }
  if (flag === null) return { setting: null, own: kept }
  if (flag ?? now.enabled) {
    if (id !== null) return { setting: { id, priority }, own: { [port.id]: null, [port.priority]: null } }
    if (!problems.has(port.id)) problems.add(port.id, 'required', `is required with ${port.flag}`)
    return { own: {} }
  }
  const chosen = now.enabled || effective.has(`vlan.${port.setting}`)
  return flag === false && chosen ? { setting: 'off', own: kept } : { own: kept }
}
