import type { ModelRow, ParameterRow, SectionRows, Vendor } from '../domain/vendor.js'
import { inRange, versionOf } from './firmware.js'
import { keptIn } from './memo.js'
import { type Compiled, compileCondition, compilePattern, type Fill, type Maps } from './pattern.js'
import type { Facts } from './scope.js'

export interface CompiledRow {
  readonly name: Fill
  readonly value: Fill
  readonly absent: Fill | undefined
  readonly holds: (facts: Facts) => boolean
  readonly attributes: readonly (readonly [string, Fill])[]
  /** The setting that decides the value: the first hole of the value, else the first of the condition. */
  readonly decidedBy: string | undefined
}

/** Facts that say only which place a row is for. */
const PLACE = /^(?:n|k|key\.(?:module|index|number|kind)|kind\..*)$/

export interface CompiledSection {
  readonly section: SectionRows
  readonly holds: (facts: Facts) => boolean
  readonly rows: readonly CompiledRow[]
  /** True when every row follows from its place alone, so that what an empty place gets can be kept. */
  readonly placeOnly: boolean
}

/** A vendor's tables as they hold for one model and one firmware version. */
export interface Dialect {
  readonly sections: readonly CompiledSection[]
  readonly keyKinds: Readonly<Record<string, readonly (readonly [string, Fill])[]>>
  readonly softkeyKinds: Readonly<Record<string, readonly (readonly [string, Fill])[]>>
  /** Settings paths that some row of this dialect renders. */
  readonly covered: ReadonlySet<string>
}

/** The parameter's name in this firmware. */
function nameIn(vendor: Vendor, version: string, name: string): string {
  const rename = vendor.renames?.find((r) => name.startsWith(r.prefix) && inRange(version, { below: r.below }))
  return rename ? rename.to + name.slice(rename.prefix.length) : name
}

function compileRow(row: ParameterRow, vendor: Vendor, version: string, used: Set<string>): CompiledRow {
  const { maps } = vendor
  const use = (compiled: Compiled): Compiled => {
    for (const hole of compiled.holes) used.add(hole)
    return compiled
  }
  const value = use(compilePattern(row.value, maps))
  const conditions = Object.keys(row.when ?? {})
  for (const fact of conditions) used.add(fact)
  return {
    name: use(compilePattern(nameIn(vendor, version, row.name), maps)).fill,
    value: value.fill,
    absent: row.absent === undefined ? undefined : use(compilePattern(row.absent, maps)).fill,
    holds: compileCondition(row.when),
    attributes: Object.entries(row.attributes ?? {}).map(([name, pattern]) => [
      name,
      use(compilePattern(pattern, maps)).fill,
    ]),
    decidedBy: value.holes[0] ?? conditions[0],
  }
}

function compileForms(
  forms: Readonly<Record<string, Readonly<Record<string, string>> | null | undefined>>,
  maps: Maps,
) {
  return Object.fromEntries(
    Object.entries(forms).map(([kind, form]) => [
      kind,
      Object.entries(form ?? {}).map(
        ([name, pattern]) => [`kind.${name}`, compilePattern(pattern, maps).fill] as const,
      ),
    ]),
  )
}

const cache = new WeakMap<Vendor, Map<string, Dialect>>()

/** Compiles the vendor's tables for a firmware; the result is kept, dialects are few. */
export function dialectOf(vendor: Vendor, model: ModelRow, firmware: string | null): Dialect {
  const version = versionOf(firmware ?? model.firmware, vendor.firmwareFamilyParts)
  const known = keptIn(cache, vendor, () => new Map<string, Dialect>())
  const held = known.get(version)
  if (held) return held
  const covered = new Set<string>()
  const dialect: Dialect = {
    sections: vendor.sections.map((section) => {
      const used = new Set<string>()
      const held = section.rows.filter((row) => inRange(version, row.firmware))
      const rows = held.map((row) => compileRow(row, vendor, version, used))
      const settings = [...used, ...Object.keys(section.when ?? {}), ...held.flatMap((row) => row.covers ?? [])]
      for (const fact of settings) covered.add(fact)
      return {
        section,
        holds: compileCondition(section.when),
        rows,
        placeOnly: [...used].every((fact) => PLACE.test(fact)),
      }
    }),
    keyKinds: compileForms(vendor.keyKinds, vendor.maps),
    softkeyKinds: compileForms(vendor.softkeyKinds, vendor.maps),
    covered,
  }
  // A firmware text comes from a request; a phone that tells a new one each time must not fill the memory.
  if (known.size > 200) known.clear()
  known.set(version, dialect)
  return dialect
}
