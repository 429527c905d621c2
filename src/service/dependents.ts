import { modelIn, vendorNamed } from '../catalogue/index.js'
import type { DirectoryGroup } from '../domain/directory.js'
import { LOGS } from '../domain/directory.js'
import { keptIn } from '../domain/kept.js'
import type { Phone } from '../domain/model.js'
import type { Vendor } from '../domain/vendor.js'
import type { Reader, Touched } from '../store/store.js'
import { referencesIn } from './asset-references.js'

type Found = Promise<readonly Phone[]>

/** The phones on whose first line the user sits: keys, group and directory are that user's. */
const ownedBy = async (reader: Reader, user_id: string): Found =>
  (await reader.find('phones', 'user', user_id)).filter((phone) => phone.lines[0]?.user_id === user_id)

async function eachOf<R extends { readonly id: string }>(
  records: readonly R[],
  find: (id: string) => Found,
): Promise<Phone[]> {
  const found: Phone[] = []
  for (const { id } of records) found.push(...(await find(id)))
  return found
}

/** Phones with a key that shows the name of who has this number, be it their own, their layout's or their user's. */
async function watching(reader: Reader, number: string): Found {
  return [
    ...(await reader.find('phones', 'watched', number)),
    ...(await eachOf(await reader.find('layouts', 'watched', number), (id) => reader.find('phones', 'layout', id))),
    ...(await eachOf(await reader.find('users', 'watched', number), (id) => ownedBy(reader, id))),
  ]
}

const shown = new WeakMap<Vendor, ReadonlySet<DirectoryGroup>>()

/** The parts of the directory in files the vendor's phones keep. A book that is fetched whenever it is shown is never old. */
function keptGroups(vendor: Vendor): ReadonlySet<DirectoryGroup> {
  return keptIn(shown, vendor, () => {
    const fetched = new Set(vendor.directory.books?.map(({ file }) => file))
    return new Set(vendor.files.flatMap((row) => (fetched.has(row.example) ? [] : (row.directory ?? []))))
  })
}

/** Whether some file the phone keeps shows this part of its user's directory. */
function shows({ vendor: id, model, lines }: Phone, group: DirectoryGroup): boolean {
  const vendor = vendorNamed(id)
  if (!vendor || lines.length === 0 || modelIn(vendor, model).row.directory === 0) return false
  const groups = keptGroups(vendor)
  return groups.has(group) || groups.has('favourites')
}

const showing = async (found: Found, group: DirectoryGroup): Found =>
  (await found).filter((phone) => shows(phone, group))

/** Phones that may use an asset: some level of theirs names it, whether or not another level wins. */
async function naming(reader: Reader, tenant_id: string, asset: string): Found {
  const names = (...levels: readonly Parameters<typeof referencesIn>[0][]): boolean =>
    levels.some((settings) => referencesIn(settings).some(({ name }) => name.toLowerCase() === asset))
  const phones = await reader.find('phones', 'tenant', tenant_id)
  const tenant = await reader.get('tenants', tenant_id)
  const groups = await reader.find('groups', 'tenant', tenant_id)
  const shared = [tenant, ...Object.values(tenant?.models ?? {}), ...groups].map((level) => level?.settings)
  if (names(...shared)) return phones
  const found: Phone[] = []
  for (const phone of phones) {
    const users = await Promise.all(phone.lines.map((line) => reader.get('users', line.user_id)))
    if (names(phone.settings, ...[...phone.lines, ...users].map((level) => level?.settings))) found.push(phone)
  }
  return found
}

/** A list of the whole tenant is known by its change log; only before the first entry of that do its records count. */
const unlogged = async (reader: Reader, log: string, found: () => Found): Found =>
  (await reader.get('change_logs', log)) ? [] : found()

const ofTenant = (reader: Reader, tenant_id: string, group: DirectoryGroup): Found =>
  showing(reader.find('phones', 'tenant', tenant_id), group)

/** Which phones depend on a touched key, by what stands before its slash. Keys that are not named change no file. */
const DEPENDENTS: Readonly<Record<string, (reader: Reader, key: string) => Found>> = {
  server: (reader) => reader.all('phones'),
  tenants: (reader, id) => reader.find('phones', 'tenant', id),
  layouts: (reader, id) => reader.find('phones', 'layout', id),
  groups: async (reader, id) => eachOf(await reader.find('users', 'group', id), (user) => ownedBy(reader, user)),
  users: (reader, id) => reader.find('phones', 'user', id),
  'users.extension': watching,
  'users.sip_user': watching,
  'users.tenant': (reader, id) => unlogged(reader, LOGS.colleagues(id), () => ofTenant(reader, id, 'colleagues')),
  'contacts.tenant': (reader, id) => unlogged(reader, LOGS.business(id), () => ofTenant(reader, id, 'business')),
  'contacts.user': (reader, id) => showing(ownedBy(reader, id), 'contacts'),
  'favourites.user': (reader, id) => showing(ownedBy(reader, id), 'favourites'),
  'speed_dials.user': ownedBy,
  change_logs: async (reader, log) => {
    const [id = '', list] = log.split('/')
    return list === 'colleagues' || list === 'business' ? ofTenant(reader, id, list) : []
  },
  'assets.name': (reader, key) => {
    const [id = '', name = ''] = key.split('/')
    return naming(reader, id, name)
  },
}

/**
 * Ids of the phones whose files a commit may have changed: never one too few, and no more than is cheap to know.
 * Counted are the files we make and phones keep: not a book a phone fetches whenever it shows it, nor what it uploaded
 * itself. A phone that is no more is named too.
 * @param reader the state after the commit, or a later one.
 */
export async function phonesTouchedBy(reader: Reader, touched: Touched): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const key of touched) {
    const slash = key.indexOf('/')
    const [name, rest] = [key.slice(0, slash), key.slice(slash + 1)]
    if (name === 'phones') ids.add(rest)
    else for (const { id } of (await DEPENDENTS[name]?.(reader, rest)) ?? []) ids.add(id)
  }
  return ids
}
