import type { Comparison, Filter, Literal } from './filter.js'

/** The value at a dotted path. Only own members count, so that no path reaches a prototype. */
export function valueAt(item: unknown, path: string): unknown {
  let value = item
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as Record<string, unknown>)[name]
  }
  return value ?? null
}

const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})$/

/** Timestamps compare as instants, whatever their offset and fraction; everything else as it is. */
function comparable(value: unknown, other: unknown): unknown {
  if (typeof value !== 'string' || typeof other !== 'string' || !INSTANT.test(value) || !INSTANT.test(other))
    return value
  return Date.parse(value)
}

/** Negative, zero or positive; undefined when the two are of different kinds or have no order. */
export function compare(left: unknown, right: unknown): number | undefined {
  const [a, b] = [comparable(left, right), comparable(right, left)]
  if (a === b) return 0
  if (typeof a !== typeof b || a === null || b === null || typeof a === 'object') return undefined
  return (a as string | number | boolean) < (b as string | number | boolean) ? -1 : 1
}

function holds(operator: Comparison, value: unknown, literal: Literal): boolean {
  const order = compare(value, literal)
  if (operator === 'eq') return order === 0
  if (operator === 'ne') return order !== 0
  // Nothing is above or below null, and a null is neither above nor below itself.
  if (order === undefined || literal === null) return false
  if (operator === 'gt') return order > 0
  if (operator === 'ge') return order >= 0
  return operator === 'lt' ? order < 0 : order <= 0
}

/** Whether the filter is true of the item. Functions ignore case, comparisons do not. */
export function matches(filter: Filter, item: unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => matches(part, item))
    case 'or':
      return filter.parts.some((part) => matches(part, item))
    case 'not':
      return !matches(filter.part, item)
    case 'compare':
      return holds(filter.operator, valueAt(item, filter.field), filter.value)
    case 'text': {
      const value = valueAt(item, filter.field)
      if (typeof value !== 'string') return false
      const [text, sought] = [value.toLowerCase(), filter.value.toLowerCase()]
      if (filter.test === 'contains') return text.includes(sought)
      return filter.test === 'startswith' ? text.startsWith(sought) : text.endsWith(sought)
    }
  }
}
