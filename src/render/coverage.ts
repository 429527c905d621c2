import { isDeepStrictEqual } from 'node:util'
import { ASSET_SETTINGS, assetNamed } from '../domain/asset.js'
import type { Chosen, Effective } from '../domain/inherit.js'
import { keptIn } from '../domain/kept.js'
import type { PlannedLine } from '../domain/plan.js'
import type { ModelRow, Repeat } from '../domain/vendor.js'
import { type CompiledRow, type Dialect, dialectOf } from './compile.js'
import { modelFacts, type Subject } from './facts.js'
import { inRange, versionOf } from './firmware.js'
import { compileCondition } from './pattern.js'
import { Facts } from './scope.js'
import { createScopes } from './scopes.js'

/** A choice that this phone does not get as it was made. */
export interface Gap {
  /** Path of the setting, e.g. `vlan.pc.id`. */
  readonly path: string
  /** The line it was chosen for, from 1; undefined = the phone as a whole. */
  readonly line: number | undefined
  /**
   * `parameter`: nothing of this model says it. `line`: the model says it once for all lines. `value`: this value has
   * no word. `length`: the list is longer than the model's. `room`: the text is longer than the phone takes.
   */
  readonly lacks: 'parameter' | 'line' | 'value' | 'length' | 'room'
}

/** Settings the server itself acts on; no parameter needs to name them. That files come in clear is told apart. */
const OURS = /^provisioning\.(?:poll|poll_minutes|window|protect_user_changes|pin|encrypt)$/

/** What phones do for which no parameter is known: choosing just that changes nothing. */
const DONE_ANYWAY: Readonly<Record<string, boolean>> = {
  'provisioning.power_on': true,
  'provisioning.overwrite': false,
  'provisioning.pnp': false,
}

/** Sections whose rows know which line they are for. */
const LINES: ReadonlySet<Repeat | undefined> = new Set<Repeat>(['line', 'unused_line', 'line_codec', 'key'])

/** The facts that rows of a model name, for the phone or for each line. */
interface Named {
  readonly anywhere: ReadonlySet<string>
  readonly byLine: ReadonlySet<string>
}

const kept = new WeakMap<Dialect, WeakMap<ModelRow, Named>>()

function namedBy(dialect: Dialect, model: ModelRow): Named {
  const ofDialect = keptIn(kept, dialect, () => new WeakMap<ModelRow, Named>())
  return keptIn(ofDialect, model, () => {
    const facts = modelFacts(new Facts(), model)
    const anywhere = new Set<string>()
    const byLine = new Set<string>()
    for (const { section, fits, rows } of dialect.sections) {
      if (!fits(facts)) continue
      const named = [
        ...Object.keys(section.when ?? {}),
        ...rows.filter((row) => row.fits(facts)).flatMap((r) => r.uses),
      ]
      for (const fact of named) {
        anywhere.add(fact)
        if (LINES.has(section.each)) byLine.add(fact)
      }
    }
    return { anywhere, byLine }
  })
}

/** The facts by which a row may name a setting; a sound of one's own is known by its URL alone. */
const formsOf = (path: string, value: unknown): string[] =>
  ASSET_SETTINGS[path] === 'ringtone' && assetNamed(value) !== undefined
    ? [`${path}.url`]
    : [
        path,
        `${path}.host`,
        `${path}.state`,
        `${path}.list`,
        `${path}.main`,
        path.replace(/\.(id|priority)$/, '.state'),
      ]

/** How much of a setting the rows say: all of it, a list's beginning, or nothing. */
function said(path: string, { value }: Chosen, named: ReadonlySet<string>): 'all' | 'some' | 'nothing' {
  if (formsOf(path, value).some((form) => named.has(form))) return 'all'
  if (!Array.isArray(value)) return 'nothing'
  const places = value.filter((_, index) => named.has(`${path}.${index + 1}`)).length
  if (places === 0) return value.length === 0 && named.has(`${path}.1`) ? 'all' : 'nothing'
  return places < value.length ? 'some' : 'all'
}

/** What was chosen for a line and is not what holds for the phone. */
function ownChoices(own: Effective, shared: Effective): [string, Chosen][] {
  return [...own].filter(([path, chosen]) => {
    const known = shared.get(path)
    return known !== chosen && !isDeepStrictEqual(known?.value, chosen.value)
  })
}

const byOthers = ([path, { from, value }]: readonly [string, Chosen]): boolean =>
  from !== 'catalogue' && !OURS.test(path) && DONE_ANYWAY[path] !== value

function gapsOfNames({ plan, vendor, model }: Subject, dialect: Dialect): Gap[] {
  const { anywhere, byLine } = namedBy(dialect, model)
  const files = new Set(vendor.files.flatMap(({ when }) => Object.keys(when ?? {})))
  const gaps: Gap[] = []
  for (const [path, chosen] of [...plan.settings].filter(byOthers)) {
    if (files.has(path)) continue
    const extent = said(path, chosen, anywhere)
    if (extent !== 'all') gaps.push({ path, line: undefined, lacks: extent === 'some' ? 'length' : 'parameter' })
  }
  for (const { n, settings } of plan.lines) {
    for (const [path, chosen] of ownChoices(settings, plan.settings).filter(byOthers)) {
      if (said(path, chosen, byLine) !== 'nothing') continue
      gaps.push({ path, line: n, lacks: said(path, chosen, anywhere) === 'nothing' ? 'parameter' : 'line' })
    }
  }
  return gaps
}

