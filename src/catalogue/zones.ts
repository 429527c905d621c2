import { ZONES as zones } from '../../vendors/zones.js'
import type { ZoneRow } from '../domain/zone.js'

/** Every zone the table holds, by name. */
export const ZONE_NAMES: readonly string[] = Object.keys(zones).sort()

/** Offset and daylight-saving rule of an IANA zone; undefined for a zone the table does not hold. */
export function zoneOf(name: string): ZoneRow | undefined {
  return Object.hasOwn(zones, name) ? zones[name] : undefined
}
