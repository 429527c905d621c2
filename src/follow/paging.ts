import { FollowError } from '../service/foreign-user.js'
import { checkMany, type Json } from './records.js'

/** How often a list is begun anew that changes while it is read. */
const TRIES = 3

export interface Paged {
  /** The rows from `start` on, as many as the server likes, and how many there are where it says. */
  readonly page: (start: number) => Promise<{ readonly rows: readonly Json[]; readonly count?: number }>
  readonly key: (row: Json) => string
}

/**
 * Every row of a list that is read page by page. Each page begins with the last row of the one before, so that a row
 * that came or went in between is noticed; then all is read again.
 * @throws FollowError when it cannot be read whole: a row that is missing would be taken for a user who is gone.
 */
export async function allRows(paged: Paged): Promise<readonly Json[]> {
  for (let tries = 0; tries < TRIES; tries++) {
    const rows = await steadyRows(paged)
    if (rows) return rows
  }
  throw new FollowError('the list of users changes while it is read, or cannot be read page by page')
}

/** The rows, or undefined when the list changed meanwhile. */
async function steadyRows({ page, key }: Paged): Promise<readonly Json[] | undefined> {
  const rows = new Map<string, Json>()
  let last: string | undefined
  let total: number | undefined
  for (;;) {
    const { rows: found, count } = await page(Math.max(0, rows.size - 1))
    total ??= count
    if (count !== total) return undefined
    const [first, ...rest] = found
    if (last !== undefined && (!first || key(first) !== last)) return undefined
    const more = last === undefined ? found : rest
    if (more.length === 0) break
    for (const row of more) {
      if (rows.has(key(row))) return undefined
      rows.set(key(row), row)
    }
    last = key(more.at(-1) as Json)
    checkMany(rows.size)
  }
  const whole = total === undefined ? await isAll(page, rows.size) : total === rows.size
  return whole ? [...rows.values()] : undefined
}

/**
 * Whether the rows before a page that held no more than the last of them are all. A single one may also be what a server
 * that hands out one at a time began with.
 */
const isAll = async (page: Paged['page'], size: number): Promise<boolean> =>
  size !== 1 || (await page(1)).rows.length === 0

export interface Read extends Pick<Paged, 'key'> {
  readonly list: () => Promise<readonly Json[]>
  /** The user of a key, undefined where there is none. */
  readonly one: (key: string) => Promise<Json | undefined>
}

/**
 * Each row of the list as a read of its own shows it. Whoever is gone by then is left out, once the list says so too.
 * @throws FollowError when the server knows somebody in its list only, or answers somebody else.
 */
export async function eachRead({ key, list, one }: Read): Promise<readonly Json[]> {
  const read: Json[] = []
  const gone: string[] = []
  for (const asked of (await list()).map(key)) {
    const found = await one(asked)
    if (!found) gone.push(asked)
    else if (key(found) === asked) read.push(found)
    else throw new FollowError('the server answered somebody else than was asked for')
  }
  if (gone.length === 0) return read
  const still = new Set((await list()).map(key))
  if (gone.some((asked) => still.has(asked))) throw new FollowError('the server lists a user whom it does not know')
  return read
}