/** The setting behind a row's deciding fact. */
function settingOf(row: CompiledRow, settings: Effective): string | undefined {
  if (row.decidedBy === undefined) return undefined
  return [row.decidedBy, row.decidedBy.replace(/\.main$/, '')].find((path) => settings.has(path))
}

const silent = (row: CompiledRow, facts: Facts): boolean =>
  row.value(facts) === undefined && (row.standsIn || row.absent?.(facts) === undefined)

function gapsOfValues(subject: Subject, dialect: Dialect): Gap[] {
  const { plan } = subject
  const scopes = createScopes(subject, dialect)
  const gaps: Gap[] = []
  for (const { section, holds, rows } of dialect.sections) {
    if (!holds(scopes.phone)) continue
    for (const facts of scopes.of(section.each, section.group)) {
      const line = LINES.has(section.each) ? plan.lines.find(({ n }) => String(n) === facts.get('n')) : undefined
      const settings = line?.settings ?? plan.settings
      const standing = rows.filter((row) => row.holds(facts))
      const otherwise = new Set(standing.filter((row) => !silent(row, facts)).flatMap((row) => row.covers))
      for (const row of standing) {
        const path = settingOf(row, settings)
        const chosen = path === undefined ? undefined : settings.get(path)
        if (path === undefined || chosen === undefined || chosen.from === 'catalogue') continue
        if (facts.get(path) === undefined) continue
        const lacks = silent(row, facts) ? 'value' : (row.value(facts)?.length ?? 0) > row.longest ? 'room' : undefined
        if (lacks === undefined || (lacks === 'value' && otherwise.has(path))) continue
        const own = line && !isDeepStrictEqual(plan.settings.get(path)?.value, chosen.value)
        gaps.push({ path, line: own ? line.n : undefined, lacks })
      }
    }
  }
  return gaps
}

/** Everything somebody chose that this phone's files do not say, each once, in the order of its path. */
export function gapsOf(subject: Subject): Gap[] {
  const dialect = dialectOf(subject.vendor, subject.model, subject.plan.firmware)
  const gaps = new Map<string, Gap>()
  for (const gap of [...gapsOfNames(subject, dialect), ...gapsOfValues(subject, dialect)]) {
    const key = `${gap.path} ${gap.line ?? 0}`
    if (!gaps.has(key)) gaps.set(key, gap)
  }
  return [...gaps.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap)
}

/** Members of a line beside its settings, when they ask for something, and the facts by which a row may name them. */
const LINE_MEMBERS = [
  { member: 'shared', asked: ({ shared }: PlannedLine) => shared, facts: ['line.shared'] },
  {
    member: 'line_keys',
    asked: ({ line_keys }: PlannedLine) => line_keys > 1,
    facts: ['line.line_keys', 'line.key_count'],
  },
  {
    member: 'calls_per_key',
    asked: ({ calls_per_key }: PlannedLine) => calls_per_key !== undefined,
    facts: ['line.calls_per_key'],
  },
]

/** Members of lines that this phone's files do not say. */
export function unsaidMembers(subject: Subject): { readonly member: string; readonly line: number }[] {
  const { plan, vendor, model } = subject
  const { byLine } = namedBy(dialectOf(vendor, model, plan.firmware), model)
  const unsaid = LINE_MEMBERS.filter(({ facts }) => !facts.some((fact) => byLine.has(fact)))
  return plan.lines.flatMap((line) =>
    unsaid.filter(({ asked }) => asked(line)).map(({ member }) => ({ member, line: line.n })),
  )
}

/** Lists that are longer than the phone's own description allows. */
export function crowded(subject: Subject): { readonly title: string; readonly count: number; readonly most: number }[] {
  const dialect = dialectOf(subject.vendor, subject.model, subject.plan.firmware)
  const scopes = createScopes(subject, dialect)
  return dialect.sections.flatMap(({ section, holds }) => {
    const { each, group, most, title } = section
    if (most === undefined || !holds(scopes.phone)) return []
    const count = scopes.of(each, group).length
    return count > most ? [{ title, count, most }] : []
  })
}

/** Whether the phone's firmware can read what we make for its vendor. */
export function readsFiles({ vendor, model, plan }: Subject): boolean {
  const { foreignFormat } = vendor
  if (!foreignFormat) return true
  const version = versionOf(plan.firmware ?? model.firmware, vendor.firmwareFamilyParts)
  const concerned = compileCondition(foreignFormat.when)(modelFacts(new Facts(), model))
  return !concerned || !inRange(version, foreignFormat.firmware)
}

/** Whether the model's files tell the time at all. */
export function tellsTime({ vendor, model, plan }: Subject): boolean {
  return namedBy(dialectOf(vendor, model, plan.firmware), model).anywhere.has('timezone')
}
