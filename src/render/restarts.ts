import { keptIn } from '../domain/kept.js'
import type { Plan } from '../domain/plan.js'
import type { RestartRow, Vendor } from '../domain/vendor.js'

interface Patterns {
  /** Names left out of the files of a phone that restarts without end; an override may count them: `name[1]`. */
  readonly leftOut: RegExp
  /** Names whose overrides are left out. */
  readonly overrides: RegExp
  /** Parameters in the text of a file whose value makes the phone restart, with that value. */
  readonly inText: RegExp
}

const known = new WeakMap<Vendor, Patterns>()

const anyOf = (rows: readonly RestartRow[]): string =>
  rows.length === 0
    ? '(?!)'
    : `(?:${rows.map(({ name }) => name.replaceAll('.', '\\.').replace('*', '[\\w.-]*')).join('|')})`

const patternsOf = (vendor: Vendor): Patterns =>
  keptIn(known, vendor, () => {
    const { parameters } = vendor.restarts
    const values = anyOf(parameters.filter(({ by }) => by === 'value'))
    return {
      leftOut: new RegExp(`^${anyOf(parameters.filter(({ always }) => !always))}(?:\\[\\d+\\])?$`),
      overrides: new RegExp(`^${anyOf(parameters)}(?:\\[\\d+\\])?$`),
      // In XML a parameter is an element or, with Polycom, an attribute; neither text nor values hold a bare `<` or `"`.
      inText:
        vendor.format === 'cfg'
          ? new RegExp(`^[ \\t]*${values}[ \\t]*=.*$`, 'gm')
          : new RegExp(`<${values}[\\s>/][^<]*|\\s${values}="[^"]*"`, 'g'),
    }
  })

/** Whether a parameter is left out for a phone that restarts without end. */
export const isLeftOut = (vendor: Vendor, name: string): boolean => patternsOf(vendor).leftOut.test(name)

/** Whether an override of it is left out for such a phone; what is written without one stays. */
export const isOverrideLeftOut = (vendor: Vendor, name: string): boolean => patternsOf(vendor).overrides.test(name)

/** The parameters in the text of a main file whose value makes the phone restart, with that value. */
export const restartsInText = (vendor: Vendor, mainFile: string): string[] =>
  mainFile.match(patternsOf(vendor).inText) ?? []

/** The rest of what a restart depends on: the firmware, and what somebody overrode, which other files may say. */
export function restartsBeside(
  vendor: Vendor,
  { settings, overrides }: Pick<Plan, 'settings' | 'overrides'>,
): string[] {
  const firmware = ['url', 'version'].map((member) => String(settings.get(`firmware.${member}`)?.value))
  const overridden = [...overrides].filter(([name]) => isOverrideLeftOut(vendor, name))
  return [...firmware, ...overridden.map(([name, { value }]) => `${name}=${value}`)]
}
