import type { Problems } from '../domain/errors.js'
import { type Group, type Place, SITE_LIMIT, type User } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { Transaction } from '../store/store.js'
import { newEntity } from './context.js'

/** Where a user is said to sit and work, by name; '' = nowhere, absent = nothing is said. */
export type PlaceNames = Readonly<Partial<Record<Place, string>>>

const is = (place: Place) => (group: Group) => group.places?.includes(place) ?? false

/** The site a user sits at; with several, the one they were put into first. */
export const siteOf = (user: Pick<User, 'groups'>, groups: readonly Group[]): Group | undefined =>
  user.groups.map((id) => groups.find((group) => group.id === id)).find((group) => group && is('site')(group))

/**
 * The group that is the place of that name. A group of the name becomes one; without any, it comes into being while
 * the tenant may have more.
 */
async function placeNamed(
  tx: Transaction,
  ports: Ports,
  tenant_id: string,
  place: Place,
  name: string,
  problems: Problems,
): Promise<string | undefined> {
  const [known] = await tx.find('groups', 'name', `${tenant_id}/${name.toLowerCase()}`)
  if (known) {
    if (!is(place)(known)) tx.put('groups', { ...known, places: [...(known.places ?? []), place] })
    return known.id
  }
  const limit = (await tx.get('tenants', tenant_id))?.site_limit ?? SITE_LIMIT
  if ((await tx.find('groups', 'tenant', tenant_id)).filter(is(place)).length >= limit) {
    problems.add(place, 'limit', `the domain may have ${limit} ${place}s, and has them`)
    return undefined
  }
  const group: Group = {
    ...newEntity(ports),
    tenant_id,
    name,
    description: null,
    settings: {},
    overrides: {},
    foreign: {},
    places: [place],
  }
  tx.put('groups', group)
  return group.id
}

/**
 * A user's groups once they are at these places instead of those they are at; all other memberships stay.
 * @param department the name of the department they leave.
 */
export async function groupsAt(
  tx: Transaction,
  ports: Ports,
  user: Pick<User, 'tenant_id' | 'groups'>,
  names: PlaceNames,
  department: string | null,
  problems: Problems,
): Promise<readonly string[]> {
  const own = (await Promise.all(user.groups.map((id) => tx.get('groups', id)))).flatMap((group) => group ?? [])
  const site = siteOf(user, own)?.id
  const worked = own.find(
    (group) => is('department')(group) && group.name.toLowerCase() === department?.toLowerCase(),
  )?.id
  // One group may be both: it is left when the user leaves what they are there for.
  const stays = new Set([
    names.site === undefined ? site : undefined,
    names.department === undefined ? worked : undefined,
  ])
  const left = new Set([site, worked].filter((id) => !stays.has(id)))
  const joined: string[] = []
  for (const place of ['site', 'department'] as const) {
    const name = names[place]
    const id = name ? await placeNamed(tx, ports, user.tenant_id, place, name, problems) : undefined
    if (id !== undefined) joined.push(id)
  }
  return [...new Set([...user.groups.filter((id) => !left.has(id)), ...joined])]
}
