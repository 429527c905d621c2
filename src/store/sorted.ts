import type { Entity } from '../domain/model.js'

/** The order of every list a store returns: by creation, then by id. */
export function byCreation(a: Entity, b: Entity): number {
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? -1 : 1
  if (a.id !== b.id) return a.id < b.id ? -1 : 1
  return 0
}

/** The place of the record in the sorted list, or where it would have to stand. */
function place(list: readonly Entity[], record: Entity): number {
  const last = list.at(-1)
  if (!last || byCreation(last, record) < 0) return list.length
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = list[middle]
    if (at && byCreation(at, record) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Replaces one record of a sorted list by another; either may be missing, which adds or takes away. */
export function swap<R extends Entity>(list: R[], before: R | undefined, after: R | undefined): void {
  if (before && after && byCreation(before, after) === 0) {
    list[place(list, after)] = after
    return
  }
  if (before) list.splice(place(list, before), 1)
  if (after) list.splice(place(list, after), 0, after)
}
