import fc from 'fast-check'
import { z } from 'zod'
import { CODECS } from '../../src/domain/codec.js'
import { settingsSchema } from '../../src/domain/settings.js'

/*
 * Settings made from their own schema, so that a new setting is tried without a word here. What a schema checks by code
 * (codec names, time zones) is listed; every other text is whatever its pattern allows.
 */

interface Node {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly enum?: readonly string[]
  readonly const?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

const root = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' }) as Node

const LISTED: Readonly<Record<string, readonly string[]>> = {
  'codecs.items': CODECS,
  language: ['en', 'de', 'fr-CA', 'zh-TW', 'xx'],
  tone_country: ['DE', 'us', 'CH', 'ZZ'],
  timezone: ['Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Africa/Casablanca', 'Etc/UTC', 'Antarctica/Troll'],
  'provisioning.window.from': ['00:00', '23:59'],
  'provisioning.window.to': ['00:00', '23:59'],
}

/** Texts that hurt a file format somewhere: quotes, closers, comments, escapes, right-to-left, beyond the BMP. */
const SHARP = [
  '"',
  "'",
  '<',
  '>',
  '&',
  ']]>',
  '-->',
  '<!--',
  '&amp;',
  '%',
  '=',
  '#',
  '\\',
  '{{x}}',
  '|',
  '\u202e',
  'שלום',
  '😀',
  'é',
  ' ',
]
const CONTROLS = ['\0', '\n', '\r\n', '\t', '\u001b', '\u0085', '\u2028', '\ufffe', '\ud800']

/** A text people could enter; with `controls` also what our forms refuse. */
export const anyText = (maxLength: number, controls = false): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength }),
      fc.string({ unit: fc.constantFrom(...SHARP, ...(controls ? CONTROLS : [])), maxLength: Math.min(maxLength, 12) }),
    )
    .filter((text) => text.length <= maxLength)

/** A setting with this value at this place; what else the place needs is missing. */
const nested = (path: readonly string[], value: unknown): unknown => {
  const [name, ...rest] = path
  if (name === undefined) return value
  return name === 'items' ? [nested(rest, value)] : { [name]: nested(rest, value) }
}

/** True when the schemas, with all they check by code, find no fault in the value itself. */
function isValid(path: string, value: unknown): boolean {
  const { error } = settingsSchema.safeParse(nested(path.split('.'), value))
  const here = path.replace(/\bitems\b/g, '0')
  return !error?.issues.some((issue) => issue.path.join('.') === here)
}

function anyString(path: string, { pattern, maxLength = 64 }: Node): fc.Arbitrary<string> {
  const made = pattern ? fc.stringMatching(new RegExp(pattern), { maxLength }) : anyText(Math.min(maxLength, 60))
  return made.filter((text) => isValid(path, text))
}

function anyOf(node: Node, path: string): fc.Arbitrary<unknown> {
  const listed = LISTED[path]
  if (listed) return fc.constantFrom(...listed)
  if (node.anyOf) return fc.oneof(...node.anyOf.map((branch) => anyOf(branch, path)))
  if (node.const !== undefined) return fc.constant(node.const)
  if (node.enum) return fc.constantFrom(...node.enum)
  switch (node.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: node.minimum ?? 0, max: node.maximum ?? 65_535 })
    case 'string':
      return anyString(path, node)
    case 'array':
      return fc.uniqueArray(anyOf(node.items ?? {}, `${path}.items`), {
        minLength: node.minItems ?? (path === 'codecs' ? 1 : 0),
        maxLength: Math.min(node.maxItems ?? 4, 6),
        comparator: 'SameValue',
      })
    case 'object':
      return fc.record(members(node, path), { requiredKeys: [...(node.required ?? [])] })
    default:
      throw new Error(`${path} is of a type no value is made of yet: ${node.type}`)
  }
}

const members = (node: Node, path: string): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(
    Object.entries(node.properties ?? {}).map(([name, member]) => [
      name,
      anyOf(member, path ? `${path}.${name}` : name),
    ]),
  )

/** Any settings a phone may be given: each one there or not. */
export const anySettings = fc.record(members(root, ''), { requiredKeys: [] }) as fc.Arbitrary<Record<string, unknown>>

export interface Leaf {
  /** Members on the way, e.g. `['vlan', 'phone', 'id']`. */
  readonly path: readonly string[]
  readonly values: readonly unknown[]
}

const text = (length: number): string => 'Abcdefghij'.repeat(Math.ceil(length / 10)).slice(0, length)

/** The longest text a pattern of ours lets through. */
const LONGEST: Readonly<Record<string, (length: number) => string>> = {
  digits: (length) => '1234567890'.repeat(Math.ceil(length / 10)).slice(0, length),
  url: (length) => `https://books.example.com/${text(length)}`.slice(0, length),
}

function longest(node: Node): string[] {
  const { pattern, maxLength = 64 } = node
  if (pattern === undefined) return [text(maxLength)]
  const fits = (value: string) => new RegExp(pattern).test(value) && value.length <= maxLength
  return [LONGEST.digits?.(maxLength), LONGEST.url?.(maxLength), text(maxLength)].filter(
    (value): value is string => value !== undefined && fits(value),
  )
}

function limitsOf(node: Node, path: string): unknown[] {
  const listed = LISTED[path]
  if (listed) return [...listed]
  if (node.const !== undefined) return [node.const]
  if (node.enum) return [...node.enum]
  switch (node.type) {
    case 'boolean':
      return [true, false]
    case 'integer':
      return [node.minimum ?? 0, node.maximum ?? 65_535]
    case 'string':
      return [...(node.pattern || node.minLength ? [] : ['']), ...longest(node)]
    case 'array': {
      const one = node.items?.type === 'object' ? [] : limitsOf(node.items ?? {}, `${path}.items`)
      return [...(node.minItems || path === 'codecs' ? [] : [[]]), ...one.map((value) => [value])]
    }
    default:
      return []
  }
}

function leavesOf(node: Node, path: readonly string[]): Leaf[] {
  const branches = node.anyOf ?? [node]
  return branches.flatMap((branch) =>
    branch.type === 'object'
      ? Object.entries(branch.properties ?? {}).flatMap(([name, member]) => leavesOf(member, [...path, name]))
      : [{ path, values: limitsOf(branch, path.join('.')) }],
  )
}

/** Every leaf of the settings with its values at the edges: smallest, largest, longest, empty, each word of a list. */
export const settingLeaves: readonly Leaf[] = leavesOf(root, [])
