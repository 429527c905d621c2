import {
  type ChangeLog,
  type Colleague,
  type Contact,
  colleagueOf,
  type DirectoryEntry,
  type DirectoryGroup,
  type DirectoryNumber,
  dialable,
  type Favourite,
  LOGS,
  type NumberKind,
  type SpeedDial,
} from '../domain/directory.js'
import { keptIn } from '../domain/kept.js'
import type { User, Warning } from '../domain/model.js'
import type { FileRow } from '../domain/vendor.js'
import { phonebookOf, roomOf } from '../render/phonebook.js'
import type { Reader } from '../store/store.js'
import { subjectOf } from './files.js'
import type { Planned } from './plan.js'
import { speedDialsOf } from './speed-dials.js'

function numbersOf(list: readonly (readonly [NumberKind, string | null])[]): DirectoryNumber[] {
  const numbers = new Map<string, DirectoryNumber>()
  for (const [kind, text] of list) {
    const number = dialable(text)
    if (number !== undefined && !numbers.has(number)) numbers.set(number, { kind, number })
  }
  return [...numbers.values()]
}

function ofColleague(user: Colleague): DirectoryEntry {
  const numbers = numbersOf([
    ['extension', user.extension],
    ['work', user.work_phone],
    ['mobile', user.mobile_phone],
    ['home', user.home_phone],
  ])
  return { id: user.id, group: 'colleagues', name: user.display_name, numbers, favourite: false }
}

function ofContact(contact: Contact): DirectoryEntry {
  const numbers = numbersOf([
    ['work', contact.business],
    ['work', contact.business2],
    ['mobile', contact.mobile_phone],
    ['mobile', contact.mobile_phone2],
    ['home', contact.home_phone],
    ['home', contact.home_phone2],
    ['other', contact.other],
  ])
  const group = contact.user_id === null ? 'business' : 'contacts'
  return { id: contact.id, group, name: contact.name, numbers, favourite: contact.favorite }
}

function ofSpeedDial({ id, code, phone_number, description }: SpeedDial): DirectoryEntry {
  const numbers = numbersOf([['other', phone_number]])
  return { id, group: 'speed_dials', name: `${code} ${description || phone_number}`, numbers, favourite: false }
}

/** The order of people's names, the same on every machine. */
const collator = new Intl.Collator('en', { numeric: true })
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byName = (a: DirectoryEntry, b: DirectoryEntry): number =>
  collator.compare(a.name, b.name) || byCodeUnits(a.name, b.name) || byCodeUnits(a.id, b.id)

/** Entries somebody could call, in order. */
const sorted = (entries: readonly DirectoryEntry[]): DirectoryEntry[] =>
  entries.filter(({ numbers }) => numbers.length > 0).sort(byName)

/** A tenant's lists by the state of their change log: every phone of the tenant shows the same ones. */
const kept = new WeakMap<ChangeLog, DirectoryEntry[]>()

/** What directories are read through: `reader` notes what the file depends on, `store` does not. */
export interface DirectoryReaders {
  readonly reader: Reader
  readonly store: Reader
}

/**
 * A list of the whole tenant. The file depends on the list's change log alone and not on each of its records:
 * the log's record changes with any of them.
 */
async function ofTenant(
  { reader, store }: DirectoryReaders,
  log: string,
  read: (reader: Reader) => Promise<DirectoryEntry[]>,
): Promise<DirectoryEntry[]> {
  const head = await reader.get('change_logs', log)
  if (!head) return sorted(await read(reader))
  const known = kept.get(head)
  if (known) return known
  const entries = sorted(await read(store))
  return keptIn(kept, head, () => entries)
}

const colleaguesOf = (readers: DirectoryReaders, owner: User): Promise<DirectoryEntry[]> =>
  ofTenant(readers, LOGS.colleagues(owner.tenant_id), async (reader) =>
    (await reader.find('users', 'tenant', owner.tenant_id)).flatMap((user) => {
      const colleague = colleagueOf(user)
      return colleague ? [ofColleague(colleague)] : []
    }),
  )

