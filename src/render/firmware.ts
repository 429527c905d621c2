import type { FirmwareRange } from '../domain/vendor.js'

const parts = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10) || 0)

/** Compares two dotted versions number by number; a missing part counts as 0. */
function compareVersions(a: string, b: string): number {
  const left = parts(a)
  const right = parts(b)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The part of a firmware text that is the version, without the leading parts that name the hardware. */
export function versionOf(firmware: string, familyParts: number): string {
  return firmware.split('.').slice(familyParts).join('.')
}

export function inRange(version: string, range: FirmwareRange | undefined): boolean {
  if (!range) return true
  if (range.from !== undefined && compareVersions(version, range.from) < 0) return false
  return range.below === undefined || compareVersions(version, range.below) < 0
}
