import { keptIn } from '../domain/kept.js'
import type { Condition, ModelRow, ParameterRow, SectionRows, Vendor } from '../domain/vendor.js'
import { inRange, versionOf } from './firmware.js'
import { type Compiled, compileCondition, compilePattern, type Fill, judgedBy, type Maps } from './pattern.js'
import type { Facts } from './scope.js'

export interface CompiledRow {
  readonly name: Fill
  readonly value: Fill
  readonly absent: Fill | undefined
  readonly holds: (facts: Facts) => boolean
  readonly attributes: readonly (readonly [string, Fill])[]
  /** The setting that decides the value: the first hole of the value, else the first of the condition. */
  readonly decidedBy: string | undefined
  /** Facts the row names or covers. */
  readonly uses: readonly string[]
  readonly covers: readonly string[]
  readonly longest: number
  /** True when `absent` is one text whatever was chosen: a stand-in, not another way of saying it. */
  readonly standsIn: boolean
  /** Whether a model can ever have the row, asked of the facts about the model alone. */
  readonly fits: (model: Facts) => boolean
}

/** Facts that say only which place a row is for. */
const PLACE = /^(?:n|k|key\.(?:module|index|number|kind)|kind\..*)$/

export interface CompiledSection {
  readonly section: SectionRows
  readonly holds: (facts: Facts) => boolean
  /** Whether a model can ever have the section, asked of the facts about the model alone. */
  readonly fits: (model: Facts) => boolean
  readonly rows: readonly CompiledRow[]
  /** True when every row follows from its place alone, so that what an empty place gets can be kept. */
  readonly placeOnly: boolean
}

/** A vendor's tables as they hold for one model and one firmware version. */
export interface Dialect {
  readonly sections: readonly CompiledSection[]
  readonly keyKinds: Readonly<Record<string, readonly (readonly [string, Fill])[]>>
  readonly softkeyKinds: Readonly<Record<string, readonly (readonly [string, Fill])[]>>
  /** Facts that some row of this dialect names. */
  readonly covered: ReadonlySet<string>
  /** Facts whose value decides about rows; of all others only the presence does. */
  readonly judged: ReadonlySet<string>
}

/** What the rows of a dialect ask about, gathered while they are compiled. */
interface Asked {
  readonly used: Set<string>
  readonly judged: Set<string>
}

/** The parameter's name in this firmware. */
function nameIn(vendor: Vendor, version: string, name: string): string {
  const rename = vendor.renames?.find((r) => name.startsWith(r.prefix) && inRange(version, { below: r.below }))
  return rename ? rename.to + name.slice(rename.prefix.length) : name
}

/** The part of a condition that a model meets or never will. */
const modelPart = (when: Condition | undefined): Condition =>
  Object.fromEntries(Object.entries(when ?? {}).filter(([fact]) => fact.startsWith('model.')))

function compileRow(row: ParameterRow, vendor: Vendor, version: string, { used, judged }: Asked): CompiledRow {
  const { maps } = vendor
  const uses = new Set<string>()
  const use = (compiled: Compiled): Compiled => {
    for (const hole of compiled.holes) uses.add(hole)
    for (const hole of compiled.mapped) judged.add(hole)
    return compiled
  }
  const value = use(compilePattern(row.value, maps))
  const absent = row.absent === undefined ? undefined : use(compilePattern(row.absent, maps))
  const name = use(compilePattern(nameIn(vendor, version, row.name), maps))
  const attributes = Object.entries(row.attributes ?? {}).map(([attribute, pattern]) => {
    return [attribute, use(compilePattern(pattern, maps)).fill] as const
  })
  const conditions = Object.keys(row.when ?? {})
  for (const fact of conditions) uses.add(fact)
  for (const fact of judgedBy(row.when)) judged.add(fact)
  for (const fact of uses) used.add(fact)
  return {
    name: name.fill,
    value: value.fill,
    absent: absent?.fill,
    holds: compileCondition(row.when),
    attributes,
    decidedBy: value.holes[0] ?? conditions[0],
    uses: [...uses, ...(row.covers ?? [])],
    covers: row.covers ?? [],
    longest: row.longest ?? Number.POSITIVE_INFINITY,
    standsIn: absent !== undefined && absent.holes.length === 0,
    fits: compileCondition(modelPart(row.when)),
  }
}

function compileForms(
  forms: Readonly<Record<string, Readonly<Record<string, string>> | null | undefined>>,
  maps: Maps,
  judged: Set<string>,
) {
  const compile = (pattern: string): Fill => {
    const { fill, mapped } = compilePattern(pattern, maps)
    for (const hole of mapped) judged.add(hole)
    return fill
  }
  return Object.fromEntries(
    Object.entries(forms).map(([kind, form]) => [
      kind,
      Object.entries(form ?? {}).map(([name, pattern]) => [`kind.${name}`, compile(pattern)] as const),
    ]),
  )
}

const cache = new WeakMap<Vendor, { byText: Map<string, Dialect>; byVersion: Map<string, Dialect> }>()
/** A firmware text comes from a request; a phone that tells a new one each time must not fill the memory. */
const MOST_TEXTS = 500

/** Compiles the vendor's tables for a firmware; the result is kept, dialects are few. */
export function dialectOf(vendor: Vendor, model: ModelRow, firmware: string | null): Dialect {
  const known = keptIn(cache, vendor, () => ({ byText: new Map(), byVersion: new Map() }))
  const text = firmware ?? model.firmware
  const held = known.byText.get(text)
  if (held) return held
  if (known.byText.size > MOST_TEXTS) for (const map of [known.byText, known.byVersion]) map.clear()
  const version = versionOf(text, vendor.firmwareFamilyParts)
  const dialect = keptIn(known.byVersion, version, () => compileDialect(vendor, version))
  known.byText.set(text, dialect)
  return dialect
}

function compileDialect(vendor: Vendor, version: string): Dialect {
  const covered = new Set<string>()
  const judged = new Set<string>()
  return {
    sections: vendor.sections.map((section) => {
      const used = new Set<string>()
      const held = section.rows.filter((row) => inRange(version, row.firmware))
      const rows = held.map((row) => compileRow(row, vendor, version, { used, judged }))
      const settings = [...used, ...Object.keys(section.when ?? {}), ...held.flatMap((row) => row.covers ?? [])]
      for (const fact of settings) covered.add(fact)
      for (const fact of judgedBy(section.when)) judged.add(fact)
      return {
        section,
        holds: compileCondition(section.when),
        fits: compileCondition(modelPart(section.when)),
        rows,
        placeOnly: [...used].every((fact) => PLACE.test(fact)),
      }
    }),
    keyKinds: compileForms(vendor.keyKinds, vendor.maps, judged),
    softkeyKinds: compileForms(vendor.softkeyKinds, vendor.maps, judged),
    covered,
    judged,
  }
}