const businessOf = (readers: DirectoryReaders, owner: User): Promise<DirectoryEntry[]> =>
  ofTenant(readers, LOGS.business(owner.tenant_id), async (reader) =>
    (await reader.find('contacts', 'tenant', owner.tenant_id)).map(ofContact),
  )

const contactsOf = async ({ reader }: DirectoryReaders, owner: User): Promise<DirectoryEntry[]> =>
  sorted((await reader.find('contacts', 'user', owner.id)).map(ofContact))

/** What the user marked, whatever it is. Looked up in the lists, so that a colleague's presence changes no file. */
async function favouritesOf(readers: DirectoryReaders, owner: User): Promise<DirectoryEntry[]> {
  const own = (await contactsOf(readers, owner)).filter(({ favourite }) => favourite)
  const marks = await readers.reader.find('favourites', 'user', owner.id)
  const marked = async (kind: Favourite['kind'], list: typeof colleaguesOf) => {
    const ids = new Set(marks.filter((mark) => mark.kind === kind).map((mark) => mark.target_id))
    return ids.size === 0 ? [] : (await list(readers, owner)).filter(({ id }) => ids.has(id))
  }
  const others = [...(await marked('extension', colleaguesOf)), ...(await marked('business', businessOf))]
  return sorted([...own, ...others.map((entry) => ({ ...entry, favourite: true }))])
}

async function dialsOf({ reader }: DirectoryReaders, owner: User): Promise<DirectoryEntry[]> {
  const dials = [...(await speedDialsOf(reader, owner.id, '8')), ...(await speedDialsOf(reader, owner.id, '100'))]
  return dials.map(ofSpeedDial).filter(({ numbers }) => numbers.length > 0)
}

const GROUPS: Readonly<Record<DirectoryGroup, typeof colleaguesOf>> = {
  favourites: favouritesOf,
  contacts: contactsOf,
  speed_dials: dialsOf,
  colleagues: colleaguesOf,
  business: businessOf,
}

/**
 * The directory of the phone's user as a file shows it, each name once, in an order that depends on nothing but the
 * data. Empty for a file without a directory and for a phone nobody may use. Unless `all` is wanted, no more entries
 * than the phone could hold are gathered: what one phone costs must not grow with the tenant.
 */
export async function directoryOf(
  readers: DirectoryReaders,
  { plan, owner, vendor, model }: Planned,
  row: FileRow,
  all = false,
): Promise<readonly DirectoryEntry[]> {
  if (!row.directory || !owner || plan.cleared || model.directory === 0) return []
  const lists: (readonly DirectoryEntry[])[] = []
  for (const group of row.directory) lists.push(await GROUPS[group](readers, owner))
  const filled = lists.filter((list) => list.length > 0)
  // The tenant's own list, unchanged: what is made of it can be kept for all its phones.
  if (filled.length === 1) return filled[0] ?? []
  const listed = new Set<string>()
  const entries: DirectoryEntry[] = []
  // Where numbers must be unique, entries may yet fall out, so that none can be spared.
  const most = all || vendor.directory.unique ? Number.POSITIVE_INFINITY : roomOf(vendor, model)
  for (const list of filled) {
    for (const entry of list) {
      if (entries.length >= most) return entries
      if (!listed.has(entry.id)) entries.push(entry)
      listed.add(entry.id)
    }
  }
  return entries
}

/** What of the user's directory this phone cannot hold. */
export async function directoryWarnings(readers: DirectoryReaders, planned: Planned): Promise<Warning[]> {
  const { vendor, model } = planned
  const warnings: Warning[] = []
  for (const row of vendor.files) {
    if (!row.directory) continue
    const entries = await directoryOf(readers, planned, row, true)
    const { dropped } = phonebookOf(subjectOf(planned), row, entries)
    if (dropped > 0)
      warnings.push({
        code: 'directory_trimmed',
        field: 'directory',
        message: `a ${vendor.name} ${model.id} holds ${model.directory ?? vendor.directory.entries} entries: the last ${dropped} are left out`,
      })
  }
  return warnings
}
