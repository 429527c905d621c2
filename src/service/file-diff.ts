import type { Vendor } from '../domain/vendor.js'
import type { FileParameters } from '../render/file-parameters.js'
import { isSecretParameter } from '../render/parameters.js'
import { MASK } from './masked.js'

/** One parameter in which two files differ; a secret is masked, and that it changed is all that is said. */
export interface ParameterChange {
  readonly name: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly before: string | null
  readonly after: string | null
}

/** Differences told of one file. */
const MOST_TOLD = 200

/** How a file differs from another version of it. */
export interface FileChange {
  readonly name: string
  /** How many parameters differ; the list may be shorter. */
  readonly changes: number
  readonly diff: readonly ParameterChange[]
}

/** @param room how many may be told where less than usual is left. */
export const fileChange = (name: string, diff: readonly ParameterChange[], room = MOST_TOLD): FileChange => ({
  name,
  changes: diff.length,
  diff: diff.slice(0, Math.min(MOST_TOLD, room)),
})

/** A phone's own address: the token in it opens the phone's file. */
const TOKEN_IN_PATH = /\/p\/[^/\s"'<>]+/g

/** The parameters whose values differ once secrets are masked: they hold one, whatever their names. */
export const secretsIn = (clear: FileParameters, hidden: FileParameters): ReadonlySet<string> =>
  new Set([...clear].flatMap(([name, value]) => (hidden.get(name) === value ? [] : [name])))

/**
 * What changed from one file to another, in the order of the later one; what is gone comes last.
 * @param secret names that hold a secret beside those the vendor's tables know.
 */
export function diffParameters(
  vendor: Vendor,
  before: FileParameters,
  after: FileParameters,
  secret: ReadonlySet<string>,
): ParameterChange[] {
  const shown = (name: string, value: string | undefined): string | null => {
    if (value === undefined) return null
    const masked = value.replace(TOKEN_IN_PATH, `/p/${MASK}`)
    // An address is told apart by its host; everything else about a secret stays unsaid.
    if (masked !== value) return masked
    return value !== '' && (isSecretParameter(vendor, name) || secret.has(name)) ? MASK : value
  }
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((name): ParameterChange[] => {
    const [was, is] = [before.get(name), after.get(name)]
    if (was === is) return []
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    return [{ name, kind, before: shown(name, was), after: shown(name, is) }]
  })
}
