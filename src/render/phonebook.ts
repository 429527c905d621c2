import type { DirectoryEntry, NumberKind } from '../domain/directory.js'
import type { FileRow, ModelRow, Vendor } from '../domain/vendor.js'
import { escapeFor } from './escape.js'
import type { Subject } from './facts.js'
import { createView } from './view.js'

/** An entry as templates get it; every text is already escaped for the file's format. */
export interface PhonebookItem {
  readonly index: number
  readonly name: string
  readonly numbers: readonly string[]
  readonly favourite: boolean
  readonly colleague: boolean
  /** Place among the favourites, counted on after those the phone's keys use. */
  readonly speedDial: number | undefined
}

export interface Phonebook {
  readonly items: readonly PhonebookItem[]
  /** Entries that found no room. */
  readonly dropped: number
}

/** What tells numbers of one name apart where each is an entry of its own. */
const WORDS: Readonly<Record<NumberKind, string>> = {
  extension: '',
  work: ' (work)',
  mobile: ' (mobile)',
  home: ' (home)',
  other: ' (other)',
}

interface Plain {
  readonly name: string
  readonly numbers: readonly string[]
  readonly entry: DirectoryEntry
}

/** One entry per number, or one per name. */
function split(entry: DirectoryEntry, numbers: 'one' | 'many'): Plain[] {
  const { name } = entry
  if (numbers === 'many') return [{ name, numbers: entry.numbers.map(({ number }) => number), entry }]
  return entry.numbers.map(({ kind, number }) => ({
    name: entry.numbers.length > 1 ? `${name}${WORDS[kind]}` : name,
    numbers: [number],
    entry,
  }))
}

/** How many entries a model holds; infinite where no limit is known. */
export const roomOf = (vendor: Vendor, model: ModelRow): number =>
  model.directory ?? vendor.directory.entries ?? Number.POSITIVE_INFINITY

/** The numbers that the file's keys put into it before any entry, where they matter to the entries. */
export function keysIn(subject: Subject, file: FileRow): readonly string[] {
  if (!subject.vendor.directory.unique || !file.sections?.includes('directory')) return []
  return (createView(subject, file, { provenance: false }).directory?.rows ?? []).map(({ value }) => value)
}

/** The entries of a file as its phone can hold them: what comes first stays. */
export function phonebookOf(subject: Subject, file: FileRow, entries: readonly DirectoryEntry[]): Phonebook {
  const { vendor, model } = subject
  const { numbers, unique } = vendor.directory
  const safe = escapeFor[file.format ?? vendor.format]
  const keys = keysIn(subject, file)
  const taken = new Set(keys)
  const wanted = entries
    .flatMap((entry) => split(entry, numbers))
    .filter((plain) => {
      const number = plain.numbers[0] ?? ''
      if (unique && taken.has(number)) return false
      taken.add(number)
      return true
    })
  const kept = wanted.slice(0, Math.max(0, roomOf(vendor, model) - keys.length))
  let favourites = keys.length
  const items = kept.map(
    ({ name, numbers: dialled, entry }, index): PhonebookItem => ({
      index,
      name: safe(name) || (dialled[0] ?? ''),
      numbers: dialled.map(safe),
      favourite: entry.favourite,
      colleague: entry.group === 'colleagues',
      speedDial: entry.favourite ? ++favourites : undefined,
    }),
  )
  return { items, dropped: wanted.length - kept.length }
}
