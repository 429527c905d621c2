import type { Problems } from '../domain/errors.js'
import { type Filter, parseFilter } from './filter.js'
import { FilterError } from './filter-tokens.js'
import { compare, matches, valueAt } from './match.js'

/** What a caller asks of a list; all of it is optional. */
export interface ListQuery {
  readonly filter?: string | undefined
  readonly search?: string | undefined
  readonly orderby?: string | undefined
  readonly skip?: number | undefined
  readonly top?: number | undefined
}

/** How the records of a list look to filters and searches. */
export interface Listing<R> {
  /** Dotted paths of the members that may be compared. */
  readonly fields: ReadonlySet<string>
  /** Members a search looks at. */
  readonly searched: readonly string[]
  readonly view: (record: R) => object
}

export interface Page<R> {
  /** How many records match, before `skip` and `top`. */
  readonly count: number
  readonly records: readonly R[]
}

const DEFAULT_TOP = 100
const MOST_ORDERS = 8
const ORDER = /^\s*(\S+?)(?:\s+(asc|desc))?\s*$/i

interface Order {
  readonly field: string
  readonly descending: boolean
}

function readFilter(text: string | undefined, fields: ReadonlySet<string>, problems: Problems): Filter | undefined {
  if (!text?.trim()) return undefined
  try {
    return parseFilter(text, (field) => fields.has(field))
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    problems.add('filter', error.rule, error.message)
    return undefined
  }
}

function readOrders(text: string | undefined, fields: ReadonlySet<string>, problems: Problems): Order[] {
  if (!text?.trim()) return []
  const terms = text.split(',')
  const orders = terms.slice(0, MOST_ORDERS).map((term) => ORDER.exec(term))
  const unknown = orders.find((order) => !fields.has(order?.[1] ?? ''))
  if (terms.length > MOST_ORDERS) problems.add('orderby', 'max', `may name at most ${MOST_ORDERS} fields`)
  else if (unknown === null)
    problems.add('orderby', 'syntax', 'must be fields with "asc" or "desc", separated by commas')
  else if (unknown) problems.add('orderby', 'field', `there is no field ${unknown[1]?.slice(0, 64)}`)
  return orders.flatMap((order) =>
    order?.[1] ? [{ field: order[1], descending: order[2]?.toLowerCase() === 'desc' }] : [],
  )
}

const RANKS = ['object', 'boolean', 'number', 'string']

/** Absent values come first; values of different kinds keep an order of their own. */
function byOrders(orders: readonly Order[]): (a: object, b: object) => number {
  return (a, b) => {
    for (const { field, descending } of orders) {
      const [left, right] = [valueAt(a, field), valueAt(b, field)]
      const order = compare(left, right) ?? RANKS.indexOf(typeof left) - RANKS.indexOf(typeof right)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  }
}

/**
 * One page of a list in order of creation unless asked otherwise. `filter` and `search` must both hold.
 * @throws DomainError `invalid` with everything wrong about the query.
 */
export function pageOf<R>(records: readonly R[], query: ListQuery, listing: Listing<R>, problems: Problems): Page<R> {
  const filter = readFilter(query.filter, listing.fields, problems)
  const orders = readOrders(query.orderby, listing.fields, problems)
  problems.throwIfAny()
  const sought = query.search?.trim().toLowerCase()
  const { skip = 0, top = DEFAULT_TOP } = query
  // Views cost more than records: they are made only for a list that must be looked into.
  if (!filter && !sought && orders.length === 0)
    return { count: records.length, records: records.slice(skip, skip + top) }

  const found = records
    .map((record) => ({ record, view: listing.view(record) }))
    .filter(({ view }) => !filter || matches(filter, view))
    .filter(
      ({ view }) =>
        !sought ||
        listing.searched.some((name) =>
          String(valueAt(view, name) ?? '')
            .toLowerCase()
            .includes(sought),
        ),
    )
  const order = byOrders(orders)
  const sorted = orders.length > 0 ? found.sort((a, b) => order(a.view, b.view)) : found
  return { count: sorted.length, records: sorted.slice(skip, skip + top).map(({ record }) => record) }
}
