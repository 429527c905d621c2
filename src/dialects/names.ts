import type { User } from '../domain/model.js'

/** A name in two parts, as some APIs want it. */
export interface FullName {
  readonly first: string
  readonly last: string
}

/** Where the dialects that know two parts keep them. */
const KEPT = [
  ['netsapiens', 'name-first-name', 'name-last-name'],
  ['opentact', 'first_name', 'last_name'],
] as const

export const wholeName = ({ first, last }: FullName): string => [first, last].filter((part) => part !== '').join(' ')

/** Both parts of a user's name: as somebody stated them while they still make it, else parted at the first blank. */
export function namesOf({ display_name, foreign }: Pick<User, 'display_name' | 'foreign'>): FullName {
  for (const [dialect, first, last] of KEPT) {
    const own = foreign[dialect] ?? {}
    const name = { first: String(own[first] ?? ''), last: String(own[last] ?? '') }
    if (wholeName(name) === display_name) return name
  }
  const [first = '', ...last] = display_name.split(' ')
  return { first, last: last.join(' ') }
}
