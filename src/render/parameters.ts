import { keptIn } from '../domain/kept.js'
import { settingsSchema } from '../domain/settings.js'
import type { FirmwareRange, ParameterRow, Vendor } from '../domain/vendor.js'

/** A parameter we can write, with everything its rows say about it. */
export interface Parameter {
  /** As an override would name it, with holes for what is counted, e.g. `account.{n}.label`, `user_name[{n}]`. */
  readonly name: string
  /** Settings that decide its value; none = it follows from the phone's record, or is always the same. */
  readonly settings: readonly string[]
  /** Versions that have it; none = all. */
  readonly firmware: readonly FirmwareRange[]
  readonly sources: readonly string[]
}

interface Known {
  readonly parameters: readonly Parameter[]
  /** Every name with `#` for its numbers, and the name to suggest for it. */
  readonly shapes: ReadonlyMap<string, string>
  /** The shapes of those that say a secret. */
  readonly secret: ReadonlySet<string>
}

interface Gathered {
  readonly settings: Set<string>
  readonly firmware: (FirmwareRange | undefined)[]
  readonly sources: Set<string>
}

const HOLE = /\{([^}|]+)(?:\|([^}]+))?\}/g

/** A setting of several members that rows name by them. */
const ENDPOINT = /^(registrar|backup_registrar|outbound_proxy)\..*/
/** Facts that are worked out from a setting of another name. */
const WORKED_OUT: readonly (readonly [RegExp, string])[] = [
  [/^time\..*/, 'timezone'],
  [/^ntp\..*/, 'ntp_servers'],
]
const DERIVED = /\.(?:state|list|main|first|rings|minutes|[0-9]+(?:\.name)?)$/

/** Facts that are secrets. */
const SECRET = /\{(?:[a-z]+\.)*(?:[a-z]+_)?password(?:\||\})|\{phone\.file_key\}/

/** The settings a row's patterns ask for. */
function settingsOf(row: ParameterRow): string[] {
  const facts = [row.value, row.absent ?? ''].flatMap((text) => [...text.matchAll(HOLE)].map(([, fact = '']) => fact))
  const conditions = Object.keys(row.when ?? {})
  return [...(row.covers ?? []), ...facts, ...conditions]
    .map((fact) => WORKED_OUT.find(([pattern]) => pattern.test(fact))?.[1] ?? fact)
    .filter((fact) => Object.hasOwn(settingsSchema.shape, fact.split('.')[0] ?? ''))
    .map((fact) => fact.replace(ENDPOINT, '$1').replace(DERIVED, ''))
}

/** The names of a row by the versions that have them: a beginning that changed gives two. */
function namesOf(row: ParameterRow, vendor: Vendor): [name: string, range: FirmwareRange | undefined][] {
  const index = row.attributes?.idx
  const name = index === undefined ? row.name : `${row.name}[${index}]`
  const rename = vendor.renames?.find(({ prefix }) => name.startsWith(prefix))
  if (!rename || row.firmware) return [[name, row.firmware]]
  const old = rename.to + name.slice(rename.prefix.length)
  return [
    [name, { from: rename.below }],
    [old, { below: rename.below }],
  ]
}

/** What may stand in a hole of a name; undefined = a number. */
function wordsOf(vendor: Vendor, fact: string, map: string | undefined): readonly string[] | undefined {
  if (map !== undefined) return Object.values(vendor.maps[map] ?? {})
  if (fact === 'codec.name') return Object.values(vendor.codecs)
  if (!fact.startsWith('model.')) return undefined
  const trait = fact.slice('model.'.length)
  return [...new Set(vendor.models.map((model) => model.traits?.[trait]))].filter((word) => word !== undefined)
}

/** A name with its words filled in and `{}` for its numbers, once for each choice of words. */
function spelt(vendor: Vendor, name: string): string[] {
  const [hole, fact = '', map] = /\{([^}|]+)(?:\|([^}]+))?\}/.exec(name) ?? []
  if (hole === undefined) return [name]
  return (wordsOf(vendor, fact, map) ?? ['\0']).flatMap((word) =>
    spelt(
      vendor,
      name.replace(hole, () => word),
    ),
  )
}

const NUMBER = /[0-9]+|\0/g
const shapeOf = (name: string): string => name.replace(NUMBER, '#')

function gather(vendor: Vendor): Known {
  const found = new Map<string, Gathered>()
  const shapes = new Map<string, string>()
  const secret = new Set<string>()
  for (const row of vendor.sections.flatMap((section) => section.rows)) {
    for (const [name, range] of namesOf(row, vendor)) {
      const shown = name.replace(HOLE, '{$1}')
      const known = keptIn(found, shown, (): Gathered => ({ settings: new Set(), firmware: [], sources: new Set() }))
      for (const setting of settingsOf(row)) known.settings.add(setting)
      known.firmware.push(range)
      known.sources.add(row.source)
      for (const spelling of spelt(vendor, name)) {
        keptIn(shapes, shapeOf(spelling), () => spelling)
        if (SECRET.test(row.value)) secret.add(shapeOf(spelling))
      }
    }
  }
  const parameters = [...found].map(([name, { settings, firmware, sources }]) => ({
    name,
    settings: [...settings].sort(),
    firmware: firmware.includes(undefined) ? [] : distinct(firmware),
    sources: [...sources],
  }))
  return { parameters: parameters.sort((a, b) => (a.name < b.name ? -1 : 1)), shapes, secret }
}

const distinct = (ranges: readonly (FirmwareRange | undefined)[]): FirmwareRange[] => [
  ...new Map(ranges.flatMap((range) => (range ? [[JSON.stringify(range), range] as const] : []))).values(),
]

const kept = new WeakMap<Vendor, Known>()
const knownOf = (vendor: Vendor): Known => keptIn(kept, vendor, () => gather(vendor))

/** Every parameter the vendor's tables can write, for any model and firmware, by name. */
export const parametersOf = (vendor: Vendor): readonly Parameter[] => knownOf(vendor).parameters

/** Whether the tables can write a parameter of that name, whatever its numbers. */
export const isParameter = (vendor: Vendor, name: string): boolean => knownOf(vendor).shapes.has(shapeOf(name))

/** Whether the tables can put a secret into a parameter of that name. */
export const isSecretParameter = (vendor: Vendor, name: string): boolean => knownOf(vendor).secret.has(shapeOf(name))

/** A slip of the keyboard is this many letters away at most. */
const NEAR = 3

/** The name of our tables that a mistyped one was meant to be, with its numbers; undefined when none is near. */
export function nearestParameter(vendor: Vendor, name: string): string | undefined {
  const wanted = shapeOf(name).toLowerCase()
  let best: string | undefined
  let least = Math.min(NEAR, Math.floor(wanted.length / 3)) + 1
  for (const [shape, spelling] of knownOf(vendor).shapes) {
    if (Math.abs(shape.length - wanted.length) >= least) continue
    const distance = editDistance(wanted, shape.toLowerCase())
    if (distance < least) [least, best] = [distance, spelling]
  }
  return best && numbered(best, name.match(/[0-9]+/g) ?? [])
}

/** Puts numbers into the places of a spelling, in order; a number of the spelling itself stays. */
function numbered(spelling: string, numbers: readonly string[]): string {
  let place = 0
  return spelling.replace(NUMBER, (own) => {
    const given = numbers[place++]
    return own === '\0' ? (given ?? '1') : own
  })
}

/** How many letters must be put in, left out, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change, swap))
    }
    ;[before, last] = [last, row]
  }
  return last[b.length] ?? 0
}
