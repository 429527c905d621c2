import type { Condition, Pattern, ValueMap } from '../domain/vendor.js'
import type { Facts } from './scope.js'

export type Maps = Readonly<Record<string, ValueMap>>

export type Fill = (facts: Facts) => string | undefined

export interface Compiled {
  readonly fill: Fill
  /** The facts named, in order of appearance. */
  readonly holes: readonly string[]
  /** Those of them that are looked up in a map: their value decides, not only whether they have one. */
  readonly mapped: readonly string[]
}

type Node = string | { readonly fact: string; readonly map: ValueMap | undefined } | Node[]

interface Found {
  readonly holes: string[]
  readonly mapped: string[]
}

/** Reads up to the closing bracket or the end. */
function parse(text: string, start: number, maps: Maps, found: Found): { nodes: Node[]; end: number } {
  const nodes: Node[] = []
  let literal = ''
  const flush = () => {
    if (literal) nodes.push(literal)
    literal = ''
  }
  let at = start
  for (; at < text.length && text[at] !== ']'; at++) {
    const char = text[at] as string
    if (char === '\\') literal += text[++at] ?? ''
    else if (char === '[') {
      flush()
      const inner = parse(text, at + 1, maps, found)
      nodes.push(inner.nodes)
      at = inner.end
    } else if (char === '{') {
      flush()
      const close = text.indexOf('}', at)
      if (close < 0) throw new Error(`pattern "${text}": unclosed hole`)
      const [fact = '', mapName] = text.slice(at + 1, close).split('|')
      const map = mapName === undefined ? undefined : maps[mapName]
      if (mapName !== undefined && !map) throw new Error(`pattern "${text}": unknown map ${mapName}`)
      found.holes.push(fact)
      if (map) found.mapped.push(fact)
      nodes.push({ fact, map })
      at = close
    } else literal += char
  }
  flush()
  return { nodes, end: at }
}

/** Looks a value up: its own entry, else the smallest step it fits under, else the entry for any other. */
function lookUp(map: ValueMap): (value: string) => string | undefined {
  const steps = Object.entries(map)
    .filter(([key]) => key.startsWith('..'))
    .map(([key, word]) => [Number(key.slice(2)), word] as const)
    .sort(([a], [b]) => a - b)
  return (value) => {
    if (Object.hasOwn(map, value)) return map[value]
    const step = steps.length > 0 ? steps.find(([limit]) => Number(value) <= limit) : undefined
    return step ? step[1] : map['*']
  }
}

function fillNode(node: Node): Fill {
  if (typeof node === 'string') return () => node
  if (Array.isArray(node)) {
    const inner = fillAll(node)
    return (facts) => inner(facts) ?? ''
  }
  const { fact, map } = node
  if (!map) return (facts) => facts.get(fact)
  const find = lookUp(map)
  return (facts) => {
    const value = facts.get(fact)
    return value === undefined ? undefined : find(value)
  }
}

function fillAll(nodes: readonly Node[]): Fill {
  const fills = nodes.map(fillNode)
  const only = fills[0]
  if (fills.length === 0 || !only) return () => ''
  if (fills.length === 1) return only
  return (facts) => {
    let text = ''
    for (const fill of fills) {
      const part = fill(facts)
      if (part === undefined) return undefined
      text += part
    }
    return text
  }
}

/**
 * Compiles a pattern (see `Pattern` in domain/vendor.ts).
 * @throws Error on an unclosed hole or an unknown map: vendor data is wrong, and the start must fail.
 */
export function compilePattern(text: Pattern, maps: Maps): Compiled {
  const found: Found = { holes: [], mapped: [] }
  const { nodes, end } = parse(text, 0, maps, found)
  if (end < text.length) throw new Error(`pattern "${text}": closing bracket without an opening one`)
  return { fill: fillAll(nodes), ...found }
}

/** The facts of a condition whose value decides, not only whether they have one. */
export const judgedBy = (condition: Condition | undefined): string[] =>
  Object.entries(condition ?? {}).flatMap(([fact, wanted]) => (wanted === null || wanted === '*' ? [] : [fact]))

/** Compiles a condition; no condition always holds. */
export function compileCondition(condition: Condition | undefined): (facts: Facts) => boolean {
  if (!condition) return () => true
  const tests = Object.entries(condition).map(([fact, wanted]) => {
    if (wanted === null) return (facts: Facts) => facts.get(fact) === undefined
    if (wanted === '*') return (facts: Facts) => facts.get(fact) !== undefined
    const allowed = new Set(typeof wanted === 'string' ? [wanted] : wanted)
    return (facts: Facts) => {
      const value = facts.get(fact)
      return value !== undefined && allowed.has(value)
    }
  })
  return (facts) => tests.every((holds) => holds(facts))
}
