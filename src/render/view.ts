import type { Effective } from '../domain/inherit.js'
import { keptIn } from '../domain/kept.js'
import type { Plan } from '../domain/plan.js'
import type { FileRow, Vendor } from '../domain/vendor.js'
import { type CompiledRow, type CompiledSection, dialectOf } from './compile.js'
import { escapeFor } from './escape.js'
import type { Subject } from './facts.js'
import { isLeftOut, isOverrideLeftOut } from './restarts.js'
import type { Facts } from './scope.js'
import { createScopes, EMPTY_PLACE } from './scopes.js'

/** One parameter as it will be written; every text is already escaped for the file's format. */
export interface Row {
  readonly name: string
  readonly value: string
  readonly attributes: Readonly<Record<string, string>>
  /** The level that chose the value, `fact` for what the phone's record says, or the override's level. */
  readonly from: string
}

/** The rows of one place (an account, a key). The rows of an empty place are made once and shared by all views. */
export interface RowGroup {
  readonly rows: readonly Row[]
  readonly shared: boolean
}

export interface Section {
  readonly id: string
  readonly title: string
  readonly groups: readonly RowGroup[]
  /** The groups' rows in one list. */
  readonly rows: readonly Row[]
}

/** What templates get; `overrides` is a section like the others, last. */
export type View = Readonly<Record<string, Section>>

export interface ViewOptions {
  /** Fill in the level each value came from; a phone's fetch does not need it. */
  readonly provenance: boolean
}

const NO_ATTRIBUTES = Object.freeze({})

function createSection(id: string, title: string, groups: readonly RowGroup[]): Section {
  return {
    id,
    title,
    groups,
    get rows() {
      return groups.flatMap((group) => group.rows)
    },
  }
}

function levelOf(row: CompiledRow, facts: Facts, plan: Plan): string {
  const decidedBy = row.decidedBy
  if (decidedBy === undefined) return 'catalogue'
  const settings: Effective = plan.lines.find((line) => String(line.n) === facts.get('n'))?.settings ?? plan.settings
  const path = decidedBy.replace(/\.(host|port|state|main|[0-9]+|list)$/, '')
  return (settings.get(decidedBy) ?? settings.get(path))?.from ?? 'fact'
}

type Chosen = Plan['overrides'] extends ReadonlyMap<string, infer C> ? C : never

/** Makes the rows of places, escaping as it goes and putting overrides where the row of their name stands. */
class RowMaker {
  readonly pending: Map<string, Chosen>
  readonly #plan: Plan
  readonly #escape: (text: string) => string
  readonly #provenance: boolean
  readonly #careful: Vendor | undefined

  /** @param careful whose phones' restarting parameters are not written now, whoever chose them. */
  constructor(plan: Plan, escapeText: (text: string) => string, provenance: boolean, careful: Vendor | undefined) {
    this.pending = new Map(
      careful ? [...plan.overrides].filter(([name]) => !isOverrideLeftOut(careful, name)) : plan.overrides,
    )
    this.#plan = plan
    this.#careful = careful
    this.#escape = escapeText
    this.#provenance = provenance
  }

  #attributes(row: CompiledRow, facts: Facts): Readonly<Record<string, string>> {
    if (row.attributes.length === 0) return NO_ATTRIBUTES
    const attributes: Record<string, string> = {}
    for (const [name, fill] of row.attributes) {
      const value = fill(facts)
      if (value !== undefined) attributes[name] = this.#escape(value)
    }
    return attributes
  }

  /** The override that stands for this row, if any; each is used once. */
  #override(name: string, idx: string | undefined): Chosen | undefined {
    if (this.pending.size === 0) return undefined
    const key = idx === undefined ? name : `${name}[${idx}]`
    const override = this.pending.get(key)
    this.pending.delete(key)
    return override
  }

  rowsFor(rows: readonly CompiledRow[], facts: Facts): Row[] {
    const made: Row[] = []
    for (const row of rows) {
      if (!row.holds(facts)) continue
      const value = row.value(facts) ?? row.absent?.(facts)
      const name = row.name(facts)
      if (value === undefined || name === undefined || (this.#careful && isLeftOut(this.#careful, name))) continue
      const attributes = this.#attributes(row, facts)
      const override = this.#override(name, attributes.idx)
      const from = override ? override.from : this.#provenance ? levelOf(row, facts, this.#plan) : ''
      made.push({ name, value: this.#escape(override ? override.value : value), attributes, from })
    }
    return made
  }

  /** Overrides that replaced nothing. */
  rest(): Row[] {
    return [...this.pending].map(([key, { value, from }]) => {
      const [, name = key, idx] = /^(.*)\[(\d+)\]$/.exec(key) ?? []
      const attributes = idx === undefined ? NO_ATTRIBUTES : { idx }
      return { name: this.#escape(name), value: this.#escape(value), attributes, from }
    })
  }
}

const emptyPlaces = new WeakMap<CompiledSection, Map<string, RowGroup>>()

/** The rows of an empty place, made once per section and model: most of a large phone's file is such places. */
function emptyGroup(compiled: CompiledSection, place: string, make: () => Row[]): RowGroup {
  const known = keptIn(emptyPlaces, compiled, () => new Map<string, RowGroup>())
  return keptIn(known, place, () => ({ rows: make(), shared: true }))
}

/**
 * Settings to ordered sections of rows: which parameter says what, in the dialect of the phone's firmware.
 * Pure: the same plan gives the same view. An override replaces the row of its name (an index in brackets
 * names the row with that `idx`) or joins the section `overrides`.
 */
export function createView(subject: Subject, file: FileRow, options: ViewOptions = { provenance: true }): View {
  const { vendor, plan, model } = subject
  const dialect = dialectOf(vendor, model, plan.firmware)
  const scopes = createScopes(subject, dialect)
  const maker = new RowMaker(
    plan,
    escapeFor[file.format ?? vendor.format],
    options.provenance,
    plan.careful ? vendor : undefined,
  )
  const overridden = plan.overrides.size > 0
  const view: Record<string, Section> = {}

  for (const compiled of dialect.sections) {
    const { section, holds, rows, placeOnly } = compiled
    if (file.sections && !file.sections.includes(section.id)) continue
    const groups: RowGroup[] = []
    for (const facts of holds(scopes.phone) ? scopes.of(section.each, section.group) : []) {
      const place = facts.get(EMPTY_PLACE)
      const make = () => maker.rowsFor(rows, facts)
      groups.push(
        placeOnly && place !== undefined && !overridden && !plan.careful
          ? emptyGroup(compiled, `${model.id} ${place}`, make)
          : { rows: make(), shared: false },
      )
    }
    view[section.id] = createSection(
      section.id,
      section.title,
      groups.filter((group) => group.rows.length > 0),
    )
  }
  const rest = maker.rest()
  view.overrides = createSection('overrides', 'Set by hand', rest.length > 0 ? [{ rows: rest, shared: false }] : [])
  return view
}
